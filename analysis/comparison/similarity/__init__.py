"""Were inputs similar? Distances, balance, overlap, equivalence, matching, neighbours, systems designs."""
