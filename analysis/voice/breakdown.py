"""Complaints by unit, sex, age group or distance, with small cells taken out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import MethodError
from analysis.statistics.options import require_level, require_option
from analysis.statistics.survey_shares import METHODS
from analysis.voice.answers import GROUPINGS, ComplaintRound
from analysis.voice.disclosure import MISSING, SHOWN, SUPPRESSED, THRESHOLD, suppress
from analysis.voice.sampling import Sample, sample_of, share_of

NOT_STATED = ""
COUNTS = ("respondents_count", "complaints_count")
BELOW, ABOVE = ("<", "kurang", "di bawah", "below", "under"), (">", "lebih", "di atas", "above", "over")
SHARES = ("share_pct", "low_pct", "high_pct")


@dataclass(frozen=True)
class Breakdown:
    """Complaints of one round by groups of people.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per complaint and group, in order of the complaints' codes: ``complaint_id, complaint, group``
        (empty for people of whom it is not known), ``respondents_count, complaints_count, share_pct, low_pct,
        high_pct, state``: ``shown``; ``suppressed`` (figures are missing because a cell is small or protects
        one that is); ``missing`` (nobody of the group was asked or answered).
    by : str
        ``unit_name, sex, age_group`` or ``distance_band``.
    threshold : int
        Fewer respondents or complaints than this, and more than none, are a small cell.
    suppressed_count : int
        Cells suppressed.
    round : int
    level : float
        Of the intervals.
    """

    table: pd.DataFrame
    by: str
    threshold: int
    suppressed_count: int
    round: int
    level: float


def complaint_breakdown(
    answered: ComplaintRound,
    by: str,
    *,
    threshold: int = THRESHOLD,
    interval: str = "wilson",
    level: float = 0.95,
) -> Breakdown:
    """Count the complaints of groups of people; small cells are suppressed, with others that protect them.

    Parameters
    ----------
    answered : ComplaintRound
        From :func:`analysis.voice.answers.complaint_round`.
    by : str
        ``unit_name``, ``sex``, ``age_group`` or ``distance_band``. The groups, with that of people of whom it
        is not known, add up to all people, so the totals are those of the index.
    threshold : int
        Groups with fewer respondents, and cells with fewer complaints but not none, are suppressed.
    interval, level
        As for :func:`analysis.voice.complaint_index.complaint_index`.

    Returns
    -------
    Breakdown

    Raises
    ------
    MethodError
        An unknown grouping, one of which nothing is known of anybody, or an impossible threshold or level.

    Notes
    -----
    Suppression: see :func:`analysis.voice.disclosure.suppress`; the totals over groups are taken as
    published. It protects one table. Two breakdowns of the same people side by side protect each its own
    cells; a breakdown by two things at once, or of single units beside it, needs its own protection.
    """
    require_option(by, GROUPINGS, "grouping")
    require_option(interval, tuple(METHODS), "interval")
    require_level(level)
    groups = answered.people[by]
    if (groups == NOT_STATED).all():
        raise MethodError(f"Nothing is known of anybody's '{by}'; there is nothing to divide by.")
    complained, asked = _counts(answered, groups)
    few = suppress(asked, threshold=threshold)
    hidden = few.state == SUPPRESSED
    found = suppress(complained, threshold=threshold, hidden=hidden)
    state = found.state.mask(hidden & (found.state != MISSING), SUPPRESSED)
    sample = sample_of(answered)
    rows = [
        _row(answered, sample, groups, str(name), str(group), state.loc[name, group], interval, level)
        for name in complained.index
        for group in complained.columns
    ]
    table = pd.DataFrame(rows)
    return Breakdown(table, by, threshold, int((table["state"] == SUPPRESSED).sum()), answered.round, level)


def _counts(answered: ComplaintRound, groups: pd.Series) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return complaints and respondents, complaints by groups; NaN where nobody answered."""
    asked = answered.answers.notna().groupby(groups).sum().T
    complained = (answered.answers == 1).groupby(groups).sum().T
    known = [group for group in complained.columns if group != NOT_STATED]
    order = sorted(known, key=natural) + [g for g in complained.columns if g == NOT_STATED]
    asked = asked[order].astype(float)
    return complained[order].astype(float).mask(asked == 0), asked.mask(asked == 0)


def natural(name: str) -> tuple[float, str]:
    """Return a key that sorts groups such as ``0-24``, ``< 1 km`` and ``lebih dari 3 km`` by their number."""
    digits = "".join(letter if letter.isdigit() else " " for letter in name).split()
    start = name.casefold()
    step = 0.5 * (start.startswith(ABOVE) - start.startswith(BELOW))
    return (float(digits[0]) + step if digits else -1.0, name)


def _row(
    answered: ComplaintRound, sample: Sample, groups: pd.Series, name: str, group: str, state: str,
    interval: str, level: float,
) -> dict[str, object]:  # fmt: skip
    row: dict[str, object] = {"complaint_id": name, "complaint": answered.wording[name], "group": group}
    row |= dict.fromkeys((*COUNTS, *SHARES), np.nan)
    if state == SHOWN:
        inside, answers = groups == group, answered.answers[name]
        given = answers[inside & answers.notna()]
        share, _ = share_of(answers, sample, within=inside, method=interval, level=level)
        row |= {"respondents_count": len(given), "complaints_count": int((given == 1).sum())}
        row |= {"share_pct": 100 * share.estimate, "low_pct": 100 * share.low, "high_pct": 100 * share.high}
    return {**row, "state": state}
