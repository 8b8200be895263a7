"""Money and need by sector, from the national panel or from what a region supplies itself."""

from __future__ import annotations

import pandas as pd

from analysis.errors import MethodError
from analysis.panels import district_rows, require_columns, require_one_row_a_year
from analysis.planning.series import BudgetSeries, budget_series

KEYS = ["region_code", "year"]
NEED_COLUMNS = ["sector", "functions", "outcome", "reference_pct", "worse"]


def sector_shares(panel: pd.DataFrame, needs: pd.DataFrame) -> pd.DataFrame:
    """Return the money of each sector: the sum of its budget functions.

    Parameters
    ----------
    panel : pandas.DataFrame
        ``region_code``, ``year`` and ``spending_<function>_idr``.
    needs : pandas.DataFrame
        Table ``study/sector-needs`` or rows of it: one row per sector.

    Returns
    -------
    pandas.DataFrame
        ``region_code, year, sector, share``: rupiah; only where at least one function of the sector is
        reported. Shares among the sectors follow from it: only ratios matter.

    Raises
    ------
    MethodError
        A column or function is absent, a sector occurs twice, or a region has two rows for a year.
    """
    functions = _one_per_sector(needs)["functions"]
    columns = {
        sector: [f"spending_{name}_idr" for name in text.split()] for sector, text in functions.items()
    }
    require_columns(panel, [*KEYS, *(name for names in columns.values() for name in names)], "the panel")
    require_one_row_a_year(panel)
    parts = [
        panel[KEYS].assign(sector=str(sector), share=panel[names].astype(float).sum(axis=1, min_count=1))
        for sector, names in columns.items()
    ]
    return pd.concat(parts).dropna(subset="share").sort_values([*KEYS, "sector"], ignore_index=True)


def sector_gaps(panel: pd.DataFrame, needs: pd.DataFrame) -> pd.DataFrame:
    """Return the gap of each sector: how far its outcome lies on the worse side of its reference.

    Parameters
    ----------
    panel : pandas.DataFrame
        ``region_code``, ``year`` and the outcomes, in percent.
    needs : pandas.DataFrame
        As for :func:`sector_shares`.

    Returns
    -------
    pandas.DataFrame
        ``region_code, year, sector, gap``: percentage points, zero where the reference is reached.

    Raises
    ------
    MethodError
        As for :func:`sector_shares`.
    """
    chosen = _one_per_sector(needs)
    require_columns(panel, [*KEYS, *chosen["outcome"]], "the panel")
    require_one_row_a_year(panel)
    parts = []
    for sector, need in chosen.iterrows():
        missing = need["reference_pct"] - panel[need["outcome"]].astype(float)
        gap = missing if need["worse"] == "below" else -missing
        parts.append(panel[KEYS].assign(sector=str(sector), gap=gap.clip(lower=0)))
    return pd.concat(parts).dropna(subset="gap").sort_values([*KEYS, "sector"], ignore_index=True)


def panel_series(panel: pd.DataFrame, regions: pd.DataFrame, needs: pd.DataFrame) -> BudgetSeries:
    """Return the budgets of all districts beside the year before and the needs of the year before.

    Parameters
    ----------
    panel : pandas.DataFrame
        The national panel.
    regions : pandas.DataFrame
        Table of regions; provinces are left out.
    needs : pandas.DataFrame
        As for :func:`sector_shares`.

    Returns
    -------
    BudgetSeries
        Rows in which a share is zero are left out.

    Raises
    ------
    MethodError
        As for :func:`sector_shares` and :func:`analysis.planning.series.budget_series`.
    """
    districts = district_rows(panel, regions)
    return budget_series(sector_shares(districts, needs), sector_gaps(districts, needs))


def indicator_shares(lines: pd.DataFrame, document: str) -> pd.DataFrame:
    """Return the money of each indicator from a region's own budget lines.

    Parameters
    ----------
    lines : pandas.DataFrame
        Table ``budget-lines`` of a region.
    document : str
        The document whose lines count, for example ``APBD``: planned and realised lines do not mix.

    Returns
    -------
    pandas.DataFrame
        ``region_code, year, sector, share``; a sector is an indicator code. Lines without one are left out.

    Raises
    ------
    MethodError
        A column is absent, or no line of the document names an indicator.
    """
    require_columns(lines, [*KEYS, "document", "indicator_code", "amount_idr"], "the budget lines")
    rows = lines[(lines["document"] == document) & lines["indicator_code"].ne("")]
    if rows.empty:
        known = ", ".join(sorted(lines["document"].unique())) or "none"
        raise MethodError(f"No line of '{document}' names an indicator; the documents are: {known}.")
    sums = rows.groupby([*KEYS, "indicator_code"])["amount_idr"].sum(min_count=1).dropna().reset_index()
    return sums.rename(columns={"indicator_code": "sector", "amount_idr": "share"})


def indicator_gaps(indicators: pd.DataFrame) -> pd.DataFrame:
    """Return the gap of each indicator from a region's own records: target less value, zero where reached.

    Parameters
    ----------
    indicators : pandas.DataFrame
        Table ``indicators`` of a region.

    Returns
    -------
    pandas.DataFrame
        ``region_code, year, sector, gap`` in percentage points; rows without value or target are left out.

    Raises
    ------
    MethodError
        A column is absent.
    """
    require_columns(indicators, [*KEYS, "indicator_code", "value_pct", "target_pct"], "the indicators")
    gap = (indicators["target_pct"].astype(float) - indicators["value_pct"].astype(float)).clip(lower=0)
    rows = indicators[KEYS].assign(sector=indicators["indicator_code"], gap=gap).dropna(subset="gap")
    return rows.sort_values([*KEYS, "sector"], ignore_index=True)


def _one_per_sector(needs: pd.DataFrame) -> pd.DataFrame:
    require_columns(needs, NEED_COLUMNS, "the table of needs")
    if needs.empty:
        raise MethodError("The table of needs has no rows; name a function and an outcome for two sectors.")
    twice = needs.loc[needs["sector"].duplicated(), "sector"]
    if not twice.empty:
        raise MethodError(f"The sector '{twice.iloc[0]}' has two needs; choose one of them before comparing.")
    wrong = sorted(set(needs["worse"]) - {"below", "above"})
    if wrong:
        raise MethodError(f"'{wrong[0]}' is no side of a reference; it is 'below' or 'above'.")
    return needs.set_index("sector").astype({"reference_pct": float})
