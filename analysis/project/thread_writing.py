"""What the documents of a region say, kept as two tables without passages; codes of people are never lost."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from rich.console import Console

from analysis.documents.record import Outcome
from analysis.documents.thread.coding import CELL, MACHINE
from analysis.documents.thread.tables import figure_table, level_table, people_codes
from analysis.errors import DataError
from analysis.messages import say
from analysis.sources import SPECIMEN_CODE, data_folder, load_region_table
from analysis.sources.descriptors import find_resource, read_package
from analysis.sources.validation import validate_frame
from analysis.sources.writing import frame_csv, write_atomically

__all__ = ["FIGURES", "LEVELS", "all_codes", "saved_codes", "write_tables"]

LEVELS, FIGURES = "document-levels", "document-figures"


def saved_codes(code: str) -> pd.DataFrame | None:
    """Return what people coded before, from the region's table of levels; None where there is none."""
    table = load_region_table(code, LEVELS)
    found = None if table is None else people_codes(table.frame)
    return found if found is not None and len(found) else None


def all_codes(
    saved: pd.DataFrame | None, handed_in: pd.DataFrame | None, levels: pd.DataFrame
) -> pd.DataFrame | None:
    """Put codes of before and codes handed in now together; of one person the one handed in now counts.

    Parameters
    ----------
    saved, handed_in : pandas.DataFrame or None
        As ``checked_codes`` gives them.
    levels : pandas.DataFrame
        ``document_id, catalogue, indicator_code`` that were read: saved codes of other cells wait.
    """
    if saved is not None:
        saved = saved.merge(levels[CELL].drop_duplicates(), on=CELL)
    parts = [part for part in (handed_in, saved) if part is not None and len(part)]
    if not parts:
        return None
    return pd.concat(parts, ignore_index=True).drop_duplicates([*CELL, "coder"], ignore_index=True)


def write_tables(
    code: str, outcomes: Sequence[Outcome], codes: pd.DataFrame | None, console: Console
) -> list[Path]:
    """Write the tables of levels and of figures into the folder of a region and say what was done.

    Rows of documents (and catalogues) that were not read this time stay as they are.

    Parameters
    ----------
    code : str
        BPS code.
    outcomes : sequence of Outcome
        Of reading with :class:`analysis.documents.findings.DocumentFinder`.
    codes : pandas.DataFrame or None
        From :func:`all_codes`.
    console : Console
        Where to say it.

    Raises
    ------
    DataError
        A table that is there is not as its template says, or no document could be read.
    """
    levels = level_table(outcomes, codes)
    if levels.empty:
        raise DataError(say("No document could be read: there is nothing to write."))
    before = [load_region_table(code, name) for name in (LEVELS, FIGURES)]
    old_levels, old_figures = (None if table is None else table.frame for table in before)
    read = levels[["document_id", "catalogue", "indicator_code"]].drop_duplicates()
    kept = _kept(old_levels, read, ["document_id", "catalogue"])
    kept_figures = _kept(old_figures, read, ["document_id", "indicator_code"])
    paths = [
        _write(code, LEVELS, levels, kept),
        _write(code, FIGURES, figure_table(outcomes), kept_figures),
    ]
    for path in paths:
        console.print(say("Written: {path}", path=path), markup=False, soft_wrap=True)
    _tell(levels, kept, console)
    return paths


def _kept(old: pd.DataFrame | None, read: pd.DataFrame, keys: list[str]) -> pd.DataFrame | None:
    if old is None:
        return None
    found = pd.MultiIndex.from_frame(old[keys]).isin(pd.MultiIndex.from_frame(read[keys]))
    return old[~found] if (~found).any() else None


def _write(code: str, name: str, made: pd.DataFrame, kept: pd.DataFrame | None) -> Path:
    """Write one table in the columns of its template, checked before a byte is written."""
    status = "specimen" if code == SPECIMEN_CODE else "coded"
    schema = find_resource(read_package(data_folder()), f"templates/{name}")["schema"]
    columns = [field["name"] for field in schema["fields"]]
    table = made.assign(region_code=code, source=made["document_id"], status=status)[columns]
    if kept is not None:
        table = pd.concat([table.astype(object), kept[columns].astype(object)], ignore_index=True)
    path = data_folder() / "regions" / code / f"{name}.csv"
    text = {field["name"] for field in schema["fields"] if field["type"] == "string"}
    plain = table.assign(**{column: table[column].astype(object).fillna("") for column in text})
    numbers = {column: pd.to_numeric(plain[column]) for column in columns if column not in text}
    validate_frame(plain.assign(**numbers), schema, f"data/regions/{code}/{name}.csv")
    write_atomically(path, frame_csv(plain).encode("utf-8"))
    return path


def _tell(levels: pd.DataFrame, kept: pd.DataFrame | None, console: Console) -> None:
    lines = [
        say(
            "{documents} documents, {cells} cells; {codes} codes of people.",
            documents=levels["document_id"].nunique(),
            cells=len(levels[CELL].drop_duplicates()),
            codes=int(levels["coded_by"].ne(MACHINE).sum()),
        ),
        say(
            "The tables hold levels, pages and figures and no passage of a document: they can be passed on. "
            "The documents themselves stay on your computer."
        ),
    ]
    if kept is not None:
        told = say(
            "Kept as they were: {count} rows of documents or catalogues that were not read now. Remove them "
            "from the table by hand if the documents are gone for good.",
            count=len(kept),
        )
        lines.insert(1, told)
    for line in lines:
        console.print(line, markup=False)
