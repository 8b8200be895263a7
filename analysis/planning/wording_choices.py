"""Whether what wording shows hangs on how words are counted: the same questions under other choices."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analysis.planning.wording import wording_across_programmes, wording_across_regions

CHOICES = ((1, True), (1, False), (2, True), (2, False))  # longest run of words, rare words count more


def wording_by_choice(
    programmes: pd.DataFrame, own: str, others: Mapping[str, str], *, seed: int = 0
) -> pd.DataFrame:
    """Answer both questions of wording with words or pairs of words, with and without their rarity.

    Parameters
    ----------
    programmes : pandas.DataFrame
        With ``text``, ``linked`` and ``kind``.
    own : str
        The statements of the region itself.
    others : mapping of str to str
        Region code to the statements of other regions.
    seed : int
        Of the draws.

    Returns
    -------
    pandas.DataFrame
        For each of ``CHOICES``: ``longest, rarity, similarity, median`` (of the other regions),
        ``regions_p``, ``difference`` (from other programmes of the kind) and ``programmes_p``. The first row
        is the default.

    Raises
    ------
    MethodError
        As for :func:`analysis.planning.wording.wording_across_regions` and
        :func:`~analysis.planning.wording.wording_across_programmes`.
    """
    records = []
    for longest, rarity in CHOICES:
        across = wording_across_regions(programmes, own, others, seed=seed, rarity=rarity, longest=longest)
        within = wording_across_programmes(programmes, own, seed=seed, rarity=rarity, longest=longest)
        records.append(
            {
                "longest": longest,
                "rarity": rarity,
                "similarity": across.similarity,
                "median": across.median,
                "regions_p": across.p_value,
                "difference": within.difference,
                "programmes_p": within.p_value,
            }
        )
    return pd.DataFrame(records)
