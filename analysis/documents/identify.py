"""Type, office, region and period of a document, proposed from its first pages and its name."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources
from typing import NamedTuple

from analysis.documents.page import Page
from analysis.documents.record import DocumentRecord, Evidence

__all__ = ["FIRST_PAGES", "identify"]

FIRST_PAGES = 6  # that are looked at: title page, foreword, contents
TITLE_LENGTH = 700  # characters; of a first page with more, which is running text, the beginning counts
LATER_LENGTH = 250  # of the pages after it
OF_A_TABLE = 3  # rank of what tables of a type are called
AFTER_ABOUT = 220  # characters after "tentang" in which a regulation names its subject
OFFICES = (
    *(
        "dinas",
        "badan",
        "kantor",
        "inspektorat",
        "sekretariat daerah",
        "sekretariat dprd",
        "sekretariat dewan",
    ),
    *("rumah sakit umum daerah", "rsud", "satuan polisi pamong praja", "kecamatan", "kelurahan", "bappeda"),
    "puskesmas",
)
NO_PART = (  # words that end the name of an office
    *(
        "kabupaten",
        "kota",
        "provinsi",
        "propinsi",
        "tahun",
        "nomor",
        "no",
        "periode",
        "disusun",
        "jalan",
        "jl",
    ),
    *("rencana", "laporan", "ta", "pemerintah", "program", "kegiatan", "urusan", "bab", "dokumen"),
)
# A name is written in capitals or with capital letters; "dinas terkait" in running text is none.
OFFICE = re.compile(
    rf"\b(?=[A-Z])(?i:{'|'.join(OFFICES)})\b"
    rf"(?:(?: |, )(?:(?i:dan) |& )?(?!(?i:{'|'.join(NO_PART)})\b)[A-Z][A-Za-z\-]*){{0,7}}"
)
YEAR = r"(?:19|20)\d\d"
TO = r"(?:-|\u2013|\u2014|/|s\.?\s?/?d\.?|sampai(?: dengan)?|hingga)"
YEARS = re.compile(rf"\b({YEAR})\s*{TO}\s*({YEAR})\b", re.IGNORECASE)
ONE_YEAR = re.compile(rf"\b(?:tahun anggaran|tahun|t\.?a\.?|anggaran)\s*:?\s*({YEAR})\b", re.IGNORECASE)
OF_A_REGULATION = re.compile(
    rf"\b(?:nomor|no\.?)\s*:?\s*[\w./ -]{{0,20}}?\s*tahun\s*:?\s*{YEAR}", re.IGNORECASE
)
ANY_YEAR = re.compile(rf"(?<!\d)({YEAR})(?!\d)")
SPACED = re.compile(r"(?<!\w)(?:[A-Za-z] ){3,}[A-Za-z](?!\w)")


class Place(NamedTuple):
    """A piece of text of a document's first pages."""

    text: str
    page: int
    in_margin: bool = False


def identify(
    file: str, sha256: str, kind: str, pages: Sequence[Page], regions: Iterable[tuple[str, str]] = ()
) -> DocumentRecord:
    """Propose what a document is.

    Parameters
    ----------
    file, sha256, kind : str
        As for ``DocumentRecord``; the name is looked at where the pages say nothing.
    pages : sequence of Page
        The first pages, ``FIRST_PAGES`` at most.
    regions : iterable of (code, name)
        Districts that may be named, such as ``("6172", "Kota Singkawang")``.

    Returns
    -------
    DocumentRecord
        With the evidence for each field; what nothing tells stays empty, the type ``other``.
    """
    places = _places(pages, file)
    evidence: list[Evidence] = []
    kind_of_document = _type(places, evidence)
    organisation = _office(places, kind_of_document, evidence)
    code = _region(places, regions, evidence)
    first, last = _period(places, evidence)
    return DocumentRecord(
        file=file,
        sha256=sha256,
        kind=kind,
        document_type=kind_of_document,
        title=_title(pages),
        organisation=organisation,
        region_code=code,
        year_from=first,
        year_to=last,
        document_id=_id(kind_of_document, organisation, first, file),
        evidence=tuple(evidence),
    )


def _places(pages: Sequence[Page], file: str) -> list[Place]:
    """Give the beginnings of the first pages, then what runs along their margins, then the file's name."""
    read = [page for page in pages[:FIRST_PAGES] if page.text]
    texts = [
        Place(_plain(page.text[: LATER_LENGTH if at else TITLE_LENGTH]), page.number)
        for at, page in enumerate(read)
    ]
    margins = [Place(_plain(" ".join(page.margins)), page.number, True) for page in pages if page.margins][:1]
    name = re.sub(r"[_.\-]+", " ", file.rsplit(".", 1)[0])
    return [*texts[:1], *margins, *texts[1:], Place(_plain(name), 0)]


