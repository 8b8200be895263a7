"""A region's budget lines as allocations: one document, shares from the region's own table."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import DataError
from analysis.messages import say
from analysis.panels import require_columns
from analysis.standards.costing.allocation import LINE, ROUNDING, Allocation, allocate_lines
from analysis.standards.costing.rows import cell_error, require_codes, row_number

LINES, SHARES = "budget-lines.csv", "line-indicators.csv"
PAIR = [*LINE, "indicator_code", "share_pct"]
# Allocated money, the most binding document first; what was spent is no allocation.
DOCUMENTS = ("dpa", "apbd_p", "apbd", "kua_ppas", "renja", "rkpd", "renstra", "rpjmd")


@dataclass(frozen=True)
class Budget:
    """Allocations of a plan's years from one document.

    Attributes
    ----------
    allocation : Allocation
        Of the years in which the document has lines that serve an indicator.
    table : pandas.DataFrame
        ``indicator_code, year, funding_source, allocation_idr`` for the years of the plan.
    document : str
        The document.
    repeated_year : int or None
        The year whose budget stands for every year of the plan, where no document has one of them.
    """

    allocation: Allocation
    table: pd.DataFrame
    document: str
    repeated_year: int | None


def check_lines(
    budget_lines: pd.DataFrame, line_indicators: pd.DataFrame | None, known: Collection[str]
) -> None:
    """Refuse budget lines and shares that contradict each other; tables as for :func:`budget_of`.

    Raises
    ------
    DataError
        As for :func:`budget_of`, for every document and year.
    """
    lines, shares = _named(budget_lines), _given(line_indicators)
    require_codes(lines, LINES, known)
    _check_shares(shares, lines, known)
    for _, part in lines.groupby("document", sort=False):
        _check_lines(part, shares)


def budget_of(
    budget_lines: pd.DataFrame,
    line_indicators: pd.DataFrame | None,
    years: Sequence[int],
    known: Collection[str],
    *,
    document: str | None = None,
) -> Budget:
    """Read allocations for the years of a plan from the budget lines that a region supplies.

    Parameters
    ----------
    budget_lines : pandas.DataFrame
        Table ``budget-lines`` of one region.
    line_indicators : pandas.DataFrame, optional
        Table ``line-indicators``; a line without a row in it serves the indicator that it names, in full.
    years : sequence of int
        Of the plan.
    known : collection of str
        Codes of the catalogue.
    document : str, optional
        The document whose lines count; else the one that covers most years of the plan, the most binding of
        those. Plans and budgets hold the same money, so never two.

    Returns
    -------
    Budget
        Where no document has a year of the plan, the last budget before is repeated unchanged in each year,
        and ``repeated_year`` says so.

    Raises
    ------
    DataError
        With table and row: an unknown indicator, a share of no line, shares of a line above 100, a line that
        names an indicator which its shares leave out; or no line serves an indicator.
    """
    lines, shares = _named(budget_lines), _given(line_indicators)
    require_codes(lines, LINES, known)
    _check_shares(shares, lines, known)
    served = lines[lines["indicator_code"].ne("") | _among(lines, shares, LINE)]
    chosen, span = _choose(served, years, document)
    used = lines[lines["document"].eq(chosen) & lines["year"].isin(span)]
    _check_lines(used, shares)
    whole = used[used["indicator_code"].ne("") & ~_among(used, shares, LINE)][PAIR[:3]].assign(
        share_pct=100.0
    )
    held = shares[_among(shares, used, LINE)][PAIR]
    allocation = allocate_lines(used, pd.concat([part for part in (held, whole) if len(part)]))
    if set(span) <= set(years):
        return Budget(allocation, allocation.table, chosen, None)
    table = pd.concat([allocation.table.assign(year=int(year)) for year in sorted(set(years))])
    keys = ["indicator_code", "year", "funding_source"]
    return Budget(allocation, table.sort_values(keys, ignore_index=True), chosen, span[0])


def _named(budget_lines: pd.DataFrame) -> pd.DataFrame:
    """Return the lines with a name for each: that of its row where the region gives none."""
    require_columns(budget_lines, [*LINE, "document", "indicator_code", "amount_idr"], LINES)
    names = [name or f"row {row_number(row)}" for row, name in budget_lines["line_id"].items()]
    return budget_lines.assign(line_id=names)


def _given(line_indicators: pd.DataFrame | None) -> pd.DataFrame:
    shares = pd.DataFrame(columns=PAIR) if line_indicators is None else line_indicators
    require_columns(shares, PAIR, SHARES)
    return shares


def _among(frame: pd.DataFrame, other: pd.DataFrame, columns: list[str]) -> np.ndarray:
    """Say which rows of a frame have their values in these columns in a row of the other."""
    if frame.empty or other.empty:
        return np.zeros(len(frame), dtype=bool)
    known = pd.MultiIndex.from_frame(other[columns])
    return np.asarray(pd.MultiIndex.from_frame(frame[columns]).isin(known))


def _check_shares(shares: pd.DataFrame, lines: pd.DataFrame, known: Collection[str]) -> None:
    require_codes(shares, SHARES, known)
    stray = shares[~_among(shares, lines, LINE)]
    if len(stray):
        expected = say("a line of {table} in {year}", table=LINES, year=stray["year"].iloc[0])
        raise cell_error(SHARES, stray.index[0], "line_id", stray["line_id"].iloc[0], expected)
    twice = shares[shares.duplicated(PAIR[:3])]
    if len(twice):
        expected = say("each line and indicator once in a year")
        raise cell_error(SHARES, twice.index[0], "indicator_code", twice["indicator_code"].iloc[0], expected)
    sums = shares.astype({"share_pct": float}).groupby(LINE)["share_pct"].cumsum()
    above = sums[sums > 100 * (1 + ROUNDING)]
    if len(above):
        expected = say("shares of the line that add up to at most 100; with this row they are {sum}",
                       sum=f"{above.iloc[0]:g}")  # fmt: skip
        raise cell_error(
            SHARES, above.index[0], "share_pct", shares.at[above.index[0], "share_pct"], expected
        )


def _check_lines(lines: pd.DataFrame, shares: pd.DataFrame) -> None:
    twice = lines[lines.duplicated(LINE)]
    if len(twice):
        expected = say("each line once in a document and year")
        raise cell_error(LINES, twice.index[0], "line_id", twice["line_id"].iloc[0], expected)
    told = lines["indicator_code"].ne("") & _among(lines, shares, LINE)
    against = lines[told & ~_among(lines, shares, PAIR[:3])]
    if len(against):
        expected = say("an indicator that {table} has for the line", table=SHARES)
        raise cell_error(
            LINES, against.index[0], "indicator_code", against["indicator_code"].iloc[0], expected
        )


def _choose(served: pd.DataFrame, years: Sequence[int], document: str | None) -> tuple[str, list[int]]:
    """Return the document and the years that count."""
    allowed = served[served["document"].isin(DOCUMENTS if document is None else [document])]
    if allowed.empty:
        raise DataError(
            say("No line of {table} that allocates money serves an indicator; fill indicator_code there, or "
                "the table {shares}.", table=LINES, shares=SHARES)
        )  # fmt: skip
    found = {
        str(name): sorted({int(year) for year in part}) for name, part in allowed.groupby("document")["year"]
    }
    order = {name: place for place, name in enumerate(DOCUMENTS)}
    inside = {name: [year for year in of if year in set(years)] for name, of in found.items()}
    best = min(found, key=lambda name: (-len(inside[name]), order.get(name, len(order))))
    if inside[best]:
        return best, inside[best]
    before = {name: [year for year in of if year < min(years)] for name, of in found.items()}
    last = {name: of[-1] for name, of in before.items() if of}
    if not last:
        raise DataError(
            say(
                "No line of {table} that serves an indicator is of a year of the plan or before it.",
                table=LINES,
            )
        )
    best = min(last, key=lambda name: (-last[name], order.get(name, len(order))))
    return best, [last[best]]
