"""How programmes that carry standards are worded towards what the regional head and the council put first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import MethodError
from analysis.messages import say
from analysis.panels import require_columns
from analysis.planning.programme_texts import programme_similarities
from analysis.statistics.options import require_level
from analysis.statistics.within_strata import GroupDifference, mean_difference

LEAST_PROGRAMMES = 5
LEAST_REGIONS = 10
QUANTILES = (0.1, 0.5, 0.9)


@dataclass(frozen=True)
class WordingAcrossRegions:
    """Programmes that carry standards, beside the missions of their own region and of others.

    Attributes
    ----------
    similarity : float
        Mean cosine of these programmes with the statements of their own region.
    regions : pandas.DataFrame
        The null distribution: ``region_code, similarity``, the same mean with the statements of each other
        region.
    p10, median, p90 : float
        Its quantiles.
    above_median, low, high : float
        `similarity` less the median, with its interval when programmes are drawn anew.
    level : float
        Of the interval.
    p_value : float
        ``(1 + regions at least as near) / (1 + regions)``.
    smallest_attainable_p : float
        What as many regions can reach at all.
    programmes_count, regions_count : int
        Programmes that carry standards, and other regions.
    """

    similarity: float
    regions: pd.DataFrame
    p10: float
    median: float
    p90: float
    above_median: float
    low: float
    high: float
    level: float
    p_value: float
    smallest_attainable_p: float
    programmes_count: int
    regions_count: int


def wording_across_regions(
    programmes: pd.DataFrame,
    own: str,
    others: Mapping[str, str],
    *,
    draws: int = 1_999,
    seed: int = 0,
    level: float = 0.95,
    rarity: bool = True,
    longest: int = 1,
) -> WordingAcrossRegions:
    """Ask whether programmes that carry standards are worded nearer to their own region's statements.

    Parameters
    ----------
    programmes : pandas.DataFrame
        With ``text`` and ``linked``, as from :func:`analysis.planning.programme_texts.programme_texts`.
    own : str
        The statements of the region itself, as one text.
    others : mapping of str to str
        Region code to the statements of other regions, each as one text; at least ten.
    draws, seed : int
        Times that the programmes are drawn anew (with replacement) for the interval.
    level : float
        Of the interval, by percentiles.
    rarity, longest
        See :func:`analysis.planning.programme_texts.programme_similarities`.

    Returns
    -------
    WordingAcrossRegions

    Raises
    ------
    MethodError
        Fewer than five programmes that carry standards, fewer than ten other regions, or a text without a
        word that tells.

    Notes
    -----
    The null distribution is that of the same programmes with statements that were not written for them. It
    takes in what all missions share (service, quality, welfare), and it is no random sample of regions: the
    p-value is the place of the own region among those given. It measures shared words, not intent: a
    programme's name is mostly fixed by national nomenclature, and a mission may have been worded after it.
    """
    require_level(level)
    require_columns(programmes, ["text", "linked"], "the programmes")
    linked = programmes["linked"].to_numpy(bool)
    if linked.sum() < LEAST_PROGRAMMES:
        raise MethodError(_few_programmes(int(linked.sum())))
    if len(others) < LEAST_REGIONS:
        raise MethodError(
            say(
                "The missions of {count} other regions are known; {least} are needed to see what wording is "
                "common, so {missing} are missing.",
                count=len(others),
                least=LEAST_REGIONS,
                missing=LEAST_REGIONS - len(others),
            )
        )
    cosines = programme_similarities(programmes, {"": own, **others}, rarity=rarity, longest=longest)
    values = cosines[linked].to_numpy()
    means = values.mean(axis=0)
    again = np.random.default_rng(seed).integers(0, len(values), (draws, len(values)))
    drawn = values[again].mean(axis=1)
    ends = np.quantile(drawn[:, 0] - np.median(drawn[:, 1:], axis=1), [(1 - level) / 2, (1 + level) / 2])
    p10, median, p90 = (float(value) for value in np.quantile(means[1:], QUANTILES))
    nearer = int((means[1:] >= means[0] - 1e-12).sum())
    return WordingAcrossRegions(
        similarity=float(means[0]),
        regions=pd.DataFrame({"region_code": list(others), "similarity": means[1:]}),
        p10=p10,
        median=median,
        p90=p90,
        above_median=float(means[0]) - median,
        low=float(ends[0]),
        high=float(ends[1]),
        level=level,
        p_value=(1 + nearer) / (1 + len(others)),
        smallest_attainable_p=1 / (1 + len(others)),
        programmes_count=len(values),
        regions_count=len(others),
    )


def wording_by_programme(
    programmes: pd.DataFrame, own: str, others: Mapping[str, str], *, rarity: bool = True, longest: int = 1
) -> pd.DataFrame:
    """Return how near each programme stands to its own region's statements and to those of others.

    Parameters
    ----------
    programmes, own, others, rarity, longest
        As for :func:`wording_across_regions`; any number of programmes and regions.

    Returns
    -------
    pandas.DataFrame
        The columns of `programmes` but for ``text``, with ``own`` and the quantiles ``p10, median, p90`` of
        the cosines with other regions' statements.

    Raises
    ------
    MethodError
        No programme or no region, or a text without a word that tells.
    """
    if not others:
        raise MethodError(say("There are no programmes, or no statements, to compare in wording."))
    cosines = programme_similarities(programmes, {"": own, **others}, rarity=rarity, longest=longest)
    quantiles = np.quantile(cosines[list(others)].to_numpy(), QUANTILES, axis=1)
    found = dict(zip(("p10", "median", "p90"), quantiles, strict=True))
    return programmes.drop(columns="text").assign(own=cosines[""], **found)


def wording_across_programmes(
    programmes: pd.DataFrame,
    own: str,
    *,
    draws: int = 9_999,
    seed: int = 0,
    level: float = 0.95,
    rarity: bool = True,
    longest: int = 1,
) -> GroupDifference:
    """Ask whether programmes that carry standards are worded nearer to the statements than their kind.

    Parameters
    ----------
    programmes : pandas.DataFrame
        With ``text``, ``linked`` and ``kind``.
    own, draws, seed, level, rarity, longest
        As for :func:`wording_across_regions`; `draws` are exchanges of links within kinds.

    Returns
    -------
    GroupDifference
        In units of the cosine.

    Raises
    ------
    MethodError
        Fewer than five programmes that carry standards, no kind with programmes of both sorts, no word that
        a programme shares with the statements, or a text without a word that tells.
    """
    require_columns(programmes, ["text", "linked", "kind"], "the programmes")
    linked = programmes["linked"].to_numpy(bool)
    if linked.sum() < LEAST_PROGRAMMES:
        raise MethodError(_few_programmes(int(linked.sum())))
    cosines = programme_similarities(programmes, {"": own}, rarity=rarity, longest=longest)[""]
    if not cosines.gt(0).any():
        raise MethodError(say("No programme shares a word with the statements; there is nothing to compare."))
    labels = programmes["kind"].to_numpy(dtype=str)
    return mean_difference(cosines.to_numpy(), linked, labels, draws=draws, seed=seed, level=level)


def _few_programmes(count: int) -> str:
    return say(
        "{count} programmes carry standards; {least} are needed to speak of their wording.",
        count=count,
        least=LEAST_PROGRAMMES,
    )
