"""Ways to say the name of an indicator or programme, as slots of concepts to be filled."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from analysis.documents.finding.language_tables import rows_of
from analysis.documents.finding.lexicon import FILLER, spelled
from analysis.documents.finding.text import Language

__all__ = ["Name", "Pattern", "compile_patterns", "signatures"]

FRAME_WEIGHT = 0.25  # what a frame word (cakupan, pelayanan) counts for, against a content word as rare
NOTHING = frozenset[str]()
SHORTEST_ALONE = 3  # letters of a single word that names something by itself


@dataclass(frozen=True, slots=True)
class Name:
    """A way to write an indicator or a programme.

    Attributes
    ----------
    catalogue, indicator_code : str
        Whose name it is.
    text : str
        As written.
    kind : str
        ``indicator`` or ``programme``.
    """

    catalogue: str
    indicator_code: str
    text: str
    kind: str = "indicator"

    @property
    def key(self) -> tuple[str, str]:
        """Catalogue and code."""
        return self.catalogue, self.indicator_code


@dataclass(frozen=True, slots=True)
class Pattern:
    """Slots that a passage has to fill to name something.

    Attributes
    ----------
    name : Name
        What it names; ``text`` is the wording or the rule itself.
    slots : tuple of frozenset of str
        Each is filled by any one of its concepts.
    weights : tuple of float
        What each slot counts for; rare concepts count more.
    required : frozenset of int
        Slots without which there is no mention.
    never : frozenset of str
        Concepts that exclude it.
    family : frozenset of str
        All concepts that any wording of the same name has.
    groups : frozenset of str
        Groups that the family has a concept of; another concept of such a group makes it another thing.
    nowhere : frozenset of str
        Concepts that exclude it wherever they stand in the sentence or cell.
    ruled : bool
        Whether the name has a rule beside its wordings.
    rule : str
        ``signature`` (a rule of what must be said) or ``wording`` (a known wording).
    """

    name: Name
    slots: tuple[frozenset[str], ...]
    weights: tuple[float, ...]
    required: frozenset[int]
    never: frozenset[str]
    family: frozenset[str]
    rule: str
    groups: frozenset[str] = NOTHING
    ruled: bool = False
    nowhere: frozenset[str] = NOTHING

    @property
    def needed(self) -> tuple[frozenset[str], ...]:
        """The slots without which there is no mention."""
        return tuple(self.slots[place] for place in sorted(self.required))

    @property
    def anchors(self) -> frozenset[str]:
        """Concepts by which a passage is suspected: those of the weightiest required slot."""
        place = max(self.required, key=lambda slot: (self.weights[slot], -len(self.slots[slot])))
        return self.slots[place]


@cache
def signatures() -> tuple[tuple[tuple[str, str], str, tuple[frozenset[str], ...], frozenset[str]], ...]:
    """Return the rules of ``signatures.csv``: key, text, slots, and what excludes (anywhere with a star)."""
    found = []
    for row in rows_of("signatures.csv"):
        slots = tuple(frozenset(slot.strip().split("|")) for slot in row["needs"].split("&"))
        never = frozenset(filter(None, row["never"].split("|")))
        found.append(((row["catalogue"], row["indicator_code"]), row["needs"], slots, never))
    return tuple(found)


def compile_patterns(names: Iterable[Name], language: Language) -> tuple[Pattern, ...]:
    """Turn names into patterns, weighted by how rare their concepts are among all names.

    Parameters
    ----------
    names
        All names of all indicators and programmes that are looked for together.
    language
        The thesaurus with the words of these names.

    Returns
    -------
    tuple of Pattern
        One for each signature, and one for each set of concepts that a wording says.
    """
    said: dict[Name, dict[str, str]] = {
        name: {item.concept.name: item.concept.kind for item in language.read(name.text).items}
        for name in dict.fromkeys(names)
    }
    kinds = {concept: kind for concepts in said.values() for concept, kind in concepts.items()}
    family: dict[tuple[str, str], set[str]] = defaultdict(set)
    for name, concepts in said.items():
        family[name.key].update(concepts)
    rules = [rule for rule in signatures() if rule[0] in family]
    for key, _, slots, _ in rules:
        family[key].update(*slots)
    weight = _weights(family, kinds)
    patterns = [_signature(rule, family, weight, language) for rule in rules]
    never: dict[tuple[str, str], frozenset[str]] = {}
    for key, _, _, excluded in rules:
        plain = frozenset(concept.rstrip("*") for concept in excluded)
        never[key] = never.get(key, plain) & plain
    seen: set[tuple[tuple[str, str], frozenset[str]]] = set()
    for name, concepts in said.items():
        if concepts and (name.key, frozenset(concepts)) not in seen:
            seen.add((name.key, frozenset(concepts)))
            pattern = _wording(name, concepts, weight, family, language, never.get(name.key))
            if pattern:
                patterns.append(pattern)
    return tuple(patterns)


def _weights(family: Mapping[tuple[str, str], set[str]], kinds: Mapping[str, str]) -> dict[str, float]:
    """Weigh each concept by inverse frequency over the catalogue, frame words a quarter of it."""
    counts = Counter(concept for concepts in family.values() for concept in concepts)
    return {
        concept: (FRAME_WEIGHT if kinds.get(concept) == "frame" else 1.0)
        * math.log((len(family) + 2) / (count + 1) + 1)
        for concept, count in counts.items()
    }


def _signature(
    rule: tuple,
    family: Mapping[tuple[str, str], set[str]],
    weight: Mapping[str, float],
    language: Language,
) -> Pattern:
    key, text, slots, excluded = rule
    never = frozenset(concept.rstrip("*") for concept in excluded)
    return Pattern(
        name=Name(key[0], key[1], text),
        slots=slots,
        weights=tuple(max(weight[concept] for concept in slot) for slot in slots),
        required=frozenset(range(len(slots))),
        never=never,
        family=frozenset(family[key]) - never,
        rule="signature",
        groups=frozenset(filter(None, (language.groups.get(concept) for concept in family[key] - never))),
        nowhere=frozenset(concept[:-1] for concept in excluded if concept.endswith("*")),
    )


def _wording(
    name: Name,
    concepts: Mapping[str, str],
    weight: Mapping[str, float],
    family: Mapping[tuple[str, str], set[str]],
    language: Language,
    never: frozenset[str] | None,
) -> Pattern | None:
    """Return the pattern of a wording; ``None`` for one that says too little by itself."""
    slots = tuple(frozenset({concept}) for concept in concepts if concepts[concept] != FILLER)
    weights = tuple(weight[next(iter(slot))] for slot in slots)
    content = [place for place, slot in enumerate(slots) if concepts[next(iter(slot))] == "content"]
    if not content or (len(slots) < 2 and len(spelled(name.text)) < 2 and len(name.text) < SHORTEST_ALONE):
        return None
    grouped = {place for place in content if language.groups.get(next(iter(slots[place])))}
    required = grouped | {max(content, key=lambda place: weights[place])}
    kept = frozenset(family[name.key]) - (never or NOTHING)
    if len(content) <= 2:
        required = set(range(len(slots)))
    return Pattern(
        name, slots, weights, frozenset(required), never or NOTHING, kept, "wording",
        frozenset(filter(None, (language.groups.get(concept) for concept in kept))), never is not None,
    )  # fmt: skip
