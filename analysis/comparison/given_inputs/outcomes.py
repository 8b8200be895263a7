"""Outcomes beside what districts with similar inputs reach: expectation, interval, rank, deviant cases."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.comparison.given_inputs.deviant import deviant_cases, residual_ranks, unit_means
from analysis.comparison.given_inputs.expectation import ExpectedOutcome, expected_outcome
from analysis.comparison.similarity.inputs import window_inputs
from analysis.comparison.variance.shares import variance_shares
from analysis.errors import MethodError
from analysis.panels import district_rows, window

LEAST_OBSERVED = 0.85  # share of the districts that must have an input for it to count
PERCENT = (0.0, 100.0)


@dataclass(frozen=True)
class GivenInputs:
    """Outcomes of all districts beside what their inputs let expect.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per outcome and district: ``outcome, region_code, observed, expected, interval_low,
        interval_high, residual, outside`` (observed is not in the interval), ``deviant`` (far from the
        expectation after all districts are counted in), ``rank, rank_low, rank_high`` (of the residual, 1 is
        the highest; the range holds for the district taken alone).
    fits : pandas.DataFrame
        One row per outcome: ``outcome, units_count, explained`` (share of the variance foretold for districts
        left out), ``covered_pct`` (districts inside their own interval), ``told_apart_pct`` (pairs of
        districts whose ranks can be told apart), ``deviant_count, refused`` (empty, or why).
    inputs : tuple of str
        Inputs used: those observed for enough districts.
    """

    table: pd.DataFrame
    fits: pd.DataFrame
    inputs: tuple[str, ...]


def outcomes_given_inputs(
    panel: pd.DataFrame,
    regions: pd.DataFrame,
    outcomes: Sequence[str],
    inputs: Sequence[str],
    input_years: tuple[int, int],
    outcome_years: tuple[int, int],
    log_inputs: Collection[str] = (),
    *,
    method: str = "regression",
    seed: int = 1,
) -> GivenInputs:
    """Place every district's outcomes beside what districts with its inputs reach.

    Parameters
    ----------
    panel, regions : pandas.DataFrame
        The panel with the inputs derived, and the table of regions.
    outcomes : sequence of str
        Columns in percent.
    inputs : sequence of str
        Columns; one that fewer than 85 % of the districts have is left out, or it would decide who counts.
    input_years, outcome_years : tuple of int
        First and last year of which the means are taken.
    log_inputs : collection of str
        Inputs on the logarithmic scale.
    method : str
        ``regression`` or ``neighbours``
        (:func:`analysis.comparison.given_inputs.expectation.expected_outcome`).
    seed : int
        Of the draws of the rank sets.

    Returns
    -------
    GivenInputs

    Raises
    ------
    MethodError
        No input is observed for enough districts, or a column is absent.

    Notes
    -----
    No district takes part in its own expectation. Intervals (90 %) are judged within kabupaten and within
    kota, because cities lie closer together. A residual is what these inputs do not explain: other inputs,
    errors in the data, and performance alike.
    """
    found = window_inputs(panel, regions, inputs, *input_years, log_inputs)
    enough = found.scaled.notna().mean() >= LEAST_OBSERVED
    names = [str(name) for name in found.scaled.columns[enough]]
    if not names:
        raise MethodError("None of the inputs is observed for enough districts; nothing can be expected.")
    level = regions.set_index("region_code")["level"]
    tables, fits = [], []
    for outcome in outcomes:
        rows = window(district_rows(panel, regions), *outcome_years)[["region_code", outcome]].dropna()
        fit: dict[str, object] = {"outcome": outcome, "refused": ""}
        try:
            means = unit_means(rows.astype({outcome: float}), "region_code", outcome)
            units = found.scaled[names].join(means["mean"].rename(outcome), how="inner").dropna()
            units["level"] = level.reindex(units.index)
            expected = expected_outcome(
                units, outcome, names, method=method, judged_within="level", bounds=PERCENT
            )
            table, more = _judged(expected, means["standard_error"], seed)
            tables.append(table)
            fit |= more
        except MethodError as refusal:
            fit["refused"] = str(refusal)
        fits.append(fit)
    if not tables:
        raise MethodError(f"No outcome can be expected from inputs; the first: {fits[0]['refused']}")
    return GivenInputs(pd.concat(tables, ignore_index=True), pd.DataFrame(fits), tuple(names))


def _judged(
    expected: ExpectedOutcome, errors: pd.Series, seed: int
) -> tuple[pd.DataFrame, dict[str, object]]:
    """Return the districts of one outcome with ranks and deviant cases, and what is said of them together."""
    units = expected.units
    ranks = residual_ranks(expected, errors.reindex(units.index), seed=seed)
    by_regression = not math.isnan(expected.degrees_of_freedom)  # the outlier test needs one
    deviant = deviant_cases(expected).deviant if by_regression else ()
    table = units[["observed", "expected", "interval_low", "interval_high", "residual", "outside"]].join(
        ranks.units[["rank", "rank_low", "rank_high"]]
    )
    table = table.rename_axis("region_code").reset_index()
    table.insert(0, "outcome", expected.outcome)
    table["deviant"] = table["region_code"].isin(deviant)
    return table, {
        "units_count": len(units),
        "explained": expected.explained,
        "covered_pct": 100 * expected.covered,
        "told_apart_pct": 100 * ranks.separated_share,
        "deviant_count": len(deviant),
    }


def shares_of_variance(
    panel: pd.DataFrame, regions: pd.DataFrame, outcomes: Sequence[str], years: tuple[int, int]
) -> pd.DataFrame:
    """Return how the variation of each outcome divides over provinces, districts, years and the rest.

    Parameters
    ----------
    panel, regions : pandas.DataFrame
        The panel and the table of regions.
    outcomes : sequence of str
        Columns of the panel.
    years : tuple of int
        First and last year.

    Returns
    -------
    pandas.DataFrame
        ``outcome, province_pct, district_pct, year_pct, rest_pct, rows_count``; shares add up to 100.
    """
    province = regions.set_index("region_code")["province_code"]
    rows = window(district_rows(panel, regions), *years)
    rows = rows.assign(province=rows["region_code"].map(province))
    names = {"province": "province_pct", "region_code": "district_pct", "year": "year_pct"}
    found = []
    for outcome in outcomes:
        known = rows[["province", "region_code", "year", outcome]].dropna().astype({outcome: float})
        shares = variance_shares(known, outcome, list(names)).components["share"]
        parts = {title: 100 * float(shares[grouping]) for grouping, title in names.items()}
        rest = 100 * float(shares["residual"])
        found.append({"outcome": outcome, **parts, "rest_pct": rest, "rows_count": len(known)})
    return pd.DataFrame(found)
