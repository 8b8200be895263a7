"""Finds the names of a catalogue in passages, however they are worded."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from analysis.documents.finding.numbers import figures, rate_unit
from analysis.documents.finding.patterns import Name, Pattern, compile_patterns
from analysis.documents.finding.text import Item, Language

__all__ = ["Found", "Matcher"]

REACH = 16  # words with a meaning between a name's rarest word and its others, at most
ACTION = 5  # words between a name and an action that is about it
SCHOOL = "school"  # the group of concepts of which one, once said, holds for what follows in a sentence
MEASURES = frozenset({"cakupan", "persentase"})
NEAR = 3  # words around a name that can still turn it into another
AGAIN = 6  # words between two mentions of the same name, below which they are one: "... BTA positif (CDR)"
LEAST = 0.7  # share of a wording's weight below which nothing is suspected
LARGEST_PERCENT = 100
LEAST_RULED = 0.9  # the same where a rule says what must be said

Wording = tuple[tuple[str, str], int, int, float]  # whose, start, end, share of its weight that is said


class Found(NamedTuple):
    """A name suspected in a passage, with what speaks for and against it.

    ``coverage`` is the share of the pattern's weight that is said; ``foreign`` the share of other content in
    the span; ``loose`` the share of words in between; ``quality`` how sure its least sure word is;
    ``signature`` whether a rule (and not only a wording) is satisfied; ``measured`` whether cakupan,
    persentase or the like stands with it; ``acted`` and ``then_acted`` whether an action (pengadaan,
    pelatihan, pembinaan ...) stands before or in it, and behind it; ``likeness`` the share of the likest
    known wording that is said; ``core`` where the word stands that tells most.
    """

    pattern: Pattern
    start: int
    end: int
    items: frozenset[int]
    coverage: float
    foreign: float
    loose: float
    quality: float
    signature: bool
    measured: bool
    acted: bool
    then_acted: bool = False
    likeness: float = 0.0
    core: tuple[int, int] = (0, 0)

    @property
    def score(self) -> float:
        """What candidates for one place are ranked by."""
        return self.coverage * self.quality - 0.5 * self.foreign - 0.2 * self.loose + 0.2 * self.signature


class Matcher:
    """The names of one or more catalogues, prepared once and used for any number of pages.

    Parameters
    ----------
    names
        Every way to write each indicator and programme; the more, the better unseen ways are found.

    Notes
    -----
    A passage is compared only with the patterns whose rarest concept it says, so that the work grows with
    what a page says and hardly with the size of the catalogue.
    """

    def __init__(self, names: Iterable[Name]) -> None:
        names = tuple(dict.fromkeys(names))
        self.language = Language(name.text for name in names)
        self.patterns = compile_patterns(names, self.language)
        self.by_anchor: dict[str, list[int]] = defaultdict(list)
        self.needed = [pattern.needed for pattern in self.patterns]
        for place, pattern in enumerate(self.patterns):
            for concept in sorted(pattern.anchors):
                self.by_anchor[concept].append(place)
        self.by_anchor = dict(self.by_anchor)
        rates = {name.key: unit for name in names if (unit := rate_unit(name.text))}
        self.rates = rates
        self.numbers: dict[tuple[str, str], set[float]] = defaultdict(set)
        for name in names:
            self.numbers[name.key].update(one.value for one in figures(name.text))

    def unit(self, catalogue: str, indicator_code: str, value: float) -> str:
        """Return the unit of a figure without one: the indicator's rate, else percent up to 100."""
        rate = self.rates.get((catalogue, indicator_code))
        return rate or ("percent" if value <= LARGEST_PERCENT else "")

    def find(self, items: Sequence[Item], before: Sequence[int]) -> list[Found]:
        """Return the names said by the items of one passage, the best for each place.

        Parameters
        ----------
        items, before
            Of one passage, from :meth:`Language.read`; ``before`` covers the whole text.
        """
        candidates: dict[tuple[tuple[str, str], int, int], Found] = {}
        wordings: list[Wording] = []
        names = [item.concept.name for item in items]
        words = [before[item.word] for item in items]
        said = set(names)
        for place, name in enumerate(names):
            near: list[tuple[int, str]] | None = None
            for number in self.by_anchor.get(name, ()):
                if any(said.isdisjoint(slot) for slot in self.needed[number]):
                    continue
                near = _around(place, words, names) if near is None else near
                found = _fill(self.patterns[number], place, near, items, before, wordings)
                if found is None:
                    continue
                where = (found.pattern.name.key, found.start, found.end)
                if where not in candidates or candidates[where].score < found.score:
                    candidates[where] = found
        return [_liken(one, wordings) for one in _settle(list(candidates.values()), items, before)]


