"""How far an indicator comes in a document: the integration level 0 to 5, with the evidence of each step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from analysis.documents.finding.records import Mention, PageFindings, Place, Standard
from analysis.errors import MethodError
from analysis.panels import require_columns

__all__ = ["STEPS", "Evidence", "IndicatorLevel", "integration_levels", "levels_frame"]

Status = Literal["evaluated", "at least", "not evaluated"]
STEPS = {
    0: "absent",
    1: "standard mentioned in general",
    2: "indicator named",
    3: "numeric target",
    4: "programme or activity",
    5: "rupiah line",
}
STANDARD, NAMED, TARGETED, PROGRAMMED, FUNDED = 1, 2, 3, 4, 5


@dataclass(frozen=True, slots=True)
class Evidence:
    """The surest passage for a step, and how many there are.

    Attributes
    ----------
    step : int
        1 to 5, see ``STEPS``.
    words : str
        What stands there: the name, the figure, the code, the amount.
    rule : str
        What found it, or tied it to the indicator.
    confidence : float
        Of this passage.
    place : Place
        Page, passage and box.
    count : int
        How many passages there are for the step.
    """

    step: int
    words: str
    rule: str
    confidence: float
    place: Place
    count: int = 1


@dataclass(frozen=True, slots=True)
class IndicatorLevel:
    """The integration level of one indicator in one document.

    Attributes
    ----------
    catalogue, indicator_code : str
        Which indicator.
    level : int or None
        The highest step that has evidence; ``None`` where nothing was found and pages are unread.
    status : str
        ``evaluated``; ``at least`` where unread pages could hold more; ``not evaluated`` where they could
        hold anything.
    evidence : tuple of Evidence
        One for each step that is reached, from the lowest.
    unread : tuple of int
        Numbers of the pages that could not be read.
    """

    catalogue: str
    indicator_code: str
    level: int | None
    status: Status
    evidence: tuple[Evidence, ...]
    unread: tuple[int, ...]

    @property
    def skipped(self) -> tuple[int, ...]:
        """Steps below the level without evidence: a budget often has no targets."""
        reached = {one.step for one in self.evidence}
        return tuple(step for step in range(NAMED, self.level or 0) if step not in reached)


@dataclass
class _Found:
    """What was found of one indicator so far."""

    best: dict[int, Evidence] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)

    def add(self, step: int, words: str, rule: str, confidence: float, place: Place) -> None:
        self.counts[step] = self.counts.get(step, 0) + 1
        if step not in self.best or confidence > self.best[step].confidence:
            self.best[step] = Evidence(step, words, rule, confidence, place)

    def evidence(self) -> tuple[Evidence, ...]:
        return tuple(
            Evidence(one.step, one.words, one.rule, one.confidence, one.place, self.counts[step])
            for step, one in sorted(self.best.items())
        )


def integration_levels(
    findings: Iterable[PageFindings], indicators: pd.DataFrame, *, least_sure: float = 0.5
) -> tuple[IndicatorLevel, ...]:
    """Say how far each indicator of a catalogue comes in one document.

    Parameters
    ----------
    findings
        Of the pages of one document, as :func:`analysis.documents.finding.pages.find_in_pages` gives them; an
        iterator is enough, only the best evidence is kept.
    indicators
        ``catalogue, indicator_code, sector_en`` of every indicator that is asked for.
    least_sure
        Confidence from which the name of an indicator counts.

    Returns
    -------
    tuple of IndicatorLevel
        One for each indicator, in the order of the frame.

    Raises
    ------
    MethodError
        A column is absent, or ``least_sure`` is no probability.

    Notes
    -----
    The steps are 0 absent, 1 standard mentioned in general (of the indicator's sector, or of all), 2
    indicator named, 3 with a numeric target of the region's own, 4 with a programme or activity, 5 with a
    rupiah line.
    What belongs to an indicator from step 3 on is tied to a passage that names it. The level is the highest
    step reached: documents of the chain carry different steps, so that one may be skipped. Programmes of the
    office itself (administration) are no step 4. A document with unread pages is never given level 0.
    """
    require_columns(indicators, ["catalogue", "indicator_code", "sector_en"], "the indicators")
    if not 0 <= least_sure <= 1:
        raise MethodError(f"The least confidence must lie between 0 and 1; found {least_sure}.")
    found: dict[tuple[str, str], _Found] = {}
    standards: dict[str, _Found] = {}
    unread: list[int] = []
    count = 0
    for page in findings:
        count += 1
        if page.how == "unread":
            unread.append(page.page)
        for standard in page.standards:
            _add_standard(standard, standards)
        _add_page(page, found, least_sure)
    return tuple(
        _level(
            str(row.catalogue),
            str(row.indicator_code),
            str(row.sector_en),
            found,
            standards,
            tuple(unread),
            count,
        )
        for row in indicators[["catalogue", "indicator_code", "sector_en"]].itertuples()
    )


def _add_standard(standard: Standard, standards: dict[str, _Found]) -> None:
    one = standards.setdefault(standard.sector, _Found())
    one.add(STANDARD, standard.words, "standard", standard.confidence, standard.place)


def _add_page(page: PageFindings, found: dict[tuple[str, str], _Found], least_sure: float) -> None:
    sure: dict[int, Mention] = {one.number: one for one in page.mentions if one.confidence >= least_sure}
    for mention in sure.values():
        own = found.setdefault((mention.catalogue, mention.indicator_code), _Found())
        own.add(NAMED, mention.words, mention.rule, mention.confidence, mention.place)
    for step, key, words, rule, confidence, place, number in _steps(page):
        if number in sure:
            found[key].add(step, words, rule, confidence, place)


def _steps(page: PageFindings) -> Iterator[tuple[int, tuple[str, str], str, str, float, Place, int]]:
    """Go through what is tied to mentions, each with its step."""
    for target in page.targets:
        if target.kind == "target":
            key = target.catalogue, target.indicator_code
            yield TARGETED, key, target.written, target.rule, target.confidence, target.place, target.mention
    for line in page.lines:
        if not line.overhead:
            key, words = (line.catalogue, line.indicator_code), f"{line.activity_code} {line.name}".strip()
            yield PROGRAMMED, key, words, line.rule, line.confidence, line.place, line.mention
    for amount in page.amounts:
        key = amount.catalogue, amount.indicator_code
        yield FUNDED, key, amount.written, amount.rule, amount.confidence, amount.place, amount.mention


def _level(
    catalogue: str,
    code: str,
    sector: str,
    found: Mapping[tuple[str, str], _Found],
    standards: Mapping[str, _Found],
    unread: tuple[int, ...],
    pages: int,
) -> IndicatorLevel:
    named = found[catalogue, code].evidence() if (catalogue, code) in found else ()
    general = [
        one
        for said, own in standards.items()
        if not said or said in sector or sector in said
        for one in own.evidence()
    ]
    evidence = tuple(sorted(general, key=lambda one: -one.confidence)[:1]) + named
    level = max((one.step for one in evidence), default=0)
    if level == 0 and (unread or not pages):
        return IndicatorLevel(catalogue, code, None, "not evaluated", (), unread)
    status: Status = "at least" if unread and level < FUNDED else "evaluated"
    return IndicatorLevel(catalogue, code, level, status, evidence, unread)


def levels_frame(levels: Iterable[IndicatorLevel]) -> pd.DataFrame:
    """Return levels as a tidy frame without any passage, fit to be published.

    Returns
    -------
    pandas.DataFrame
        ``catalogue, indicator_code, level, status, unread_pages_count``, and for each step from 1 to 5
        ``page_<step>`` (of the surest passage), ``confidence_<step>`` and ``passages_<step>_count``.
    """
    rows = []
    for one in levels:
        row: dict[str, object] = {
            "catalogue": one.catalogue, "indicator_code": one.indicator_code, "level": one.level,
            "status": one.status, "unread_pages_count": len(one.unread),
        }  # fmt: skip
        steps = {evidence.step: evidence for evidence in one.evidence}
        for step in range(STANDARD, FUNDED + 1):
            known = steps.get(step)
            row[f"page_{step}"] = known.place.page if known else None
            row[f"confidence_{step}"] = known.confidence if known else None
            row[f"passages_{step}_count"] = known.count if known else 0
        rows.append(row)
    frame = pd.DataFrame(rows)
    whole = {name: "Int64" for name in frame.columns if name == "level" or name.startswith("page_")}
    return frame.astype(
        {**whole, **{name: float for name in frame.columns if name.startswith("confidence_")}}
    )
