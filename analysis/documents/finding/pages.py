"""Finding in pages, one after the other: what a document says of the standards of a catalogue."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice, pairwise

from analysis.documents.finding.confidence import LEAST_SURE
from analysis.documents.finding.context import Context, Form, read_ahead, read_input, read_label
from analysis.documents.finding.drawn import drawn_tables
from analysis.documents.finding.figure_years import only_year
from analysis.documents.finding.hits import PageHits
from analysis.documents.finding.language_tables import Role
from analysis.documents.finding.matcher import Matcher
from analysis.documents.finding.numbers import years_in
from analysis.documents.finding.outside import captions, lines_outside_tables
from analysis.documents.finding.prose import sentences
from analysis.documents.finding.records import PageFindings
from analysis.documents.finding.rows import read_row
from analysis.documents.finding.tables import POINT, Head, Row, continues_row, joined, read_table
from analysis.documents.page import Cell, Page

__all__ = ["find_in_pages"]

FORM_BEGINS = re.compile(r"formulir|dokumen pelaksanaan anggaran|rencana kerja dan anggaran", re.IGNORECASE)
LONGEST_HEADING = 120
LONGEST_LEAD, LONGEST_POINT = 90, 200  # characters of a line over a list, and of a point of it
OUTPUT_LINE = re.compile(
    r"\s*(?P<label>(?:keluaran|hasil|capaian|output|outcome)(?: (?:sub )?kegiatan| program)?)\s*:?\s+"
    r"(?P<name>.{5,300}?[^\d\s:])\s*[:=]\s*(?P<value>[\d.,]+\s*(?:%|persen\b|[a-z]{2,14}\b))",
    re.IGNORECASE,
)
ENDED = re.compile(r"[.;,]\s*$")
LISTED = re.compile(
    r"^\s*(?:\(?\d{1,2}\s*[.)]\s*)?[^.]{6,140}[:=]?\s*[\d.,]+\s*(?:%|persen)\.?;?\s*$", re.IGNORECASE
)
TITLED = re.compile(r"\btabel\b|\blampiran\b", re.IGNORECASE)
# Before the points of a list in one line.
OPENING = re.compile(r"(?=[^:]*\b(?:sasaran|indikator)\b)[^.;:%\d]{5,80}:(?=\s)", re.IGNORECASE)
NEXT_LINE = 400  # characters of the next page that may end a sentence


def find_in_pages(
    pages: Iterable[Page],
    matcher: Matcher,
    *,
    first_year: int | None = None,
    year: int | None = None,
    reports: bool = False,
    least_sure: float = LEAST_SURE,
) -> Iterator[PageFindings]:
    """Find what pages say of the standards of a catalogue, page by page in flat memory.

    Parameters
    ----------
    pages
        Of one document, in order; an iterator is enough, one page ahead is held.
    matcher
        The prepared catalogue.
    first_year
        First year of a plan, for heads that count its years (Tahun ke-1).
    year
        Of a document for one year (RKPD, APBD, LAKIP ...): what a figure is for where nothing says it.
    reports
        Whether the document reports (LAKIP, LKPJ, LPPD) rather than plans: under a head with only a year, and
        in sentences that say neither, a figure is then an achievement.
    least_sure
        Confidence below which a suspected mention is left out.

    Yields
    ------
    PageFindings
        One for each page; an unread page has no hits and says so by its ``how``.
    """
    reader = _Reader(
        matcher, Context(first_year=first_year, year=year), reports=reports, least_sure=least_sure
    )
    for page, following in pairwise(chain(pages, [None])):
        if page is not None:
            yield reader.read(page, following)


class _Reader:
    """What is carried from page to page."""

    def __init__(self, matcher: Matcher, context: Context, *, reports: bool, least_sure: float) -> None:
        self.matcher, self.context, self.reports, self.least_sure = matcher, context, reports, least_sure
        self.default: Role = "achievement" if reports else "target"
        self.consumed = False

    def read(self, page: Page, following: Page | None) -> PageFindings:
        if page.how == "unread":
            self.context.new_table()
            self.consumed = False
            return PageFindings(page.number, page.how)
        hits = PageHits(
            page, self.matcher, reports=self.reports, least_sure=self.least_sure,
            first_year=self.context.first_year, year=self.context.year,
        )  # fmt: skip
        prose = lines_outside_tables(page)
        titles = captions(page, prose)
        if any(len(line) < LONGEST_HEADING and FORM_BEGINS.search(line) for _, line in prose[:6]):
            self.context.form = Form()
        told = self._labels(prose, hits)
        self.consumed = self._tables(page, following, titles, hits)
        told = self._drawn(page, told, hits)
        self._prose(told, following, hits)
        return hits.findings()

    def _labels(self, prose: list[tuple[int, str]], hits: PageHits) -> list[tuple[int, str]]:
        """Read the entries of forms among the lines; return the other lines."""
        told = []
        for place, (start, line) in enumerate(prose):
            if read_label(line, self.context):
                read_ahead(line, (text for _, text in islice(prose, place + 1, None)), self.context)
                continue
            row = self._output(line)
            found = read_row(row, Head(), self.matcher, self.context, self.default) if row else None
            if found:
                hits.add_row(found)
            else:
                told.append((start, line))
        return told

    def _output(self, line: str) -> Row | None:
        """Return a line such as ``Keluaran Sub Kegiatan Jumlah ibu hamil ... : 512 Orang`` as a row."""
        match = OUTPUT_LINE.match(line) if self.context.form.codes else None
        if match is None:
            return None
        cells = {
            column: Cell(0, column, match[name]) for column, name in enumerate(("label", "name", "value"))
        }
        return Row(0, 0, cells, frozenset(cells))

    def _tables(self, page: Page, following: Page | None, titles: list[str], hits: PageHits) -> bool:
        """Read the tables; say whether the first row of the next page was taken as the rest of the last."""
        taken = False
        for number, table in enumerate(page.tables):
            goes_on = table.continues and number == 0
            head, rows = read_table(table, number, titles[number], self.context.head if goes_on else None)
            if number == 0 and not goes_on and repeats(head, self.context.head, titles[number]):
                goes_on, head = True, self.context.head
            if not goes_on:
                self.context.new_table()
            self.context.head = head
            if number == 0 and self.consumed:
                rows = rows[1:]
            if rows and number == len(page.tables) - 1:
                rest = _rest_of_row(following)
                if rest is not None and continues_row(rest, rows[-1], head):
                    rows[-1], taken = joined(rows[-1], rest), True
            for row in rows:
                read_input([cell.text for _, cell in row.texts()], self.context)
            for place, row in enumerate(rows):
                found = read_row(row, head, self.matcher, self.context, self.default)
                if found is not None:
                    hits.add_row(found)
                elif not head.columns:
                    self._read_ahead(rows, place)
        return taken

    def _read_ahead(self, rows: list[Row], place: int) -> None:
        """Look in the rows of a form for what a sub-activity says only further down."""
        texts = ("\n".join(cell.text for _, cell in row.texts()) for row in islice(rows, place, None))
        read_ahead(next(texts), texts, self.context)

    def _drawn(self, page: Page, lines: list[tuple[int, str]], hits: PageHits) -> list[tuple[int, str]]:
        """Read the tables that stand in lines of text; return the lines that are left."""
        taken: set[int] = set()
        for number, drawn in enumerate(drawn_tables(page, lines), start=len(page.tables)):
            self.context.new_table()
            taken |= drawn.lines
            head, rows = read_table(drawn.table, number, drawn.title)
            for row in rows:
                found = read_row(row, head, self.matcher, self.context, self.default)
                if found is not None:
                    hits.add_row(found)
        return [line for place, line in enumerate(lines) if place not in taken]

    def _prose(self, lines: list[tuple[int, str]], following: Page | None, hits: PageHits) -> None:
        lead = ""
        for place, (start, line) in enumerate(lines):
            lead = lead_of(line, lead)
            unended = place == len(lines) - 1 and line.rstrip()[-1:] not in ".:;!?"
            extra = _first_words(following) if unended and following is not None else ""
            opening = (OPENING.match(line) or [""])[0]
            before, spoken_of = "", None
            for at, sentence in sentences(line + extra):
                if at < len(line):
                    over = lead if lead and lead != line else opening
                    hits.add_sentence(sentence, start + at, len(line) - at, over, before, spoken_of)
                before = sentence
                spoken_of = only_year(sentence) if years_in(sentence) else spoken_of


def repeats(head: Head, before: Head, title: str) -> bool:
    """Say whether a table at the top of a page goes on from the page before: its head is printed again."""
    return bool(head.columns) and head.columns == before.columns and not TITLED.search(title)


def lead_of(line: str, lead: str) -> str:
    """Return the line over a list that holds from here on: kept over its points, dropped by other text."""
    title = len(line) <= LONGEST_LEAD and not ENDED.search(line) and "%" not in line
    if line.rstrip().endswith(":") or title:
        return line
    short = len(line) <= LONGEST_POINT
    return lead if lead and short and (POINT.match(line) or LISTED.match(line)) else ""


def _rest_of_row(page: Page | None) -> Row | None:
    """Return the first row of a table that goes on from the page before."""
    if page is None or not page.tables or not page.tables[0].continues:
        return None
    _, rows = read_table(page.tables[0], 0)
    return rows[0] if rows else None


def _first_words(page: Page) -> str:
    """Return the beginning of a page as the end of a sentence of the page before, or nothing."""
    if page.how == "unread" or not page.text[:1].islower():
        return ""
    return " " + page.text.split("\n", 1)[0][:NEXT_LINE]
