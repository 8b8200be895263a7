"""Importing what planners really keep: spreadsheets and CSV files with titles, notes and mixed notations."""
