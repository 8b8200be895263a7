"""What a specimen document is made of: sections of headings, paragraphs and tables, with facts marked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Literal

Kind = Literal[
    "mention",
    "target",
    "national_target",
    "baseline",
    "achievement",
    "programme",
    "activity",
    "amount",
    "standard",
    "trap",
]

Align = Literal["left", "center", "right"]
Pages = Literal["portrait", "landscape", "rotated", "two-columns"]


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a reader of the document can find, as its author knows it.

    Attributes
    ----------
    kind : str
        ``mention`` (the indicator is named), ``target`` (the region's own), ``national_target``, ``baseline``
        and ``achievement`` (a figure of a year), ``programme`` and ``activity`` (a code), ``amount``
        (rupiah), ``standard`` (minimum service standards named in general), ``trap`` (looks like a standard
        or an indicator and is none).
    indicator_code : str
        The indicator that it belongs to; of a ``standard`` the sector, of a ``trap`` its kind.
    mention : str
        Groups the facts of one mention within a document, for example ``m012``.
    phrasing : str
        ``listed`` or ``held-out``, of a mention.
    variation : str
        Of a mention: ``name``, ``wording``, ``order``, ``inflection``, ``abbreviation``, ``ocr``.
    year : int or None
        The year that a figure or an amount is for.
    value : float or None
        A figure in ``unit``.
    unit : str
        ``percent``, ``per 100000``, or empty.
    code : str
        Of a programme or an activity.
    amount_idr : int or None
        In full rupiah, whatever the document counts in.
    funding_source : str
        As printed; empty where the document does not say.
    """

    kind: Kind
    indicator_code: str
    mention: str = ""
    phrasing: str = ""
    variation: str = ""
    year: int | None = None
    value: float | None = None
    unit: str = ""
    code: str = ""
    amount_idr: int | None = None
    funding_source: str = ""


FACT_COLUMNS = tuple(item.name for item in fields(Fact))


@dataclass(frozen=True, slots=True)
class Mark:
    """Words that carry facts; one amount may belong to several indicators."""

    text: str
    facts: tuple[Fact, ...]


Runs = tuple[str | Mark, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: level 1 is a chapter and begins a page."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text, or with `item` a point of a list under its own number or letter."""

    runs: Runs
    item: str = ""
    style: Literal["body", "centred", "small", "signature"] = "body"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell; ``rows`` and ``columns`` say how many it covers."""

    runs: Runs = ()
    rows: int = 1
    columns: int = 1
    align: Align = "left"
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with its title; the head is repeated on every page it runs over."""

    widths: tuple[float, ...]
    head: tuple[tuple[Cell, ...], ...]
    rows: tuple[tuple[Cell, ...], ...]
    title: str = ""
    note: str = ""
    size: float = 8.0
    place: Literal["table", "form"] = "table"


Block = Heading | Paragraph | Grid


@dataclass(frozen=True, slots=True)
class Section:
    """Blocks on pages of one kind."""

    blocks: tuple[Block, ...]
    pages: Pages = "portrait"


@dataclass(frozen=True, slots=True)
class Document:
    """A document before it is set: cover lines, running head, sections.

    ``reached`` says of each indicator how far it comes (0 to 5) and whether an activity that serves it has an
    amount, named or not.
    """

    id: str
    document_type: str
    file: str
    cover: tuple[str, ...]
    running_head: str
    sections: tuple[Section, ...] = field(default=())
    reached: tuple[tuple[str, int, bool], ...] = field(default=())
    font: str = "Libertinus Serif"


@dataclass(frozen=True, slots=True)
class Placed:
    """A mark with where it stands, before its page is known."""

    number: int
    mark: Mark
    place: str
    pages: str


def placed_marks(document: Document) -> Iterator[Placed]:
    """Go through the marks of a document in the order in which it is set, numbered from 0."""
    number = 0
    for section in document.sections:
        for block in section.blocks:
            for place, run in _runs(block):
                if isinstance(run, Mark):
                    yield Placed(number, run, place, section.pages)
                    number += 1


def _runs(block: Block) -> Iterator[tuple[str, str | Mark]]:
    if isinstance(block, Paragraph):
        for run in block.runs:
            yield ("list" if block.item else "prose"), run
    elif isinstance(block, Grid):
        for row in (*block.head, *block.rows):
            for cell in row:
                for run in cell.runs:
                    yield block.place, run
