"""The inside of a written number: what stands around the digits, and where its marks can stand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from analysis.sources.importing.missing import DASHES

__all__ = ["Body", "marks", "undress"]

CURRENCY = re.compile(r"^(?:rp\.?|idr)\s*", re.IGNORECASE)
PERCENT = re.compile(r"\s*(?:%|persen|percent|per cent)$", re.IGNORECASE)


FORMS = tuple(
    (
        mark,
        thousands,
        re.compile(rf"(?:[0-9]*|[1-9][0-9]{{0,2}}(?:\{thousands}[0-9]{{3}})+)(?:\{mark}[0-9]+)?", re.ASCII),
    )
    for mark, thousands in ((",", "."), (".", ","))
)


@dataclass(frozen=True)
class Body:
    """Digits and marks: the value under either decimal mark, and the mark that the text itself shows."""

    by_mark: dict[str, Decimal]
    shown: str


def undress(text: str) -> tuple[str, int, bool, bool]:
    """Take off brackets, sign, currency, percent and the Indonesian ``,-`` that closes a rupiah amount."""
    sign, percent = 1, False
    bare = PERCENT.sub("", text)
    percent, text = bare != text, bare
    if text.startswith("(") and text.endswith(")"):
        sign, text = -1, text[1:-1].strip()
        bare = PERCENT.sub("", text)
        percent, text = percent or bare != text, bare
    for _ in range(2):  # the sign may stand before or after the currency, not twice
        if sign == 1 and text[:1] and text[0] in DASHES:
            sign, text = -1, text[1:].strip()
        text = CURRENCY.sub("", text, count=1)
    if text.startswith("+") and sign == 1:
        text = text[1:].strip()
    closed = len(text) > 2 and text[-2] == "," and text[-1] in DASHES
    closed = closed or text.endswith(",=")
    return (text[:-2] if closed else text), sign, percent, closed


def marks(number: str, closed: bool) -> Body | None:
    """Read digits and marks under each decimal mark; ``None`` when they stand as in no number."""
    if " " in number:
        if not re.fullmatch(r"[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]+)?", number):
            return None
        found = re.search(r"[.,]", number)
        joined = number.replace(" ", "").replace(",", ".")
        return Body({",": Decimal(joined), ".": Decimal(joined)}, found.group() if found else "")
    by_mark = {}
    for mark, thousands, form in FORMS:
        if form.fullmatch(number) and not (closed and (mark == "." or mark in number)):
            by_mark[mark] = Decimal(number.replace(thousands, "").replace(mark, "."))
    if not by_mark:
        return None
    return Body(by_mark, next(iter(by_mark)) if len(by_mark) == 1 else "")
