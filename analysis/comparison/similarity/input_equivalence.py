"""Whether the regions' inputs were equivalent within bounds declared beforehand, input by input."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd

from analysis.comparison.similarity.equivalence import equivalence_paired
from analysis.comparison.similarity.inputs import window_inputs
from analysis.comparison.similarity.pairs import region_pairs
from analysis.errors import MethodError
from analysis.panels import district_rows, window

LEAST_YEARS = 3
INSIDE, OUTSIDE = "inside, one value", "outside, one value"


def equivalence_of_inputs(
    panel: pd.DataFrame,
    regions: pd.DataFrame,
    codes: Sequence[str],
    inputs: Sequence[str],
    first_year: int,
    last_year: int,
    log_inputs: Collection[str] = (),
    *,
    bound_sd: float,
    alpha: float = 0.05,
) -> pd.DataFrame:
    """Return, for each input and pair of regions, whether the difference is surely inside declared bounds.

    Parameters
    ----------
    panel, regions, inputs, first_year, last_year, log_inputs
        As for :func:`analysis.comparison.similarity.inputs.standardised_inputs`.
    codes : sequence of str
        Two regions or more; every pair is compared.
    bound_sd : float
        The largest difference that still counts as relatively the same, in national standard deviations of
        the input (of its logarithm for an input on the log scale). Choose it before looking.
    alpha : float
        Level of each one-sided test; the interval is 1 - 2 alpha, 90 percent by default.

    Returns
    -------
    pandas.DataFrame
        One row per input and pair: ``input, region_a, region_b, difference_sd`` (mean over the years that
        both have, a minus b), ``interval_low, interval_high, p_value, bound_sd, years_count, verdict`` and
        ``method``. Verdicts: ``equivalent``, ``different`` (beyond the bounds), ``undecided``; with fewer
        than three common years, or years that do not vary, there is no interval and the verdict says that
        the one value known lies ``inside`` or ``outside``; ``not evaluated`` without a common year.

    Raises
    ------
    MethodError
        A bound that is not above zero, or as for ``standardised_inputs``.

    Notes
    -----
    The interval is the paired t interval over years (two one-sided tests, Schuirmann 1987): it speaks of the
    variation between the years of the window, not of survey error within a year, and it is too narrow where
    neighbouring years depend on each other. Several inputs and pairs: a claim that all are equivalent needs
    each of them at ``alpha`` and no correction (the intersection-union principle, Berger 1982); a claim that
    some are needs one.
    """
    if not bound_sd > 0:
        raise MethodError(f"The bound of equivalence is {bound_sd:g} national SD; it must be above zero.")
    pairs = region_pairs(regions, codes)
    found = window_inputs(panel, regions, inputs, first_year, last_year, log_inputs)
    rows = window(district_rows(panel, regions), first_year, last_year)
    parts = []
    for name in inputs:
        wide = (
            rows.pivot(index="year", columns="region_code", values=name)
            .reindex(columns=list(codes))
            .astype(float)
        )
        scaled = (np.log(wide.where(wide > 0)) if name in set(log_inputs) else wide) / found.spread[name]
        for a, b in pairs:
            known = scaled[[a, b]].dropna()
            parts.append(
                {"input": name, "region_a": a, "region_b": b} | _verdict(known[a], known[b], bound_sd, alpha)
            )
    return pd.DataFrame(parts)


def _verdict(a: pd.Series, b: pd.Series, bound: float, alpha: float) -> dict[str, object]:
    gaps = (a - b).to_numpy()
    mean = float(gaps.mean()) if len(gaps) else float("nan")
    answer: dict[str, object] = {
        "difference_sd": mean,
        "interval_low": np.nan,
        "interval_high": np.nan,
        "p_value": np.nan,
        "bound_sd": bound,
        "years_count": len(gaps),
    }
    if len(gaps) >= LEAST_YEARS and np.std(gaps) > 1e-12:
        test = equivalence_paired(a.to_numpy(), b.to_numpy(), bound, alpha=alpha)
        return answer | {
            "interval_low": test.interval_low,
            "interval_high": test.interval_high,
            "p_value": test.p_value,
            "verdict": test.verdict,
            "method": "paired over years",
        }
    if not len(gaps):
        return answer | {"verdict": "not evaluated", "method": "no common year"}
    return answer | {
        "verdict": INSIDE if abs(mean) < bound else OUTSIDE,
        "method": "without interval: fewer than three common years, or years that do not vary",
    }
