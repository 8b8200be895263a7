"""CSV as planners keep it: byte order marks, semicolons or tabs, Windows-1252."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

from analysis.errors import DataError
from analysis.messages import say
from analysis.sources.importing.raw import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, RawBook, RawCell, RawSheet

__all__ = ["read_delimited", "wide_codec"]

DELIMITERS = ("\t", ";", ",", "|")
LOOKED_AT = 200  # rows that decide the delimiter
LONGEST_CELL = 131_072  # characters; a quotation mark that is never closed makes a longer one


def read_delimited(path: Path, sha256: str) -> RawBook:
    """Read a CSV file of any usual encoding and delimiter; every cell stays text.

    Raises
    ------
    DataError
        Not text, not well-formed, or too many rows or columns.
    """
    before = csv.field_size_limit(LONGEST_CELL)  # of the whole process, and other libraries raise it
    try:
        return _read(path, sha256)
    finally:
        csv.field_size_limit(before)


def _read(path: Path, sha256: str) -> RawBook:
    text, encoding = _decode(path)
    delimiter, text, first = _delimiter(text)
    rows: list[tuple[RawCell, ...]] = []
    count = 0
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
            count += len(cells)
            if len(rows) > MOST_ROWS or count > MOST_CELLS:
                raise DataError(
                    say(
                        "{file} has more than {rows:,} rows or {cells:,} cells with content. Divide "
                        "it into files.",
                        file=path.name,
                        rows=MOST_ROWS,
                        cells=MOST_CELLS,
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
    wide = wide_codec(content[:1000])
    tries = [(wide, "UTF-16")] if wide else [("utf-8-sig", "UTF-8"), ("cp1252", "Windows-1252")]
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


def wide_codec(start: bytes) -> str:
    """Recognise UTF-16 by its mark, or by the zeros that ordinary text has in it; else give ``""``."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    start = start[: len(start) // 2 * 2][:1000]
    for codec, zeros, others in (
        ("utf-16-le", start[1::2], start[::2]),
        ("utf-16-be", start[::2], start[1::2]),
    ):
        if len(zeros) >= 4 and zeros.count(0) >= 0.9 * len(zeros) and 0 not in others:
            return codec
    return ""


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
