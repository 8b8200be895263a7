"""Tables of budgets between need and last year: what is compared, what can be seen, the regions."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from analysis.exhibits.language import Language
from analysis.exhibits.outcomes import Fields
from analysis.exhibits.record import Exhibit, each_row
from analysis.exhibits.tables import table_exhibit
from analysis.planning.labels import LabelTest


def needs_table(
    needs: pd.DataFrame, gap_sd: Mapping[str, float], fields: Fields, language: Language, *, source: str
) -> Exhibit:
    """Print which money and which need stand for each sector, and how large one standard deviation is.

    Parameters
    ----------
    needs : pandas.DataFrame
        Rows of ``study/sector-needs``, one per sector.
    gap_sd : mapping
        Sector to the standard deviation of its gap, in points.
    """
    heads = [
        language.text(f"exhibit.needs_head_{key}") for key in ("sector", "need", "reference", "sd", "why")
    ]
    rows = [
        (
            row.title_id if language.code == "id" else row.title_,
            language.title(fields[row.outcome]),
            language.number(row.reference_pct),
            language.number(gap_sd[row.sector], 1),
            row.why,
        )
        for row in each_row(needs.rename(columns={"title": "title_"}))
    ]
    return table_exhibit(
        id="sectors-compared",
        title=language.text("exhibit.needs_title"),
        caption=language.text("exhibit.needs_caption"),
        source=source,
        function="analysis.exhibits.budgets_tables.needs_table",
        data=needs.assign(gap_sd=needs["sector"].map(gap_sd)),
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[2:4],
    )


def characteristics_table(rates: pd.DataFrame, language: Language, *, source: str) -> Exhibit:
    """Print what the estimators return when the truth is known.

    Parameters
    ----------
    rates : pandas.DataFrame
        From `analysis.planning.simulation.operating_characteristics`.
    """
    columns = {
        "persistence_true": 2, "response_true": 2, "persistence_within": 2, "persistence_pooled": 2,
        "persistence_jackknife": 2, "response_within": 3, "rejected_share": 2, "covered_share": 2,
    }  # fmt: skip
    heads = [language.text(f"exhibit.characteristics_head_{name}") for name in columns]
    rows = [
        tuple(language.number(getattr(row, name), decimals) for name, decimals in columns.items())
        for row in each_row(rates)
    ]
    return table_exhibit(
        id="size-and-power",
        title=language.text("exhibit.characteristics_title"),
        caption=language.text(
            "exhibit.characteristics_caption",
            replications=language.number(int(rates["replications"].iloc[0])),
            error=language.number(rates["monte_carlo_error"].iloc[0], 3),
        ),
        source=source,
        function="analysis.exhibits.budgets_tables.characteristics_table",
        data=rates,
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads,
    )


def regions_table(
    table: pd.DataFrame,
    tests: Mapping[str, LabelTest],
    names: Mapping[str, str],
    regions_count: int,
    language: Language,
    *,
    source: str,
) -> Exhibit:
    """Print the index of some regions: own series, after pooling, rank, exact test and what it can reach.

    Parameters
    ----------
    table : pandas.DataFrame
        Of `analysis.planning.regional.RegionalResponses`.
    tests : mapping
        Region code to its own test.
    names : mapping
        Region code to name; a region without an estimate is printed as such.
    regions_count : int
        Among how many the rank counts.
    """
    keys = ("region", "years", "own", "pooled", "rank", "p", "smallest")
    heads = [language.text(f"exhibit.regions_head_{key}") for key in keys]
    own = table.set_index("region_code").reindex(list(names)).to_dict("index")
    number = language.number
    rows, data = [], []
    for code, name in names.items():
        row, test = own[code], tests.get(code)
        known = pd.notna(row["estimate"])
        rows.append(
            (
                name,
                number(row["years_count"] if known else None),
                _interval(row, "estimate", "low", "high", language),
                _interval(row, "pooled_estimate", "pooled_low", "pooled_high", language),
                f"{number(row['rank_of_pooled'])} / {number(regions_count)}" if known else number(None),
                number(test.p_value if test else None, 3),
                number(test.smallest_attainable_p if test else None, 3),
            )
        )
        data.append(
            {"region_code": code, "name": name, **row}
            | {"p_value": test.p_value if test else None}
            | {"smallest_attainable_p": test.smallest_attainable_p if test else None}
        )
    return table_exhibit(
        id="index-of-the-regions",
        title=language.text("exhibit.regions_title"),
        caption=language.text("exhibit.regions_caption"),
        source=source,
        function="analysis.exhibits.budgets_tables.regions_table",
        data=pd.DataFrame(data),
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[1:],
    )


def importance_table(shares: pd.DataFrame, language: Language, *, source: str) -> Exhibit:
    """Print the share of explained variance of the past and of the gap, beside the null.

    Parameters
    ----------
    shares : pandas.DataFrame
        From `analysis.planning.importance.importance_beside_null`.
    """
    heads = [
        language.text(f"exhibit.importance_head_{key}") for key in ("regressor", "share", "null", "high")
    ]
    rows = [
        (
            language.text(f"exhibit.importance_{row.regressor}"),
            *(language.number(value, 3) for value in (row.lmg_share, row.null_mean, row.null_high)),
        )
        for row in each_row(shares)
    ]
    return table_exhibit(
        id="importance",
        title=language.text("exhibit.importance_title"),
        caption=language.text("exhibit.importance_caption"),
        source=source,
        function="analysis.exhibits.budgets_tables.importance_table",
        data=shares,
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[1:],
    )


def _interval(row: Mapping[Hashable, Any], middle: str, low: str, high: str, language: Language) -> str:
    if pd.isna(row[middle]):
        return language.number(None)
    return language.text(
        "exhibit.interval",
        middle=language.number(float(row[middle]), 2),
        low=language.number(float(row[low]), 2),
        high=language.number(float(row[high]), 2),
    )
