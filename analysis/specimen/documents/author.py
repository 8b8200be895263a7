"""Who writes a specimen document: its draws, its numbers, and the passages that all documents share."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from analysis.specimen.documents.blocks import Cell, Fact, Kind, Mark, Paragraph, Runs
from analysis.specimen.documents.prose import Prose
from analysis.specimen.documents.wording import Wording, amount_text, figure_text
from analysis.specimen.world import (
    BASE_YEAR,
    amounts,
    assumptions,
    attainments,
    levels,
    planned_targets,
    rows_of,
)

__all__ = ["Author", "head", "middle", "plain", "right"]

NAMED, TARGETED, PROGRAMMED, FUNDED = 2, 3, 4, 5


def plain(text: str, **kwargs: object) -> Cell:
    """Make a cell of plain text."""
    return Cell((text,) if text else (), **kwargs)  # type: ignore[arg-type]


def middle(text: str, **kwargs: object) -> Cell:
    """Make a cell of plain text in its middle."""
    return plain(text, align="center", **kwargs)


def right(text: str, **kwargs: object) -> Cell:
    """Make a cell of plain text at its right."""
    return plain(text, align="right", **kwargs)


def head(*names: str) -> tuple[Cell, ...]:
    """Make a row of a table's head."""
    return tuple(plain(name) for name in names)


