"""How large a departure from parallel trends would have to be to overturn an average effect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import diff_diff  # type: ignore[import-untyped]
import pandas as pd
from diff_diff.results import MultiPeriodDiDResults, PeriodEffect  # type: ignore[import-untyped]

from analysis.comparison.panel.event_study import EventStudy
from analysis.errors import MethodError
from analysis.messages import say
from analysis.statistics.library import quietly
from analysis.statistics.options import require_option

RESTRICTIONS = ("relative_magnitude", "smoothness")


@dataclass(frozen=True)
class HonestBounds:
    """Intervals of the average effect under growing departures from parallel trends.

    Attributes
    ----------
    outcome, restriction : str
        The outcome, and the kind of departure allowed.
    table : pandas.DataFrame
        ``departure, bound_low, bound_high, interval_low, interval_high``.
    breakdown : float
        Smallest departure given whose interval contains zero; NaN where none does.
    average_after : float
        The average effect to which all refer.
    cautions : tuple of str
        What a reader must know, the library's warnings among them.
    """

    outcome: str
    restriction: str
    table: pd.DataFrame = field(compare=False)
    breakdown: float
    average_after: float
    cautions: tuple[str, ...]


def _for_library(study: EventStudy) -> MultiPeriodDiDResults:
    shown = study.effects.loc[study.effects["standard_error"].notna()].reset_index(drop=True)
    effects = {
        row["event_time"]: PeriodEffect(
            period=row["event_time"],
            effect=row["estimate"],
            se=row["standard_error"],
            t_stat=row["estimate"] / row["standard_error"],
            p_value=row["p_value"],
            conf_int=(row["interval_low"], row["interval_high"]),
        )
        for _, row in shown.iterrows()
    }
    steps = list(effects)
    return MultiPeriodDiDResults(
        period_effects=effects,
        avg_att=study.average_after,
        avg_se=study.average_after_error,
        avg_t_stat=study.average_after / study.average_after_error,
        avg_p_value=float("nan"),
        avg_conf_int=(float("nan"), float("nan")),
        n_obs=study.units_count,
        n_treated=study.treated_count,
        n_control=study.units_count - study.treated_count,
        pre_periods=[step for step in steps if step < 0],
        post_periods=[step for step in steps if step >= 0],
        vcov=study.covariance,
        interaction_indices={step: place for place, step in enumerate(steps)},
    )


def honest_bounds(
    study: EventStudy,
    departures: Sequence[float] = (0.0, 0.5, 1.0, 1.5, 2.0),
    *,
    restriction: str = "relative_magnitude",
) -> HonestBounds:
    """Return intervals of the average effect that allow for departures from parallel trends.

    Parameters
    ----------
    study : EventStudy
        With two gaps or more before treatment and the reference just before it.
    departures : sequence of float
        For ``relative_magnitude``: how many times the largest change of the gap before may happen again in
        each period after. For ``smoothness``: by how much the slope may change per period (0: the trend of
        the years before goes on in a straight line), in the outcome's unit.
    restriction : str
        Kind of departure.

    Returns
    -------
    HonestBounds

    Raises
    ------
    MethodError
        An unknown restriction, a negative departure, no gap before, or a case that the library refuses.

    Notes
    -----
    Rambachan and Roth (2023), Review of Economic Studies 90(5): 2555-2591, by the library diff-diff. The
    intervals under ``smoothness`` are the article's fixed-length ones. Under ``relative_magnitude`` the
    library takes the gaps before as known, so its intervals are too narrow where those are noisy: read them
    as a lower bound of the doubt.
    """
    require_option(restriction, RESTRICTIONS, "restriction")
    if not departures or min(departures) < 0:
        raise MethodError("Give one departure or more, none of them negative.")
    if study.pre_count < 1:
        raise MethodError("There is one period before treatment only, so no departure can be gauged.")
    told: dict[str, None] = {}
    rows = []
    for size in departures:
        estimator = diff_diff.HonestDiD(method=restriction, M=float(size), alpha=1 - study.level)
        found, warned = quietly(estimator.fit, _for_library(study))
        told |= dict.fromkeys(warned)
        rows.append((float(size), found.lb, found.ub, found.ci_lb, found.ci_ub))
    names = ["departure", "bound_low", "bound_high", "interval_low", "interval_high"]
    table = pd.DataFrame(rows, columns=names).astype(float)
    through = table.loc[(table["interval_low"] <= 0) & (table["interval_high"] >= 0), "departure"]
    blank = table.loc[table["interval_low"].isna() | table["interval_high"].isna(), "departure"]
    if len(blank):
        sizes = ", ".join(f"{size:g}" for size in blank)
        told[say("No interval was found for a departure of {sizes}.", sizes=sizes)] = None
    if restriction == "relative_magnitude":
        told[say("The gaps before are taken as known, so these intervals are too narrow.")] = None
    return HonestBounds(
        outcome=study.outcome,
        restriction=restriction,
        table=table,
        breakdown=float(through.min()) if len(through) else float("nan"),
        average_after=study.average_after,
        cautions=tuple(told),
    )
