"""Statistics that every room of methods may use; this package imports no other part of the analysis."""
