"""Which honesty checks fit what a reader names: a table, a region, a file; and their flags as one frame."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import DataError, MethodError
from analysis.honesty.auditing import Audit, audit, find_check
from analysis.honesty.declared import Total
from analysis.honesty.panel import audit_panel, panel_declarations
from analysis.honesty.record import NOT_EVALUATED, PASSED
from analysis.honesty.region import audit_region
from analysis.honesty.words import Reason
from analysis.messages import language_of_messages, say
from analysis.panels import require_one_row_a_year
from analysis.regions import Region
from analysis.sources import REGION_TABLES, Table, load_region_table, load_table
from analysis.sources.importing.sheets import read_book
from analysis.sources.ledger_entries import touching
from analysis.standards.catalogue import catalogue_of_checks, load_catalogue

PANEL, SECOND = "national/panel", "national/population-grdp"
KEYS = ("region_code", "year")
LARGE = 1e4  # from here on a number is shown in full, without decimals
FLAG_COLUMNS = (
    "table", "check_id", "check", "severity", "region_code", "year", "column", "evidence", "in_ledger",
    "settles",
)  # fmt: skip
# Columns by which a table is known to be of a kind; a panel is known by one row per region and year.
MARKS = {
    "indicators": {"indicator_code", "numerator", "denominator", "value_pct"},
    "targets": {"indicator_code", "target_pct"},
    "cumulative": {"quarter", "cumulative_value"},
    "survey": {"item", "answer"},
}
OPTIONAL = {"target_pct"}  # of a table of indicators: what a check needs and a planner may not have


@dataclass(frozen=True)
class Checked:
    """The honesty checks of one table, or why none was made.

    Attributes
    ----------
    table : str
        How the reader knows it.
    audit : Audit or None
        What the checks said; ``None`` where no check fits.
    flags : pandas.DataFrame
        One row per flag, columns ``FLAG_COLUMNS``; ``in_ledger`` names the entries that know of it.
    reason : str
        Why no check was made; empty otherwise.
    """

    table: str
    audit: Audit | None
    flags: pd.DataFrame
    reason: str = ""

    @property
    def errors(self) -> int:
        """Flags at error level that the ledger of corrections does not know."""
        return int(((self.flags["severity"] == "error") & (self.flags["in_ledger"] == "")).sum())


def kinds_of(frame: pd.DataFrame) -> frozenset[str]:
    """Return what kinds of table a frame is, by its columns and keys; empty where no check fits."""
    if not set(KEYS) <= set(frame):
        return frozenset()
    kinds = {kind for kind, marks in MARKS.items() if marks <= set(frame)}
    if kinds:
        return frozenset(kinds)
    measures = frame.drop(columns=list(KEYS)).select_dtypes("number")
    try:
        require_one_row_a_year(frame)
    except MethodError:
        return frozenset()
    return frozenset({"panel"}) if measures.shape[1] and frame["year"].notna().all() else frozenset()


def check_table(table: Table, checks: Sequence[str] = ()) -> Checked:
    """Run the honesty checks that fit a table.

    Parameters
    ----------
    table : Table
        As loaded.
    checks : sequence of str
        Ids of the checks wanted; all that fit if empty.

    Raises
    ------
    ParameterError
        If a check does not exist; the message names the nearest.
    """
    for id in checks:
        find_check(id)
    if table.frame.empty:
        return Checked(table.name, None, _no_flags(), say("the table has no rows"))
    try:
        found = _audit(table)
    except MethodError as error:
        return Checked(table.name, None, _no_flags(), str(error).rstrip("."))
    if found is None:
        reason = say("no check fits a table without one row per region and year and a column of numbers")
        return Checked(table.name, None, _no_flags(), reason)
    if checks:
        found = replace(found, results=tuple(r for r in found.results if r.check_id in checks))
    totals = panel_declarations(table.frame).get("totals", []) if table.name == PANEL else []
    return Checked(table.name, found, _flags(found, table.corrections, totals))


def _audit(table: Table) -> Audit | None:
    """Audit a table with what is declared about it; ``None`` where no check fits."""
    if table.name == PANEL:
        return audit_panel(table, load_table(SECOND))
    if table.name.startswith("regions/"):
        known = catalogue_of_checks(load_catalogue())
        return next(iter(audit_region({table.name.split("/")[-1]: table}, catalogue=known)), None)
    kinds = kinds_of(table.frame)
    absent = dict.fromkeys(OPTIONAL - set(table.frame), float("nan")) if "indicators" in kinds else {}
    return audit(table.frame.assign(**absent), kinds, table=table.name) if kinds else None


def as_supplied(name: str) -> Table:
    """Load a table as its source has it, with the entries of the ledger that know of its errors."""
    return replace(load_table(name), frame=load_table(name, corrected=False).frame)


def check_region(region: Region, checks: Sequence[str] = ()) -> list[Checked]:
    """Run the checks over the tables that a region supplied, and give the panel's flags on its rows."""
    supplied = [load_region_table(region.code, name) for name in REGION_TABLES]
    made = [check_table(table, checks) for table in supplied if table is not None]
    return [*made, _of_region(check_table(as_supplied(PANEL), checks), region.code)]


