"""Comparison of regions: each folder answers one question and says it in its first line."""
