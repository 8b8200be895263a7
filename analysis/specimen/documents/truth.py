"""What is true of the specimen's documents: every fact with its page, the levels, the contradictions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import pandas as pd

from analysis.specimen.documents.blocks import Document, Fact, Mark, Placed, placed_marks
from analysis.specimen.world import assumptions

__all__ = ["STANDARDS", "TRUTH_HEAD", "Made", "document_ids", "facts_of"]

STANDARDS = "Standar Pelayanan Minimal"  # a title with these words names them in general

TRUTH_HEAD = ("document_id", "document_type", "file", "layout", "pages", "place", "page", "text")


@dataclass(frozen=True)
class Made:
    """The documents that were made, and what stands in them.

    Attributes
    ----------
    folder : pathlib.Path
        Where they lie, with ``truth.csv`` and ``levels.csv``.
    files : tuple of pathlib.Path
        The documents.
    truth : pandas.DataFrame
        A row for each fact, in reading order: ``document_id, document_type, file, layout, pages, place,
        page, text``, then the columns of ``Fact``: ``kind, indicator_code, mention, phrasing, variation,
        year, value, unit, code, amount_idr, funding_source``. ``page`` counts from 1 as a reader of the file
        does (of a DOCX: at its page breaks); ``text`` is as printed; ``place`` is ``prose``, ``list``,
        ``table`` or ``form``; ``pages`` is ``portrait``, ``landscape``, ``rotated`` or ``two-columns``;
        ``layout`` is the document's: ``matrix``, ``split-codes`` (the parts of a code in columns of their
        own), ``long-table``, ``form``, ``report``, ``two-columns``, ``rotated``, ``word`` (DOCX), ``scanned``
        (no text), ``lost-ligatures``, ``control``; of those kept apart ``stacked-cells``, ``before-after``.
    levels : pandas.DataFrame
        ``document_id, document_type, indicator_code, level, by_code``: how far each indicator comes, 0 to 5,
        where it is named; and whether an activity that serves it has an amount there, named or not.
    """

    folder: Path
    files: tuple[Path, ...]
    truth: pd.DataFrame
    levels: pd.DataFrame

    def contradictions(self) -> pd.DataFrame:
        """List the targets of one indicator and year that two documents state differently.

        Returns
        -------
        pandas.DataFrame
            ``indicator_code, year, document_a, target_a, page_a, document_b, target_b, page_b``; the first of
            the two comes first in the chain, and each pair stands once.
        """
        stated = self.truth[self.truth["kind"] == "target"]
        keys = ["indicator_code", "year", "document_id", "value"]
        first = stated.drop_duplicates(keys)[[*keys, "page"]]
        order = {name: place for place, name in enumerate(document_ids())}
        pairs = first.merge(first, on=["indicator_code", "year"], suffixes=("_a", "_b"))
        ahead = pairs["document_id_a"].map(order) < pairs["document_id_b"].map(order)
        found = pairs[ahead & (pairs["value_a"] != pairs["value_b"])]
        names = {f"{old}_{side}": f"{new}_{side}" for side in "ab"
                 for old, new in (("document_id", "document"), ("value", "target"))}  # fmt: skip
        columns = ["indicator_code", "year"]
        columns += [f"{name}_{side}" for side in "ab" for name in ("document", "target", "page")]
        return found.rename(columns=names)[columns].reset_index(drop=True)


def document_ids() -> list[str]:
    """List the documents of the specimen in the order of the chain."""
    return list(assumptions("documents")["document_id"])


def facts_of(
    document: Document, layout: str, pages: dict[int, int], printed: Callable[[str], str]
) -> list[dict[str, object]]:
    """Return the facts of a document with the page of each, in reading order; its title is on page 1."""
    title = Placed(-1, Mark(STANDARDS, (Fact("standard", "general"),)), "prose", "portrait")
    marks = [*([title] if STANDARDS in document.cover[0] else []), *placed_marks(document)]
    return [
        {
            "document_id": document.id,
            "document_type": document.document_type,
            "file": document.file,
            "layout": layout,
            "pages": placed.pages,
            "place": placed.place,
            "page": pages[placed.number] if placed.number >= 0 else 1,
            "text": printed(placed.mark.text),
            **asdict(fact),
        }
        for placed in marks
        for fact in placed.mark.facts
    ]
