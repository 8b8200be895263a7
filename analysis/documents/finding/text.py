"""A text as the concepts that it says, each with its place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from analysis.documents.finding.lexicon import FILLER, Concept, Phrases, lexicon_entries, spelled
from analysis.documents.finding.stems import stem
from analysis.documents.finding.words import Keys, tokens

__all__ = ["Item", "Language", "Said"]

APART = 3  # words that a comma or another mark between two words counts for
MARKS = frozenset(",;:.%\n")
JOINS = frozenset({"dan", "serta", "maupun"})
JOINED = 2  # words that such a word counts for: what follows it is another thing as often as not


class Item(NamedTuple):
    """A concept said in a text: from which character to which, which word, how surely."""

    concept: Concept
    start: int
    end: int
    word: int
    quality: float


class Said(NamedTuple):
    """What a text says: its concepts, and how far from its beginning each word stands.

    The distance counts words with a meaning; a mark between two words counts like ``APART`` of them.
    """

    items: list[Item]
    before: list[int]


class Language:
    """The thesaurus together with the words of a catalogue.

    Parameters
    ----------
    names
        Names of indicators or programmes; their words become known, each a concept of its own where the
        thesaurus has none for it.
    """

    def __init__(self, names: Iterable[str]) -> None:
        entries = [(spelled(entry.phrase), entry.concepts) for entry in lexicon_entries()]
        self.groups = {one.name: one.group for _, concepts in entries for one in concepts if one.group}
        known = {word for words, _ in entries for word in words}
        extra = {word for name in names for word in spelled(name) if not word.isdigit()}
        self.keys = Keys(known | extra)
        lexical = [(tuple(stem(word) for word in words), concepts) for words, concepts in entries]
        single = {keys[0] for keys, _ in lexical if len(keys) == 1}
        words = [((stem(word),), (Concept(stem(word)),)) for word in sorted(extra)]
        self.phrases = Phrases([*lexical, *(entry for entry in words if entry[0][0] not in single)])

    def read(self, text: str) -> Said:
        """Return what a text says, in the order of its words."""
        found = tokens(text)
        keys: list[str | None] = []
        sure: list[float] = []
        known = self.keys.known
        for match in found:
            word = known(match.group())
            keys.append(word.key if word else None)
            sure.append(word.quality if word else 0.0)
        self._mend(found, keys, sure)
        return self._concepts(text, found, keys, sure)

    def _mend(self, found: list, keys: list[str | None], sure: list[float]) -> None:
        """Join pieces that are a known word together."""
        for place in range(len(found) - 1):
            if keys[place] is None and keys[place + 1] is None:
                word = self.keys.joined(found[place].group(), found[place + 1].group())
                if word:
                    keys[place], keys[place + 1] = word.key, FILLER
                    sure[place], sure[place + 1] = word.quality, 1.0

    def _concepts(self, text: str, found: list, keys: list[str | None], sure: list[float]) -> Said:
        items: list[Item] = []
        before, count, place, root = [0] * (len(keys) + 1), 0, 0, self.phrases.root
        last = 0
        while place < len(keys):
            start = found[place].start()
            if start - last > 1 and not MARKS.isdisjoint(text[last:start]):
                count += APART
            before[place], last = count, found[place].end()
            key, end = keys[place], place
            if key in root:
                concepts, end = self.phrases.longest(keys, place)
            if end == place:  # a word of no concept, or a number
                count += key != FILLER and not found[place].group().isdigit()
                place += 1
                continue
            before[place + 1 : end] = [count] * (end - place - 1)
            if concepts[0].kind == FILLER:
                count += JOINED * (found[place].group().casefold() in JOINS)
            else:
                quality = min(sure[place:end])
                items += [
                    Item(concept, found[place].start(), found[end - 1].end(), place, quality)
                    for concept in concepts
                ]
                count += 1
            place, last = end, found[end - 1].end()
        before[len(keys)] = count
        return Said(items, before)
