"""Comparison of regions: similar inputs, nearest regions, change before and after, what a design can say."""