def _around(anchor: int, words: Sequence[int], names: Sequence[str]) -> list[tuple[int, str]]:
    """Return the items within reach of the anchor with their concepts, the nearest first."""
    middle = words[anchor]
    low, high = bisect_left(words, middle - REACH), bisect_right(words, middle + REACH)
    away = [abs(word - middle) for word in words[low:high]]
    return [(low + at, names[low + at]) for at in sorted(range(len(away)), key=away.__getitem__)]


def _fill(
    pattern: Pattern,
    anchor: int,
    near: Sequence[tuple[int, str]],
    items: Sequence[Item],
    before: Sequence[int],
    wordings: list[Wording],
) -> Found | None:
    """Fill the slots of a pattern with what stands nearest to the anchor; ``None`` where it is not said.

    A wording is noted in ``wordings`` even where too little of it is said.
    """
    chosen = _nearest(pattern, anchor, near, items)
    if chosen is None:
        return None
    first, last = min(chosen.values()), max(chosen.values())
    if _excluded(pattern, chosen, items, before, first, last):
        return None
    coverage = sum(pattern.weights[slot] for slot in chosen) / sum(pattern.weights)
    used = frozenset(chosen.values())
    begin = first
    while begin and items[begin - 1].concept.kind == "frame" and _next_to(items, before, begin - 1):
        begin -= 1
    start = min(items[begin].start, *(items[place].start for place in used))
    end = max(items[place].end for place in used)
    signature = pattern.rule == "signature"
    if not signature:
        wordings.append((pattern.name.key, start, end, coverage))
        if coverage < (LEAST_RULED if pattern.ruled else LEAST):
            return None
    inside = [item for place, item in enumerate(items[first : last + 1], first) if place not in used]
    foreign = sum(
        item.concept.kind == "content" and item.concept.name not in pattern.family for item in inside
    )
    span = before[items[last].word] - before[items[first].word] + 1
    measured = any(item.concept.name in MEASURES for item in items[begin : last + 1])
    return Found(
        pattern=pattern,
        start=start,
        end=end,
        items=used,
        coverage=coverage,
        foreign=foreign / (foreign + len(used)),
        loose=max(span - len({items[place].word for place in used}) - foreign, 0) / span,
        quality=min(items[place].quality for place in used),
        signature=signature,
        measured=measured,
        acted=_acts(items, before, begin, -1) or any(one.concept.kind == "action" for one in inside),
        then_acted=_acts(items, before, last, 1),
        core=_core(pattern, chosen, items),
    )


def _core(pattern: Pattern, chosen: dict[int, int], items: Sequence[Item]) -> tuple[int, int]:
    """Return where the word stands that tells most: the first of a rule, the weightiest of a wording."""
    slot = (
        0 if pattern.rule == "signature" else max(pattern.required, key=lambda place: pattern.weights[place])
    )
    return items[chosen[slot]].start, items[chosen[slot]].end


def _acts(items: Sequence[Item], before: Sequence[int], place: int, step: int) -> bool:
    """Say whether an action stands close to an item on one side, in the same clause."""
    here = before[items[place].word]
    while 0 <= place + step < len(items) and abs(before[items[place + step].word] - here) <= ACTION:
        place += step
        if items[place].concept.kind == "action":
            return True
    return False


