"""District splits (pemekaran) as far as the panel shows them: child, parent, first year apart."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.sources.build.parents import Parent, assign_parents, find_neighbours
from analysis.sources.build.specification_tables import read_specification

__all__ = ["choose_parent", "make_splits"]

ALONE = (
    0.85,
    1.15,
)  # one child over the loss of a district that is no neighbour, to be believed against a source
NEVER = 9999  # a year for what does not begin
COLUMNS = ["child_code", "parent_code", "year", "law_year", "basis", "evidence", "verified"]
SURVEY = ["skilled_birth_attendance_pct", "net_enrolment_primary_pct", "safe_water_pct", "literacy_pct"]

Records = dict[str, dict[str, str]]


def make_splits(panel: pd.DataFrame, regions: pd.DataFrame, outlines: dict[str, Any]) -> pd.DataFrame:
    """Infer the splits from the panel and compare them with the public sources of the specification.

    A child is a district whose population begins after the panel's first year, unless its whole province
    begins late and its survey rows do not. Its parent is looked for among districts of the same province
    that lost people in the year in which the child's population begins: the one that a public source names
    if it lost people, else neighbours. ``split-units`` says which unit held the child before,
    ``split-laws`` names founding laws.

    Returns
    -------
    pandas.DataFrame
        ``child_code, parent_code, year, law_year, basis, evidence, verified``, by child.
    """
    districts = panel[~panel["region_code"].str.endswith("00")]
    start = int(panel["year"].min())
    firsts = _first_years(districts)
    units, laws = _records("split-units"), _records("split-laws")
    later = {code for code, unit in units.items() if not unit["held_at"].startswith("census")}
    children = sorted(_begin_late(firsts, start) | (later & set(firsts.index)))
    named = {code: unit["unit_code"] for code, unit in units.items()}
    named |= {code: law["parent_code"] for code, law in laws.items()}
    parents = assign_parents(_people(districts), children, find_neighbours(outlines), named)
    names = dict(zip(regions["region_code"], regions["name"], strict=True))
    begun = firsts.fillna(NEVER).astype("int64").T.to_dict()
    rows = []
    for code in children:
        known = {what: year for what, year in begun[code].items() if start < year < NEVER}
        rows.append(_row(code, known, parents.get(code), units, laws, names))
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.assign(law_year=pd.to_numeric(table["law_year"]).astype("Int64"))


def _records(name: str) -> Records:
    rows = read_specification(name).to_dict("records")
    return {row["child_code"]: {str(key): value for key, value in row.items()} for row in rows}


def _first_years(districts: pd.DataFrame) -> pd.DataFrame:
    def first(rows: pd.DataFrame) -> pd.Series:
        return rows.groupby("region_code")["year"].min()

    spending = districts.dropna(subset=["spending_total_idr"])
    copied = spending.duplicated(["year", "spending_total_idr"], keep=False) & (
        spending["spending_total_idr"] > 0
    )
    return pd.DataFrame(
        {
            "population": first(districts.dropna(subset=["population_people"])),
            "spending": first(spending[~copied]),
            "survey": first(districts[districts[SURVEY].notna().any(axis=1)]),
        },
        index=pd.Index(sorted(set(districts["region_code"])), name="region_code"),
    )


def _begin_late(firsts: pd.DataFrame, start: int) -> set[str]:
    late = firsts[firsts["population"].fillna(NEVER) > start]
    earliest = firsts.groupby(firsts.index.str[:2])["population"].transform("min")
    split = late["population"] > earliest.loc[late.index]
    return set(late.index[split | (late["survey"].fillna(NEVER) > start)])


def _people(districts: pd.DataFrame) -> pd.DataFrame:
    return districts.pivot(index="region_code", columns="year", values="population_people")


def _row(
    code: str,
    known: dict[str, int],
    parent: Parent | None,
    units: Records,
    laws: Records,
    names: dict[str, str],
) -> dict[str, Any]:
    unit, law = units.get(code), laws.get(code)
    if unit and not unit["held_at"].startswith("census"):
        known = {what: year for what, year in known.items() if year >= int(unit["held_at"][:4])}
    shown = ", ".join(f"{what} {year}" for what, year in known.items())
    parts = [f"own rows begin: {shown or 'none that is not copied'}"]
    if parent:
        lost = f"{names[parent.code]} lost {parent.loss:,} people as children of {parent.children:,} began"
        parts.append(lost if parent.neighbour else f"{lost}, no neighbour of this one")
    if unit:
        parts.append(
            f"BPS bridging table: inside {names[unit['unit_code']]} at the {_moment(unit['held_at'])}"
        )
    if law:
        parts.append(f"{law['law']}: from {names[law['parent_code']]} ({law['source']})")
    sources = ([law["parent_code"]] if law else []) + ([unit["unit_code"]] if unit else [])
    chosen, basis, remark = choose_parent(parent, sources, bool(law), units)
    if remark:
        parts.append(remark)
    return {
        "child_code": code,
        "parent_code": chosen,
        "year": min(known.values()) if known else int(unit["held_at"][:4]) + 1 if unit else 0,
        "law_year": law["law_year"] if law else None,
        "basis": basis,
        "evidence": "; ".join(parts),
        "verified": "yes" if chosen in sources else "no",
    }


def choose_parent(
    parent: Parent | None, sources: list[str], by_law: bool, units: Records
) -> tuple[str, str, str]:
    """Weigh what the panel suggests against what public sources name.

    Parameters
    ----------
    parent
        What the panel suggests.
    sources
        Codes that sources name, the law first.
    by_law
        Whether the first of them is a founding law.
    units
        Child code to the row of ``split-units``.

    Returns
    -------
    (parent code or "", basis, remark)
        A law goes first. A table of codes is weighed: it may name an earlier parent, or err.
    """
    if parent is None:
        return (sources[0], "source", "") if sources else ("", "none", "")
    if by_law and parent.code != sources[0]:
        return sources[0], "source", "the panel and the law differ; the law is taken"
    if not sources or parent.code in sources:
        return parent.code, "population", ""
    if parent.code in units and units[parent.code]["unit_code"] in sources:
        return parent.code, "population", "the parent itself had left that unit before"
    close = ALONE[0] <= parent.children / parent.loss <= ALONE[1]
    if parent.neighbour or (parent.only_child and close):
        return parent.code, "population", "the panel and the source differ; the panel is taken"
    return "", "none", "the panel and the source differ, and the panel is no clear witness"


def _moment(text: str) -> str:
    return text if text.startswith("census") else f"{text.split(', ')[1]} of {text[:4]}"
