"""The figures of a sentence: what each is (target, baseline, achievement), for which year, of which name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from analysis.documents.finding.figure_years import only_year, years_of
from analysis.documents.finding.language_tables import Role, role_patterns, word_list
from analysis.documents.finding.numbers import Figure, figures

__all__ = ["Said", "kinds_of", "names_of", "sentences"]

# A sentence ends at a mark before a capital, a digit or a bracket; not behind short forms and list numbers.
END = re.compile(r"[.!?;]\s+(?=[A-Z\d(\"\u201c\u2022-])")
LAST_WORD = re.compile(r"\w*$")
LONGEST_SHORT = 12  # characters back in which a short form stands
SHORT = word_list("short forms")
MASK = "\x00"
WIDE = 70  # characters before a figure in which its cue stands
CUES = role_patterns("cues.csv")
PLANNED = re.compile(
    r"target|diharap|\bakan\b|meningkatkan|ditingkatkan|menurunkan|rencana|proyeksi|menuju|bertekad",
    re.IGNORECASE,
)
GOAL = re.compile(r"\b(?:meningkatnya|menurunnya|terwujudnya|tercapainya)\b", re.IGNORECASE)
PAST = re.compile(r"realisasi|tercapai|capaian|mencapai|telah|tercatat", re.IGNORECASE)
TO_BE_REACHED = re.compile(
    r"target\w* (?:yang )?(?:ingin |akan |harus )?(?:dicapai|capaian)|target capaian|rencana capaian"
    r"|(?:akan|dapat|diharapkan) mencapai",
    re.IGNORECASE,
)
NATIONAL = re.compile(r"\bSPM\b|standar pelayanan minimal|permenkes|nasional", re.IGNORECASE)
CHANGING = frozenset({"menjadi", "hingga", "sampai"})
# Over a list of a plan, where no figure says what it is.
AIMED = re.compile(r"\b(?:sasaran|indikator|target|tujuan)\b", re.IGNORECASE)
PRESCRIBED = frozenset({"ditetapkan", "minimal", "harus", "paling sedikit", "sekurang-kurangnya"})
AGAINST_TARGET = re.compile(
    r"(?:melampaui|melebihi|mencapai|memenuhi|di bawah|dibawah|di atas|diatas|dari)\s+(?:\w+\s+)?target\W*$",
    re.IGNORECASE,
)
# Figures that are none of the indicator: a change, a gap, a rate of fulfilment, a part of the district.
NO_FIGURE = re.compile(
    r"(?:naik|meningkat|turun|menurun|bertambah|berkurang|selisih|kesenjangan|\bgap|kurang|lebih|sisa\w*)"
    r"(?:\s+(?:sebesar|sebanyak|sekitar|hanya|rata-rata))?\s*$"
    r"|(?:kesenjangan|selisih|\bgap\b)[^,;]*$"
    r"|(?:tingkat|persentase|rata-rata)\s+(?:capaian|realisasi)\w*(?:\s+kinerja\w*)?\s*(?:sebesar|adalah|mencapai)?\s*$"
    r"|capaian kinerja\w*\s*(?:sebesar|adalah|mencapai)?\s*$"
    r"|(?:tertinggi|terendah|paling\s+(?:tinggi|rendah))[^,;]*$"
    r"|(?:kecamatan|kec\.|puskesmas|kelurahan|distrik)\s+(?-i:[A-Z])\w+\W*$"
    r"|\b(?:di|pada)\s+(?:beberapa|sebagian|satu|dua|tiga|empat|lima|enam|tujuh|delapan|\d+)\s+(?:kecamatan|"
    r"puskesmas|kelurahan|desa|wilayah|sekolah|kampung)\b[^,;:]*$",
    re.IGNORECASE,
)
ENUMERATED = re.compile(
    r"[\s,;()]*(?:dan|serta)?[\s,;()]*(?:(?:pada )?(?:tahun )?20\d\d\W*(?:sebesar )?)?", re.IGNORECASE
)
# "Dari target 60 persen, ..." opens a sentence whose name follows.
LEADING = re.compile(
    r"\W*(?:dibanding\w*\s+)?(?:dari|dengan|terhadap|berdasarkan)?\s*target\b[^,;:%]{0,50}", re.IGNORECASE
)
RESPECTIVELY = re.compile(r"masing.masing|berturut.turut", re.IGNORECASE)
BETWEEN = re.compile(r"[\s,;()]*(?:dan|serta)?[\s,;()]*", re.IGNORECASE)
CLOSE = re.compile(
    r"(?:(?!sedangkan|namun|tetapi|\bdan\b|serta)[^,;:.]){0,60}"
)  # between a figure and a name
BARE = re.compile(
    r"(?:sebesar|target\w*|menjadi|mencapai|adalah|realisasi|capaian|yakni|yaitu|sejumlah)"
    r"\s*(?:\(?20\d\d\)?)?\s*(?:adalah|sebesar|:|=)?\s*$",
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
        back = line[max(match.start() - LONGEST_SHORT, start) : match.start()]
        word = LAST_WORD.search(back)[0]  # type: ignore[index]
        if word.casefold() in SHORT or (word.isdigit() and match.start() - start < 4):
            continue
        yield start, line[start : match.start() + 1]
        start = match.end()
    if line[start:].strip():
        yield start, line[start:]


def kinds_of(
    sentence: str,
    *,
    names: Sequence[tuple[int, int]] = (),
    numbers: Collection[float] = (),
    lead: str = "",
    bare: bool = False,
    reports: bool = False,
    first_year: int | None = None,
    year: int | None = None,
    spoken_of: int | None = None,
) -> list[Said]:
    """Say of each figure of a sentence what it is: target, baseline, achievement, national target.

    Parameters
    ----------
    sentence
        One sentence.
    names
        Where names of indicators stand in it; a cue counts across them.
    numbers
        Numbers that belong to those names (``minimal 70%``), and are no figures of theirs.
    lead
        The line over a list that the sentence is a point of; its cue and its year hold where the sentence has
        none.
    bare
        Whether numbers without a unit count where a word such as ``sebesar`` stands before them, as for
        indicators that are rates.
    reports
        Whether it stands in a report: ``meningkatnya ... menjadi`` is then no goal.
    first_year
        From which year on a plan plans: a figure of such a year is a target where nothing says that it was
        reached.
    year
        What a figure is for where neither the sentence nor the lead says it: of a plan only its targets.
    spoken_of
        The year of the sentence before, which goes on where nothing else says one.

    Notes
    -----
    The last cue before a figure decides. ``dari X menjadi Y`` is a baseline and a target where the sentence
    plans, and two achievements where it reports. Changes, gaps, rates of fulfilment and figures of parts of
    the district are left out.
    """
    found = [
        one
        for one in figures(sentence)
        if _counts(one, sentence, bare)
        and not (one.value in numbers and any(first <= one.start < last for first, last in names))
    ]
    plain = _without_names(sentence, names, found)
    years = years_of(sentence, found)
    said: list[Said] = []
    last = 0
    for figure, own in zip(found, years, strict=True):
        before = plain[last : figure.start].replace(MASK, "")[-WIDE:]
        if not NO_FIGURE.search(before):
            kind, cue = _kind(sentence, figure, before, said, reports)
            if lead and not cue:
                kind, cue = _kind_of_list(lead, kind, reports)
            own = own if own is not None else only_year(lead)
            planned = first_year is not None and own is not None and own >= first_year and not reports
            if kind == "achievement" and planned and cue in {"", *CHANGING}:
                kind = "target"
            if own is None and (kind == "target" or (reports and kind == "achievement")):
                own = year if year is not None else spoken_of
            elif own is None and kind == "achievement":
                own = spoken_of
            said.append(Said(kind, figure, own, cue))
        last = figure.end
    return _reported(said, sentence)


def _without_names(sentence: str, names: Sequence[tuple[int, int]], found: Sequence[Figure]) -> str:
    """Return a sentence with its names blotted out, unless figures stand among the words of a name."""
    for first, last in names:
        if not any(first <= figure.start < last for figure in found):
            sentence = sentence[:first] + MASK * (last - first) + sentence[last:]
    return sentence


def _counts(figure: Figure, sentence: str, bare: bool) -> bool:
    if figure.unit == "percent" or figure.unit.startswith("per "):
        return True
    return (
        bare and not figure.unit and figure.scale == 1 and BARE.search(sentence[: figure.start]) is not None
    )


def _kind(
    sentence: str, figure: Figure, before: str, said: Sequence[Said], reports: bool
) -> tuple[Role, str]:
    """Return what a figure is, and the cue that says it."""
    role, cue = _cue(before)
    whole = sentence[: figure.start]
    planned = PLANNED.search(whole) or (GOAL.search(whole) and not reports)
    if role == "target":
        if cue in CHANGING and not planned:
            return "achievement", cue
        if cue in PRESCRIBED and NATIONAL.search(whole):
            return "national_target", cue
        return role, cue
    if role == "achievement" and TO_BE_REACHED.search(before):
        return "target", cue
    if role is not None:
        return role, cue
    if said and len(before) < WIDE and ENUMERATED.fullmatch(before):
        return said[-1].kind, said[-1].cue
    if said and said[-1].kind == "target" and AGAINST_TARGET.search(sentence[: said[-1].figure.start]):
        return "achievement", ""
    if planned and not PAST.search(whole):
        return "target", ""
    return "achievement", ""


def _kind_of_list(lead: str, kind: Role, reports: bool) -> tuple[Role, str]:
    """Return what the line over a list says that its figures are, else what they were taken for."""
    role, cue = _cue(lead)
    if role is not None:
        return role, cue
    aimed = kind == "achievement" and not reports and AIMED.search(lead) and not PAST.search(lead)
    return ("target" if aimed else kind), ""


def _cue(before: str) -> tuple[Role | None, str]:
    """Return the role that the last cue before a figure gives, and the cue."""
    latest: tuple[int, int, Role, str] | None = None
    for order, (role, pattern) in enumerate(CUES):
        for match in pattern.finditer(before):
            option = (match.end(), -order, role, match.group())
            if latest is None or option[:2] > latest[:2]:
                latest = option
    return (None, "") if latest is None else (latest[2], latest[3].casefold())


def _reported(said: list[Said], sentence: str) -> list[Said]:
    """Turn ``dari X menjadi Y`` into two achievements where the sentence only reports."""
    result = []
    for place, one in enumerate(said):
        if re.search(r"dari target\W*$", sentence[: one.figure.start], re.IGNORECASE):
            one = one._replace(kind="target")
        elif one.kind == "baseline" and one.cue.startswith("dari"):
            after = said[place + 1].kind if place + 1 < len(said) else "target"
            one = one._replace(kind="achievement") if after == "achievement" else one
        result.append(one)
    return result


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
    each = _one_by_one(sentence, names, figure, others)
    if each is not None:
        return [each]
    around = [
        place for place, (span, core) in enumerate(names)
        if span[0] < figure.start and figure.end < core[0] and CLOSE.fullmatch(sentence[figure.end : core[0]])
    ]  # fmt: skip
    if around:  # 139 desa (84,76%) berstatus UCI
        return around[-1:]
    before = [place for place, (_, core) in enumerate(names) if core[1] <= figure.start]
    if not before:
        after = [place for place, (span, _) in enumerate(names) if span[0] >= figure.end]
        first = min(after, key=lambda place: names[place][0][0], default=None)
        close = first is not None and CLOSE.fullmatch(sentence[figure.end : names[first][0][0]])
        if first is None or not (close or LEADING.fullmatch(sentence[: figure.start])):
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


def _one_by_one(
    sentence: str,
    names: Sequence[tuple[tuple[int, int], tuple[int, int]]],
    figure: Figure,
    others: Sequence[Figure],
) -> int | None:
    """Return the name of a figure of a list, where each of as many names is given its own (masing-masing)."""
    if len(names) < 2 or not RESPECTIVELY.search(sentence):
        return None
    run = [figure]
    for other in [one for one in others if one.start >= figure.end]:
        if other.unit == figure.unit and BETWEEN.fullmatch(sentence[run[-1].end : other.start]):
            run.append(other)
    for other in [one for one in others if one.end <= figure.start][::-1]:
        if other.unit == figure.unit and BETWEEN.fullmatch(sentence[other.end : run[0].start]):
            run.insert(0, other)
    before = [place for place, (_, core) in enumerate(names) if core[1] <= run[0].start]
    if len(run) < 2 or len(run) != len(before):
        return None
    before.sort(key=lambda place: names[place][1])
    return before[run.index(figure)]
