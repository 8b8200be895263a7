"""What a flag means for the use of a series: where it breaks, and which cells cannot be used.

The consequence of each check is data. A check that is not named here has none: its flags are questions that
the later chapters print but do not act on, because real changes are among them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from analysis.honesty.auditing import Audit
from analysis.honesty.subject import AMOUNT_SUFFIXES
from analysis.panels import require_columns

BREAK, UNUSABLE = "break", "unusable"
VALUE, PER_PERSON = "value", "per person"
OWN, BOTH, AMOUNTS = "own", "both", "amounts"
KEYS = ["region_code", "column", "basis", "year", "consequence", "check_id"]


@dataclass(frozen=True)
class Consequence:
    """What a flag of a check does to the use of the data.

    Attributes
    ----------
    effect
        ``break``: the series must not be read across the start of the year; ``unusable``: the value of that
        year is left out.
    basis
        ``value``: the column as it stands; ``per person``: the column divided by population.
    columns
        ``own``: the column that was flagged; ``both``: also the second column that the flag names;
        ``amounts``: every amount of the region (money, people, things, area).
    reason
        Why, as a clause.
    """

    effect: str
    basis: str
    columns: str
    reason: str


CONSEQUENCES: Mapping[str, tuple[Consequence, ...]] = MappingProxyType(
    {
        "out-of-range": (Consequence(UNUSABLE, VALUE, OWN, "the value is outside its possible range"),),
        "scale-error": (Consequence(UNUSABLE, VALUE, OWN, "the value is off by a power of ten"),),
        "missing-as-zero": (Consequence(UNUSABLE, VALUE, OWN, "a zero stands where data are missing"),),
        "swapped-entities": (Consequence(UNUSABLE, VALUE, OWN, "the value fits another region's series"),),
        "swapped-between-sources": (
            Consequence(UNUSABLE, VALUE, OWN, "the value fits another region in a second source"),
        ),
        "equal-columns": (
            Consequence(UNUSABLE, VALUE, OWN, "the value differs from one that it equals by definition"),
        ),
        "identical-columns": (Consequence(UNUSABLE, VALUE, BOTH, "two columns hold the same values"),),
        "rebased-denominator": (
            Consequence(BREAK, VALUE, OWN, "the population moves to another base"),
            Consequence(BREAK, PER_PERSON, AMOUNTS, "the population moves to another base"),
        ),
        "territory-change": (Consequence(BREAK, VALUE, AMOUNTS, "population and amounts break together"),),
    }
)


def series_breaks(
    audit: Audit, columns: Collection[str], *, population: str = "population_people"
) -> pd.DataFrame:
    """Return the breaks and the unusable cells that follow from the flags of an audit.

    Parameters
    ----------
    audit : Audit
        Of a panel with one row per region and year.
    columns : collection of str
        The columns of the panel.
    population : str
        The column that per-person series are divided by.

    Returns
    -------
    pandas.DataFrame
        ``region_code, column, basis, year, consequence, check_id, reason``, sorted, each once. ``basis`` is
        ``value`` for the column as it stands and ``per person`` for the column divided by population.

    Notes
    -----
    A population that moves to another base breaks everything that is divided by it. It does not break a
    survey share: its numerator and denominator come from the same survey.
    """
    amounts = sorted(name for name in columns if name.endswith(AMOUNT_SUFFIXES))
    pieces = [
        _concerned(result.rows, consequence.columns, amounts).assign(
            basis=consequence.basis,
            consequence=consequence.effect,
            check_id=result.check_id,
            reason=consequence.reason,
        )
        for result in audit.results
        for consequence in CONSEQUENCES.get(result.check_id, ())
        if len(result.rows)
    ]
    if not pieces:
        return pd.DataFrame(columns=[*KEYS, "reason"]).astype({"year": "int64"})
    table = pd.concat(pieces, ignore_index=True)
    divided = table[(table["column"] == population) & (table["consequence"] == UNUSABLE)]
    divided = _over(divided, amounts).assign(basis=PER_PERSON)
    table = pd.concat([table, divided], ignore_index=True)[[*KEYS, "reason"]]
    return table.drop_duplicates(KEYS).sort_values(KEYS, ignore_index=True)


def _concerned(rows: pd.DataFrame, which: str, amounts: Sequence[str]) -> pd.DataFrame:
    """Return ``region_code, column, year`` of every series that a flag concerns; both regions of a pair."""
    if "other_region_code" in rows:
        second = rows.assign(region_code=rows["other_region_code"])
        rows = pd.concat([rows, second], ignore_index=True)
    if which == AMOUNTS:
        rows = _over(rows, amounts)
    if which == BOTH:
        second = rows.assign(column=rows["other_column"])
        rows = pd.concat([rows, second], ignore_index=True)
    return rows[["region_code", "column", "year"]].astype({"year": "int64"})


def _over(rows: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Repeat rows for each of some columns."""
    return rows.drop(columns="column").merge(pd.DataFrame({"column": list(columns)}), how="cross")


def without_unusable(panel: pd.DataFrame, breaks: pd.DataFrame, columns: Collection[str]) -> pd.DataFrame:
    """Return a copy of the panel in which the unusable values of some columns are missing.

    Parameters
    ----------
    panel : pandas.DataFrame
        ``region_code``, ``year`` and the columns.
    breaks : pandas.DataFrame
        From :func:`series_breaks`.
    columns : collection of str
        Only these are changed.

    Returns
    -------
    pandas.DataFrame

    Raises
    ------
    MethodError
        If a column is not in the panel.
    """
    require_columns(panel, ["region_code", "year", *columns], "the panel")
    made = panel.copy()
    places = pd.MultiIndex.from_frame(made[["region_code", "year"]])
    cells = breaks[(breaks["consequence"] == UNUSABLE) & (breaks["basis"] == VALUE)]
    for column in columns:
        own = cells.loc[cells["column"] == column, ["region_code", "year"]]
        made[column] = made[column].mask(places.isin(pd.MultiIndex.from_frame(own)))
    return made
