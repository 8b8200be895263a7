"""The numbers of one document, and the marks that carry them: names, figures, codes, amounts."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.specimen.documents.blocks import Fact, Kind, Mark, Runs
from analysis.specimen.documents.prose import Prose
from analysis.specimen.documents.wording import Wording, amount_text, figure_text
from analysis.specimen.world import BASE_YEAR, YEARS, amounts, attainments, levels, planned_targets, rows_of

__all__ = ["FUNDED", "NAMED", "PROGRAMMED", "TARGETED", "FactWriter"]

# Types of documents that list activities with amounts, and whose: the first part of the code.
OFFICES = {
    "renstra": "1.02",
    "rkpd": "",
    "renja": "1.02",
    "kua_ppas": "",
    "apbd": "",
    "apbd_p": "",
    "dpa": "1.02",
}
NAMED, TARGETED, PROGRAMMED, FUNDED = 2, 3, 4, 5  # how far an indicator comes in a document


class FactWriter:
    """Knows what a document of the chain says of each indicator, and prints it with the truth attached.

    Parameters
    ----------
    document_id, document_type : str
        Of the document.
    seed : int
        Of the world; each document draws from its own stream.
    length : float
        How much longer than its outline the document is.
    chain : str
        Column of the assumed chain that says how far indicators come; by default the type.
    decimal_mark : str
        As the document prints it: some are made with a spreadsheet of another country.
    with_indicators : bool
        False writes the negative control: the same document without any indicator and any word of standards.
    """

    def __init__(
        self,
        document_id: str,
        document_type: str,
        seed: int,
        *,
        length: float = 1.0,
        with_indicators: bool = True,
        chain: str = "",
        decimal_mark: str = ",",
    ) -> None:
        self.type = document_type
        self.draws = np.random.default_rng([seed, zlib.crc32(document_id.encode())])
        self.prose = Prose(self.draws, length)
        self.wording = Wording(self.draws)
        self.with_indicators = with_indicators
        self.decimal_mark = decimal_mark
        reached = levels()
        own = reached[reached["document_type"] == (chain or document_type)].set_index("indicator_code")[
            "level"
        ]
        self.level = {str(code): int(level) if with_indicators else 0 for code, level in own.items()}
        targets, attained = rows_of(planned_targets(document_type)), rows_of(attainments())
        self.target = {(row["indicator_code"], row["year"]): row["target"] for row in targets}
        self.attained = {(row["indicator_code"], row["year"]): row["value_pct"] for row in attained}

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

    def reached(self) -> tuple[tuple[str, int, bool], ...]:
        """Say of each indicator how far it comes, and whether an activity that serves it has an amount."""
        paid: set[str] = set()
        if self.type in OFFICES:
            table = amounts(self.type, YEARS[2])
            own = table[table["activity_code"].str.startswith(OFFICES[self.type])]
            paid = {code for serves in own["serves"] for code in serves.split("; ") if code}
        return tuple((code, level, code in paid) for code, level in self.level.items())

    def figure(self, kind: Kind, code: str, mention: str, year: int, value: float, sign: str = "") -> Mark:
        """Print a figure of an indicator."""
        unit = "per 100000" if code == "KES-13a" else "percent"
        text = figure_text(value).replace(",", self.decimal_mark)
        return Mark(text + sign, (Fact(kind, code, mention, year=year, value=value, unit=unit),))

    def target_mark(self, code: str, mention: str, year: int, sign: str = "") -> Mark:
        """Print the target of a year."""
        return self.figure("target", code, mention, year, self.target[code, year], sign)

    def attained_mark(self, code: str, mention: str, year: int, sign: str = "") -> Mark:
        """Print what was attained: before the plan a baseline, in it an achievement."""
        kind: Kind = "baseline" if year == BASE_YEAR else "achievement"
        return self.figure(kind, code, mention, year, self.attained[code, year], sign)

    def code_mark(
        self, kind: Kind, text: str, mentions: Sequence[tuple[str, str]], *, printed: str = ""
    ) -> Runs:
        """Print a code with the indicators that it stands for, or plainly where there are none."""
        facts = tuple(Fact(kind, code, mention, code=text) for code, mention in mentions)
        return (Mark(printed or text, facts),) if facts else (printed or text,)

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