class Author:
    """Writes one document of the chain from the specimen's world.

    Parameters
    ----------
    document_id, document_type : str
        Of the document.
    seed : int
        Of the world; each document draws from its own stream.
    with_indicators : bool
        False writes the negative control: the same document without any indicator and any word of standards.
    """

    def __init__(
        self, document_id: str, document_type: str, seed: int, *, with_indicators: bool = True
    ) -> None:
        self.type = document_type
        self.draws = np.random.default_rng([seed, zlib.crc32(document_id.encode())])
        self.prose = Prose(self.draws)
        self.wording = Wording(self.draws)
        self.with_indicators = with_indicators
        chain = levels()
        own = chain[chain["document_type"] == document_type].set_index("indicator_code")["level"]
        self.level = {str(code): int(level) if with_indicators else 0 for code, level in own.items()}
        targets, attained = rows_of(planned_targets(document_type)), rows_of(attainments())
        self.target = {(row["indicator_code"], row["year"]): row["target"] for row in targets}
        self.attained = {(row["indicator_code"], row["year"]): row["value_pct"] for row in attained}

    # Which indicators stand where -----------------------------------------------------------------------

    def codes(self, *wanted: int, health: bool | None = None) -> list[str]:
        """List the indicators that reach one of some levels in this document."""
        chosen = [code for code, level in self.level.items() if level in wanted]
        return chosen if health is None else [code for code in chosen if code.startswith("KES") == health]

    def activities(self, year: int, *, office: str = "") -> pd.DataFrame:
        """List the activities of a year, of one office (first part of the code) or all."""
        table = amounts(self.type, year)
        return table[table["activity_code"].str.startswith(office)].reset_index(drop=True)

    def served(self, serves: str, level: int) -> list[str]:
        """List the indicators that an activity serves and that reach a level here."""
        return [code for code in serves.split("; ") if code and self.level[code] == level]

    # Facts ----------------------------------------------------------------------------------------------

    def figure(self, kind: Kind, code: str, mention: str, year: int, value: float, sign: str = "") -> Mark:
        """Print a figure of an indicator."""
        unit = "per 100000" if code == "KES-13a" else "percent"
        return Mark(
            figure_text(value) + sign, (Fact(kind, code, mention, year=year, value=value, unit=unit),)
        )

    def target_mark(self, code: str, mention: str, year: int, sign: str = "") -> Mark:
        """Print the target of a year."""
        return self.figure("target", code, mention, year, self.target[code, year], sign)

    def attained_mark(self, code: str, mention: str, year: int, sign: str = "") -> Mark:
        """Print what was attained: before the plan a baseline, in it an achievement."""
        kind: Kind = "baseline" if year == BASE_YEAR else "achievement"
        return self.figure(kind, code, mention, year, self.attained[code, year], sign)

    def code_mark(self, kind: Kind, text: str, mentions: Sequence[tuple[str, str]]) -> Runs:
        """Print a code with the indicators that it stands for, or plainly where there are none."""
        facts = tuple(Fact(kind, code, mention, code=text) for code, mention in mentions)
        return (Mark(text, facts),) if facts else (text,)

    def amount_mark(
        self,
        amount_idr: int,
        year: int,
        code: str,
        mentions: Sequence[tuple[str, str]],
        *,
        scale: int = 1,
        rupiah: bool = False,
        cents: bool = False,
        funding_source: str = "",
    ) -> Runs:
        """Print an amount with the indicators that it pays for; the truth is what the print says."""
        text = amount_text(amount_idr, scale, rupiah=rupiah, cents=cents)
        facts = tuple(
            Fact(
                "amount",
                indicator,
                mention,
                year=year,
                code=code,
                amount_idr=amount_idr,
                funding_source=funding_source,
            )
            for indicator, mention in mentions
        )
        return (Mark(text, facts),) if facts else (text,)

    # Passages -------------------------------------------------------------------------------------------

    def standards(self) -> list[Paragraph]:
        """Name minimum service standards in general, where this type of document does."""
        if not self.with_indicators or not any(level == 1 for level in self.level.values()):
            return []
        rows = assumptions("standard-mentions")
        return [
            Paragraph((Mark(row["sentence"], (Fact("standard", row["sector"]),)),)) for row in rows_of(rows)
        ]

    def traps(self) -> list[Paragraph]:
        """Write the sentences that only look like standards and indicators."""
        rows = assumptions("traps")
        mine = rows[[self.type in documents.split() for documents in rows["documents"]]]
        return [
            Paragraph(
                (
                    Mark(row["sentence"], (Fact("trap", row["kind"]),)),
                    " ",
                    self.prose.sentence("governance"),
                )
            )
            for row in rows_of(mine)
        ]

    def told(self, codes: Iterable[str], year: int) -> list[Paragraph]:
        """Tell of indicators in running text: named, and with their figures where they have targets."""
        return [self._told(code, year) for code in codes]

    def _told(self, code: str, year: int) -> Paragraph:
        mention, words = self.wording.mention(code)
        before, after = self.prose.sentence("health" if code.startswith("KES") else "education"), ""
        if self.level[code] == NAMED:
            patterns: list[Runs] = [
                ("Perhatian khusus diberikan kepada ", _lower(words), " yang belum merata antarkecamatan. "),
                (words, " masih menjadi pekerjaan rumah bersama. "),
                ("Upaya untuk memperbaiki ", _lower(words), " dilanjutkan melalui pembinaan. "),
            ]
        else:
            target = self.target_mark(code, mention, year, " persen" if code != "KES-13a" else "")
            past = self.attained_mark(code, mention, BASE_YEAR, " persen" if code != "KES-13a" else "")
            patterns = [
                (
                    words,
                    " pada tahun 2010 baru mencapai ",
                    past,
                    " dan ditargetkan menjadi ",
                    target,
                    f" pada tahun {year}. ",
                ),
                (
                    "Target ",
                    _lower(words),
                    f" tahun {year} adalah ",
                    target,
                    ", sedangkan kondisi awal tahun 2010 ",
                    past,
                    ". ",
                ),
                (
                    f"Pada tahun {year} ",
                    _lower(words),
                    " diharapkan sebesar ",
                    target,
                    "; kondisi tahun 2010 sebesar ",
                    past,
                    ". ",
                ),
            ]
        chosen = patterns[int(self.draws.integers(len(patterns)))]
        return Paragraph((before + " ", *chosen, self.prose.sentence("governance") + after))


def _lower(mark: Mark) -> Mark:
    """Begin a phrase inside a sentence with a small letter, unless it begins with an abbreviation."""
    first = mark.text.split(" ")[0]
    if len(first) > 1 and first[1].isupper():
        return mark
    return Mark(mark.text[0].lower() + mark.text[1:], mark.facts)
