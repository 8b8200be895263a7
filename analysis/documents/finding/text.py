"""A text as the concepts that it says, each with its place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from analysis.documents.finding.lexicon import FILLER, Concept, Phrases, lexicon_entries, spelled
from analysis.documents.finding.words import Keys, Known, tokens
from analysis.statistics.stems import stem

__all__ = ["Item", "Language", "Said"]

Written = tuple[str, int, int]  # a word, where it begins and ends
SECOND_PIECE = Known(FILLER, 1.0)
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
        words = [(match.group(), match.start(), match.end()) for match in tokens(text)]
        known = self.keys.known
        sure = [known(word) for word, _, _ in words]
        self._mend(words, sure)
        return self._concepts(text, words, sure)

    def _mend(self, words: Sequence[Written], sure: list[Known | None]) -> None:
        """Join pieces that are a known word together."""
        for place, word in enumerate(sure):
            if word is None and place and sure[place - 1] is None:
                whole = self.keys.joined(words[place - 1][0], words[place][0])
                if whole:
                    sure[place - 1], sure[place] = whole, SECOND_PIECE

    def _concepts(self, text: str, words: Sequence[Written], sure: Sequence[Known | None]) -> Said:
        items: list[Item] = []
        keys = [word.key if word else None for word in sure]
        root, longest = self.phrases.root, self.phrases.longest
        before, count, place, last = [0] * (len(keys) + 1), 0, 0, 0
        while place < len(keys):
            written, start, stop = words[place]
            if start - last > 1 and not MARKS.isdisjoint(text[last:start]):
                count += APART
            before[place], last = count, stop
            key, end = keys[place], place
            if key in root:
                concepts, end = longest(keys, place)
            if end == place:  # a word of no concept, or a number
                count += key != FILLER and not written.isdigit()
                place += 1
                continue
            if end > place + 1:
                before[place + 1 : end] = [count] * (end - place - 1)
                last = words[end - 1][2]
            if concepts[0].kind == FILLER:
                count += JOINED * (written.casefold() in JOINS)
            else:
                quality = min(word.quality for word in sure[place:end] if word)
                items += [Item(concept, start, last, place, quality) for concept in concepts]
                count += 1
            place = end
        before[len(keys)] = count
        return Said(items, before)
