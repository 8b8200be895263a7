"""The implicit price index of GRDP, and how it compares with consumer prices."""

from __future__ import annotations

import pandas as pd

__all__ = ["describe_deflator", "make_deflator"]

BOTH = ["grdp_current_idr_million", "grdp_constant_2000_idr_million"]
EAST_KALIMANTAN = ["6400", "6500"]  # Kalimantan Utara (6500) was formed from Kalimantan Timur (6400)


def make_deflator(panel: pd.DataFrame) -> pd.DataFrame:
    """Make the implicit price index of GRDP, 2010 = 100.

    The index is the sum over provinces of GRDP at current prices over the sum at constant 2000 prices, in
    the provinces that have both in that year.

    Returns
    -------
    pandas.DataFrame
        ``year``, ``grdp_deflator_index_2010``, ``provinces_count``. Empty when no province has both in 2010.
    """
    provinces = panel[panel["region_code"].str.endswith("00")].dropna(subset=BOTH)
    sums = provinces.groupby("year")[BOTH].sum()
    ratio = sums[BOTH[0]] / sums[BOTH[1]]
    if 2010 not in ratio.index:
        ratio = ratio.iloc[:0]
        base = 1.0
    else:
        base = ratio.loc[2010]
    table = pd.DataFrame(
        {
            "grdp_deflator_index_2010": (100 * ratio / base).round(4),
            "provinces_count": provinces.groupby("year").size().reindex(ratio.index).astype("int64"),
        }
    )
    return table.rename_axis("year").reset_index()


def describe_deflator(deflator: pd.DataFrame, panel: pd.DataFrame) -> str:
    """Say which provinces are in the deflator, and how far it moves with consumer prices."""
    compared = compare_with_consumer_prices(deflator, panel)
    said = f"{_provinces(deflator, panel)}"
    if compared.empty:
        return f"{said} No consumer prices to compare with."
    records = compared.reset_index().to_dict("records")
    rows = "; ".join(f"{r['year']}: {r['deflator']:.1f} against {r['consumer']:.1f}" for r in records)
    least, most = compared["cities"].min(), compared["cities"].max()
    cities = f"{least} to {most} cities" if least < most else f"{most} cities"
    return (
        f"{said} Percent change on the year before, deflator against the mean consumer price index of "
        f"{cities} of the panel: {rows}. The deflator moves with export prices too: it is no price index of "
        "services."
    )


def compare_with_consumer_prices(deflator: pd.DataFrame, panel: pd.DataFrame) -> pd.DataFrame:
    """Compare the yearly change of the deflator with the mean yearly change of consumer prices in cities.

    Returns
    -------
    pandas.DataFrame
        By ``year``: ``deflator`` and ``consumer`` in percent; ``cities`` that have both years.
    """
    index = deflator.set_index("year")["grdp_deflator_index_2010"]
    prices = panel.pivot(index="year", columns="region_code", values="consumer_price_index_2007")
    prices = prices.loc[:, ~prices.columns.str.endswith("00")]
    change = 100 * prices.pct_change(fill_method=None)
    table = pd.DataFrame(
        {
            "deflator": 100 * index.pct_change(fill_method=None),
            "consumer": change.mean(axis=1),
            "cities": change.count(axis=1),
        }
    ).dropna()
    return table[table["cities"] > 0].astype({"cities": "int64"}).rename_axis("year")


def _provinces(deflator: pd.DataFrame, panel: pd.DataFrame) -> str:
    figures = panel[panel["region_code"].isin(EAST_KALIMANTAN)].dropna(subset=BOTH)
    twice = bool((figures.groupby("year")["region_code"].nunique() > 1).any())
    count = deflator["provinces_count"]
    least, most = (int(count.min()), int(count.max())) if len(count) else (0, 0)
    many = f"{least} to {most}" if least < most else f"{most}"
    said = f"{many} provinces are in the sums. Kalimantan Utara was part of Kalimantan Timur until 2012"
    if twice:
        return f"{said}; both have figures in some year, which must be looked at."
    return f"{said}, and never both have figures in one year, so none is counted twice."
