"""How the respondents of a round stand for the users: weights, strata, clusters, what is left unasked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd

from analysis.errors import MethodError
from analysis.statistics.proportions import ProportionInterval, proportion_interval
from analysis.statistics.survey import Design, survey_mean
from analysis.statistics.survey_shares import METHODS, survey_share_interval


class Surveyed(Protocol):
    """A round of any survey: its people with ``unit_name, cluster, weight``, and the users of each unit."""

    @property
    def people(self) -> pd.DataFrame:
        """By respondent."""

    @property
    def users(self) -> Mapping[str, float]:
        """By unit; NaN where not known."""


@dataclass(frozen=True)
class Sample:
    """The people of a round as a sample.

    Attributes
    ----------
    frame : pandas.DataFrame
        By respondent: ``unit_name, cluster, weight, users``.
    design : Design or None
        For the linearised variance; ``None`` where people of one unit were drawn one by one and count alike.
    kind : str
        ``one by one``, ``weighted`` (people or units count differently), or ``clusters``.
    users : float
        Users of all units; NaN where a unit's are not known.
    """

    frame: pd.DataFrame
    design: Design | None
    kind: str
    users: float


def sample_of(answered: Surveyed) -> Sample:
    """Return how the people of a round stand for the users.

    With weights these are used. Without them, and with the users of every unit known, a person stands for the
    users of the unit over its respondents; else all people count alike. Units are strata. A finite number of
    users narrows intervals where people were drawn one by one; how many clusters there were is not known.
    """
    people = answered.people
    users = people["unit_name"].map(answered.users)
    drawn = people.groupby("unit_name")["unit_name"].transform("count")
    known, units = bool(users.notna().all()), people["unit_name"].nunique()
    weight = people["weight"]
    if weight.isna().all():
        weight = users / drawn if known else pd.Series(1.0, index=people.index)
    cluster = people["cluster"].mask(people["cluster"] == "", pd.Series(people.index, index=people.index))
    frame = pd.DataFrame(
        {"unit_name": people["unit_name"], "cluster": cluster, "weight": weight, "users": users}
    )
    total = float(sum(answered.users.values())) if known else float("nan")
    strata = "unit_name" if units > 1 else None
    if (people["cluster"] != "").any():
        return Sample(frame, Design("weight", strata, "cluster"), "clusters", total)
    if weight.nunique() > 1 or (units > 1 and known):
        return Sample(frame, Design("weight", strata, None, "users" if known else None), "weighted", total)
    return Sample(frame, None, "one by one", total)


def share_of(
    answers: pd.Series,
    sample: Sample,
    *,
    within: pd.Series | None = None,
    method: str = "wilson",
    level: float = 0.95,
    design_effect: float = 1.0,
) -> tuple[ProportionInterval, float]:
    """Return the share of one complaint with its interval, and its design effect.

    The design effect is the variance over that of as many people drawn one by one with replacement; NaN for
    a share of zero or one.

    Parameters
    ----------
    answers : pandas.Series
        By respondent: 1, 0 or NaN; who left the question open does not count.
    sample : Sample
        From :func:`sample_of`.
    within : pandas.Series of bool, optional
        The people of a group.
    method : str
        ``wilson`` or ``korn_graubard``.
    level : float
        Of the interval.
    design_effect : float
        For a share of zero or one in a complex sample.

    Raises
    ------
    MethodError
        Nobody of the group answered, or a unit has one cluster only.
    """
    inside = answers.notna() if within is None else answers.notna() & within
    count = int(inside.sum())
    if not count:
        raise MethodError(f"Nobody answered '{answers.name}' in this group, so there is no share.")
    if sample.design is None:
        population = None
        if not np.isnan(sample.users):  # the group's part of the users is that of the respondents
            population = sample.users * (1.0 if within is None else within.sum() / len(within))
            population = max(population, count)
        found = proportion_interval(
            float(answers[inside].sum()), count, method=METHODS.get(method, method), level=level,
            population=population,
        )  # fmt: skip
        return found, 1.0
    values = sample.frame.assign(value=answers.fillna(0.0))
    share = survey_mean(values, "value", sample.design, within=inside, level=level)
    found = survey_share_interval(
        share, method=method, level=level, design_effect=design_effect, truncate=sample.kind == "clusters"
    )
    simple = share.estimate * (1 - share.estimate) / max(count - 1, 1)
    return found, share.standard_error**2 / simple if simple > 1e-12 else float("nan")
