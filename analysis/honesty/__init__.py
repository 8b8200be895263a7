"""Checks on data as objects: passed, flagged or not evaluated, with the rows concerned and the evidence."""
