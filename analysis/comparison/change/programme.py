"""Districts of a programme beside all others: changes of several outcomes in one frame."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysis.comparison.change.member_frames import MEMBER, STRATUM
from analysis.comparison.randomisation.inference import randomisation_inference
from analysis.comparison.randomisation.power import smallest_detectable_effect
from analysis.errors import MethodError
from analysis.statistics.multiplicity import adjust_p_values

NUMBERS = ("estimate", "interval_low", "interval_high", "p_value", "smallest_detectable")


def effects_on_outcomes(
    frame: pd.DataFrame, outcomes: Sequence[str], *, draws: int = 9_999, seed: int = 0
) -> pd.DataFrame:
    """Return how members changed beside others, outcome by outcome, with the number of outcomes counted in.

    Parameters
    ----------
    frame : pandas.DataFrame
        From :func:`changes_of_districts`.
    outcomes : sequence of str
        Two or more.
    draws, seed : int
        Of the randomisation test.

    Returns
    -------
    pandas.DataFrame
        ``outcome, estimate, interval_low, interval_high`` (in the outcome's unit, adjusted for the level
        before and for strata), ``p_value, benjamini_hochberg, members_count, others_count,
        smallest_detectable`` (seen with a power of 0.8), ``cautions`` (what must be read with the estimate),
        ``refused`` (empty, or why there is no estimate).

    Notes
    -----
    Other groups of the same composition are drawn within province and kind of district, studentised
    (:func:`analysis.comparison.randomisation.inference.randomisation_inference`). No assignment of the
    programme is known to have been random, so this says how ordinary the difference is, not that the
    programme caused it.
    """
    rows = [{"outcome": outcome, **_effect(frame, outcome, draws, seed)} for outcome in outcomes]
    table = pd.DataFrame(rows)
    known = table[table["refused"].eq("")].set_index("outcome")["p_value"]
    table["benjamini_hochberg"] = float("nan")
    if len(known) > 1:
        adjusted = adjust_p_values(known).set_index("outcome")["benjamini_hochberg"]
        table["benjamini_hochberg"] = table["outcome"].map(adjusted)
    return table


def _effect(frame: pd.DataFrame, outcome: str, draws: int, seed: int) -> dict[str, object]:
    given: dict[str, Any] = {"strata": STRATUM, "covariates": [f"{outcome}_before"], "unit": "region_code"}
    known = frame.dropna(subset=[f"{outcome}_before", f"{outcome}_change"])
    try:
        found = randomisation_inference(known, f"{outcome}_change", MEMBER, draws=draws, seed=seed, **given)
        power = smallest_detectable_effect(
            known, f"{outcome}_change", MEMBER, simulations=200, draws=199, seed=seed, **given
        )
    except MethodError as refusal:
        blank = dict.fromkeys(NUMBERS, float("nan"))
        counts = {"members_count": 0, "others_count": 0}
        return {**blank, **counts, "cautions": "", "refused": str(refusal)}
    return {
        **{name: getattr(found, name) for name in NUMBERS[:4]},
        "smallest_detectable": power.effect,
        "members_count": found.treated_count,
        "others_count": found.control_count,
        "cautions": " ".join(found.cautions),
        "refused": "",
    }
