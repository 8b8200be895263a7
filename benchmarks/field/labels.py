"""Labels as a reader writes them beside a text, and the rows of truth that they stand for.

A line is ``PAGE CODE: entry; entry``; it says that the indicator is named on the page, and each entry what
belongs to it there::

    3 KES-01: baseline 2011 88.4; target 2013 92, 2014 95; code 1.02.32.05; amount 2013 503000000; fund DAK

``-`` stands for no year, ``2011?`` for one that is written nowhere but follows from the period of the
document: with it or without a year the figure is right. ``programme`` alone says that a programme is named
without code. What a careful reader may count or leave out stands in round brackets, ``(code 1.02.32)`` or a
whole line in them: finding it is no error, and not finding it neither. What several indicators share is
written once under a name, ``+A: code 1.02.32.05; amount 2013 503e6``, and taken over with it:
``3 KES-01 +A: target 2013 92``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

__all__ = ["COLUMNS", "level_of", "truth_rows"]

FIGURES = {
    "target": "target", "national": "national_target", "baseline": "baseline", "achievement": "achievement",
}  # fmt: skip
COLUMNS = [
    "kind", "indicator_code", "page", "mention", "value", "year", "code", "amount_idr", "unit",
    "funding_source", "optional", "open_year",
]  # fmt: skip
TYPES = {
    "page": int, "year": "Int64", "value": float, "amount_idr": float, "optional": bool, "open_year": bool,
}  # fmt: skip
LEVELS = {"mention": 2, "target": 3, "programme": 4, "code": 4, "amount": 5}


def truth_rows(text: str) -> pd.DataFrame:
    """Turn written labels into rows of truth, with the columns of ``COLUMNS``; ``mention`` counts lines."""
    shared: dict[str, str] = {}
    rows: list[dict[str, Any]] = []
    for number, line in enumerate(one.strip() for one in text.splitlines() if one.strip()):
        if line.startswith("+"):
            name, _, entries = line.partition(":")
            shared[name] = entries
        else:
            rows += ({**row, "mention": number} for row in _line(line, shared))
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return frame.astype(
        {
            "page": int,
            "year": "Int64",
            "value": float,
            "amount_idr": float,
            "optional": bool,
            "open_year": bool,
        }
    )


def _line(line: str, shared: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    whole, line = _bracketed(line)
    place, _, rest = line.partition(":")
    page, indicator, *names = place.split()
    rest = ";".join([rest, *(shared[name] for name in names)])
    entries = [_bracketed(entry.strip()) for entry in rest.split(";") if entry.strip()]
    said = {words.split()[0]: words.partition(" ")[2] for _, words in entries}
    common = {
        "indicator_code": indicator, "page": int(page), "unit": said.get("unit", ""),
        "funding_source": said.get("fund", ""),
    }  # fmt: skip
    yield {"kind": "mention", "optional": whole, "open_year": False, **common}
    for optional, words in entries:
        kind, _, written = words.partition(" ")
        if kind in {"unit", "fund"}:
            continue
        for values in _values(kind, written, line):
            yield {"open_year": False, **values, "optional": whole or optional, **common}


def _bracketed(words: str) -> tuple[bool, str]:
    optional = words.startswith("(") and words.endswith(")")
    return optional, words[1:-1].strip() if optional else words


def _values(kind: str, written: str, line: str) -> Iterator[dict[str, Any]]:
    if kind == "programme":
        yield {"kind": kind, "code": ""}
        return
    for one in written.split(","):
        if kind == "code":
            yield {"kind": kind, "code": one.strip()}
            continue
        year, value = one.split()
        column = "amount_idr" if kind == "amount" else "value"
        if kind != "amount" and kind not in FIGURES:
            raise ValueError(f"Unknown entry {kind!r} in the label {line!r}.")
        when = None if year == "-" else int(year.rstrip("?"))
        yield {"kind": FIGURES.get(kind, kind), "year": when, column: float(value), "open_year": "?" in year}


def level_of(truth: pd.DataFrame) -> dict[str, int]:
    """Return the level of each indicator that the labels of a document name, optional ones apart."""
    own = truth[~truth["optional"]]
    steps = own["kind"].map(LEVELS).fillna(LEVELS["mention"]).astype(int)
    return {str(code): int(level) for code, level in steps.groupby(own["indicator_code"]).max().items()}
