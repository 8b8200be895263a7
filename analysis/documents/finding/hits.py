"""Collects the hits of a page: what is suspected becomes a record with place, rule and confidence."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import cast

from analysis.documents.finding.codes import Code, codes_in
from analysis.documents.finding.confidence import LEAST_SURE, features, mention_confidence, tie_confidence
from analysis.documents.finding.figure_years import year_beside
from analysis.documents.finding.language_tables import Role
from analysis.documents.finding.matcher import Found, Matcher
from analysis.documents.finding.numbers import Figure, figures
from analysis.documents.finding.prose import Said, kinds_of, names_of
from analysis.documents.finding.records import (
    Amount,
    Line,
    Mention,
    PageFindings,
    Place,
    Standard,
    Target,
    TargetKind,
    Where,
)
from analysis.documents.finding.rows import Named, RowHits
from analysis.documents.finding.tables import box_of
from analysis.documents.finding.text import Item
from analysis.documents.finding.text import Said as SaidItems
from analysis.documents.finding.traps import defined_otherwise, general_mentions
from analysis.documents.finding.values import CellFigure, Money, sources_in
from analysis.documents.page import Box, Cell, Page

__all__ = ["PageHits", "with_baselines"]

LONGEST_NAME = 200
BESIDE_TITLE = 12  # letters beside the name that a title may have: Persentase
SPENT = re.compile(r"realisasi|terserap|serapan|dibelanjakan|terpakai", re.IGNORECASE)
IN_PLAN = "target"  # what a figure beside a name in a cell of a plan is where the cell does not say
# A sentence that takes up the indicator of the one before it.
ANAPHORA = re.compile(
    r"^\W*(?:capaian|cakupan|angka|persentase|realisasi|target|indikator|hasil|kondisi|pencapaian|nilai)\w*\s+"
    r"(?:kinerja\s+)?(?:ini|itu|tersebut|(?:di ?)?atas|tahun|sebesar)\b|^\W*(?:capaian|realisasi|target)nya\b"
    r"|\b(?:target|(?:pen)?capaian|cakupan|indikator)\s+(?:kinerja\s+)?(?:ini|itu|tersebut)\b",
    re.IGNORECASE,
)
# The name of a programme, and not of an indicator, goes on to the word that tells.
PROGRAMME = re.compile(
    r"\bprogram\s+(?:(?!cakupan|persentase|jumlah|proporsi|target|indikator|ini\b|adalah|yaitu|meliputi)[\w/]+\s+){0,5}$",
    re.IGNORECASE,
)


class PageHits:
    """Collects the hits of a page.

    Parameters
    ----------
    page
        The page; the places of its words give the boxes of what stands in running text.
    matcher
        The prepared catalogue.
    reports
        Whether the document reports rather than plans.
    least_sure
        Confidence below which a suspected mention is left out.
    first_year, year
        Of the document, as for :func:`analysis.documents.finding.pages.find_in_pages`.
    """

    def __init__(
        self,
        page: Page,
        matcher: Matcher,
        *,
        reports: bool = False,
        least_sure: float = LEAST_SURE,
        first_year: int | None = None,
        year: int | None = None,
    ) -> None:
        self.page, self.matcher, self.reports, self.least_sure = page, matcher, reports, least_sure
        self.first_year, self.year = first_year, year
        self.last: list[tuple[Found, Mention]] = []  # of the sentence before in the same paragraph
        self.starts = [word.start for word in page.words]
        self.other_spm = defined_otherwise(page.text)
        self.mentions: list[Mention] = []
        self.targets: list[Target] = []
        self.lines: list[Line] = []
        self.amounts: list[Amount] = []
        self.cells: list[Cell | None] = []  # of each amount, that of a sentence none
        self.standards: list[Standard] = []

    def findings(self) -> PageFindings:
        """Return what was collected."""
        return PageFindings(
            self.page.number, self.page.how, tuple(self.mentions), tuple(self.targets), tuple(self.lines),
            tuple(self._shared()), tuple(self.standards),
        )  # fmt: skip

    def _shared(self) -> Iterator[Amount]:
        """Go through the amounts, each with the number of indicators of the page that stand on it."""
        keys = [
            (id(cell) if cell is not None else amount.place, amount.written, amount.year)
            for amount, cell in zip(self.amounts, self.cells, strict=True)
        ]
        who: dict[object, set[tuple[str, str]]] = {}
        for key, amount in zip(keys, self.amounts, strict=True):
            who.setdefault(key, set()).add((amount.catalogue, amount.indicator_code))
        for key, amount in zip(keys, self.amounts, strict=True):
            yield replace(amount, shared_count=len(who[key]))

    # Tables ---------------------------------------------------------------------------------------------

    def add_row(self, hits: RowHits) -> None:
        """Add the hits of a row of a table."""
        passage = " | ".join(cell.text.strip() for _, cell in hits.row.texts())
        where: Where = "table" if hits.head.columns else "form"
        for name, figured, amounts in zip(hits.names, hits.figures, hits.amounts, strict=True):
            if name.found.pattern.name.kind != "indicator":
                continue
            signals = features(
                name.found,
                in_table=True,
                under_indicators=name.under_indicators,
                share=name.share,
                has_figure=bool(figured),
            )
            box = box_of(cell.box for cell in name.cells)
            at = Place(self.page.number, where, passage, box, hits.row.table, hits.row.number)
            mention = self._mention(name.found, name.words, signals, at)
            if mention is not None:
                self._add_named(hits, name, figured, mention)
                self._add_amounts(hits, amounts, mention)

    def _add_named(
        self, hits: RowHits, name: Named, figured: list[tuple[str, CellFigure]], mention: Mention
    ) -> None:
        at = mention.place
        targets = [
            self._target(
                mention, one.kind, one.figure, one.year, one.column.head, rule, one.cell.box,
                unit=one.unit, final=one.column.final,
            )
            for rule, one in figured
        ]  # fmt: skip
        if not targets:
            targets = self._in_cell(name, mention, hits.year)
        self.targets += with_baselines(targets, reports=self.reports)
        for rule, code, text, cell in hits.lines:
            self._line(mention, code, text, rule, replace(at, box=cell.box if cell else None))

    def _add_amounts(self, hits: RowHits, amounts: list[tuple[str, Money, str]], mention: Mention) -> None:
        at = mention.place
        level = next((code.level for _, code, _, _ in reversed(hits.lines) if code), "")
        for rule, money, source in amounts:
            self.cells.append(money.cell)
            self.amounts.append(
                Amount(
                    mention.catalogue, mention.indicator_code, money.amount_idr, money.figure.written,
                    money.scale, money.year, source, money.realised, level, rule,
                    tie_confidence("amount", rule, mention.confidence),
                    replace(at, box=money.cell.box), mention.number,
                )
            )  # fmt: skip

    def _in_cell(self, name: Named, mention: Mention, year: int | None) -> list[Target]:
        """Return the figures beside a name in its cell, which may list several names with theirs."""
        text = name.cells[0].text
        every = figures(text)
        if not every:
            return []
        said = self.matcher.language.read(text)
        found = [
            one for one in self.matcher.find(said.items, said.before) if one.pattern.name.kind == "indicator"
        ]
        names = [((one.start, one.end), one.core) for one in found]
        targets = []
        for one in self._said(text, found, IN_PLAN if not self.reports else ""):
            for place in names_of(text, names, one.figure, every):
                if found[place].pattern.name.key == _key(mention):
                    box = name.cells[0].box
                    targets.append(
                        self._target(mention, one.kind, one.figure, one.year or year, one.cue, "cell", box)
                    )
        return targets

    # Running text ---------------------------------------------------------------------------------------

    def add_sentence(
        self,
        sentence: str,
        start: int,
        own: int,
        lead: str = "",
        before: str = "",
        spoken_of: int | None = None,
    ) -> None:
        """Add the hits of a sentence.

        Parameters
        ----------
        sentence, start
            The text, and where it begins on the page.
        own
            What begins behind so many characters of it is the next page's.
        lead
            The line over the list that it is a point of.
        before
            The sentence before it in the same paragraph: its name goes on where this one takes it up
            (``Capaian ini ...``) or it was a title (``1) Cakupan K4.``).
        spoken_of
            The year of which the paragraph speaks so far.
        """
        last, self.last = (self.last if before else []), []
        for general in general_mentions(sentence):
            if general.start < own and not self.other_spm:
                at = self._at(sentence, start, general.start, general.end)
                words = sentence[general.start : general.end]
                self.standards.append(Standard(general.sector, words, general.confidence, at))
        said = self.matcher.language.read(sentence)
        found = [
            one for one in self.matcher.find(said.items, said.before)
            if one.pattern.name.kind == "indicator" and one.start < own
            and not _of_programme(sentence, one)
        ]  # fmt: skip
        if found:
            self._add_found(sentence, start, found, said, lead, spoken_of)
        elif len(last) == 1 and (ANAPHORA.search(sentence) or _is_title(before, last[0][0])):
            every = figures(sentence)
            told = self._said(sentence, [last[0][0]], lead, spoken_of) if every else []
            ahead = last[0][0]._replace(start=-2, end=-1, core=(-2, -1))
            self._tie_figures(sentence, start, [(ahead, last[0][1])], told, every, said.items)
            self._tie_money(sentence, start, [(ahead, last[0][1])], every)
            self.last = last

    def _add_found(
        self,
        sentence: str,
        start: int,
        found: list[Found],
        said_here: SaidItems,
        lead: str,
        spoken_of: int | None,
    ) -> None:
        words = max(said_here.before[-1], 1)
        every = figures(sentence)
        said = self._said(sentence, found, lead, spoken_of) if every else []
        mentions: list[tuple[Found, Mention]] = []
        for one in found:
            share = len(one.items) / words
            signals = features(one, share=share, has_figure=bool(said))
            at = self._at(sentence, start, one.start, one.end)
            mention = self._mention(one, sentence[one.start : one.end], signals, at)
            if mention is not None:
                mentions.append((one, mention))
        self.last = mentions
        if mentions:
            self._tie_figures(sentence, start, mentions, said, every, said_here.items)
            self._tie_money(sentence, start, mentions, every)

    def _said(
        self, sentence: str, found: Sequence[Found], lead: str, spoken_of: int | None = None
    ) -> list[Said]:
        keys = [one.pattern.name.key for one in found]
        return kinds_of(
            sentence,
            names=[(one.start, one.end) for one in found],
            numbers=set[float]().union(*(self.matcher.numbers.get(key, ()) for key in keys)),
            lead=lead,
            bare=any(self.matcher.unit(*key, 0.0).startswith("per ") for key in keys),
            reports=self.reports,
            first_year=self.first_year,
            year=self.year,
            spoken_of=spoken_of,
        )

    def _tie_figures(
        self,
        sentence: str,
        start: int,
        mentions: list[tuple[Found, Mention]],
        said: Sequence[Said],
        every: Sequence[Figure],
        items: Sequence[Item],
    ) -> None:
        names = [((found.start, found.end), found.core) for found, _ in mentions]
        targets: list[Target] = []
        for one in said:
            figure = one.figure
            if not figure.unit and any(first <= figure.start < last for (first, last), _ in names):
                continue  # a number within the name itself
            box = self._at(sentence, start, figure.start, figure.end).box
            for place in names_of(sentence, names, figure, every):
                found, mention = mentions[place]
                if not _of_another(found, figure, items, [span for span, _ in names]):
                    target = self._target(mention, one.kind, figure, one.year, one.cue, "sentence", box)
                    targets.append(target)
        self.targets += with_baselines(targets, reports=self.reports)

    def _tie_money(
        self, sentence: str, start: int, mentions: list[tuple[Found, Mention]], every: Sequence[Figure]
    ) -> None:
        names = [((found.start, found.end), found.core) for found, _ in mentions]
        for code in codes_in(sentence):
            at = self._at(sentence, start, code.start, code.end)
            text = sentence[code.end : code.end + LONGEST_NAME].strip(' :-()".\u201c')
            for _, mention in mentions:
                self._line(mention, code, text, "sentence", at)
        money = [one for one in every if one.unit == "rupiah"]
        last = 0
        ends = [*(one.start for one in money), len(sentence)][1:]
        for figure, following in zip(money, ends, strict=True):
            at = self._at(sentence, start, figure.start, figure.end)
            year = year_beside(sentence, figure, 0, len(sentence)) or self.year
            realised = SPENT.search(sentence[last : figure.start]) is not None
            source = sources_in([sentence[figure.end : following]]) or sources_in([sentence])
            last = figure.end
            for place in names_of(sentence, names, figure, ()) or _next_name(names, figure):
                mention = mentions[place][1]
                self.cells.append(None)
                self.amounts.append(
                    Amount(
                        mention.catalogue, mention.indicator_code, round(figure.value * figure.scale, 2),
                        figure.written, figure.scale, year, source,
                        realised, "", "sentence",
                        tie_confidence("amount", "sentence", mention.confidence), at, mention.number,
                    )
                )  # fmt: skip

    # Records --------------------------------------------------------------------------------------------

    def _mention(self, found: Found, words: str, signals: tuple[float, ...], at: Place) -> Mention | None:
        """Record a mention that is sure enough."""
        name, sure = found.pattern.name, mention_confidence(signals)
        if sure < self.least_sure:
            return None
        rule = f"{found.pattern.rule}: {name.text}"
        mention = Mention(
            name.catalogue, name.indicator_code, words, rule, sure, at, len(self.mentions), signals
        )
        self.mentions.append(mention)
        return mention

    def _target(
        self,
        mention: Mention,
        kind: Role,
        figure: Figure,
        year: int | None,
        head: str,
        rule: str,
        box: Box | None,
        *,
        unit: str = "",
        final: bool = False,
    ) -> Target:
        said = figure.unit or unit or self.matcher.unit(*_key(mention), figure.value)
        return Target(
            mention.catalogue, mention.indicator_code, cast(TargetKind, kind), figure.value, said, year,
            figure.written, head, rule, tie_confidence(kind, rule, mention.confidence),
            replace(mention.place, box=box), mention.number, final,
        )  # fmt: skip

    def _line(self, mention: Mention, code: Code | None, text: str, rule: str, at: Place) -> None:
        self.lines.append(
            Line(
                mention.catalogue, mention.indicator_code, code.text if code else "",
                code.level if code else "", code.era if code else "", " ".join(text.split())[:LONGEST_NAME],
                bool(code and code.overhead), rule, tie_confidence("line", rule, mention.confidence), at,
                mention.number,
            )
        )  # fmt: skip

    def _at(self, sentence: str, start: int, first: int, last: int) -> Place:
        """Return the place of a stretch of a sentence: the box of the words that it touches."""
        low = max(bisect_right(self.starts, start + first) - 1, 0)
        high = bisect_left(self.starts, start + last)
        box = box_of(word.box for word in self.page.words[low:high])
        return Place(self.page.number, "prose", " ".join(sentence.split()), box)


def _next_name(names: Sequence[tuple[tuple[int, int], tuple[int, int]]], figure: Figure) -> list[int]:
    """Return the first name behind money that no name stands before: dianggarkan Rp 5 juta untuk ..."""
    after = [place for place, (span, _) in enumerate(names) if span[0] >= figure.end]
    return [min(after, key=lambda place: names[place][0])] if after else []


def _is_title(sentence: str, found: Found) -> bool:
    """Say whether a sentence only names something: ``1) Cakupan kunjungan bayi``."""
    beside = sentence[: found.start] + sentence[found.end :]
    told = any(one.unit == "percent" for one in figures(sentence))
    return not told and sum(map(str.isalpha, beside)) <= BESIDE_TITLE


def _of_another(
    found: Found, figure: Figure, items: Sequence[Item], names: Sequence[tuple[int, int]]
) -> bool:
    """Say whether a figure is of a sibling between it and a name: ``K4 ... di bawah K1 yang 95%``.

    Siblings that were found themselves are told apart by where they stand.
    """
    pattern = found.pattern
    return any(
        found.core[1] <= item.start < figure.start
        and not any(first <= item.start < last for first, last in names)
        and item.concept.group in pattern.groups
        and item.concept.name not in pattern.family
        for item in items
    )


def _of_programme(sentence: str, found: Found) -> bool:
    """Say whether a name is part of a programme's, as in ``Program peningkatan pelayanan anak balita``."""
    match = PROGRAMME.search(sentence[: found.core[0]])
    return match is not None and found.start >= match.start()


def _key(mention: Mention) -> tuple[str, str]:
    return mention.catalogue, mention.indicator_code


def with_baselines(figured: list[Target], *, reports: bool) -> list[Target]:
    """Call the last achievement from which a plan sets out its targets what it is: their baseline.

    In a report, and where no target is later, achievements stay achievements.
    """
    result = list(figured)
    if reports:
        return result
    for key in dict.fromkeys((one.mention, one.indicator_code) for one in figured):
        mine = [one for one in figured if (one.mention, one.indicator_code) == key]
        targets = [one.year for one in mine if one.kind == "target" and one.year is not None]
        past = [one for one in mine if one.kind == "achievement" and one.year is not None]
        if not targets or not past or any(one.kind == "baseline" for one in mine):
            continue
        last = max(past, key=lambda one: one.year or 0)
        if last.year is not None and last.year < min(targets):
            result[result.index(last)] = replace(last, kind="baseline")
    return result
