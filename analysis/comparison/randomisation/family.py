"""Several outcomes under the same assignments: randomisation p-values, and what their number leaves."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.comparison.randomisation.contrast import adjusted_outcome, make_design, shifted_draws
from analysis.errors import MethodError
from analysis.statistics.assignments import groups
from analysis.statistics.extremes import count_extreme, extremeness, share_as_extreme
from analysis.statistics.multiplicity import adjust_p_values, step_down_p
from analysis.statistics.options import require_level


def randomisation_family(
    frame: pd.DataFrame,
    outcomes: Sequence[str],
    treated: str,
    *,
    strata: str | None = None,
    covariates: Sequence[str] = (),
    within_strata: bool = False,
    draws: int = 9_999,
    seed: int = 0,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return randomisation p-values of several outcomes and what is left of them given their number.

    Parameters
    ----------
    frame, treated, strata, covariates, within_strata, draws, seed, level
        As for :func:`analysis.comparison.randomisation.inference.randomisation_inference`. Rows without a
        covariate are left out; a unit without one outcome counts for the others.
    outcomes : sequence of str
        Two or more columns. All use the same draws.

    Returns
    -------
    pandas.DataFrame
        One row per outcome: ``outcome, estimate, standard_error, treated_count, control_count, p_value``, the
        columns of :func:`analysis.statistics.multiplicity.adjust_p_values`, and ``step_down`` with
        ``rejected_step_down``.

    Raises
    ------
    MethodError
        As for one outcome; fewer than two outcomes, or one named twice.
    """
    require_level(level)
    if len(set(outcomes)) < 2 or len(set(outcomes)) < len(outcomes):
        raise MethodError(f"A family needs two or more different outcomes; found: {', '.join(outcomes)}.")
    design = make_design(frame, treated, strata=strata, covariates=covariates, within_strata=within_strata)
    assigned = design.assigned
    turn = extremeness("two-sided")
    table, observed, drawn = [], [], []
    for outcome in outcomes:
        adjustment, residual, own = adjusted_outcome(design, outcome)
        blocks, exact, tried = groups(design.strata, draws, seed)  # the same ones each time
        observed.append(float(turn(own.statistic(0.0, True))[0]))
        drawn.append(turn(shifted_draws(blocks, adjustment, residual, assigned).statistic(0.0, True)))
        count = count_extreme(drawn[-1], observed[-1])
        table.append(
            {
                "outcome": outcome,
                "estimate": float(own.coefficient(0.0)[0]),
                "standard_error": float(own.standard_error(0.0)[0]),
                "treated_count": int((assigned & adjustment.observed).sum()),
                "control_count": int((~assigned & adjustment.observed).sum()),
                "p_value": share_as_extreme(count, tried, exact=exact),
            }
        )
    family = pd.DataFrame(table)
    adjusted = adjust_p_values(family.set_index("outcome")["p_value"], level=level)
    family = family.merge(adjusted.drop(columns="p_value"), on="outcome")
    family["step_down"] = step_down_p(np.array(observed), np.column_stack(drawn), exact=exact)
    family["rejected_step_down"] = family["step_down"] <= 1 - level + 1e-12
    return family
