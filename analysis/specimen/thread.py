"""The specimen's documents, read as a region's are: levels, figures, and what two people coded."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

from analysis.documents.formats.kinds import kind_of
from analysis.documents.page import Page
from analysis.documents.reading import read_pages
from analysis.documents.record import DocumentRecord, Outcome, Status
from analysis.documents.thread.coding import HIGHEST, SETTLED
from analysis.documents.thread.era import in_force
from analysis.documents.thread.gathering import document_finder
from analysis.documents.thread.tables import figure_table, level_table
from analysis.sources import load_table
from analysis.specimen.documents.author import Author
from analysis.specimen.documents.making import make_documents
from analysis.specimen.world import CODE, assumptions, rows_of, settings

__all__ = ["coded_cells", "document_figures", "document_levels", "read_made"]

CODERS = ("ani", "budi")
CODED = ("rpjmd-2011-2015", "rkpd-2013", "dpa-dinkes-2013")
AGREED_ON = ("rpjmd-2011-2015", "rkpd-2013")  # where the two sat together afterwards
HEALTH = "SPM-KES-741-2008"
YEAR = 2013  # the budget year of the chain
FIRST_DRAW = 7_001  # apart from the draws of the documents


def read_made(files: Iterable[Path]) -> tuple[Outcome, ...]:
    """Read documents of the specimen in this process; the same files give the same outcomes.

    Parameters
    ----------
    files : iterable of pathlib.Path
        Documents that ``make_documents`` wrote; others are left out.

    Returns
    -------
    tuple of Outcome
        With findings, in the order of the files. Pages that are pictures stay unread, whether or not the
        machine has a program that recognises them, so that every machine gives the same.

    Notes
    -----
    Files from elsewhere are read with :func:`analysis.documents.read_documents`, each in a process of its
    own; these are our own and need none, which saves the start of a process for each.
    """
    rows = {row["file"]: row for row in rows_of(assumptions("documents"))}
    return tuple(_outcome(path, rows[path.name]) for path in files if path.name in rows)


def _outcome(path: Path, row: dict[str, str]) -> Outcome:
    record = DocumentRecord(
        file=path.name,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        kind=kind_of(path),
        document_type=row["document_type"],
        title=row["title"],
        organisation=row["organisation"],
        region_code=CODE,
        year_from=int(row["year_from"]),
        year_to=int(row["year_to"]),
        document_id=row["document_id"],
        registered=True,
        public=True,
    )
    read: list[tuple[int, str, str]] = []

    def passing() -> Iterator[Page]:
        for page in read_pages(path, ocr=False):
            read.append((page.number, page.how, page.problem))
            yield page

    findings = document_finder()(record, passing())
    unread = tuple((number, problem) for number, how, problem in read if how == "unread")
    status: Status = "partly read" if unread else "read"
    return Outcome(str(path), status, record=record, pages=len(read), unread=unread, findings=findings)


def coded_cells() -> pd.DataFrame:
    """Return what two made-up people coded of the health standards in three documents.

    Returns
    -------
    pandas.DataFrame
        As ``checked_codes`` gives it. Each person reads the level that is true and slips by one step in a
        share of cells that the settings give; in two of the documents they settled afterwards what they had
        coded differently.
    """
    lines = assumptions("documents").set_index("document_id")
    slips = float(settings()["coder_slip_pct"]) / 100
    rows = []
    for place, document in enumerate(CODED):
        seed = int(settings()["seed"])
        kind, length = str(lines.loc[document, "document_type"]), float(str(lines.loc[document, "length"]))
        true = {code: level for code, level, _ in Author(document, kind, seed, length=length).reached()}
        health = {code: level for code, level in true.items() if code.startswith("KES")}
        given = [
            _read(list(health.values()), slips, np.random.default_rng([seed, FIRST_DRAW + place, who]))
            for who in range(len(CODERS))
        ]
        for cell, (code, level) in enumerate(health.items()):
            named = dict(zip(CODERS, (codes[cell] for codes in given), strict=True))
            if document in AGREED_ON and len(set(named.values())) > 1:
                named[SETTLED] = level
            rows += [(document, HEALTH, code, coder, each) for coder, each in named.items()]
    columns = ["document_id", "catalogue", "indicator_code", "coder", "level"]
    return pd.DataFrame(rows, columns=columns).astype({"level": "Int64"})


def _read(levels: list[int], slips: float, draws: np.random.Generator) -> list[int]:
    slipped = draws.random(len(levels)) < slips
    steps = draws.choice([-1, 1], len(levels))
    moved = np.clip(np.array(levels) + np.where(slipped, steps, 0), 0, HIGHEST)
    return [int(level) for level in moved]


def document_levels(files: Iterable[Path] | None = None) -> pd.DataFrame:
    """Return the table ``document-levels`` of the specimen, of all documents or of some files."""
    return _sourced(level_table(_followed(files), coded_cells()))


def document_figures(files: Iterable[Path] | None = None) -> pd.DataFrame:
    """Return the table ``document-figures`` of the specimen, of all documents or of some files."""
    return _sourced(figure_table(_followed(files)))


def _followed(files: Iterable[Path] | None) -> list[Outcome]:
    """Return what documents say of the standards of their time."""
    outcomes = _all() if files is None else read_made(files)
    return in_force(outcomes, load_table("standards/indicators").frame, YEAR)


def _sourced(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(source=table["document_id"])


@lru_cache(maxsize=1)
def _all() -> tuple[Outcome, ...]:
    with TemporaryDirectory() as folder:
        return read_made(make_documents(folder).files)
