"""Figures in passages: values with their unit, amounts of rupiah with their scale, years."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from analysis.documents.finding.language_tables import rows_of
from analysis.scales import SCALES, scale_of

__all__ = ["Figure", "figures", "number_of", "rate_unit", "scale_said", "years_in"]

NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3}(?:,\d{3}){2,}(?:\.\d+)?|\d+(?:[.,]\d+)?"
COUNTED = {word: row["unit"] for row in rows_of("units.csv") for word in row["words"].split()}
FIGURE = re.compile(
    r"(?:(?P<rupiah>\bRp\.?\s*|\brupiah\s+)|(?P<sign>[<>\u2264\u2265\u00b1]\s*=?\s*)"
    r"|(?<![\w.,:/-])(?P<ratio>1\s?:\s?(?=\d))|(?<![\w.,/-]))"
    rf"(?P<number>{NUMBER})(?![\d/]|[.,]\d)"
    r"(?:,-|,00(?!\d))?\s*(?P<after>%|persen\b|(?:ribu|juta|miliar|milyar|triliun|trilyun)(?:\s+rupiah)?\b"
    r"|[MT]\b(?!\.\w)|per\s+(?:100\.?000|1\.?000|10\.?000)\b|/\s*(?:100\.?000|1\.?000)\b|[a-z]{2,12}\b)?",
    re.IGNORECASE,
)
SHORT_SCALES = {"m": 10**9, "t": 10**12}  # Rp 2,5 M
RATE = re.compile(r"(?:per|/)\s*(1|10|100)[.,]?\s?(?:000|ribu)\b", re.IGNORECASE)
YEAR = re.compile(r"(?<![\d.,/])((?:19|20)\d{2})(?![\d.,]\d|\d)")
RUPIAH = re.compile(
    r"\brp\b|\brupiah\b|\bidr\b|\bribuan\b|\bjutaan\b|\bmilyar\b|\bmiliar\b|\((?:dlm\.?|dalam)?\s*(?:ribu|juta)\s*\)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it stands in a passage.

    Attributes
    ----------
    value : float
        Without a scale.
    unit : str
        ``percent``, ``per 1000``, ``per 100000``, ``people`` and the like, ``rupiah``, ``ratio`` (of one to
        the value, as in ``1:25``), or empty.
    scale : int
        1000 for ``ribu`` behind the number, and so on.
    start, end : int
        Where it stands.
    written : str
        As it stands.
    sign : str
        ``<``, ``>`` and the like before it.
    """

    value: float
    unit: str
    scale: int
    start: int
    end: int
    written: str
    sign: str = ""


def number_of(written: str) -> float:
    """Read a number with marks: points in threes are thousands, two commas in threes too, else decimals."""
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", written):
        return float(written.replace(".", "").replace(",", "."))
    if re.fullmatch(r"\d{1,3}(?:,\d{3}){2,}(?:\.\d+)?", written):
        return float(written.replace(",", ""))
    return float(written.replace(",", "."))


@lru_cache(maxsize=4096)
def figures(text: str) -> tuple[Figure, ...]:
    """Return the numbers of a passage that are no years, each with what stands behind it."""
    found = []
    for match in FIGURE.finditer(text):
        written, after = match["number"], (match["after"] or "").casefold()
        if not match["rupiah"] and not after.startswith("%") and YEAR.fullmatch(written):
            continue
        unit, scale = ("ratio", 1) if match["ratio"] else _unit(after, bool(match["rupiah"]))
        value = number_of(written)
        if unit == "percent" and value > 100 and re.fullmatch(r"\d{1,2}\.\d{3}", written):
            value = float(written)  # 98.125 % is no ninety-eight thousand
        told = scale > 1 or unit not in {"", "rupiah", "ratio"} or "rupiah" in after
        end = match.end("after") if told else match.end("number")
        sign = (match["sign"] or "").strip()
        found.append(Figure(value, unit, scale, match.start(), end, text[match.start() : end].strip(), sign))
    return tuple(found)


def _unit(after: str, rupiah: bool) -> tuple[str, int]:
    if after in {"%", "persen"}:
        return "percent", 1
    if after.startswith(("per", "/")):
        return rate_unit(after) or "", 1
    first = after.split()[0] if after else ""
    if rupiah and first in SHORT_SCALES:
        return "rupiah", SHORT_SCALES[first]
    if first in SCALES:
        return ("rupiah" if rupiah or "rupiah" in after else ""), SCALES[first]
    if rupiah or first == "rupiah":
        return "rupiah", 1
    return COUNTED.get(first, ""), 1


def rate_unit(text: str) -> str:
    """Return ``per 1000`` and the like where a text says such a rate, else an empty string."""
    match = RATE.search(text)
    return f"per {match[1]}000" if match else ""


def years_in(text: str) -> list[tuple[int, int]]:
    """Return the years of a text with their places."""
    return [(int(match[1]), match.start()) for match in YEAR.finditer(text)]


def scale_said(text: str) -> int | None:
    """Return the scale that a head or caption gives for rupiah; ``None`` where it speaks of none."""
    return scale_of(text) if RUPIAH.search(text) else None
