"""Where a region stands at the start of a plan, from its own indicator records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.errors import DataError
from analysis.messages import say
from analysis.panels import require_columns
from analysis.standards.attainment import HUNDRED, PER, coverage
from analysis.standards.catalogue import Indicator
from analysis.standards.costing.rows import cell_error, require_codes, row_number

RECORDS = "indicators.csv"
NEEDED = ("year", "indicator_code", "numerator", "denominator", "value_pct", "target_pct")
QUANTITIES = {"denominator": "denominator", "baseline_pct": "baseline"}


@dataclass(frozen=True)
class Baselines:
    """Baselines of the indicators that have one.

    Attributes
    ----------
    table : pandas.DataFrame
        ``indicator_code, baseline_pct, denominator, is_proportion, year`` (of the record).
    targets, denominators : pandas.DataFrame
        By ``indicator_code`` and ``year``: the region's own, of all years.
    ranges : pandas.DataFrame
        ``quantity, indicator_code, low, high`` where sources of the base year differ.
    base_year : int
    left_out : pandas.DataFrame
        ``indicator_code, why``.
    """

    table: pd.DataFrame
    targets: pd.DataFrame
    denominators: pd.DataFrame
    ranges: pd.DataFrame
    base_year: int
    left_out: pd.DataFrame

    @staticmethod
    def per_percent(indicator: Indicator) -> float:
        """Return how many units of the indicator are one percent: 1,000 per 100,000 for a rate."""
        return PER[indicator.measure] / HUNDRED


def baselines_of(
    records: pd.DataFrame,
    known: Mapping[str, Indicator],
    codes: Sequence[str],
    base_year: int | None,
    price_year: int,
) -> Baselines:
    """Return the baselines of some indicators; see `analysis.standards.costing.inputs.costing_inputs`."""
    require_columns(records, NEEDED, RECORDS)
    own = records[records["indicator_code"].isin(codes)]
    require_codes(own, RECORDS, known)
    if own.empty:
        raise DataError(
            say("{table} has no record of an indicator with a unit cost ({codes}).", table=RECORDS,
                codes=", ".join(codes))
        )  # fmt: skip
    base = _base_year(own, price_year) if base_year is None else base_year
    rows: list[dict[str, Any]] = []
    ranges: list[dict[str, Any]] = []
    left_out: dict[str, str] = {}
    for code in codes:
        mine = own[own["indicator_code"].eq(code) & own["year"].le(base)]
        try:
            values = _values(mine[mine["year"] == mine["year"].max()], known[code], base)
        except DataError as error:
            left_out[code] = str(error)
            continue
        middle = values.median()
        rows.append(
            {
                "indicator_code": code, "baseline_pct": middle["baseline_pct"],
                "denominator": middle["denominator"], "is_proportion": known[code].is_proportion,
                "year": int(mine["year"].max()),
            }
        )  # fmt: skip
        ranges += [
            {"quantity": named, "indicator_code": code, "low": values[name].min(), "high": values[name].max()}
            for name, named in QUANTITIES.items()
            if values[name].nunique() > 1
        ]
    columns = ["indicator_code", "baseline_pct", "denominator", "is_proportion", "year"]
    return Baselines(
        pd.DataFrame(rows, columns=columns), _yearly(own, "target_pct"), _yearly(own, "denominator"),
        pd.DataFrame(ranges, columns=["quantity", "indicator_code", "low", "high"]), base,
        pd.DataFrame({"indicator_code": list(left_out), "why": list(left_out.values())}, dtype=str),
    )  # fmt: skip


def _base_year(own: pd.DataFrame, price_year: int) -> int:
    valued = own[own["value_pct"].notna() | own["numerator"].notna()]["year"]
    before = valued[valued <= price_year]
    if len(before):
        return int(before.max())
    if len(valued):
        return int(valued.min())
    raise DataError(
        say("{table} has no value of an indicator with a unit cost; there is no baseline.", table=RECORDS)
    )


def _values(mine: pd.DataFrame, indicator: Indicator, base: int) -> pd.DataFrame:
    """Return baseline and denominator of each record of the year, or refuse with the row."""
    code = indicator.indicator_code
    if mine.empty:
        raise DataError(
            say("{code}: {table} has no record up to {year}.", code=code, table=RECORDS, year=base)
        )
    if indicator.measure not in PER or indicator.direction != "higher":
        raise DataError(
            say("{code}: it is a heading, or less of it is better, so no gap in people follows.", code=code)
        )
    rows = []
    for row, record in mine.iterrows():
        size = record["denominator"]
        if pd.isna(size) or not size > 0:
            raise cell_error(RECORDS, row, "denominator", size, say("how many should be served"))
        if pd.notna(record["numerator"]):
            value = coverage(float(record["numerator"]), float(size), measure=indicator.measure)
        elif pd.notna(record["value_pct"]):
            value = float(record["value_pct"])
        else:
            raise cell_error(RECORDS, row, "numerator", None, say("how many were served, or value_pct"))
        percent = value / Baselines.per_percent(indicator)
        if indicator.is_proportion and percent > HUNDRED:
            raise DataError(
                say(
                    "{table}, row {row}: {code} is a proportion and stands at {value} percent; at most 100 "
                    "is expected. Check numerator and denominator.",
                    table=RECORDS, row=row_number(row), code=code, value=f"{percent:.2f}",
                )
            )  # fmt: skip
        rows.append({"baseline_pct": percent, "denominator": float(size)})
    return pd.DataFrame(rows)


def _yearly(own: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return one value per indicator and year: the middle one where sources differ."""
    keys = ["indicator_code", "year"]
    return own.dropna(subset=column).groupby(keys)[column].median().astype(float).reset_index()
