"""What could be expected given the inputs? Expectation with interval, ranks, deviant and matched cases."""
