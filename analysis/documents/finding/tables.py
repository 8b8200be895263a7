"""A table of a page as rows under the meaning of their columns: heads read, merged cells spread."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from analysis.documents.finding.heads import Column, column_of, role_of
from analysis.documents.finding.language_tables import word_list
from analysis.documents.finding.numbers import scale_said, years_in
from analysis.documents.finding.stacked import counts_on
from analysis.documents.page import Box, Cell, PageTable

__all__ = ["Head", "Row", "box_of", "continues_row", "joined", "read_table"]

MOST_HEAD_ROWS = 6
VALUE = re.compile(
    r"^(?!(?:rp\.?\s*)?\(0+\)$)[<>\u2264\u2265=\s]*(?:rp\.?\s*)?[\d.,:/()\s-]*\d[\d.,:/()\s%-]*(?:%|persen)?$",
    re.IGNORECASE,
)
CODED = re.compile(
    r"^\d{1,2}\.\d\d(?:[.\s]|$)"
)  # the entry of a form, "1.02 Kesehatan", is no head of a column
NUMBERED = re.compile(r"^\(?\d{1,2}\)?(?:\s*=.*)?$")
AS_NUMBERED = re.compile(r"\bke\s?-?\s*$|tahun", re.IGNORECASE)
SHARE = re.compile(r"capaian\s*\(?(?:%|persen)\)?$", re.IGNORECASE)
OF_ALL = re.compile(r"(?:persentase|%|persen)\s*(?:pen)?capaian$", re.IGNORECASE)  # where there is no target
POINT = re.compile(r"^\s*(?:\(?[a-z]\s*[.)]|[-\u2022\u2013*])\s*", re.IGNORECASE)
HEAD_WORDS = re.compile(rf"^(?:{'|'.join(sorted(word_list('heads')))})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Head:
    """The columns of a table, kept for the pages on which it goes on."""

    columns: tuple[Column, ...] = ()
    scale: int | None = None
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table.

    Attributes
    ----------
    table, number : int
        Which table of the page (from 0), which row of it.
    cells : dict of int to Cell
        Every column that is covered, merged cells in each row that they cover.
    fresh : frozenset of int
        Columns whose cell begins in this row.
    """

    table: int
    number: int
    cells: dict[int, Cell]
    fresh: frozenset[int]
    listed: list[tuple[int, Cell]] = field(default_factory=list)

    def texts(self) -> list[tuple[int, Cell]]:
        """Return column and cell of all that is not empty, each cell once, from left to right."""
        if not self.listed:
            last = None
            for column in sorted(self.cells):
                cell = self.cells[column]
                if cell is not last and cell.text and not cell.text.isspace():
                    self.listed.append((column, cell))
                last = cell
        return self.listed


def read_table(
    table: PageTable, number: int, caption: str = "", before: Head | None = None
) -> tuple[Head, list[Row]]:
    """Read a table.

    Parameters
    ----------
    table
        Of a page.
    number
        Which of the page.
    caption
        Its title; a scale in it holds for the columns of money that say none themselves.
    before
        The head of the table that it continues.

    Returns
    -------
    tuple of Head and list of Row
        The rows under the head.
    """
    rows = _spread(table.cells, number)
    titles = _title_rows(rows)
    caption = " ".join([*titles, caption]).strip()
    rows = rows[len(titles) :]
    count = _head_rows(rows)
    if count == 0 and before is not None and before.columns:
        return before, rows
    columns = _columns(rows[:count], max((max(row.cells) for row in rows if row.cells), default=-1) + 1)
    columns = _in_scale(columns, scale_said(caption))
    scales = [column.scale for column in columns if column.scale is not None]
    scale = scale_said(caption) or (max(scales) if scales else None)
    if before is not None and before.columns:
        if not columns:
            return before, _under(rows, count)
        if scale is None:  # the head is printed again, the title over the table is not
            scale, caption = before.scale, caption or before.caption
    head = Head(columns, scale, caption)
    return head, _under(rows, count)


def _under(rows: Sequence[Row], count: int) -> list[Row]:
    """Return the rows under the head."""
    return [row for row in rows[count:] if not _only_numbers(row)]


def _spread(cells: Sequence[Cell], number: int) -> list[Row]:
    height = max((cell.row + cell.rows for cell in cells), default=0)
    grid: list[dict[int, Cell]] = [{} for _ in range(height)]
    fresh: list[set[int]] = [set() for _ in range(height)]
    for cell in cells:
        for row in range(cell.row, cell.row + cell.rows):
            for column in range(cell.column, cell.column + cell.columns):
                grid[row].setdefault(column, cell)
        fresh[cell.row].update(range(cell.column, cell.column + cell.columns))
    return [Row(number, place, grid[place], frozenset(fresh[place])) for place in range(height)]


def _title_rows(rows: Sequence[Row]) -> list[str]:
    """Return the texts of the rows of one cell that stand over a head, as titles do in a workbook."""
    titles: list[str] = []
    for row in rows[:MOST_HEAD_ROWS]:
        texts = row.texts()
        if len(texts) > 1:
            return titles if titles and _is_head(row, 0) else []
        titles.append(texts[0][1].text.strip() if texts else "")
    return []


def _head_rows(rows: Sequence[Row]) -> int:
    """Count the rows of the head: words of heads and no values, and the row that numbers the columns."""
    count = 0
    for place, row in enumerate(rows[:MOST_HEAD_ROWS]):
        if _only_numbers(row) and place:
            return place + 1
        above = rows[place - 1] if place else None
        if not _is_head(row, place) and not (above and (_counts_years(row, above) or _divides(row, above))):
            break
        count = place + 1
    return count