def _plain(text: str) -> str:
    text = SPACED.sub(lambda match: match.group().replace(" ", ""), text)
    return " ".join(text.split())


@cache
def _patterns() -> tuple[tuple[str, int, re.Pattern[str]], ...]:
    text = resources.files("analysis.documents").joinpath("titles.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return tuple((row["document_type"], int(row["rank"]), re.compile(row["pattern"], re.I)) for row in rows)


def _type(places: list[Place], evidence: list[Evidence]) -> str:
    """Take what is named first; of a regulation, what it is about before that it is one.

    What a table is called counts only where no title says more.
    """
    weak: list[tuple[tuple[int, int, int, str, str], int]] = []
    for place in places:
        found = []
        for name, rank, pattern in _patterns():
            match = pattern.search(place.text)
            if match:
                found.append((rank, match.start(), -match.end(), name, match.group()))
        weak += [(each, place.page) for each in found if each[0] == OF_A_TABLE]
        found = [each for each in found if each[0] != OF_A_TABLE]
        if not found:
            continue
        regulation = next((each for each in found if each[0] == 2), None)
        if regulation is not None:
            found = _subject(place.text, found, regulation[1]) or [regulation]
        _, _, _, name, words = min(found)
        evidence.append(Evidence("document_type", words, place.page))
        return name
    for (_, _, _, name, words), page in weak[:1]:
        evidence.append(Evidence("document_type", words, page))
        return name
    return "other"


def _subject(
    text: str, found: list[tuple[int, int, int, str, str]], start: int
) -> list[tuple[int, int, int, str, str]]:
    """Keep what stands before the regulation's name (a title of its own) or right after its "tentang"."""
    about = text.casefold().find("tentang", start)
    return [
        each
        for each in found
        if each[0] == 1 and (each[1] < start or about <= each[1] <= about + AFTER_ABOUT and about >= 0)
    ]


def _office(places: list[Place], document_type: str, evidence: list[Evidence]) -> str:
    if document_type == "regulation":
        return ""
    for place in places:
        match = OFFICE.search(place.text if place.page else place.text.title())
        if match:
            evidence.append(Evidence("organisation", match.group(), place.page))
            words = match.group()
            return words.title().replace(" Dan ", " dan ") if words.isupper() else words
    return ""


def _region(places: list[Place], regions: Iterable[tuple[str, str]], evidence: list[Evidence]) -> str:
    """Take the district that is named first and most often with its level before its name."""
    known = [(code, name, re.compile(_named(name), re.IGNORECASE)) for code, name in regions]
    for place in places:
        if not re.search(r"kab|kota|bupati|wali", place.text, re.IGNORECASE):
            continue
        found = []
        for code, _, pattern in known:
            match = pattern.search(place.text)
            if match:
                found.append((match.start(), -match.end(), code, match.group()))
        if found:
            _, _, code, words = min(found)
            evidence.append(Evidence("region_code", words, place.page))
            return code
    return ""


def _named(name: str) -> str:
    level, _, bare = name.partition(" ")
    words = r"[\s\-]+".join(map(re.escape, re.split(r"[\s\-]+", bare)))
    before = r"(?:kabupaten|kab\.?|bupati)" if level.casefold() == "kabupaten" else r"(?:kota|wali ?kota)"
    return rf"\b{before}\s+{words}\b"


def _period(places: list[Place], evidence: list[Evidence]) -> tuple[int | None, int | None]:
    for place in places:
        text = OF_A_REGULATION.sub(" ", place.text)
        is_title = place.page == 0 or place.in_margin or (place is places[0] and len(text) < TITLE_LENGTH / 2)
        for pattern in (YEARS, ONE_YEAR, *([ANY_YEAR] if is_title else [])):
            match = pattern.search(text)
            if match:
                years = [int(year) for year in match.groups()]
                if years[0] <= years[-1] <= years[0] + 25:
                    evidence.append(Evidence("period", match.group(), place.page))
                    return years[0], years[-1]
    return None, None


def _title(pages: Sequence[Page]) -> str:
    """Give the first lines of the first page that has any, as far as they are short."""
    page = next((page for page in pages if page.text), None)
    if page is None:
        return ""
    lines: list[str] = []
    for line in page.text.split("\n")[:8]:
        if len(line) > 120 or sum(map(len, lines)) > 200:
            break
        lines.append(_plain(line))
    return " ".join(lines)


def _id(document_type: str, organisation: str, year: int | None, file: str) -> str:
    if document_type == "other":
        parts = [file.rsplit(".", 1)[0]]
    else:
        parts = [document_type, organisation, str(year or "")]
    return re.sub(r"[^a-z0-9]+", "-", " ".join(parts).casefold()).strip("-")[:60] or "document"
