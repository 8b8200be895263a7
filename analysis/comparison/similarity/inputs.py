"""The inputs of each district in a window of years: derived, averaged, put on a common scale."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import MethodError
from analysis.panels import district_codes, district_rows, require_columns, window
from analysis.planning.budget import spending_per_person

REAL = "constant_2010_per_person_idr"
LARGEST_SHARE_WITHOUT_LOG = 0.05
CONSTANT = "_per_capita_2010_idr"


def derive_inputs(
    panel: pd.DataFrame,
    deflator: pd.DataFrame,
    money: Sequence[str] = (),
    counts: Sequence[str] = (),
    prices: Sequence[str] = (),
) -> pd.DataFrame:
    """Return the panel with money per person in constant prices and counts per 100,000 people added.

    Use it before comparing inputs: rupiah of different years and of districts of different size do not
    compare as they stand.

    Parameters
    ----------
    panel : pandas.DataFrame
        ``region_code, year, population_people`` and the columns named; one row per region and year.
    deflator : pandas.DataFrame
        ``year`` and ``grdp_deflator_index_2010``.
    money : sequence of str
        Columns ``<item>_idr``; each adds ``<item>_per_capita_2010_idr`` (rupiah of 2010 per person).
    counts : sequence of str
        Columns ``<item>_count``; each adds ``<item>_per_100k`` (per 100,000 people).
    prices : sequence of str
        Columns ``<item>_per_capita_idr``, already per person; each adds ``<item>_per_capita_2010_idr``.

    Returns
    -------
    pandas.DataFrame
        A copy with the new columns at the end; a value whose population or price index is missing is NaN.

    Raises
    ------
    MethodError
        If a column is absent, or its name does not end as said above.

    Notes
    -----
    Prices as in :func:`analysis.planning.budget.spending_per_person`, with the same limits.
    """
    for names, suffix in ((money, "_idr"), (counts, "_count"), (prices, "_per_capita_idr")):
        wrong = [name for name in names if not name.endswith(suffix)]
        if wrong:
            raise MethodError(f"The column '{wrong[0]}' should end in '{suffix}' to be derived this way.")
    require_columns(
        panel, ["region_code", "year", "population_people", *money, *counts, *prices], "the panel"
    )
    added = panel.copy()
    if money:
        tidy = spending_per_person(panel, deflator, panel["region_code"].unique(), list(money))
        wide = tidy.pivot(index=["region_code", "year"], columns="item", values=REAL)
        keys = pd.MultiIndex.from_frame(panel[["region_code", "year"]])
        for name in money:
            added[name.removesuffix("_idr") + CONSTANT] = wide[name].reindex(keys).to_numpy()
    index = panel["year"].map(deflator.set_index("year")["grdp_deflator_index_2010"]).astype(float)
    for name in prices:
        added[name.removesuffix("_per_capita_idr") + CONSTANT] = panel[name].astype(float) * 100 / index
    people = panel["population_people"].astype(float)
    for name in counts:
        added[name.removesuffix("_count") + "_per_100k"] = (
            panel[name].astype(float) * 100_000 / people.where(people > 0)
        )
    return added


@dataclass(frozen=True)
class WindowInputs:
    """The inputs of all districts in one window of years.

    Attributes
    ----------
    means : pandas.DataFrame
        District by input: mean over the observed years of the window, in the input's own unit.
    years : pandas.DataFrame
        District by input: in how many years of the window the input was observed.
    scaled : pandas.DataFrame
        The means, with the natural logarithm taken of the inputs on the log scale; a district whose mean is
        zero or less has none there (NaN, while ``means`` keeps the value).
    centre, spread : pandas.Series
        Mean and standard deviation (n - 1) of ``scaled`` over all districts with a value.
    """

    means: pd.DataFrame
    years: pd.DataFrame
    scaled: pd.DataFrame
    centre: pd.Series
    spread: pd.Series

    @property
    def standardised(self) -> pd.DataFrame:
        """District by input: national standard deviations from the national mean."""
        return (self.scaled - self.centre) / self.spread


def _logarithm(means: pd.Series, first_year: int, last_year: int) -> pd.Series:
    """Return natural logarithms; zero or less has none, and too many of those is refused."""
    low = means.index[means <= 0]
    if len(low) > LARGEST_SHARE_WITHOUT_LOG * means.count():
        raise MethodError(
            f"The input '{means.name}' cannot go on the log scale: {len(low)} of {means.count()} districts "
            f"have a mean of zero or less in {first_year}-{last_year} (the first is {low[0]}). Take it off "
            "the log scale."
        )
    return np.log(means.where(means > 0))


def window_inputs(
    panel: pd.DataFrame,
    regions: pd.DataFrame,
    inputs: Sequence[str],
    first_year: int,
    last_year: int,
    log_inputs: Collection[str] = (),
) -> WindowInputs:
    """Return every district's inputs, averaged over the observed years of a window.

    Parameters and errors as for :func:`standardised_inputs`, which is this on the national scale.
    """
    names = list(inputs)
    if not names or len(set(names)) < len(names):
        raise MethodError("Name at least one input, and each input once.")
    stray = sorted(set(log_inputs) - set(names))
    if stray:
        raise MethodError(f"'{stray[0]}' is to go on the log scale but is not among the inputs: {names}.")
    require_columns(panel, names, "the panel")
    rows = window(district_rows(panel, regions), first_year, last_year)
    grouped = rows[["region_code", *names]].astype(dict.fromkeys(names, float)).groupby("region_code")
    codes = pd.Index(district_codes(regions), name="region_code")
    means = grouped.mean().reindex(codes)
    years = grouped.count().reindex(codes, fill_value=0)
    scaled = means.copy()
    for name in log_inputs:
        scaled[name] = _logarithm(means[name], first_year, last_year)
    spread = scaled.std(ddof=1)
    flat = spread.index[~(spread > 1e-12 * scaled.abs().max())]
    if len(flat):
        raise MethodError(
            f"The input '{flat[0]}' has no spread over the districts in {first_year}-{last_year} (fewer than "
            "two values, or all the same), so differences cannot be judged by it. Leave it out or widen the "
            "window."
        )
    return WindowInputs(means=means, years=years, scaled=scaled, centre=scaled.mean(), spread=spread)


def standardised_inputs(
    panel: pd.DataFrame,
    regions: pd.DataFrame,
    inputs: Sequence[str],
    first_year: int,
    last_year: int,
    log_inputs: Collection[str] = (),
) -> pd.DataFrame:
    """Return each district's inputs in national standard deviations from the national mean.

    Parameters
    ----------
    panel, regions : pandas.DataFrame
        The panel and the table of regions; only kabupaten and kota count.
    inputs : sequence of str
        Columns of the panel.
    first_year, last_year : int
        The window, both years included.
    log_inputs : collection of str
        The inputs to put on the log scale after averaging: right-skewed money, population, area. A mean of
        zero or less has no logarithm and counts as missing; refused when more than 5 percent are.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``region_code`` (all districts, sorted), one column per input; NaN for a district without
        a value. :func:`window_inputs` also gives the years that each mean rests on.

    Raises
    ------
    MethodError
        Absent column, reversed window, repeated input, no spread, or too many means without a
        logarithm.

    Notes
    -----
    The denominator is the standard deviation over all districts, never over the cases compared: with a few
    cases it would say nothing (Stuart 2010, Statistical Science 25(1): 1-21, on fixing the denominator of a
    standardised difference). Districts observed in different years of the window are averaged over different
    years; money should be in constant prices first (:func:`derive_inputs`).
    """
    return window_inputs(panel, regions, inputs, first_year, last_year, log_inputs).standardised
