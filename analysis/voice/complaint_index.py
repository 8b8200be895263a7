"""Indeks Pengaduan Masyarakat: the complaints of one round with shares, intervals, ranks, Pareto shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.errors import MethodError
from analysis.statistics.options import require_level, require_option
from analysis.statistics.proportions import ProportionInterval
from analysis.statistics.rank_sets import rank_sets
from analysis.statistics.survey_shares import METHODS
from analysis.voice.answers import ComplaintRound
from analysis.voice.counts import round_from_counts
from analysis.voice.covariance import share_covariance
from analysis.voice.sampling import Sample, sample_of, share_of

RANGES = ("rank_low", "rank_high", "rank_low_simultaneous", "rank_high_simultaneous")


@dataclass(frozen=True)
class ComplaintIndex:
    """The complaints of one round, the most frequent first.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per complaint: ``complaint_id, complaint, respondents_count`` (who answered yes or no),
        ``unanswered_count, complaints_count, share_pct, low_pct, high_pct, design_effect, size_effective,
        rank`` (1 is the most frequent; equal shares have equal ranks), ``rank_low, rank_high`` (the ranks
        that this complaint may have), the same ``_simultaneous`` (for all complaints together),
        ``pareto_pct, cumulative_pct`` (of all complaints). Missing where it cannot be said.
    round : int
    units : tuple of str
    respondents_count : int
        People asked; from counts the most that any complaint has.
    without_count : int or None
        People who answered all that they were asked and complained of nothing; None from counts.
    sampling : str
        ``one by one``, ``weighted`` or ``clusters``; ``counts`` where only counts were given.
    users : float
        Users of the units; NaN where not known.
    level : float
        Of intervals and rank sets.
    interval : str
        ``wilson`` or ``korn_graubard``.
    cannot : tuple of str
        What could not be given: ``ranks``, ``people``, ``clusters``, ``finite_population``.
    """

    table: pd.DataFrame
    round: int
    units: tuple[str, ...]
    respondents_count: int
    without_count: int | None
    sampling: str
    users: float
    level: float
    interval: str
    cannot: tuple[str, ...]


def complaint_index(
    answered: ComplaintRound,
    *,
    interval: str = "wilson",
    level: float = 0.95,
    draws: int = 1000,
    seed: int = 1,
) -> ComplaintIndex:
    """Count the complaints of one round, with intervals for shares and for ranks.

    Parameters
    ----------
    answered : ComplaintRound
        From :func:`analysis.voice.answers.complaint_round`; of one unit or several.
    interval : str
        ``wilson``, or ``korn_graubard`` for an interval that holds at least as often as it says.
    level : float
        Of intervals and rank sets.
    draws, seed : int
        Of the noise in the rank sets.

    Returns
    -------
    ComplaintIndex

    Raises
    ------
    MethodError
        An unknown interval, an impossible level, or a unit with one cluster only.

    Notes
    -----
    The index is the ranking of complaints by the share of respondents who have them, after PermenPAN 13/2009
    as USAID-Kinerja used it. Ranks: Mogstad, Romano, Shaikh and Wilhelm (2024), Review of Economic Studies
    91(1), on the covariance of the shares, because one person's answers go together. The index says how many
    users have a complaint, not how much it weighs on them, and nothing of people who do not use the unit.
    """
    sample = sample_of(answered)
    found = _shares(answered, sample, interval, level)
    index = _index(answered, sample, found, interval, level)
    shares = {name: share for name, (share, _) in found.items()}
    covariance = share_covariance(answered.answers, sample, shares, level)
    table = _ranked(index.table, covariance, level, draws, seed)
    complete = (answered.answers.notna() | ~answered.asked).all(axis=1)
    without = int((complete & ~(answered.answers == 1).any(axis=1)).sum())
    known = not np.isnan(sample.users) and sample.kind != "clusters"
    cannot = () if known else ("finite_population",)
    return replace(index, table=table, without_count=without, cannot=cannot)


def index_from_counts(
    frame: pd.DataFrame, round: int, *, interval: str = "wilson", level: float = 0.95
) -> ComplaintIndex:
    """Give of the index what counts can give: shares with intervals, ranks without ranges, Pareto shares.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per unit, round and complaint, as the template ``complaint-survey``; ``users_count`` where
        known.
    round : int
        Which round.
    interval, level
        As for :func:`complaint_index`. People are taken as drawn one by one.

    Returns
    -------
    ComplaintIndex
        ``cannot`` says what counts leave open: the ranges of ranks need each person's answers, because these
        go together; so do clusters, groups of people, and who complained of nothing.

    Raises
    ------
    MethodError
        A column is absent, the round has no counts, an unknown interval or an impossible level.
    DataError
        More complaints than respondents, or a complaint twice in one unit.
    """
    answered = round_from_counts(frame, round)
    sample = sample_of(answered)
    found = _shares(answered, sample, interval, level)
    index = _index(answered, sample, found, interval, level)
    cannot = ("ranks", "people", "clusters") + (("finite_population",) if np.isnan(sample.users) else ())
    asked = int(index.table["respondents_count"].max())
    return replace(index, respondents_count=asked, without_count=None, sampling="counts", cannot=cannot)


def _index(
    answered: ComplaintRound,
    sample: Sample,
    found: Mapping[str, tuple[ProportionInterval, float]],
    interval: str,
    level: float,
) -> ComplaintIndex:
    rows = []
    for name, (share, effect) in found.items():
        given = answered.answers[name]
        rows.append(
            {
                "complaint_id": name,
                "complaint": answered.wording[name],
                "respondents_count": int(given.notna().sum()),
                "unanswered_count": int((answered.asked[name] & given.isna()).sum()),
                "complaints_count": int((given == 1).sum()),
                "share_pct": 100 * share.estimate,
                "low_pct": 100 * share.low,
                "high_pct": 100 * share.high,
                "design_effect": effect,
                "size_effective": share.trials_effective,
            }
        )
    table = pd.DataFrame(rows)
    table["rank"] = table["share_pct"].round(9).rank(ascending=False, method="min").astype(int)
    table = table.sort_values(["rank", "complaint_id"], ignore_index=True)
    for name in RANGES:
        table[name] = pd.array([pd.NA] * len(table), dtype="Int64")
    total = table["share_pct"].sum()
    table["pareto_pct"] = 100 * table["share_pct"] / total if total else np.nan
    table["cumulative_pct"] = table["pareto_pct"].cumsum()
    return ComplaintIndex(
        table, answered.round, answered.units, len(answered.people), None, sample.kind, sample.users, level,
        interval, (),
    )  # fmt: skip


def _shares(
    answered: ComplaintRound, sample: Sample, interval: str, level: float
) -> dict[str, tuple[ProportionInterval, float]]:
    """Return share and design effect of each complaint; an extreme share takes the others' mean effect."""
    require_option(interval, tuple(METHODS), "interval")
    require_level(level)
    names = [str(name) for name in answered.answers if answered.answers[name].notna().any()]
    if not names:
        raise MethodError(f"Nobody answered any question of round {answered.round}; there is no index.")
    found = {name: share_of(answered.answers[name], sample, method=interval, level=level) for name in names}
    effects = [effect for _, effect in found.values() if np.isfinite(effect)]
    mean = float(np.mean(effects)) if effects else 1.0
    for name, (share, effect) in found.items():
        if sample.design is not None and share.estimate in (0.0, 1.0):
            again, _ = share_of(
                answered.answers[name], sample, method=interval, level=level, design_effect=mean
            )
            found[name] = (again, effect)
    return found


def _ranked(
    table: pd.DataFrame, covariance: pd.DataFrame, level: float, draws: int, seed: int
) -> pd.DataFrame:
    """Add the ranges of ranks."""
    if len(table) == 1:
        return table.assign(**{name: pd.array([1], dtype="Int64") for name in RANGES})
    shares = table.set_index("complaint_id")[["share_pct"]] / 100
    found = rank_sets(shares, "share_pct", covariance=covariance, level=level, draws=draws, seed=seed).units
    ranges = found.loc[table["complaint_id"], list(RANGES)].reset_index(drop=True)
    return table.assign(**{name: ranges[name].astype("Int64") for name in RANGES})
