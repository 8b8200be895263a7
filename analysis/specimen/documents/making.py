"""Making the specimen's documents with the truth of what stands in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import DataError, nearest
from analysis.sources.writing import frame_csv, write_atomically
from analysis.specimen.documents import annual, budget, forms, plans, reports, unseen
from analysis.specimen.documents.author import Author
from analysis.specimen.documents.blocks import FACT_COLUMNS, Document, Section
from analysis.specimen.documents.controls import CONTROLS, control
from analysis.specimen.documents.printing import lose_ligatures, scan
from analysis.specimen.documents.truth import STANDARDS, TRUTH_HEAD, Made, document_ids, facts_of
from analysis.specimen.documents.typeset import set_pdf
from analysis.specimen.documents.word import set_docx
from analysis.specimen.world import assumptions, rows_of, settings

__all__ = [
    "LEVELS_FILE",
    "TRUTH_FILE",
    "Made",
    "control_ids",
    "document_ids",
    "make_controls",
    "make_documents",
    "unseen_ids",
]

TRUTH_FILE, LEVELS_FILE = "truth.csv", "levels.csv"
CHAPTERS: dict[str, Callable[[Author], tuple[Section, ...]]] = {
    "rpjmd": plans.rpjmd,
    "renstra": plans.renstra,
    "regulation": plans.regulation,
    "rkpd": annual.rkpd,
    "renja": annual.renja,
    "kua_ppas": annual.kua_ppas,
    "rka": forms.rka,
    "apbd": budget.apbd,
    "dpa": forms.dpa,
    "lakip": reports.lakip,
    "lkpj": reports.lkpj,
    "lppd": reports.lppd,
    "apbd_p": unseen.revised_budget,
    "renstra_disdik": unseen.renstra_disdik,
}


def control_ids() -> list[str]:
    """List the negative controls: the same documents without indicators, a foreign report, a cookbook."""
    return [*document_ids(), *CONTROLS]


def unseen_ids() -> list[str]:
    """List the documents in layouts of their own, which confidence is not fitted on."""
    return list(assumptions("unseen-documents")["document_id"])


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
        Ids of documents, for example ``["dpa-dinkes-2013"]``; by default all of ``document_ids()``. Those of
        ``unseen_ids()`` are made when they are named.
    with_indicators
        False writes negative controls: the same documents without any indicator or word of standards.
    seed
        By default the world's own.

    Raises
    ------
    DataError
        An id is unknown.
    BuildError
        The folder cannot be written.
    """
    lines = _lines()
    given = int(settings()["seed"]) if seed is None else seed
    chosen = document_ids() if only is None else _known(only, list(lines))
    written = [(_written(lines[name], given, with_indicators), lines[name]["layout"]) for name in chosen]
    return _make(Path(folder), written, given)


def make_controls(folder: Path | str, only: Iterable[str] | None = None, *, seed: int | None = None) -> Made:
    """Write the negative controls: every document without indicators, a foreign report, a cookbook.

    Parameters and errors are those of ``make_documents``, with the ids of ``control_ids()``. The truth holds
    nothing but traps, and every level is 0.
    """
    lines = _lines()
    given = int(settings()["seed"]) if seed is None else seed
    written = [
        (control(name), "control")
        if name in CONTROLS
        else (_written(lines[name], given, False), lines[name]["layout"])
        for name in _known(only, control_ids())
    ]
    return _make(Path(folder), written, given)


def _lines() -> dict[str, dict[str, Any]]:
    tables = (assumptions("documents"), assumptions("unseen-documents"))
    return {row["document_id"]: row for table in tables for row in rows_of(table)}


def _known(only: Iterable[str] | None, ids: list[str]) -> list[str]:
    chosen = ids if only is None else list(only)
    for name in chosen:
        if name not in ids:
            near = ", ".join(nearest(name, ids) or ids)
            raise DataError(f"The specimen has no document {name!r}. The nearest: {near}.")
    return chosen


def _written(line: dict[str, Any], seed: int, with_indicators: bool) -> Document:
    name, kind = line["document_id"], line["document_type"]
    chain = line.get("chain", kind)
    author = Author(
        name, kind, seed, length=float(line["length"]), with_indicators=with_indicators,
        chain=chain, decimal_mark=line.get("decimal_mark", ","),
    )  # fmt: skip
    title = line["title"] if with_indicators else _without_standards(line["title"])
    cover = (title, f"Pemerintah Kabupaten Contoh - {line['organisation']}")
    sections = CHAPTERS[chain](author)
    return Document(name, kind, line["file"], cover, title, sections, author.reached(), line["font"])


def _without_standards(title: str) -> str:
    """Return a title without its subject where that is the standards: a control has no word of them."""
    return title.split(" tentang ")[0] if STANDARDS in title else title


def _make(folder: Path, written: list[tuple[Document, str]], seed: int) -> Made:
    files, facts, reached = [], [], []
    for document, layout in written:
        printed = lose_ligatures if layout == "lost-ligatures" else str
        setter = set_docx if document.file.endswith(".docx") else set_pdf
        content, pages = setter(document, printed)
        content = scan(content, seed) if layout == "scanned" else content
        write_atomically(folder / document.file, content)
        files.append(folder / document.file)
        facts += facts_of(document, layout, pages, printed)
        reached += [(document.id, document.document_type, *level) for level in document.reached]
    truth = pd.DataFrame(facts, columns=[*TRUTH_HEAD, *FACT_COLUMNS])
    truth = truth.astype({"year": "Int64", "amount_idr": "Int64", "value": "float64"})
    names = ["document_id", "document_type", "indicator_code", "level", "by_code"]
    levels = pd.DataFrame(reached, columns=names)
    write_atomically(folder / TRUTH_FILE, frame_csv(truth).encode())
    write_atomically(folder / LEVELS_FILE, frame_csv(levels).encode())
    return Made(folder, tuple(files), truth, levels)
