"""The hits of running text: what each sentence names, and which of its figures belong to it, as what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from analysis.documents.finding.language_tables import Role, role_patterns, word_list
from analysis.documents.finding.numbers import Figure, figures, years_in

__all__ = ["Said", "kinds_of", "names_of", "sentences", "year_beside"]

# A sentence ends at a mark before a capital, a digit or a bracket; not behind short forms and list numbers.
END = re.compile(r"(\w*)[.!?;]\s+(?=[A-Z\d(\"\u201c\u2022-])")
SHORT = word_list("short forms")
WIDE = 70  # characters before a figure in which its cue stands
CUES = role_patterns("cues.csv")
PLANNED = re.compile(
    r"target|ditarget|diharap|akan\b|meningkatkan|ditingkatkan|rencana|direncana|proyeksi|sasaran|menuju",
    re.IGNORECASE,
)
TO_BE_REACHED = re.compile(
    r"target\w* (?:yang )?(?:ingin |akan |harus )?(?:dicapai|capaian)|target capaian|rencana capaian"
    r"|(?:akan|dapat|diharapkan) mencapai",
    re.IGNORECASE,
)
PAST = re.compile(r"realisasi|terealisasi|tercapai|capaian|mencapai|telah|tercatat", re.IGNORECASE)
YEAR_AFTER = re.compile(
    r"^\W{0,3}(?:(?:pada|di|untuk|sampai|hingga|s\.?d\.?|dalam|selama|per)\s+)*(?:akhir\s+)?(?:tahun|th\.?|thn\.?)?\s*(?:anggaran\s+)?\(?(20\d\d|19\d\d)",
    re.IGNORECASE,
)
CLOSE = re.compile(
    r"(?:(?!sedangkan|namun|tetapi|\bdan\b|serta)[^,;:.]){0,60}"
)  # what may stand between a figure and the name behind it
BARE = re.compile(
    r"(?:sebesar|target\w*|menjadi|mencapai|adalah|realisasi|capaian|yakni|yaitu|sejumlah)\s*(?:\(?20\d\d\)?)?\s*(?:adalah|sebesar|:|=)?\s*$",
    re.IGNORECASE,
)


class Said(NamedTuple):
    """A figure of a sentence as what it stands there, and for which year."""

    kind: Role
    figure: Figure
    year: int | None
    cue: str


def sentences(line: str) -> Iterator[tuple[int, str]]:
    """Cut a line into sentences, each with where it begins."""
    start = 0
    for match in END.finditer(line):
        if match[1].casefold() in SHORT or match[1].isdigit() and match.start() - start < 4:
            continue
        yield start, line[start : match.end(1) + 1]
        start = match.end()
    if line[start:].strip():
        yield start, line[start:]


def kinds_of(sentence: str, *, bare: bool = False) -> list[Said]:
    """Say of each figure of a sentence what it is: target, baseline, achievement, national target.

    Parameters
    ----------
    sentence
        One sentence.
    bare
        Whether numbers without a unit count where a word such as ``sebesar`` stands before them, as for
        indicators that are rates.

    Notes
    -----
    The last cue before a figure decides. ``dari X menjadi Y`` is a baseline and a target where the sentence
    plans, and two achievements where it reports.
    """
    found = [
        figure
        for figure in figures(sentence)
        if figure.unit == "percent" or figure.unit.startswith("per ")
        or (bare and not figure.unit and figure.scale == 1 and BARE.search(sentence[: figure.start]))
    ]  # fmt: skip
    said: list[Said] = []
    last = 0
    for place, figure in enumerate(found):
        following = found[place + 1].start if place + 1 < len(found) else len(sentence)
        before = sentence[max(last, figure.start - WIDE) : figure.start]
        kind, cue = _kind(
            before, sentence[figure.end : min(following, figure.end + 40)], sentence[: figure.start]
        )
        said.append(Said(kind, figure, year_beside(sentence, figure, last, following), cue))
        last = figure.end
    return _reported(said, sentence)


def _kind(before: str, after: str, whole: str) -> tuple[Role, str]:
    """Return the role that the last cue before a figure gives, and the cue."""
    latest: tuple[int, int, Role, str] | None = None
    for order, (role, pattern) in enumerate(CUES):
        for match in pattern.finditer(before):
            option = (match.end(), -order, role, match.group())
            if latest is None or option[:2] > latest[:2]:
                latest = option
    if latest is not None:
        role, cue = latest[2], latest[3]
        if (
            role == "target"
            and cue.casefold() in {"menjadi", "hingga", "sampai"}
            and not PLANNED.search(whole)
        ):
            return "achievement", cue
        if role == "achievement" and TO_BE_REACHED.search(before):
            return "target", cue
        return role, cue
    if re.match(r"\W*(?:dari|terhadap) target", after, re.IGNORECASE):
        return "achievement", ""
    if PLANNED.search(whole) and not PAST.search(whole):
        return "target", ""
    return "achievement", ""


def _reported(said: list[Said], sentence: str) -> list[Said]:
    """Turn ``dari X menjadi Y`` into two achievements where the sentence only reports."""
    result = []
    for place, one in enumerate(said):
        dari = one.kind == "baseline" and one.cue.casefold() == "dari"
        target = re.search(r"dari target\W*$", sentence[: one.figure.start], re.IGNORECASE)
        if target:
            one = one._replace(kind="target")
        elif dari and place + 1 < len(said) and said[place + 1].kind == "achievement":
            one = one._replace(kind="achievement")
        result.append(one)
    return result


def year_beside(sentence: str, figure: Figure, last: int, following: int) -> int | None:
    """Return the year of a figure: right behind it, else the last before it, else the sentence's only one."""
    behind = YEAR_AFTER.match(sentence[figure.end : following])
    if behind:
        return int(behind[1])
    before = [year for year, at in years_in(sentence) if last <= at < figure.start]
    if before:
        return before[-1]
    later = [year for year, at in years_in(sentence) if figure.end <= at < following]
    if later and following - figure.end < WIDE * 2:
        return later[0]
    every = {year for year, _ in years_in(sentence)}
    return every.pop() if len(every) == 1 else None


def names_of(
    sentence: str,
    names: Sequence[tuple[tuple[int, int], tuple[int, int]]],
    figure: Figure,
    others: Sequence[Figure],
) -> list[int]:
    """Return which names a figure belongs to.

    Parameters
    ----------
    sentence
        With the names and figures.
    names
        Span and core of each name.
    figure, others
        The figure, and all figures of the sentence.

    Returns
    -------
    list of int
        The name whose core is the last before the figure, with names that share words with it and no figure
        between their cores; without a name before it, the one that follows closely in the same clause.
    """
    before = [place for place, (_, core) in enumerate(names) if core[1] <= figure.start]
    if not before:
        after = [place for place, (span, _) in enumerate(names) if span[0] >= figure.end]
        first = min(after, key=lambda place: names[place][0][0], default=None)
        if first is None or not CLOSE.fullmatch(sentence[figure.end : names[first][0][0]]):
            return []
        return [first]
    chosen = max(before, key=lambda place: names[place][1])
    span, core = names[chosen]
    return [
        place for place in before
        if place == chosen or (
            names[place][0][0] < span[1] and names[place][0][1] > span[0]
            and not any(names[place][1][1] <= other.start and other.end <= core[0] for other in others)
        )
    ]  # fmt: skip
