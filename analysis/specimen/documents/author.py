"""Who writes a specimen document: the passages in running text that all documents share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from analysis.specimen.documents.blocks import Fact, Mark, Paragraph, Runs
from analysis.specimen.documents.facts import NAMED, FactWriter
from analysis.specimen.world import BASE_YEAR, assumptions, rows_of

__all__ = ["Author"]


class Author(FactWriter):
    """Writes running text with the document's numbers; parameters are those of ``FactWriter``."""

    def laws(self) -> list[Paragraph]:
        """List the legal basis."""
        return [Paragraph((self.prose.sentence("law"),), item=f"{number}.") for number in range(1, 9)]

    def standards(self) -> list[Paragraph]:
        """Name minimum service standards in general, where this type of document does."""
        if not self.with_indicators or not any(level == 1 for level in self.level.values()):
            return []
        return [
            Paragraph((Mark(row["sentence"], (Fact("standard", row["sector"]),)),))
            for row in rows_of(assumptions("standard-mentions"))
        ]

    def traps(self) -> list[Paragraph]:
        """Write the sentences that only look like standards and indicators."""
        rows = [row for row in rows_of(assumptions("traps")) if self.type in row["documents"].split()]
        return [
            Paragraph(
                (Mark(row["sentence"], (Fact("trap", row["kind"]),)), f" {self.prose.sentence('governance')}")
            )
            for row in rows
        ]

    def told(self, codes: Iterable[str], year: int) -> list[Paragraph]:
        """Tell of indicators in running text: named, and with their figures where they have targets."""
        return [self._told(code, year) for code in codes]

    def some_told(self, codes: Iterable[str], year: int, share: float) -> list[Paragraph]:
        """Tell of a part of some indicators."""
        return self.told([code for code in codes if self.draws.random() < share], year)

    def reported(self, codes: Sequence[str], year: int) -> list[Paragraph]:
        """Report what was attained beside the target, of two indicators at once in every third paragraph."""
        found: list[Paragraph] = []
        left = list(codes)
        while left:
            pair = left[:2] if len(found) % 3 == 2 and len(left) > 1 else left[:1]
            left = left[len(pair) :]
            found.append(self._pair(pair, year) if len(pair) == 2 else self._reported(pair[0], year))
        return found

    def _told(self, code: str, year: int) -> Paragraph:
        mention, words = self.wording.mention(code)
        patterns: list[Runs]
        if self.level[code] == NAMED:
            patterns = [
                ("Perhatian khusus diberikan kepada ", _lower(words), " yang belum merata antarkecamatan. "),
                (words, " masih menjadi pekerjaan rumah bersama. "),
                ("Upaya untuk memperbaiki ", _lower(words), " dilanjutkan melalui pembinaan. "),
            ]
        else:
            target = self.target_mark(code, mention, year, _sign(code))
            past = self.attained_mark(code, mention, BASE_YEAR, _sign(code))
            patterns = [
                (words, " pada tahun 2010 baru mencapai ", past, " dan ditargetkan menjadi ", target,
                 f" pada tahun {year}. "),
                ("Target ", _lower(words), f" tahun {year} adalah ", target, ", sedangkan kondisi awal tahun",
                 " 2010 ", past, ". "),
                (f"Pada tahun {year} ", _lower(words), " diharapkan sebesar ", target, "; kondisi tahun 2010",
                 " sebesar ", past, ". "),
            ]  # fmt: skip
        before = self.prose.sentence(_topic(code))
        return Paragraph((f"{before} ", *self._one_of(patterns), self.prose.sentence("governance")))

    def _reported(self, code: str, year: int) -> Paragraph:
        mention, words = self.wording.mention(code)
        reached = self.attained_mark(code, mention, year, _sign(code))
        target = self.target_mark(code, mention, year, _sign(code))
        patterns: list[Runs] = [
            (words, f" pada tahun {year} mencapai ", reached, " dari target ", target, ". "),
            (f"Realisasi tahun {year} untuk ", _lower(words), " sebesar ", reached, ", sedangkan targetnya ",
             target, ". "),
            ("Dari target ", target, ", ", _lower(words), f" tahun {year} terealisasi ", reached, ". "),
        ]  # fmt: skip
        after = f"{self.prose.sentence(_topic(code))} {self.prose.sentence('governance')}"
        return Paragraph((*self._one_of(patterns), after))

    def _pair(self, pair: Sequence[str], year: int) -> Paragraph:
        named = [(code, *self.wording.mention(code)) for code in pair]
        reached = [self.attained_mark(code, mention, year, _sign(code)) for code, mention, _ in named]
        target = [self.target_mark(code, mention, year, _sign(code)) for code, mention, _ in named]
        return Paragraph(
            (named[0][2], " dan ", _lower(named[1][2]), f" pada tahun {year} masing-masing mencapai ",
             reached[0], " dan ", reached[1], " dari target ", target[0], " dan ", target[1], ". ",
             self.prose.sentence("governance"))
        )  # fmt: skip

    def _one_of(self, patterns: Sequence[Runs]) -> Runs:
        return patterns[int(self.draws.integers(len(patterns)))]


def _topic(code: str) -> str:
    return "health" if code.startswith("KES") else "education"


def _sign(code: str) -> str:
    return "" if code == "KES-13a" else " persen"


def _lower(mark: Mark) -> Mark:
    """Begin a phrase inside a sentence with a small letter, unless it begins with an abbreviation."""
    first = mark.text.split(" ")[0]
    if len(first) > 1 and first[1].isupper():
        return mark
    return Mark(mark.text[0].lower() + mark.text[1:], mark.facts)