def _divides(row: Row, above: Row) -> bool:
    """Say whether a row only divides heads over several columns: K and Rp, before and after, I to IV."""
    spanned = {column for column in row.cells if above.cells.get(column) is above.cells.get(column + 1, ...)}
    spanned |= {column + 1 for column in spanned}
    own = {column: row.cells[column].text.strip() for column in row.cells if column in row.fresh}
    texts = {column: text for column, text in own.items() if text}
    apart = [column for column in above.cells if column not in spanned and above.cells[column].text.strip()]
    return (
        len(texts) > 1
        and texts.keys() <= spanned & above.cells.keys()
        and all(above.cells[column].text.strip() for column in texts)
        and all(row.cells.get(column) is above.cells[column] for column in apart)
        and not any(VALUE.match(text) for text in texts.values())
    )


def _is_head(row: Row, place: int) -> bool:
    texts = [cell.text.strip() for _, cell in row.texts()]
    if len(texts) < 2 and not (place and texts):
        return False
    words = sum(bool(HEAD_WORDS.match(text)) or role_of(text) not in {"other", "name"} for text in texts)
    years = sum(bool(years_in(text)) and len(text) < 30 for text in texts)
    values = sum(bool(VALUE.match(text)) and not years_in(text) or bool(CODED.match(text)) for text in texts)
    return values == 0 and words + years >= max(len(texts) / 2, 1) and (place > 0 or words > 0)


def _counts_years(row: Row, above: Row) -> bool:
    """Say whether a row numbers the years of a plan under heads such as "Target Tahun ke-"."""
    under = [
        (cell.text.strip(), above.cells[column].text)
        for column, cell in row.texts()
        if column in row.fresh and column in above.cells
    ]
    return bool(under) and all(
        re.fullmatch(r"\(?[1-9ivIV]{1,3}\)?", text) and AS_NUMBERED.search(head) for text, head in under
    )


def _only_numbers(row: Row) -> bool:
    """Say whether a row numbers the columns: 1, 2, 3, or (1), (2), 5=4/3."""
    texts = [cell.text.strip() for _, cell in row.texts()]
    if len(texts) < 3 or not all(NUMBERED.match(text) for text in texts):
        return False
    numbers = [int(re.sub(r"\D", "", text.split("=")[0])) for text in texts]
    return numbers[0] <= 1 and all(
        0 <= later - earlier <= 2 for earlier, later in zip(numbers, numbers[1:], strict=False)
    )


def _columns(heads: Sequence[Row], width: int) -> tuple[Column, ...]:
    if not heads:
        return ()
    named = [row for row in heads if not _only_numbers(row)]
    columns = tuple(
        column_of(tuple(row.cells[column].text for row in named if column in row.cells))
        for column in range(width)
    )
    columns = _without_parts(columns)
    if any(column.role == "achievement" for column in columns):
        return columns
    if not any(column.role == "target" for column in columns):
        share = re.compile(f"{SHARE.pattern}|{OF_ALL.pattern}", re.IGNORECASE)
    else:
        share = SHARE
    # "Capaian (%)" is the share of a target that is met only where the achievement itself stands beside it.
    return tuple(
        replace(column, role="achievement") if column.role == "ratio" and share.match(column.head) else column
        for column in columns
    )


def _in_scale(columns: tuple[Column, ...], scale: int | None) -> tuple[Column, ...]:
    """Count columns under a mere "Rp" in the scale of the title: "(Rp dalam juta)"."""
    if not scale or scale == 1:
        return columns
    return tuple(replace(column, scale=scale) if column.scale == 1 else column for column in columns)


def _without_parts(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Let quarters and months be no figure of the year: its own column is, or the last of them."""
    whole = {(column.role, year) for column in columns if not column.part for year in (column.year, None)}
    last = {(column.role, column.year): place for place, column in enumerate(columns) if column.part}
    return tuple(
        replace(column, role="note")
        if column.part
        and (
            column.role == "money"
            or (column.role, column.year) in whole
            or last[column.role, column.year] != place
        )
        else column
        for place, column in enumerate(columns)
    )


def continues_row(row: Row, last: Row, head: Head) -> bool:
    """Say whether a row at the top of a page is the rest of the last row of the page before."""
    texts = row.texts()
    if not texts or any(VALUE.match(cell.text.strip()) for _, cell in texts):
        return False
    first = texts[0][1].text.strip()
    below = any(column in last.cells and last.cells[column].text.strip() for column, _ in texts)
    if below and len(texts) == 1 and counts_on(last.cells[texts[0][0]].text, first):
        return True
    return below and first[:1].islower() and not POINT.match(first)


def joined(last: Row, row: Row) -> Row:
    """Return the last row with the texts of its rest behind its own."""
    cells = dict(last.cells)
    for column, cell in row.texts():
        if column in cells:
            whole = cells[column]._replace(text=f"{cells[column].text} {cell.text}".strip())
            for other in [place for place, one in last.cells.items() if one is last.cells[column]]:
                cells[other] = whole
        else:
            cells[column] = cell
    return replace(last, cells=cells, listed=[])


def box_of(boxes: Iterable[Box | None]) -> Box | None:
    """Return the smallest box around boxes; ``None`` where there is none."""
    known = [box for box in boxes if box is not None]
    if not known:
        return None
    left, top, right, bottom = zip(*known, strict=True)
    return min(left), min(top), max(right), max(bottom)
