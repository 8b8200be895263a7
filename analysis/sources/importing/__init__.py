"""Importing what planners really keep: spreadsheets and CSV files with titles, notes and mixed notations.

``understand(path, table, region_code)`` says what a file was read as and asks what it cannot decide;
``write(understanding, folder)`` writes it once nothing is open, with a record of the import beside it.
"""

from analysis.sources.importing.answers import Answers, Question
from analysis.sources.importing.notation import infer_notation, infer_percent
from analysis.sources.importing.numbers import ParsedNumber, parse_number
from analysis.sources.importing.sheets import read_book
from analysis.sources.importing.storing import write
from analysis.sources.importing.telling import tell
from analysis.sources.importing.understanding import Understanding, understand

__all__ = [
    "Answers",
    "ParsedNumber",
    "Question",
    "Understanding",
    "infer_notation",
    "infer_percent",
    "parse_number",
    "read_book",
    "tell",
    "understand",
    "write",
]
