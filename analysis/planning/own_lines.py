"""Need or last year in a region's own budget lines: the index by standard, overhead, standing still."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import MethodError
from analysis.panels import require_columns
from analysis.planning.labels import LabelTest, order_test
from analysis.planning.needs import indicator_gaps, indicator_shares
from analysis.planning.series import BudgetSeries, budget_series

# Documents of one kind of money, the most binding first; planned and realised lines do not mix.
DOCUMENTS = ("dpa", "apbd", "rka", "kua_ppas", "rkpd", "realisation")
STILL = 0.05


@dataclass(frozen=True)
class OwnLines:
    """How a region's own lines move between need and last year.

    Attributes
    ----------
    document : str
        The document whose lines count.
    series : BudgetSeries
        Indicators as sectors: those with money and a gap in every year used.
    response : float
        Change of the log-share of an indicator from one year to the next for one standard deviation of its
        gap the year before, against the other indicators of the year.
    test : LabelTest
        Of the gaps given to other indicators.
    years_count, indicators_count : int
        Years with a budget, the year before and a gap, and indicators compared.
    """

    document: str
    series: BudgetSeries
    response: float
    test: LabelTest
    years_count: int
    indicators_count: int


def document_with_most_years(lines: pd.DataFrame) -> str:
    """Return the document in which lines for indicators stand in most years; ties go to the most binding.

    Raises
    ------
    MethodError
        A column is absent, or no line names an indicator.
    """
    require_columns(lines, ["year", "document", "indicator_code"], "the budget lines")
    named = lines[lines["indicator_code"].fillna("").ne("")]
    if named.empty:
        raise MethodError("No budget line names an indicator, so money and need cannot be set side by side.")
    years = named.groupby("document")["year"].nunique()
    order = {name: place for place, name in enumerate(DOCUMENTS)}
    return str(min(years.index, key=lambda name: (-years[name], order.get(str(name), len(order)), str(name))))


def own_lines(
    lines: pd.DataFrame,
    indicators: pd.DataFrame,
    document: str | None = None,
    *,
    draws: int = 9_999,
    seed: int = 0,
) -> OwnLines:
    """Estimate how a region's own budget lines respond to its gaps, indicator by indicator.

    Parameters
    ----------
    lines : pandas.DataFrame
        Table ``budget-lines`` of one region.
    indicators : pandas.DataFrame
        Table ``indicators`` of the region: value and target by year.
    document : str, optional
        The document whose lines count; by default that with most years.
    draws, seed : int
        Orders drawn for the test where there are too many to try all.

    Returns
    -------
    OwnLines

    Raises
    ------
    MethodError
        A column is absent, no line names an indicator, or too few years and indicators are left: two years
        with the year before and a gap, and two indicators that have money and a gap throughout.

    Notes
    -----
    The question of :mod:`analysis.planning.responsiveness`, asked of changes: in one region with a few years
    persistence cannot be estimated (Nickell 1981), so last year's share is the starting point of every
    indicator, and the change is what can follow need. An indicator counts only where it has a line in every
    year and a gap that moves; a standard that never gets money is not in the estimate and stands in the
    table of :func:`lines_beside_gaps` instead.
    """
    chosen = document or document_with_most_years(lines)
    shares = indicator_shares(lines.assign(indicator_code=lines["indicator_code"].fillna("")), chosen)
    gaps = indicator_gaps(indicators)
    kept = _throughout(shares, gaps)
    series = budget_series(shares[shares["sector"].isin(kept)], gaps[gaps["sector"].isin(kept)])
    change, gap = series.now - series.before, series.gaps - series.gaps.mean(axis=1, keepdims=True)
    return OwnLines(
        document=chosen,
        series=series,
        response=float((gap * change).sum() / (gap * gap).sum()),
        test=order_test((gap.T @ change)[None], draws=draws, seed=seed),
        years_count=len(series.years),
        indicators_count=len(series.sectors),
    )


def _throughout(shares: pd.DataFrame, gaps: pd.DataFrame) -> set[str]:
    """Return the indicators with money in every budget year and with a gap that moves."""
    years = shares["year"].nunique()
    paid = shares[shares["share"] > 0].groupby("sector")["year"].nunique()
    known = gaps[gaps["year"].isin(shares["year"] - 1)].groupby("sector")["gap"].agg(["count", "nunique"])
    moves = (known["count"] >= years - 1) & (known["nunique"] > 1)
    found = set(paid.index[paid == years]) & set(known.index[moves])
    if len(found) < 2:
        raise MethodError(
            f"{len(found)} indicators have a budget line in each of the {years} years and a gap that moves "
            "before them; at least two are needed to see whether money goes where the gap is."
        )
    return found


def lines_beside_gaps(lines: pd.DataFrame, indicators: pd.DataFrame, document: str) -> pd.DataFrame:
    """Return money and gap of every indicator, year by year: also of those that never get money.

    Parameters
    ----------
    lines, indicators, document
        As for :func:`own_lines`.

    Returns
    -------
    pandas.DataFrame
        ``year, indicator_code, amount_idr`` (zero where the document has no line for it), ``share_pct`` (of
        the money that names an indicator), ``gap_before`` (target less value of the year before, in points;
        missing where not known), in the order of year and code.

    Raises
    ------
    MethodError
        As for :func:`analysis.planning.needs.indicator_shares`.
    """
    shares = indicator_shares(lines.assign(indicator_code=lines["indicator_code"].fillna("")), document)
    gaps = indicator_gaps(indicators).assign(year=lambda frame: frame["year"] + 1)
    years, codes = sorted(shares["year"].unique()), sorted({*shares["sector"], *gaps["sector"]})
    index = pd.MultiIndex.from_product([years, codes], names=["year", "sector"])
    found = pd.DataFrame(index=index)
    found["amount_idr"] = shares.set_index(["year", "sector"])["share"].reindex(index).fillna(0.0)
    found["share_pct"] = 100 * found["amount_idr"] / found.groupby("year")["amount_idr"].transform("sum")
    found["gap_before"] = gaps.set_index(["year", "sector"])["gap"].reindex(index)
    return found.reset_index().rename(columns={"sector": "indicator_code"})


def standing_still(lines: pd.DataFrame, document: str, within: float = STILL) -> pd.DataFrame:
    """Return how many activities keep last year's amount, nearly.

    Parameters
    ----------
    lines : pandas.DataFrame
        ``year, document, activity_code, amount_idr``.
    document : str
        The document whose lines count.
    within : float
        Largest relative change that counts as none.

    Returns
    -------
    pandas.DataFrame
        By ``year`` (from the second): ``activities_count`` (in both years), ``still_count``, ``still_pct``,
        ``new_count`` and ``ended_count``.

    Raises
    ------
    MethodError
        A column is absent, or no two years in a row.

    Notes
    -----
    The share of lines that change hardly at all is an old sign of budgets that follow last year's (Wildavsky
    1964, The Politics of the Budgetary Process). Amounts are nominal: a line that grows with prices counts as
    moving once prices rise by more than `within`.
    """
    require_columns(lines, ["year", "document", "activity_code", "amount_idr"], "the budget lines")
    rows = lines[(lines["document"] == document) & lines["activity_code"].fillna("").ne("")]
    sums = rows.groupby(["year", "activity_code"])["amount_idr"].sum().unstack("activity_code")
    pairs = [(year - 1, year) for year in sums.index if year - 1 in sums.index]
    if not pairs:
        raise MethodError(f"The lines of '{document}' cover no two years in a row; nothing can stand still.")
    records = []
    for before, year in pairs:
        old, new = sums.loc[before], sums.loc[year]
        both = old.notna() & new.notna() & (old != 0)
        still = (new[both] / old[both] - 1).abs() <= within + 1e-12
        records.append(
            {
                "year": int(year),
                "activities_count": int(both.sum()),
                "still_count": int(still.sum()),
                "still_pct": 100 * float(still.mean()) if both.any() else np.nan,
                "new_count": int((old.isna() & new.notna()).sum()),
                "ended_count": int((old.notna() & new.isna()).sum()),
            }
        )
    return pd.DataFrame(records)


def overhead_share(lines: pd.DataFrame, document: str, overhead: Collection[str]) -> pd.DataFrame:
    """Return what part of the money runs the office and not a service, by year.

    Parameters
    ----------
    lines : pandas.DataFrame
        ``year, document, programme_code, amount_idr``.
    document : str
        The document whose lines count.
    overhead : collection of str
        Codes of programmes that are administrative overhead, as in ``standards/programmes``: ``xx`` in a code
        stands for any number of an office.

    Returns
    -------
    pandas.DataFrame
        ``year, amount_idr, overhead_idr, overhead_pct``.

    Raises
    ------
    MethodError
        A column is absent, or the document has no line.
    """
    require_columns(lines, ["year", "document", "programme_code", "amount_idr"], "the budget lines")
    rows = lines[lines["document"] == document]
    if rows.empty:
        known = ", ".join(sorted(lines["document"].unique())) or "none"
        raise MethodError(f"There is no line of '{document}'; the documents are: {known}.")
    inside = rows["programme_code"].fillna("").astype(str).str.fullmatch(overhead_pattern(overhead))
    sums = rows.assign(overhead_idr=rows["amount_idr"].where(inside, 0.0)).groupby("year")
    found = sums[["amount_idr", "overhead_idr"]].sum().reset_index()
    return found.assign(overhead_pct=100 * found["overhead_idr"] / found["amount_idr"])


def overhead_pattern(overhead: Collection[str]) -> str:
    """Return the pattern of the codes of overhead: ``xx`` stands for any number of an office."""
    patterns = [re.escape(code).replace("xx", r"\d{2}") for code in overhead]
    return "|".join(patterns) or "(?!)"
