"""Which year a figure of a sentence is for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from analysis.documents.finding.numbers import Figure, years_in

__all__ = ["only_year", "year_beside", "years_of"]

LIST = re.compile(r"[\s,;/()]*(?:dan|serta|&)?[\s,;/()]*(?:tahun)?[\s(]*", re.IGNORECASE)
RANGE = re.compile(r"\s*(?:sampai(?: dengan)?|hingga|s\.?/?d\.?|-|\u2013|ke)\s*(?:tahun)?\s*", re.IGNORECASE)
BEHIND = re.compile(
    r"\s*\(?\s*(?:(?:pada|di|untuk|sampai|hingga|s\.?d\.?|dalam|selama|per|dengan)\s+)*(?:akhir\s+)?"
    r"(?:tahun|th\.?|thn\.?)?\s*(?:anggaran\s+|ajaran\s+)?\(?$",
    re.IGNORECASE,
)
AHEAD = re.compile(r"\W*(?:sebesar|adalah|mencapai|yaitu|sebanyak|:)?\W*$", re.IGNORECASE)
FROM = re.compile(r"\bdari\W*$", re.IGNORECASE)
FAR = 140  # characters between a figure and a later year that can still be its own


def years_of(sentence: str, found: Sequence[Figure]) -> list[int | None]:
    """Return the year of each figure of a sentence, in their order.

    As many figures as years, each in one list (``60%, 65% dan 70% pada tahun 2013, 2014 dan 2015``), belong
    together one by one; else a figure has the year right behind it, or the last before it, or the only year
    of the sentence. What a change sets out from (``dari 58 persen menjadi ...``) has only a year of its own.
    """
    years = years_in(sentence)
    paired = _paired(sentence, found, years)
    if paired:
        return paired
    result: list[int | None] = []
    last = 0
    for place, figure in enumerate(found):
        following = found[place + 1].start if place + 1 < len(found) else len(sentence)
        result.append(_own(sentence, figure, last, following, years))
        last = figure.end
    only = only_year(sentence)
    return [
        only if year is None and not FROM.search(sentence[: figure.start]) else year
        for year, figure in zip(result, found, strict=True)
    ]


def _paired(
    sentence: str, found: Sequence[Figure], years: Sequence[tuple[int, int]]
) -> list[int | None] | None:
    """Pair a list of figures with a list of years of the same length."""
    if len(found) < 2 or len(found) != len(years):
        return None
    in_list = all(LIST.fullmatch(sentence[one.end : other.start]) for one, other in pairwise(found))
    between = [sentence[one + 4 : other] for (_, one), (_, other) in pairwise(years)]
    if in_list and all(LIST.fullmatch(text) for text in between):
        return [year for year, _ in years]
    change = len(found) == 2 and FROM.search(sentence[: found[0].start]) is not None
    if change and RANGE.fullmatch(between[0]):
        return [year for year, _ in years]
    return None


def _own(
    sentence: str, figure: Figure, last: int, following: int, years: Sequence[tuple[int, int]]
) -> int | None:
    before = [(year, at) for year, at in years if last <= at < figure.start]
    behind = [(year, at) for year, at in years if figure.end <= at < following]
    if behind:
        year, at = behind[0]
        joined = BEHIND.fullmatch(sentence[figure.end : at]) is not None
        next_one = before and AHEAD.fullmatch(sentence[at + 4 : following]) and following < len(sentence)
        if joined and not next_one:
            return year
    if before:
        return before[-1][0]
    if (
        behind
        and following - figure.end < FAR
        and not AHEAD.fullmatch(sentence[behind[-1][1] + 4 : following])
    ):
        return behind[0][0]
    return None


def only_year(text: str) -> int | None:
    """Return the year of a text that names exactly one."""
    every = {year for year, _ in years_in(text)}
    return every.pop() if len(every) == 1 else None


def year_beside(sentence: str, figure: Figure, last: int, following: int) -> int | None:
    """Return the year of one figure between two places of a sentence, or the sentence's only one."""
    years = years_in(sentence)
    own = _own(sentence, figure, last, following, years)
    return own if own is not None else only_year(sentence)