def _liken(found: Found, wordings: Sequence[Wording]) -> Found:
    """Note how like a known wording it is."""
    shares = [
        coverage
        for key, start, end, coverage in wordings
        if key == found.pattern.name.key and start < found.end and found.start < end
    ]
    return found._replace(likeness=max(shares, default=0.0))


def _next_to(items: Sequence[Item], before: Sequence[int], place: int) -> bool:
    return before[items[place + 1].word] - before[items[place].word] <= 1


def _nearest(
    pattern: Pattern, anchor: int, near: Sequence[tuple[int, str]], items: Sequence[Item]
) -> dict[int, int] | None:
    """Return slot to item, each item in one slot; ``None`` where a required slot stays empty."""
    chosen: dict[int, int] = {}
    taken = {anchor}
    own = items[anchor].concept.name
    for slot, concepts in enumerate(pattern.slots):
        if own in concepts and anchor not in chosen.values():
            chosen[slot] = anchor
            continue
        for place, name in near:
            if name in concepts and place not in taken:
                chosen[slot] = place
                taken.add(place)
                break
        else:
            if slot in pattern.required:
                return None
    return chosen


def _excluded(
    pattern: Pattern,
    chosen: dict[int, int],
    items: Sequence[Item],
    before: Sequence[int],
    first: int,
    last: int,
) -> bool:
    """Say whether something in or beside the span makes it another thing."""
    left, right = before[items[first].word] - NEAR, before[items[last].word] + NEAR
    said = {items[place].concept.group for place in chosen.values()}
    if pattern.nowhere and any(item.concept.name in pattern.nowhere for item in items):
        return True
    if SCHOOL in pattern.groups - said and _of_other_schools(pattern, items, first):
        return True
    while first and before[items[first - 1].word] >= left:
        first -= 1
    while last + 1 < len(items) and before[items[last + 1].word] <= right:
        last += 1
    for item in items[first : last + 1]:
        concept = item.concept
        if concept.name in pattern.never:
            return True
        if (
            concept.group in pattern.groups
            and concept.group not in said
            and concept.name not in pattern.family
        ):
            return True
    return False


def _of_other_schools(pattern: Pattern, items: Sequence[Item], first: int) -> bool:
    """Say whether a name that says no kind of school goes on from one that it is not of."""
    for item in reversed(items[:first]):
        if item.concept.group == SCHOOL:
            return item.concept.name not in pattern.family
    return False


def _settle(candidates: list[Found], items: Sequence[Item], before: Sequence[int]) -> list[Found]:
    """Keep the best for each place; two stay where each has a word of its own that tells it apart."""
    kept: list[Found] = []
    for found in sorted(candidates, key=_rank):
        if all(_apart(found, other, items, before) for other in kept):
            kept.append(found)
    return sorted(kept, key=lambda one: (one.start, one.pattern.name.key))


def _rank(found: Found) -> tuple:
    return -found.score, found.start - found.end, found.start, found.pattern.name.key


def _apart(found: Found, other: Found, items: Sequence[Item], before: Sequence[int]) -> bool:
    if found.pattern.name.key == other.pattern.name.key:
        first, second = sorted((found, other), key=lambda one: one.start)
        gap = before[items[min(second.items)].word] - before[items[max(first.items)].word]
        return gap > AGAIN
    if found.end <= other.start or other.end <= found.start:
        return True
    if found.pattern.name.kind != other.pattern.name.kind:
        return True
    return _own_word(found, other, items) and _own_word(other, found, items)


def _own_word(found: Found, other: Found, items: Sequence[Item]) -> bool:
    known = frozenset().union(*other.pattern.slots)
    return any(
        items[place].concept.kind == "content" and items[place].concept.name not in known
        for place in found.items - other.items
    )
