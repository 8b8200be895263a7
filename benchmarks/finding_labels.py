"""Labelled passages for finding: the hand-written snippets as pages, with what a reader finds in them."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.documents.finding.matcher import Matcher
from analysis.documents.finding.pages import find_in_pages
from analysis.documents.finding.records import PageFindings
from analysis.documents.page import Cell, Page, PageTable

SNIPPETS = Path(__file__).parents[1] / "tests" / "documents" / "snippets.toml"


@dataclass(frozen=True)
class Snippet:
    """A labelled passage: ``expect`` holds the hits as text, see :func:`said`."""

    id: str
    part: str
    catalogue: str
    page: Page
    expect: tuple[str, ...]
    first_year: int | None
    reports: bool

    @property
    def layout(self) -> str:
        """``table`` or ``prose``."""
        return "table" if self.page.tables else "prose"


def load_snippets(path: Path = SNIPPETS) -> tuple[Snippet, ...]:
    """Read the hand-labelled passages."""
    with path.open("rb") as stream:
        rows = tomllib.load(stream)["snippet"]
    return tuple(
        Snippet(
            row["id"], row["part"], row.get("catalogue", "study"), _page(row), tuple(row["expect"]),
            row.get("first_year"), row.get("reports", False),
        )
        for row in rows
    )  # fmt: skip


def _page(row: dict) -> Page:
    if "table" not in row:
        return Page(1, row["text"])
    lines = [[cell.strip() for cell in line.split("|")] for line in row["table"].strip().split("\n")]
    table = PageTable(tuple(_cells(lines)))
    body = "\n".join(" ".join(cell for cell in line if cell not in {"^", "<"}) for line in lines)
    return Page(1, f"{row.get('caption', '')}\n{body}".strip(), tables=(table,))


def _cells(lines: list[list[str]]) -> Iterator[Cell]:
    """Turn a drawn table into cells; ``^`` goes on from above, ``<`` from the left."""
    for row, line in enumerate(lines):
        for column, text in enumerate(line):
            if text in {"^", "<"}:
                continue
            wide = 1
            while column + wide < len(line) and line[column + wide] == "<":
                wide += 1
            high = 1
            while (
                row + high < len(lines)
                and column < len(lines[row + high])
                and lines[row + high][column] == "^"
            ):
                high += 1
            yield Cell(row, column, text, None, high, wide)


def said(pages: Iterable[PageFindings]) -> list[str]:
    """Write hits as the snippets do."""
    found: list[str] = []
    for page in pages:
        found += [mention.indicator_code for mention in page.mentions]
        found += [f"{t.indicator_code} {t.kind} {t.value:g} {t.year or '-'}" for t in page.targets]
        found += [
            f"{line.indicator_code} line {line.activity_code}" for line in page.lines if line.activity_code
        ]
        found += [f"{a.indicator_code} amount {a.amount_idr:.0f} {a.year or '-'}" for a in page.amounts]
        found += [f"standard {s.sector}".strip() for s in page.standards]
    return found


def kind_of(hit: str) -> str:
    """Return what a written hit is: mention, target (any figure), line, amount or standard."""
    words = hit.split()
    if words[0] == "standard":
        return "standard"
    if len(words) == 1:
        return "mention"
    return words[1] if words[1] in {"line", "amount"} else "target"


def outcomes_of(snippets: Iterable[Snippet], matchers: Mapping[str, Matcher]) -> pd.DataFrame:
    """Match what is found in snippets with their labels, in the form of ``labelled.match_hits``."""
    rows = []
    for snippet in snippets:
        pages = find_in_pages(
            [snippet.page],
            matchers[snippet.catalogue],
            first_year=snippet.first_year,
            reports=snippet.reports,
        )
        got, want = Counter(said(pages)), Counter(snippet.expect)
        for outcome, hits in (("right", got & want), ("wrong", got - want), ("missed", want - got)):
            for hit in hits.elements():
                rows.append((snippet.id, 1, f"{snippet.part}, {snippet.layout}", kind_of(hit), outcome))
    return pd.DataFrame(rows, columns=["document_id", "page", "split", "kind", "outcome"])


# Texts in which there is nothing to find: a cookbook, a foreign plan and regulation, forms of a treasury.
CONTROLS = {
    "cookbook": (
        "Gulai ikan. Rebus santan dengan serai dan daun salam, masukkan ikan, dan masak empat "
        "menit. Sajikan 4 porsi. Biaya bahan Rp 45.000.\n"
        "Bubur bayi. Haluskan beras merah, kukus 20 menit, beri sedikit gula.",
        "Sup ayam untuk ibu menyusui. Potong wortel 100 gram, 2 sendok makan minyak, dan 1.500 ml air.",
    ),
    "foreign plan": (
        "The county raised the share of births attended by skilled health personnel from 78.5% in"
        " 2012 to 90% in 2015. Antenatal care coverage (four visits) reached 95 percent. Budget: "
        "1.2 million dollars.",
    ),
    "foreign regulation": (
        "Le plan quinquennal de la commune prévoit 12 écoles primaires et une maternité pour 2014.",
        "Sijil Pelajaran Malaysia (SPM) ialah peperiksaan bagi pelajar tingkatan lima; keputusan "
        "SPM 2013 naik.",
    ),
    "treasury": (
        "Bendahara mengajukan SPP-LS kepada PPK-SKPD; PA menerbitkan SPM-LS, dan BUD menerbitkan SP2D.",
        "Register SPM, SPM-GU nihil, dan SPM-TU disampaikan setiap bulan dengan lampiran kuitansi.",
    ),
}
