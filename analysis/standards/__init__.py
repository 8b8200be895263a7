"""Standar Pelayanan Minimal: where a region's outcomes stand, against the country and against the targets."""
