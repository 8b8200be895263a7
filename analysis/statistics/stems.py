"""Indonesian word forms brought to one key, so that ``ditolong`` and ``pertolongan`` meet.

Light rules of our own for the affixes of planning language, not a dictionary: the key need not be a word, it
need only be the same for the forms of a word. Where a prefix swallows a consonant (``periksa``,
``memeriksa``) the key keeps the nasal, because the form with the prefix does not say which one was swallowed.
"""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path

__all__ = ["listed_words", "stem"]

SHORTEST = 4  # letters that must remain after an affix
SHORTEST_BARE = 5  # the same where no prefix confirms that the ending is a suffix
NASAL = {"p": "m", "t": "n", "s": "ny", "k": "ng"}
VOWELS = frozenset("aiueo")


def listed_words(name: str) -> frozenset[str]:
    """Return the words of a list of ``indonesian.csv`` beside this module."""
    with Path(__file__).with_name("indonesian.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["list"] == name]
    return frozenset(word for row in rows for word in row["words"].split())


# Words whose beginning or end only looks like an affix, or whose stem is another word of the same documents.
WHOLE = listed_words("whole words")


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Return the key of a word in lower case.

    Parameters
    ----------
    word
        One word, folded (lower case, letters only); others come back as they are.

    Returns
    -------
    str
        Equal for the affixed forms of most words; for what it merges and splits wrongly see ``WHOLE``.
    """
    if not word.isalpha():
        return word
    word = _without(word, ("lah", "kah", "nya"), SHORTEST)
    if word in WHOLE:
        return _nasal(word, "")
    prefix, rest = _prefix(word)
    return _nasal(_suffix(rest, prefix), prefix)


def _without(word: str, endings: tuple[str, ...], shortest: int) -> str:
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= shortest:
            return word[: -len(ending)]
    return word


def _prefix(word: str) -> tuple[str, str]:
    """Split off one prefix, and ``ter``, ``ber`` or ``per`` behind ``di``, ``ke``, ``me``."""
    for prefix in ("per", "ber", "ter", "di", "ke", "me", "pe"):
        rest = word[len(prefix) :]
        if not word.startswith(prefix) or len(_root(rest, prefix)) < SHORTEST:
            continue
        if prefix == "per" and rest[0] in VOWELS:
            continue  # perawatan is pe-rawat-an
        return prefix, _root(rest, prefix)
    return "", word


def _root(rest: str, prefix: str) -> str:
    """Take away what a prefix added between itself and the root."""
    if prefix in {"di", "ke", "me"}:
        for second in ("ter", "ber", "per", "mper", "mber"):
            if rest.startswith(second) and len(rest) - len(second) > SHORTEST:
                return rest[len(second) :] if rest[len(second)] not in VOWELS else rest
    if prefix in {"me", "pe"}:
        if rest[:2] == "ng" and rest[2:3] and rest[2] not in VOWELS:
            return rest[2:]
        if rest[:1] in {"m", "n"} and rest[1:2] and rest[1] not in VOWELS and rest[:2] not in {"ng", "ny"}:
            return rest[1:]
    return rest


def _suffix(rest: str, prefix: str) -> str:
    if prefix in {"pe", "per", "ke"}:
        return _without(rest, ("an",), SHORTEST)
    if prefix:
        shorter = _without(rest, ("kan", "an"), SHORTEST)
        verbal = prefix != "ber" and rest[-2:-1] not in VOWELS
        return _without(rest, ("i",), SHORTEST) if shorter == rest and verbal else shorter
    return _without(rest, ("an",), SHORTEST_BARE)


def _nasal(root: str, prefix: str) -> str:
    if prefix in {"me", "pe"} and root[0] in "mn":
        return root
    if root[0] in VOWELS:
        return "ng" + root
    return NASAL.get(root[0], root[0]) + root[1:]
