"""What finding gives: hits with page, place, passage, rule and confidence."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from analysis.documents.page import Box, How

__all__ = [
    "Amount",
    "Line",
    "Mention",
    "PageFindings",
    "Place",
    "Standard",
    "Target",
    "TargetKind",
    "Where",
]

Where = Literal["prose", "table", "form"]
TargetKind = Literal["target", "baseline", "achievement", "national_target"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a hit stands.

    Attributes
    ----------
    page : int
        From 1.
    where : str
        ``prose``, ``table``, or ``form`` (a table of labels and entries).
    passage : str
        The sentence or the row, as the person who checks it should see it.
    box : tuple of float or None
        On the page, in points from its upper left corner.
    table, row : int or None
        Which table of the page and which row of it.
    """

    page: int
    where: Where
    passage: str
    box: Box | None = None
    table: int | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """An indicator named.

    Attributes
    ----------
    catalogue, indicator_code : str
        Which.
    words : str
        The words that name it.
    rule : str
        ``signature`` (all that must be said is said) or ``wording`` (like a known wording), with the rule or
        wording itself behind a colon.
    confidence : float
        Share of such hits that are right, as fitted on labelled data.
    place : Place
        Where.
    number : int
        Of the mention within its page, from 0; what is tied to it has the same number and page.
    signals : tuple of float
        What the confidence was reckoned from, see :data:`analysis.documents.finding.confidence.FEATURES`.
    """

    catalogue: str
    indicator_code: str
    words: str
    rule: str
    confidence: float
    place: Place
    number: int = 0
    signals: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """A figure of an indicator: target, baseline, achievement, or the national target beside it.

    ``value`` is in ``unit`` (``percent``, ``per 100000``, ``people``, ... or empty where nothing says it);
    ``year`` is ``None`` where no year stands with it; ``head`` is the head of its column or the words around
    it; ``mention`` and ``place.page`` say to which mention it belongs, ``rule`` why.
    """

    catalogue: str
    indicator_code: str
    kind: TargetKind
    value: float
    unit: str
    year: int | None
    written: str
    head: str
    rule: str
    confidence: float
    place: Place
    mention: int
    final: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A programme or activity that an indicator stands under.

    ``activity_code`` is empty where only a name is given; ``level`` is ``programme``, ``activity`` or
    ``sub-activity``; ``era`` is ``study`` or ``today``; ``overhead`` marks programmes of the office itself.
    """

    catalogue: str
    indicator_code: str
    activity_code: str
    level: str
    era: str
    name: str
    overhead: bool
    rule: str
    confidence: float
    place: Place
    mention: int


@dataclass(frozen=True, slots=True)
class Amount:
    """Rupiah on the line of an indicator.

    ``amount_idr`` is in full rupiah after ``scale`` is applied; ``written`` as it stands; ``funding_source``
    as it stands, empty where nothing says it; ``realised`` tells money spent from money planned; ``level`` is
    that of the line (programme, activity, sub-activity, or empty): a programme sums up its activities, so
    amounts are added within one level only; ``shared_count`` is the number of indicators of the page that
    stand on the same rupiah, which must not be counted in full for each of them.
    """

    catalogue: str
    indicator_code: str
    amount_idr: float
    written: str
    scale: int
    year: int | None
    funding_source: str
    realised: bool
    level: str
    rule: str
    confidence: float
    place: Place
    mention: int
    shared_count: int = 1


@dataclass(frozen=True, slots=True)
class Standard:
    """Minimum service standards named in general, of one sector or (empty) of all."""

    sector: str
    words: str
    confidence: float
    place: Place


@dataclass(frozen=True, slots=True)
class PageFindings:
    """All hits of one page."""

    page: int
    how: How
    mentions: tuple[Mention, ...] = ()
    targets: tuple[Target, ...] = ()
    lines: tuple[Line, ...] = ()
    amounts: tuple[Amount, ...] = ()
    standards: tuple[Standard, ...] = field(default=())
