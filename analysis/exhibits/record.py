"""What a chapter shows and says: exhibits (figures and tables) and results (numbers used in prose)."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from analysis.exhibits.derivation import Derivation
from analysis.sources.writing import frame_csv

EXHIBIT_MIME = "application/vnd.pelayanan.exhibit+json"
RESULTS_MIME = "application/vnd.pelayanan.results+json"
BOX_MIME = "application/vnd.pelayanan.box+json"
DOTS_PER_INCH = 144


def each_row(frame: pd.DataFrame) -> Iterator[Any]:
    """Go through a frame row by row as named tuples, without the type checker's guess at each cell."""
    return iter(frame.itertuples())


@dataclass(frozen=True)
class Exhibit:
    """A figure or table with everything that a reviewer asks of it.

    Attributes
    ----------
    id : str
        Lower-case words with hyphens, unique within a chapter.
    kind : str
        ``figure`` or ``table``.
    title, caption : str
        What it shows, and how to read it. Plain sentences in the reader's language.
    alt : str
        The picture in words, built from the same data as the picture.
    table : pandas.DataFrame
        The data twin: what is drawn or printed, as the reader can download it.
    source : str
        Producer, table and status of the data.
    function : str
        Dotted name of the function that made it.
    figure : matplotlib.figure.Figure or None
        The picture; ``None`` for a table.
    html : str
        The table as HTML; empty for a figure.
    """

    id: str
    kind: str
    title: str
    caption: str
    alt: str
    table: pd.DataFrame
    source: str
    function: str
    figure: Figure | None = field(default=None, compare=False)
    html: str = ""

    def csv(self) -> str:
        """Return the data twin as CSV text: eight significant digits, line feeds, no index."""
        return frame_csv(self.table, digits=8)

    def png(self) -> bytes:
        """Return the picture as PNG bytes; the same picture gives the same bytes."""
        if self.figure is None:
            raise ValueError(f"the {self.kind} '{self.id}' has no picture")
        buffer = io.BytesIO()
        self.figure.savefig(buffer, format="png", dpi=DOTS_PER_INCH, metadata={"Software": None})
        return buffer.getvalue()

    def record(self) -> dict[str, Any]:
        """Return the exhibit without its picture, ready for JSON."""
        return {
            "id": self.id,
            "kind": self.kind,
            "title": self.title,
            "caption": self.caption,
            "alt": self.alt,
            "source": self.source,
            "function": self.function,
            "csv": self.csv(),
        }


@dataclass(frozen=True)
class Result:
    """A number that prose may use, with where it comes from.

    Attributes
    ----------
    id : str
        Name within the chapter, for example ``gain_members``.
    value : float, int, str or None
        ``None`` where it could not be computed; prose then says so.
    text : str
        The value as the reader sees it (rounded once, here).
    unit : str
        Unit name, for example ``pct`` or ``points``.
    derivation : Derivation
        Function, parameters, rows and columns of tables from which it follows.
    status : str
        ``official``, ``published``, ``coded``, ``derived``, or ``specimen``: computed from made-up rows.
    """

    id: str
    value: float | int | str | None
    text: str
    unit: str
    derivation: Derivation
    status: str = "derived"

    @property
    def function(self) -> str:
        """Dotted name of the function that gave it."""
        return self.derivation.function

    @property
    def tables(self) -> tuple[str, ...]:
        """Names of the tables that went in, each once."""
        return tuple(dict.fromkeys(rows.table for rows in self.derivation.rows()))

    def record(self) -> Mapping[str, Any]:
        """Return the result as plain JSON data."""
        return {
            "value": self.value,
            "text": self.text,
            "unit": self.unit,
            "function": self.function,
            "tables": list(self.tables),
            "derivation": self.derivation.record(),
            "status": self.status,
        }
