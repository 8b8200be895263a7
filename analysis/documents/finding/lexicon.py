"""The thesaurus of planning language: which words say the same thing, and which exclude each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from analysis.documents.finding.language_tables import rows_of
from analysis.documents.finding.words import fold, tokens

__all__ = ["FILLER", "Concept", "Entry", "lexicon_entries", "spelled"]

FILLER = "filler"


@dataclass(frozen=True, slots=True)
class Concept:
    """A thing that words can say.

    Attributes
    ----------
    name : str
        Its name in the thesaurus, or the key of a word that stands in a catalogue only.
    kind : str
        ``content``; ``frame`` for words that any indicator has (cakupan, persentase); ``filler``.
    group : str
        Concepts of a group exclude each other (K1 and K4, SD and SMP); empty where there is none.
    """

    name: str
    kind: str = "content"
    group: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A phrase of the thesaurus and the concepts that it says."""

    phrase: str
    concepts: tuple[Concept, ...] = field(default=())


def spelled(text: str) -> list[str]:
    """Return the words of a phrase, folded."""
    return [fold(match.group()) for match in tokens(text)]


@cache
def lexicon_entries() -> tuple[Entry, ...]:
    """Return the phrases of the thesaurus that comes with the package (``concepts.csv``)."""
    rows = list(rows_of("concepts.csv"))
    plain = {row["concept"]: Concept(row["concept"], row["kind"], row["group"]) for row in rows}
    entries = []
    for row in rows:
        concepts = tuple(plain.get(name) or Concept(name) for name in row["concept"].split("+"))
        entries += [Entry(phrase, concepts) for phrase in row["words"].split("|")]
    return tuple(entries)


class Phrases:
    """Finds the longest phrases of a thesaurus in a row of word keys."""

    def __init__(self, entries: Iterable[tuple[Sequence[str], tuple[Concept, ...]]]) -> None:
        self.root: dict[str, Any] = {}
        for keys, concepts in entries:
            node = self.root
            for key in keys:
                node = node.setdefault(key, {})
            node.setdefault("", concepts)

    def longest(self, keys: Sequence[str | None], start: int) -> tuple[tuple[Concept, ...], int]:
        """Return the concepts of the longest phrase that begins here, and where it ends."""
        node: Any = self.root
        found, end = (), start
        for position in range(start, len(keys)):
            node = node.get(keys[position] or "-")
            if node is None:
                break
            if "" in node:
                found, end = node[""], position + 1
        return found, end
