"""Which model is a region? Coded evidence for and against each, axis by axis, and fuzzy-set ideal types."""