def check_file(path: Path, checks: Sequence[str] = ()) -> Checked:
    """Run the checks that fit any CSV or XLSX file with the columns ``region_code`` and ``year``.

    Raises
    ------
    DataError
        If the file cannot be read, or has no row with these two headers.
    """
    frame = read_plain(path)
    table = Table(path.name, path, frame, {"status": "", "sources": []}, {}, "")
    return check_table(table, checks)


def read_plain(path: Path) -> pd.DataFrame:
    """Read the first sheet that has a row with the headers ``region_code`` and ``year``.

    Columns in which every cell is a number are numbers; all others, and the region code, are text.

    Raises
    ------
    DataError
    """
    for sheet in read_book(path).sheets:
        for place, row in enumerate(sheet.rows):
            heads = {cell.column: cell.text for cell in row}
            if set(KEYS) <= set(heads.values()):
                return _typed([{heads[c.column]: c.value for c in cells if c.column in heads}
                               for cells in sheet.rows[place + 1 :]], list(heads.values()))  # fmt: skip
    raise DataError(
        say("{file} has no row with the headers region_code and year, by which rows are compared. Rename its "
            "columns, or take the file in with `pelayanan import`.", file=path.name)
    )  # fmt: skip


def _typed(rows: list[dict[str, Any]], columns: list[str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=columns)
    for name in columns:
        numbers = pd.to_numeric(frame[name], errors="coerce")
        if name != "region_code" and numbers.notna().eq(frame[name].notna()).all():
            frame[name] = numbers
        else:
            frame[name] = frame[name].map(str, na_action="ignore").fillna("")
    return frame


def _of_region(checked: Checked, code: str) -> Checked:
    """Keep what concerns one region: its flags, those of pairs that name it, and what was judged of it."""
    if checked.audit is None:
        return checked
    results = []
    for result in checked.audit.results:
        own = _concerns(result.evidence, code)
        judged = result.evaluated[result.evaluated["region_code"] == code]
        status = result.status if own.any() else PASSED if len(judged) else NOT_EVALUATED
        results.append(
            replace(
                result,
                status=status,
                rows=result.rows[own],
                evidence=result.evidence[own],
                evaluated=judged,
                told=Reason(_sentence(status, int(own.sum()), judged)),
            )
        )
    places = checked.audit.places
    kept = replace(checked.audit, results=tuple(results), places=places[places["region_code"] == code])
    other = checked.flags["evidence"].str.contains(f"other_region_code={code}", regex=False)
    flags = checked.flags[(checked.flags["region_code"] == code) | other]
    return Checked(checked.table, kept, flags.reset_index(drop=True))


def _concerns(rows: pd.DataFrame, code: str) -> pd.Series:
    own = rows["region_code"] == code
    return own | (rows["other_region_code"] == code) if "other_region_code" in rows else own


def _sentence(status: str, found: int, judged: pd.DataFrame) -> str:
    cells = int(judged["cells"].sum())
    if status == NOT_EVALUATED:
        return say("Not evaluated, because no value of this region could be judged.")
    return say("{found} found among {judged} judged values of this region.", found=found, judged=cells)


def _no_flags() -> pd.DataFrame:
    return pd.DataFrame(columns=list(FLAG_COLUMNS))


def _flags(found: Audit, ledger: pd.DataFrame, totals: Sequence[Total]) -> pd.DataFrame:
    """Return every flag of an audit as a row, with the numbers behind it in one cell."""
    wholes = {total.name: total.whole for total in totals}
    parts = []
    for result in found.results:
        if result.evidence.empty:
            continue
        check = find_check(result.check_id)
        rows, evidence = result.rows, result.evidence
        if "total" in evidence:
            evidence = evidence.assign(column=evidence["total"].map(wholes).fillna(""))
        numbers = [name for name in evidence.columns if name not in (*KEYS, "column")]
        part = pd.DataFrame(
            {
                "table": found.table,
                "check_id": result.check_id,
                "check": check.name_id if language_of_messages() == "id" else check.name_en,
                "severity": result.severity,
                "region_code": rows["region_code"].astype(str),
                "year": rows["year"].astype("Int64"),
                "column": evidence["column"].astype(str) if "column" in evidence else "",
                "evidence": [_numbers(row) for row in evidence[numbers].to_dict("records")],
                "in_ledger": _known(ledger, evidence, totals),
                "settles": result.settles,
            }
        )
        parts.append(part)
    return pd.concat(parts, ignore_index=True) if parts else _no_flags()


def _known(ledger: pd.DataFrame, evidence: pd.DataFrame, totals: Sequence[Total]) -> list[str]:
    """Return the ids of the ledger's entries on each flag: on its column, or on the parts of its total."""
    if "column" not in evidence and "example_column" in evidence:
        return touching(ledger, evidence.assign(column=evidence["example_column"]))
    found = [set(ids.split()) for ids in touching(ledger, evidence)]
    for total in totals if "total" in evidence else ():
        of_total = (evidence["total"] == total.name).tolist()
        for part in total.parts:
            hits = touching(ledger, evidence.assign(column=part))
            for ids, hit, own in zip(found, hits, of_total, strict=True):
                ids.update(hit.split() if own else ())
    return [" ".join(sorted(ids)) for ids in found]


def _numbers(row: Mapping[Hashable, Any]) -> str:
    return "; ".join(f"{name}={_short(value)}" for name, value in row.items())


def _short(value: Any) -> str:
    if not isinstance(value, float):
        return str(value)
    return f"{value:.0f}" if LARGE <= abs(value) < 1e15 else f"{value:.4g}"
