"""The table of costs: for each indicator its way to the target, need, money and what is missing."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analysis.exhibits.costing import millions
from analysis.exhibits.language import Language
from analysis.exhibits.record import Exhibit, each_row
from analysis.exhibits.tables import table_exhibit
from analysis.standards.costing.regional import RegionCosting

SUMS = {"people_to_add": "sum", "need_idr": "sum", "need_constant_idr": "sum", "serving_idr": "sum"}


def cost_rows(costing: RegionCosting) -> pd.DataFrame:
    """Return a row per indicator, the largest need first.

    Returns
    -------
    pandas.DataFrame
        ``indicator_code, baseline_pct, target_pct, people_to_add`` (over the years of the plan), the need and
        the cost of serving all, ``allocation_idr``, ``gap_idr``, ``serving_gap_idr``, and where inputs are
        uncertain ``need_low_idr, need_high_idr, funded_probability``.
    """
    first = costing.plan.table.groupby("indicator_code").agg(
        baseline_pct=("baseline_pct", "first"), target_pct=("target_pct", "last")
    )
    table = first.join(costing.need.table.groupby("indicator_code").agg(SUMS), how="inner")
    missing = costing.gap.table.groupby("indicator_code")[["allocation_idr", "gap_idr"]].sum()
    served = costing.serving_gap.table.groupby("indicator_code")["gap_idr"].sum().rename("serving_gap_idr")
    table = table.join(missing).join(served)
    if costing.uncertainty is not None:
        spread = costing.uncertainty.need.set_index("indicator_code")[["low_idr", "high_idr"]]
        table = table.join(spread.rename(columns={"low_idr": "need_low_idr", "high_idr": "need_high_idr"}))
        chance = costing.uncertainty.gap.set_index("indicator_code")["funded_probability"]
        table = table.join(chance)
    return table.sort_values("need_idr", ascending=False, kind="stable").reset_index()


def cost_table(
    rows: pd.DataFrame, names: Mapping[str, str], name: str, language: Language, *, source: str
) -> Exhibit:
    """Print the way to the target, need, money and gap of each indicator.

    Parameters
    ----------
    rows : pandas.DataFrame
        From :func:`cost_rows`.
    names : mapping of str to str
        Code to the indicator's name.
    name : str
        The region.
    """
    text, number = language.text, language.number
    sure = "need_low_idr" not in rows
    keys = ("indicator", "way", "people", "need", "serving", "allocated", "missing", "chance")
    heads = [text(f"costing.head_{key}") for key in keys][: -1 if sure else None]
    shown = []
    for row in each_row(rows):
        cells = [
            f"{row.indicator_code} {names.get(row.indicator_code, '')}".strip(),
            text("costing.way", baseline=number(row.baseline_pct, 1), target=number(row.target_pct, 1)),
            number(row.people_to_add),
            millions(row.need_idr, language)
            if sure
            else text(
                "exhibit.interval", middle=millions(row.need_idr, language),
                low=millions(row.need_low_idr, language), high=millions(row.need_high_idr, language),
            ),
            millions(row.serving_idr, language),
            millions(row.allocation_idr, language),
            text(
                "costing.both_missing", need=millions(row.gap_idr, language),
                serving=millions(row.serving_gap_idr, language),
            ),
        ]  # fmt: skip
        shown.append((*cells, *([] if sure else [number(100 * row.funded_probability)])))
    return table_exhibit(
        id="costs",
        title=text("costing.table_title", name=name),
        caption=text("costing.table_caption"),
        source=source,
        function="analysis.exhibits.costing_tables.cost_table",
        data=rows,
        shown=pd.DataFrame(shown, columns=heads),
        numbers=heads[1:],
    )
