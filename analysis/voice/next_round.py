"""What became of a complaint in the next survey, beside what became of the promise on it: a description."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep

from analysis.errors import MethodError
from analysis.panels import require_columns
from analysis.statistics.proportions import proportion_interval
from analysis.voice.causes import complaints_answered
from analysis.voice.coverage import MADE

GROUPS = ("kept", "partly kept", "not kept", "no promise")


@dataclass(frozen=True)
class NextRound:
    """Complaints by what became of their promises, and whether they were made less often afterwards.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per complaint of both rounds: ``complaint_id`` (and ``unit_name``), ``group`` (``kept``: every
        promise on it was; ``partly kept``: one of them, or in part; ``not kept``; ``no promise``),
        ``change_points``, ``fell``.
    groups : pandas.DataFrame
        One row per group: ``complaints_count``, ``fell_count``, ``fell_pct`` with ``low_pct`` and
        ``high_pct`` (exact), ``median_change_points``.
    difference_points, low_points, high_points : float
        Share that fell among kept less among those without promise, with the interval of Newcombe.
    p_value : float
        Fisher's exact test of the two; all NaN where a group is empty.
    left_out_count : int
        Complaints that one of the rounds did not ask.
    level : float
        Of the intervals.
    """

    table: pd.DataFrame
    groups: pd.DataFrame
    difference_points: float
    low_points: float
    high_points: float
    p_value: float
    left_out_count: int
    level: float


def changes_by_unit(survey: pd.DataFrame, first: int, second: int) -> pd.DataFrame:
    """Return the change of each complaint in each unit between two rounds, for :func:`next_round`.

    Parameters
    ----------
    survey : pandas.DataFrame
        As the template ``complaint-survey``: ``round``, ``unit_name``, ``complaint_id``,
        ``respondents_count``, ``complaints_count``.
    first, second : int
        The rounds.

    Returns
    -------
    pandas.DataFrame
        ``unit_name``, ``complaint_id``, ``first_pct``, ``second_pct``, ``change_points``; missing where one
        of the rounds did not ask.

    Raises
    ------
    MethodError
        A round that is not there, or a complaint twice in one round of a unit.
    """
    names = ("round", "unit_name", "complaint_id", "respondents_count", "complaints_count")
    require_columns(survey, names, "the complaint survey")
    keys, sides = ["unit_name", "complaint_id"], []
    for round in (first, second):
        rows = survey[survey["round"] == round]
        if rows.empty or rows.duplicated(keys).any():
            raise MethodError(
                f"Round {round} of the complaint survey is absent, or has a complaint of a unit twice."
            )
        sides.append(
            100 * rows.set_index(keys)["complaints_count"] / rows.set_index(keys)["respondents_count"]
        )
    made = pd.concat(sides, axis=1, keys=["first_pct", "second_pct"]).sort_index().reset_index()
    return made.assign(change_points=made["second_pct"] - made["first_pct"])


def next_round(changes: pd.DataFrame, states: pd.DataFrame, *, level: float = 0.95) -> NextRound:
    """Compare how often complaints fell where the promise was kept and where there was none.

    Parameters
    ----------
    changes : pandas.DataFrame
        One row per complaint: ``complaint_id``, ``change_points`` (share of the later round less the earlier,
        in percentage points; missing where one round did not ask), and ``unit_name`` where complaints are
        counted by unit. The table of compared rounds fits.
    states : pandas.DataFrame
        Promises on the day of the later round, from :func:`analysis.voice.record.states_on`.
    level : float
        Of the intervals, between 0 and 1.

    Returns
    -------
    NextRound

    Raises
    ------
    MethodError
        No complaint was asked in both rounds, a complaint twice, or an absent column.

    Notes
    -----
    This is no effect of promises: units promise on the complaints that are most frequent, and what is most
    frequent once tends to be less so the next time (regression to the mean) whether anything was done or
    not. Exact interval of Clopper and Pearson (1934); interval of a difference by Newcombe (1998), Statistics
    in Medicine 17: 873-890, method 10; Fisher (1935).
    """
    require_columns(changes, ("complaint_id", "change_points"), "the table of changes")
    keys = [name for name in ("unit_name", "complaint_id") if name in changes]
    if changes.duplicated(keys).any():
        raise MethodError("A complaint stands in the table of changes twice; compare two rounds at a time.")
    table = changes.dropna(subset=["change_points"])[[*keys, "change_points"]].reset_index(drop=True)
    if table.empty:
        raise MethodError("No complaint was asked in both rounds; nothing can be compared.")
    table = table.assign(group=_groups(table, states, keys), fell=table["change_points"] < 0)
    groups = pd.DataFrame([_row(name, table[table["group"] == name], level) for name in GROUPS])
    kept, none = (groups.iloc[GROUPS.index(name)] for name in ("kept", "no promise"))
    difference, low, high, p_value = _compared(kept, none, level)
    return NextRound(table, groups, difference, low, high, p_value, len(changes) - len(table), level)


def _groups(table: pd.DataFrame, states: pd.DataFrame, keys: list[str]) -> list[str]:
    names = ("promise_id", "unit_name", "complaint_id", "state", "signed_on")
    require_columns(states, names, "the promises")
    given_up = (states["state"] == "withdrawn") & states["signed_on"].notna()  # more than a proposal
    made = complaints_answered(states[states["state"].isin(MADE) | given_up])
    by_complaint = made.groupby(keys if len(keys) > 1 else keys[0])["state"].agg(list)
    found = []
    for key in table[keys].itertuples(index=False, name=None):
        own = by_complaint.get(key if len(keys) > 1 else key[0])
        if own is None:
            found.append("no promise")
        elif all(state == "kept" for state in own):
            found.append("kept")
        else:
            found.append("partly kept" if {"kept", "partly_kept"} & set(own) else "not kept")
    return found


def _row(name: str, own: pd.DataFrame, level: float) -> dict[str, object]:
    count, fell = len(own), int(own["fell"].sum())
    row: dict[str, object] = {"group": name, "complaints_count": count, "fell_count": fell}
    if not count:
        return {**row, **dict.fromkeys(("fell_pct", "low_pct", "high_pct", "median_change_points"), np.nan)}
    share = proportion_interval(fell, count, method="clopper_pearson", level=level)
    ends = {"fell_pct": share.estimate, "low_pct": share.low, "high_pct": share.high}
    return {
        **row,
        **{column: 100 * value for column, value in ends.items()},
        "median_change_points": float(own["change_points"].median()),
    }


def _compared(kept: pd.Series, none: pd.Series, level: float) -> tuple[float, float, float, float]:
    counts = [(int(row["fell_count"]), int(row["complaints_count"])) for row in (kept, none)]
    (one, first), (two, second) = counts
    if not first or not second:
        return (float("nan"),) * 4
    low, high = confint_proportions_2indep(one, first, two, second, method="newcomb", alpha=1 - level)
    test = stats.fisher_exact([[one, first - one], [two, second - two]])
    return 100 * (one / first - two / second), 100 * float(low), 100 * float(high), float(test.pvalue)
