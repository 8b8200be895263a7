"""Making the specimen's documents with the truth of what stands in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

import pandas as pd

from analysis.errors import DataError, nearest
from analysis.sources.writing import frame_csv, write_atomically
from analysis.specimen.documents import forms, plans
from analysis.specimen.documents.author import Author
from analysis.specimen.documents.blocks import FACT_COLUMNS, Document, Section, placed_marks
from analysis.specimen.documents.typeset import set_pdf
from analysis.specimen.world import assumptions, settings

__all__ = ["LEVELS_FILE", "TRUTH_FILE", "Made", "document_ids", "make_documents"]

TRUTH_FILE, LEVELS_FILE = "truth.csv", "levels.csv"
CHAPTERS: dict[str, Callable[[Author], tuple[Section, ...]]] = {
    "rpjmd": plans.rpjmd,
    "renstra": plans.renstra,
    "dpa": forms.dpa,
}


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
        page, text``, then the columns of ``Fact``: ``kind, indicator_code, mention, phrasing, year, value,
        unit, code, amount_idr, funding_source``. ``page`` counts from 1 as a reader of the file does;
        ``place`` is ``prose``, ``list``, ``table`` or ``form``; ``pages`` is ``portrait``, ``landscape`` or
        ``two-columns``; ``layout`` is the document's.
    levels : pandas.DataFrame
        ``document_id, document_type, indicator_code, level``: how far each indicator comes, 0 to 5.
    """

    folder: Path
    files: tuple[Path, ...]
    truth: pd.DataFrame
    levels: pd.DataFrame


def document_ids() -> list[str]:
    """List the documents of the specimen in the order of the chain."""
    return list(assumptions("documents")["document_id"])


def make_documents(
    folder: Path | str,
    only: Iterable[str] | None = None,
    *,
    with_indicators: bool = True,
    seed: int | None = None,
) -> Made:
    """Write the specimen's documents with the truth beside them; the same seed gives the same bytes.

    Parameters
    ----------
    folder
        Where to write; it is made if it does not exist.
    only
        Ids of documents, for example ``["dpa-dinkes-2013"]``; by default all.
    with_indicators
        False writes the negative controls: the same documents without any indicator or word of standards.
    seed
        By default the world's own.

    Raises
    ------
    DataError
        An id is unknown.
    BuildError
        The folder cannot be written.
    """
    folder = Path(folder)
    given = int(settings()["seed"]) if seed is None else seed
    table = assumptions("documents").set_index("document_id")
    chosen = list(table.index) if only is None else list(only)
    for name in chosen:
        if name not in table.index:
            near = ", ".join(nearest(name, list(table.index)) or list(table.index))
            raise DataError(f"The specimen has no document {name!r}. The nearest: {near}.")
    files, facts, reached = [], [], []
    for name in chosen:
        line = table.loc[name]
        author = Author(name, str(line["document_type"]), given, with_indicators=with_indicators)
        document = Document(
            name,
            author.type,
            str(line["file"]),
            (str(line["title"]), f"Pemerintah Kabupaten Contoh - {line['organisation']}"),
            str(line["title"]),
            CHAPTERS[author.type](author),
        )
        content, pages = set_pdf(document)
        write_atomically(folder / document.file, content)
        files.append(folder / document.file)
        facts += _facts(document, str(line["layout"]), pages)
        reached += [(name, author.type, code, level) for code, level in author.level.items()]
    truth = pd.DataFrame(facts, columns=[*TRUTH_HEAD, *FACT_COLUMNS]).astype(
        {"year": "Int64", "amount_idr": "Int64"}
    )
    levels = pd.DataFrame(reached, columns=["document_id", "document_type", "indicator_code", "level"])
    write_atomically(folder / TRUTH_FILE, frame_csv(truth).encode())
    write_atomically(folder / LEVELS_FILE, frame_csv(levels).encode())
    return Made(folder, tuple(files), truth, levels)


TRUTH_HEAD = ("document_id", "document_type", "file", "layout", "pages", "place", "page", "text")


def _facts(document: Document, layout: str, pages: dict[int, int]) -> list[dict[str, object]]:
    return [
        {
            "document_id": document.id,
            "document_type": document.document_type,
            "file": document.file,
            "layout": layout,
            "pages": placed.pages,
            "place": placed.place,
            "page": pages[placed.number],
            "text": placed.mark.text,
            **asdict(fact),
        }
        for placed in placed_marks(document)
        for fact in placed.mark.facts
    ]
