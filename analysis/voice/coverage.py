"""Which of the complaints that matter have a promise or a recommendation."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.errors import MethodError
from analysis.panels import require_columns
from analysis.voice.causes import complaints_answered

MADE = ("signed", "published", "due", "partly_kept", "kept", "broken")  # a promise that was made and stands


@dataclass(frozen=True)
class PromiseCoverage:
    """Complaints of a round with what answers them.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per complaint (and unit, where complaints are counted by unit), the most frequent first:
        ``complaints_count``, ``share_pct``, ``rank`` (equal counts have equal ranks), ``chosen`` (one of the
        complaints asked about), ``promises_count``, ``recommendations_count``, ``answer`` (``promise``,
        ``recommendation``, ``both``, ``none``).
    chosen_count, answered_count, promised_count : int
        Complaints asked about; with a promise or recommendation; with a promise of the unit.
    coverage, coverage_promises : float
        Share of the chosen complaints that are answered, and that have a promise.
    coverage_weighted : float
        The same with each complaint counted as often as it was made.
    elsewhere : tuple of str
        Promises on complaints that the survey does not have.
    rule : str
        How the complaints were chosen: ``all``, ``top`` or ``threshold``.
    """

    table: pd.DataFrame
    chosen_count: int
    answered_count: int
    promised_count: int
    coverage: float
    coverage_promises: float
    coverage_weighted: float
    elsewhere: tuple[str, ...]
    rule: str


def promise_coverage(
    complaints: pd.DataFrame,
    states: pd.DataFrame,
    *,
    top: int | None = None,
    threshold_pct: float | None = None,
) -> PromiseCoverage:
    """Count which complaints have a promise or a recommendation.

    Parameters
    ----------
    complaints : pandas.DataFrame
        One round, one row per complaint: ``complaint_id``, ``complaints_count``, and ``share_pct`` or
        ``respondents_count``; with ``unit_name`` complaints are ranked and answered unit by unit. The table
        of a complaint index fits.
    states : pandas.DataFrame
        Promises on a day, from :func:`analysis.voice.record.states_on`. Proposed and withdrawn ones do not
        count; a broken promise was made and does.
    top : int, optional
        The so many most frequent complaints (of each unit); complaints with the count of the last are all in.
    threshold_pct : float, optional
        Complaints made by at least this share of those asked. Without either, every complaint that was made.

    Returns
    -------
    PromiseCoverage

    Raises
    ------
    MethodError
        Both rules at once, a rule that chooses nothing, a complaint twice (several rounds in one table), or
        an absent column.

    Notes
    -----
    Coverage is promised complaints over complaints with an index at or above a threshold; the rule is ours,
    the complaint survey of PermenPAN 13/2009 asks for promises on the most frequent complaints.
    """
    table, keys = _ranked(complaints)
    if top is not None and threshold_pct is not None:
        raise MethodError("Choose complaints by 'top' or by 'threshold_pct', not by both.")
    rule = "top" if top is not None else "threshold" if threshold_pct is not None else "all"
    chosen = table["complaints_count"] > 0
    if top is not None:
        chosen &= table["rank"] <= top
    if threshold_pct is not None:
        chosen &= table["share_pct"] >= threshold_pct
    if not chosen.any():
        raise MethodError("No complaint is chosen: nobody complained, or the rule asks for too much.")
    require_columns(states, ("promise_id", "unit_name", "complaint_id", "kind", "state"), "the promises")
    made = complaints_answered(states[states["state"].isin(MADE)])
    counts = made.groupby([*keys, "kind"]).size().unstack("kind", fill_value=0)
    counts = counts.reindex(columns=["promise", "recommendation"], fill_value=0)
    index = pd.MultiIndex.from_frame(table[keys]) if len(keys) > 1 else pd.Index(table[keys[0]])
    promised, recommended = (counts[kind].reindex(index, fill_value=0).to_numpy() for kind in counts)
    table = table.assign(chosen=chosen, promises_count=promised, recommendations_count=recommended)
    answers = {(True, True): "both", (True, False): "promise", (False, True): "recommendation"}
    table["answer"] = [
        answers.get((one > 0, two > 0), "none") for one, two in zip(promised, recommended, strict=True)
    ]
    ours, weights = table[chosen], table.loc[chosen, "complaints_count"]
    answered, has_promise = ours["answer"] != "none", ours["promises_count"] > 0
    asked = set(table["complaint_id"])
    return PromiseCoverage(
        table,
        len(ours),
        int(answered.sum()),
        int(has_promise.sum()),
        float(answered.mean()),
        float(has_promise.mean()),
        float(weights[answered].sum() / weights.sum()),
        tuple(sorted(made.loc[~made["complaint_id"].isin(asked), "promise_id"].unique())),
        rule,
    )


def _ranked(complaints: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return complaints with share and rank, the most frequent first, and the columns that identify one."""
    require_columns(complaints, ("complaint_id", "complaints_count"), "the table of complaints")
    keys = [name for name in ("unit_name", "complaint_id") if name in complaints]
    twice = complaints.duplicated(keys)
    if twice.any():
        raise MethodError(
            f"Complaint {complaints.loc[twice, 'complaint_id'].iloc[0]} stands in the table twice; give the "
            "complaints of one round."
        )
    table = complaints.copy()
    if "share_pct" not in table:
        require_columns(table, ("respondents_count",), "the table of complaints")
        table["share_pct"] = 100 * table["complaints_count"] / table["respondents_count"]
    groups = table.groupby(keys[:-1]) if len(keys) > 1 else table
    table["rank"] = groups["complaints_count"].rank(ascending=False, method="min").astype(int)
    names = [*keys, *(["complaint"] if "complaint" in table else []), "complaints_count", "share_pct", "rank"]
    order = [*keys[:-1], "rank", "complaint_id"]
    return table.sort_values(order)[names].reset_index(drop=True), keys
