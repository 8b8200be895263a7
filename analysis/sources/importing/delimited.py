"""CSV as planners keep it: byte order marks, semicolons or tabs, Windows-1252."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

from analysis.errors import DataError
from analysis.messages import say
from analysis.sources.importing.raw import RawBook, RawCell, RawSheet

__all__ = ["read_delimited"]

MOST_ROWS = 200_000
MOST_COLUMNS = 300
DELIMITERS = ("\t", ";", ",", "|")
LOOKED_AT = 200  # rows that decide the delimiter


def read_delimited(path: Path, sha256: str) -> RawBook:
    """Read a CSV file of any usual encoding and delimiter; every cell stays text.

    Raises
    ------
    DataError
        Not text, not well-formed, or too many rows or columns.
    """
    text, encoding = _decode(path)
    delimiter, text, first = _delimiter(text)
    rows = []
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        for number, row in enumerate(reader, start=first):
            cells = tuple(RawCell(number, i, cell) for i, cell in enumerate(row, start=1) if cell.strip())
            if len(row) > MOST_COLUMNS and cells and cells[-1].column > MOST_COLUMNS:
                raise DataError(
                    say(
                        "{file}, row {row}, has {count:,} cells; at most {most} are read. Check the "
                        "delimiter and the quotation marks.",
                        file=path.name,
                        row=number,
                        count=len(row),
                        most=MOST_COLUMNS,
                    )
                )
            if cells:
                rows.append(cells)
            if len(rows) > MOST_ROWS:
                raise DataError(
                    say(
                        "{file} has more than {most:,} rows with content. Divide it into files.",
                        file=path.name,
                        most=MOST_ROWS,
                    )
                )
    except csv.Error as error:
        raise DataError(
            say(
                "{file} is not a well-formed CSV file near row {row} ({detail}). A quotation mark may be "
                "missing, or a cell is longer than any text should be; save it again as CSV UTF-8.",
                file=path.name,
                row=reader.line_num,
                detail=error,
            )
        ) from None
    notes = [
        say(
            "read as {encoding}, cells apart by {mark!r}; rows are counted by record",
            encoding=encoding,
            mark=delimiter,
        )
    ]
    return RawBook(path.name, "csv", sha256, (RawSheet(path.name, tuple(rows)),), tuple(notes))


def _decode(path: Path) -> tuple[str, str]:
    content = path.read_bytes()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        tries = [("utf-16", "UTF-16")]
    else:
        tries = [("utf-8-sig", "UTF-8"), ("cp1252", "Windows-1252")]
    for codec, name in tries:
        try:
            text = content.decode(codec)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text, name
    raise DataError(
        say(
            "{file} is text in no encoding known here (UTF-8, UTF-16, Windows-1252), or is damaged. Save it "
            "again as CSV UTF-8.",
            file=path.name,
        )
    )


def _delimiter(text: str) -> tuple[str, str, int]:
    """Give the delimiter, the text without an Excel ``sep=`` line, and the number of its first row."""
    head, _, rest = text.partition("\n")
    if head.strip().casefold().startswith("sep=") and head.strip()[4:] in DELIMITERS:
        return head.strip()[4:], rest, 2
    if head.rstrip("\r\n").casefold() == "sep=\t":
        return "\t", rest, 2
    scores = {mark: _agreement(text, mark) for mark in DELIMITERS}
    best = max(scores, key=lambda mark: scores[mark])
    return (best if scores[best][0] > 0 else ","), text, 1


def _agreement(text: str, delimiter: str) -> tuple[float, int]:
    """Give the share of rows that have the most common number of cells, and that number."""
    widths: Counter[int] = Counter()
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row, _ in zip(reader, range(LOOKED_AT), strict=False):
            if row:
                widths[len(row)] += 1
    except csv.Error:
        return 0.0, 0
    several = {width: count for width, count in widths.items() if width > 1}
    if not several:
        return 0.0, 0
    width = max(several, key=lambda item: (several[item], item))
    return several[width] / sum(widths.values()), width
