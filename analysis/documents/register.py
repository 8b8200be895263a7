"""The register of a region's documents: what it says overrules what a document proposes about itself."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.documents.record import DocumentRecord, Outcome
from analysis.sources import data_folder, load_region_table
from analysis.sources.writing import csv_text

__all__ = ["COLUMNS", "is_public", "proposed_rows", "public_files", "register_csv", "registered_documents"]

PUBLISHED = ("official", "published")
SPECIMEN = "specimen"
COLUMNS = (
    *("region_code", "document_id", "document_type", "title", "year_from", "year_to", "organisation"),
    *("file", "url", "received_on", "source", "status"),
)


def registered_documents(code: str, *, root: Path | str | None = None) -> dict[str, DocumentRecord]:
    """Read the register of a region.

    Parameters
    ----------
    code : str
        BPS code.
    root : path, optional
        The data folder.

    Returns
    -------
    dict of str to DocumentRecord
        By the name of the file in small letters; rows without a file are left out. Empty where the region has
        no register.

    Raises
    ------
    DataError
        The register is not as its template says.
    """
    table = load_region_table(code, "documents", root=root)
    if table is None:
        return {}
    rows = table.frame[table.frame["file"].notna()]
    return {str(row["file"]).casefold(): _record(row) for row in rows.to_dict("records")}


def _record(row: Mapping[Hashable, Any]) -> DocumentRecord:
    def text(name: str) -> str:
        return "" if pd.isna(row[name]) else str(row[name])

    def year(name: str) -> int | None:
        return None if pd.isna(row[name]) else int(row[name])

    return DocumentRecord(
        file=text("file"),
        sha256="",
        document_type=text("document_type"),
        title=text("title"),
        organisation=text("organisation"),
        region_code=text("region_code"),
        year_from=year("year_from"),
        year_to=year("year_to"),
        document_id=text("document_id"),
        registered=True,
        public=is_public(text("status"), text("url")),
    )


def is_public(status: str, url: str) -> bool:
    """Say whether a document may be shown in the book, by its row of the register.

    Parameters
    ----------
    status, url : str
        Of the row.

    Returns
    -------
    bool
        True where the row is ``official`` or ``published`` and gives the web address at which everybody can
        read the document, and for what is made up (``specimen``). Everything else is taken to be not ours to
        publish.
    """
    at_an_address = url.casefold().startswith(("https://", "http://"))
    return status == SPECIMEN or (status in PUBLISHED and at_an_address)


def public_files(code: str, *, root: Path | str | None = None) -> list[Path]:
    """Return the files of a region's documents that are public by its register and lie in its folder.

    Parameters
    ----------
    code : str
        BPS code.
    root : path, optional
        The data folder.

    Returns
    -------
    list of pathlib.Path
        By name.
    """
    folder = (Path(root) if root is not None else data_folder()) / "regions" / code / "documents"
    if not folder.is_dir():
        return []
    public = {name for name, record in registered_documents(code, root=root).items() if record.public}
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name.casefold() in public)


def proposed_rows(outcomes: Iterable[Outcome], code: str = "") -> list[dict[str, object]]:
    """Propose rows of the register for documents that are not in it.

    Parameters
    ----------
    outcomes : iterable of Outcome
        Of reading.
    code : str
        BPS code of the region whose documents they are; by default what each names.

    Returns
    -------
    list of dict
        With the columns of the template, the same id never twice. What the document does not tell is empty,
        and a person has to fill it in before the register can be loaded.
    """
    rows: list[dict[str, object]] = []
    for outcome in outcomes:
        record = outcome.record
        if record is None or record.registered or outcome.same_as:
            continue
        taken = {row["document_id"] for row in rows}
        number = next(n for n in range(1, len(rows) + 2) if _numbered(record.document_id, n) not in taken)
        rows.append(
            {
                "region_code": code or record.region_code,
                "document_id": _numbered(record.document_id, number),
                "document_type": record.document_type,
                "title": record.title,
                "year_from": record.year_from,
                "year_to": record.year_to,
                "organisation": record.organisation,
                "file": record.file,
                "url": "",
                "received_on": "",
                "source": record.file,
                "status": "coded",
            }
        )
    return rows


def _numbered(name: str, number: int) -> str:
    return name if number == 1 else f"{name}-{number}"


def register_csv(rows: Iterable[Mapping[str, object]]) -> str:
    """Form the text of a register with the columns of the template."""
    return csv_text(COLUMNS, [[row[name] for name in COLUMNS] for row in rows])
