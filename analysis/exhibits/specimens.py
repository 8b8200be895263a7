"""The mark of what is made up: on pictures, captions and source lines, and on numbers in prose."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from html import escape

from analysis.errors import MethodError
from analysis.exhibits.language import Language
from analysis.exhibits.record import Exhibit
from analysis.messages import say
from analysis.sources import SPECIMEN_CODE, load_region_table

__all__ = ["marked", "refuse_specimen_tables", "rests_on_specimen"]

STATUS = "specimen"
REGIONAL = "regions/"


def marked(exhibit: Exhibit, language: Language) -> Exhibit:
    """Return an exhibit that says of itself that it is made up: title, source, words and the picture."""
    mark, note = language.text("specimen.mark"), language.text("specimen.note")
    if exhibit.figure is not None:
        across = exhibit.figure.text(0.5, 0.5, mark, ha="center", va="center", rotation=25, zorder=100)
        across.set(fontsize=40, color="0.5", alpha=0.22)
    return replace(
        exhibit,
        title=f"{mark}: {exhibit.title}",
        alt=f"{mark}: {exhibit.alt}",
        source=f"{exhibit.source} {note}".strip(),
        html=exhibit.html.replace("<caption>", f"<caption>{escape(mark)}: ", 1),
    )


def rests_on_specimen(tables: Iterable[str]) -> bool:
    """Say whether one of some tables that regions supplied holds rows with the status ``specimen``."""
    for name in tables:
        if name.startswith(REGIONAL):
            _, code, table = name.split("/")
            found = load_region_table(code, table)
            if found is not None and STATUS in str(found.origin["status"]):
                return True
    return False


def refuse_specimen_tables(id: str, tables: Iterable[str]) -> None:
    """Refuse a number of a real region, or of all of them, that was computed from the specimen district.

    Raises
    ------
    MethodError
        A table of the specimen district is among them.
    """
    found = [name for name in tables if name.startswith(f"{REGIONAL}{SPECIMEN_CODE}/")]
    if found:
        raise MethodError(
            say(
                "The result {id!r} was computed from {table}, a table of the specimen district. What is made "
                "up never feeds a finding; leave the specimen out.",
                id=id,
                table=found[0],
            )
        )
