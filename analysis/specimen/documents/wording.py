"""How an indicator is worded in a document, drawn from the listed and the held-out phrasings."""

from __future__ import annotations

import numpy as np

from analysis.specimen.documents.blocks import Fact, Mark
from analysis.specimen.world import assumptions, rows_of

__all__ = ["HELD_OUT_SHARE", "Wording", "amount_text", "figure_text"]

HELD_OUT_SHARE = 0.35  # of the mentions of an indicator that has held-out phrasings


class Wording:
    """Draws phrasings and numbers mentions within one document.

    Parameters
    ----------
    draws : numpy.random.Generator
        The document's own.
    """

    def __init__(self, draws: np.random.Generator) -> None:
        self.draws = draws
        self.known: dict[tuple[str, str], list[dict[str, str]]] = {}
        for row in rows_of(assumptions("phrasings")):
            self.known.setdefault((row["indicator_code"], row["phrasing"]), []).append(row)
        self.count = 0

    def mention(self, code: str, *facts: Fact) -> tuple[str, Mark]:
        """Name an indicator: the number of the mention and the marked words."""
        held_out = self.known.get((code, "held-out"), [])
        phrasing = "held-out" if held_out and self.draws.random() < HELD_OUT_SHARE else "listed"
        phrases = self.known[code, phrasing]
        chosen = phrases[int(self.draws.integers(len(phrases)))]
        self.count += 1
        name = f"m{self.count:03d}"
        return name, Mark(
            chosen["phrase"], (Fact("mention", code, name, phrasing, chosen["variation"]), *facts)
        )


def figure_text(value: float, decimals: int = 2) -> str:
    """Print a figure the Indonesian way: decimal comma, no needless zeros."""
    return f"{value:.{decimals}f}".rstrip("0").rstrip(".").replace(".", ",")


def amount_text(amount_idr: int, scale: int = 1, *, rupiah: bool = False, cents: bool = False) -> str:
    """Print an amount the Indonesian way, in full rupiah, thousands (1000) or millions (1000000)."""
    if scale > 1:
        return f"{amount_idr / scale:,.2f}".replace(",", " ").replace(".", ",").replace(" ", ".")
    text = f"{amount_idr:,}".replace(",", ".") + (",00" if cents else "")
    return f"Rp {text}" if rupiah else text
