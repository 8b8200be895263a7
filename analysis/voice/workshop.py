"""The list of a complaint workshop: which entries may be one, and which are not one plain complaint."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from rapidfuzz import fuzz

from analysis.errors import MethodError

LIKENESS = 70.0  # of two entries, out of 100, from which a merge is worth a look
LONGEST = 15  # words that a question of a form can have and still be one question
WORDS = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
JOINED = re.compile(r"\b(?:" + "|".join(WORDS["joining"]) + r")\b|[;/&]", re.IGNORECASE)
PERSON = re.compile(r"\b(?:" + "|".join(WORDS["titles"]) + r")\.? [A-Z][a-z]+")


@dataclass(frozen=True)
class MergeProposal:
    """Two entries that may be one complaint. Nothing is merged before somebody says so.

    Attributes
    ----------
    first, second : int
        Places of the entries in the list, from 0.
    first_text, second_text : str
    likeness : float
        0 to 100.
    opposite : bool
        One of them has a word such as ``tidak`` that the other lacks: they may say the opposite.
    """

    first: int
    second: int
    first_text: str
    second_text: str
    likeness: float
    opposite: bool


def propose_merges(entries: Sequence[str], *, likeness: float = LIKENESS) -> tuple[MergeProposal, ...]:
    """Propose which entries of a workshop list may be the same complaint, the most alike first.

    Parameters
    ----------
    entries : sequence of str
        As people said them.
    likeness : float
        Least likeness, 0 to 100, of what is proposed.

    Raises
    ------
    MethodError
        A likeness outside 0 to 100.

    Notes
    -----
    Words without order, fillers and the commonest Indonesian prefixes and suffixes (rapidfuzz,
    ``token_set_ratio``). A likeness of words, not of meaning: read both before you merge.
    """
    if not 0 <= likeness <= 100:
        raise MethodError(f"The likeness is {likeness:g}; it must lie between 0 and 100.")
    words = [_stems(entry) for entry in entries]
    found = []
    for one, two in combinations(range(len(entries)), 2):
        score = fuzz.token_set_ratio(" ".join(words[one]), " ".join(words[two]))
        if score >= likeness and words[one] and words[two]:
            opposite = _negated(words[one]) != _negated(words[two])
            found.append(MergeProposal(one, two, entries[one], entries[two], round(score, 1), opposite))
    return tuple(sorted(found, key=lambda p: (-p.likeness, p.first, p.second)))


def _negated(words: Sequence[str]) -> bool:
    return any(word in WORDS["negations"] for word in words)


def _stems(text: str) -> list[str]:
    return [_stem(word) for word in plain_words(text).split() if word not in WORDS["fillers"]]


def _stem(word: str) -> str:
    for ending in WORDS["suffixes"]:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            word = word.removesuffix(ending)
            break
    for beginning in WORDS["prefixes"]:
        if word.startswith(beginning) and len(word) - len(beginning) >= 4:
            return word.removeprefix(beginning)
    return word


def plain_words(text: str) -> str:
    """Return an entry as it is compared: lower case, without punctuation."""
    return " ".join(re.sub(r"[^\w\s]", " ", text.casefold()).split())


def wording_issues(entry: str) -> tuple[str, ...]:
    """Return what keeps an entry from being one plain complaint.

    Returns
    -------
    tuple of str
        Of ``empty``, ``several things`` (a yes to it would not tell to which), ``question`` (it asks instead
        of saying), ``long``, ``names a person`` (a survey is of a service, not of a person).
    """
    text = " ".join(entry.split())
    if not re.search(r"\w", text):
        return ("empty",)
    bare = text.casefold()
    for phrase in WORDS["one_thing"]:
        bare = bare.replace(phrase, "")
    issues = []
    if JOINED.search(bare) or re.search(r"[.!]\s+\w", text):
        issues.append("several things")
    if "?" in text:
        issues.append("question")
    if len(text.split()) > LONGEST:
        issues.append("long")
    if PERSON.search(text):
        issues.append("names a person")
    return tuple(issues)
