"""Which model is a region? Fuzzy-set ideal types and the coded evidence for and against each."""
