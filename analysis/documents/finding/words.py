"""Words of a text with where they stand, and each word brought to the key of a known word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from rapidfuzz.distance import DamerauLevenshtein

from analysis.documents.finding.language_tables import word_list
from analysis.statistics.stems import stem

__all__ = ["Keys", "Known", "fold", "tokens"]

TOKEN = re.compile(r"[^\W_]+(?:\u00ad[^\W_]+)*\+?")
LIGATURES = ("ffi", "ffl", "ff", "fi", "fl", "ti", "tt", "ft")
LOOKS_LIKE = str.maketrans(
    {"1": "i", "l": "i", "|": "i", "0": "o", "5": "s", "6": "b", "8": "b", "q": "g", "\ufffd": ""}
)
PIECES = (("rn", "m"), ("ri", "n"), ("cl", "d"), ("vv", "w"))  # what a scanner makes of a letter
SHORTEST_SHAPE = 4  # letters; of shorter words too many look alike
SHORTEST_GUESS = 5  # letters; shorter words have too many neighbours to be guessed
LONG_WORD = 11  # letters from which two slips are forgiven
GUESSED = 0.8  # what a guessed word counts for, against 1 for one that is as written
LARGEST_MEMORY = 200_000
# Words of plans and budgets that lie a slip away from a word of a standard and are no misprint of it.
NOT_MISPRINTS = word_list("no misprints")


class Known(NamedTuple):
    """What a word was taken for: its key, and how sure that is (1 as written, less where guessed)."""

    key: str
    quality: float


def fold(word: str) -> str:
    """Return a word in lower case, ligatures and other presentation forms as plain letters."""
    return unicodedata.normalize("NFKC", word).replace("\u00ad", "").casefold()


def tokens(text: str) -> list[re.Match[str]]:
    """Return the words and numbers of a text as matches, with their places."""
    return list(TOKEN.finditer(text))


class Keys:
    """Brings words to keys of a vocabulary, through affixes, lost ligatures and what a scanner misreads.

    Parameters
    ----------
    vocabulary
        Words as the catalogue and the lexicon write them.

    Notes
    -----
    A word is worked out once and remembered, so that the cost follows the number of different words.
    """

    def __init__(self, vocabulary: Iterable[str]) -> None:
        words = sorted({fold(word) for word in vocabulary})
        self.stems = frozenset(stem(word) for word in words)
        self.damaged = _damaged(words)
        self.shapes = {_shape(word): stem(word) for word in words if len(word) >= SHORTEST_SHAPE}
        self._by_length: dict[int, list[str]] = {}
        for word in words:
            if len(word) >= SHORTEST_GUESS and word.isalpha():
                self._by_length.setdefault(len(word), []).append(word)
        self.starts = frozenset(word[:size] for word in words for size in range(2, len(word)))
        self._memory: dict[str, Known | None] = {}

    def known(self, written: str) -> Known | None:
        """Return what a written word is taken for, or ``None`` where it is no word of the vocabulary."""
        try:
            return self._memory[written]
        except KeyError:
            if len(self._memory) > LARGEST_MEMORY:
                self._memory.clear()
            found = self._memory[written] = self._work_out(written)
            return found

    def joined(self, left: str, right: str) -> Known | None:
        """Return what two neighbouring pieces are together: a word cut by a line end or a lost ligature."""
        if fold(left) not in self.starts:
            return None
        for between in ("", *LIGATURES):
            whole = fold(left + between + right)
            if stem(whole) in self.stems and len(whole) >= SHORTEST_GUESS:
                return Known(stem(whole), GUESSED)
        return None

    def _work_out(self, written: str) -> Known | None:
        word = fold(written)
        key = stem(word)
        if key in self.stems:
            return Known(key, 1.0)
        if word.isdigit() or word in NOT_MISPRINTS:
            return None
        if word in self.damaged:
            return Known(self.damaged[word], GUESSED)
        shape = self.shapes.get(_shape(word)) if len(word) >= SHORTEST_SHAPE else None
        if shape:
            return Known(shape, GUESSED)
        return self._near(word) if len(word) >= SHORTEST_GUESS else None

    def _near(self, word: str) -> Known | None:
        """Return the word that is one slip away, or two for a long word; none where two words are as near."""
        slips = 2 if len(word) >= LONG_WORD else 1
        best, found = slips + 1, set[str]()
        for length in range(len(word) - slips, len(word) + slips + 1):
            for other in self._by_length.get(length, ()):
                if other[0] != word[0] and other[-3:] != word[-3:]:
                    continue
                apart = DamerauLevenshtein.distance(word, other, score_cutoff=min(best, slips))
                if apart < best:
                    best, found = apart, {stem(other)}
                elif apart == best <= slips:
                    found.add(stem(other))
        return Known(found.pop(), GUESSED) if len(found) == 1 and best <= slips else None


def _shape(word: str) -> str:
    """Return a word as a poor scan sees it: l, 1 and I alike, rn like m."""
    for pieces, one in PIECES:
        word = word.replace(pieces, one)
    return word.translate(LOOKS_LIKE)


def _damaged(words: list[str]) -> dict[str, str]:
    """Return each word as it looks after a font lost its ligatures, with its key."""
    known, found = set(words), dict[str, str]()
    for word in words:
        for ligature in LIGATURES:
            for lost in ("", ligature[1:], ligature[0], "\ufffd"):
                damaged = word.replace(ligature, lost)
                if ligature in word and damaged not in known and len(damaged) >= 3:
                    found.setdefault(damaged, stem(word))
    return found
