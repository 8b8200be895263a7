"""Were inputs similar? Differences of named regions, judged by what two districts anywhere look like."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.spatial.distance import pdist

from analysis.comparison.similarity.inputs import window_inputs
from analysis.comparison.similarity.pairs import (
    region_pairs,
    share_closer,
)


def input_differences(
    panel: pd.DataFrame,
    regions: pd.DataFrame,
    codes: Sequence[str],
    inputs: Sequence[str],
    first_year: int,
    last_year: int,
    log_inputs: Collection[str] = (),
) -> pd.DataFrame:
    """Return how far the regions are apart on each input, in national terms.

    Parameters
    ----------
    panel, regions, inputs, first_year, last_year, log_inputs
        As for :func:`analysis.comparison.similarity.inputs.standardised_inputs`.
    codes : sequence of str
        The districts to compare, two or more; every pair is compared, in this order.

    Returns
    -------
    pandas.DataFrame
        One row per input and pair: ``input, region_a, region_b, value_a, value_b`` (means over the observed
        years of the window, in the input's unit), ``standardised_difference`` (a minus b in national standard
        deviations, of logarithms for an input on the log scale), ``national_sd`` (in the scale compared),
        ``years_a, years_b`` (years observed), ``districts_count`` (districts with a value) and
        ``percentile_of_gap``: the percentage of all pairs of districts that are closer together than this
        pair on this input. 50 is what two districts drawn at random look like.

    Raises
    ------
    MethodError
        Fewer than two regions, a repeated or unknown one, a province, or as for ``standardised_inputs``.

    Notes
    -----
    Standardised difference: Stuart (2010), Statistical Science 25(1): 1-21; Austin (2009), Statistics in
    Medicine 28: 3083-3107. The usual marks of 0.1 and 0.25 are conventions for group means, not for single
    districts; read ``percentile_of_gap`` instead. A small gap is not proof of equal inputs: only the inputs
    that were measured are compared.
    """
    pairs = region_pairs(regions, codes)
    found = window_inputs(panel, regions, inputs, first_year, last_year, log_inputs)
    z = found.standardised
    left, right = [a for a, _ in pairs], [b for _, b in pairs]
    parts = []
    for name in inputs:
        column = z[name]
        all_gaps = np.sort(pdist(column.dropna().to_numpy()[:, None], "cityblock"))
        gaps = column.loc[left].to_numpy() - column.loc[right].to_numpy()
        part = {
            "input": name,
            "region_a": left,
            "region_b": right,
            "value_a": found.means.loc[left, name].to_numpy(),
            "value_b": found.means.loc[right, name].to_numpy(),
            "standardised_difference": gaps,
            "national_sd": found.spread[name],
            "years_a": found.years.loc[left, name].to_numpy(),
            "years_b": found.years.loc[right, name].to_numpy(),
            "districts_count": column.count(),
            "percentile_of_gap": [share_closer(abs(gap), all_gaps) for gap in gaps],
        }
        parts.append(pd.DataFrame(part))
    return pd.concat(parts, ignore_index=True)


@dataclass(frozen=True)
class GapCounts:
    """How many gaps between two regions on one input are known, on how many inputs, and how many are wide.

    ``beyond_one_sd`` counts those wider than one standard deviation of all districts.
    """

    gaps: int
    inputs: int
    beyond_one_sd: int


def count_gaps(differences: pd.DataFrame) -> GapCounts:
    """Return how many of the gaps that :func:`input_differences` gives are wide."""
    apart = differences["standardised_difference"].abs()
    return GapCounts(
        gaps=int(apart.notna().sum()),
        inputs=int(differences["input"].nunique()),
        beyond_one_sd=int((apart > 1).sum()),
    )
