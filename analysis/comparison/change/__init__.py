"""What changed, and did a group of districts change differently? Windows, groups, ranks, the programme."""
