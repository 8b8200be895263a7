"""Programmes of others, run beside ours: each reads a CSV file, prints its seconds and writes its answer."""
