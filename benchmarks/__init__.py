"""Benchmarks of the checks on data: recall, false alarms, seconds."""
