"""Checks on the rows as a whole before they are written: keys that occur twice, codes that nobody knows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from analysis.errors import nearest
from analysis.messages import say
from analysis.sources.descriptors import read_package
from analysis.sources.importing.answers import Question
from analysis.sources.importing.converted import Out
from analysis.sources.tables import load_table

__all__ = ["duplicate_keys", "known_indicators", "unknown_indicators"]

SHOWN = 5  # of the same kind; the others are counted
Rows = Sequence[Mapping[str, Out]]


def duplicate_keys(rows: Rows, places: Sequence[str], key: Sequence[str]) -> list[Question]:
    """Ask about rows with the same key; each question names both rows."""
    first: dict[tuple[Out, ...], str] = {}
    questions = []
    for row, place in zip(rows, places, strict=True):
        values = tuple(row.get(name) for name in key)
        if not key or None in values:
            continue
        if values in first:
            told = ", ".join(f"{name} {value}" for name, value in zip(key, values, strict=True))
            why = say(
                "rows {first} and {second} have the same key ({key})",
                first=first[values],
                second=place,
                key=told,
            )
            questions.append(
                Question(
                    say("duplicate rows"), why, say("Remove or correct one of them in a copy of the file.")
                )
            )
        first.setdefault(values, place)
    if len(questions) > SHOWN:
        more = say("{count} further pairs of rows have the same key", count=len(questions) - SHOWN)
        return [*questions[:SHOWN], Question(say("duplicate rows"), more, questions[0].answer)]
    return questions


def known_indicators(root: Path) -> set[str]:
    """Give the codes of indicators that the tables of standards know; empty where there are none."""
    codes: set[str] = set()
    for resource in read_package(root)["resources"]:
        if resource["name"].startswith("standards/") and (root / resource["path"]).is_file():
            fields: list[dict[str, Any]] = resource.get("schema", {}).get("fields", [])
            if any(field["name"] == "indicator_code" for field in fields):
                codes |= set(load_table(resource["name"], root=root, corrected=False).frame["indicator_code"])
    return codes - {""}


def unknown_indicators(rows: Rows, known: Iterable[str]) -> list[str]:
    """Report indicator codes that the standards do not know, each with the nearest that they know."""
    known = sorted(known)
    found = Counter(str(row["indicator_code"]) for row in rows if row.get("indicator_code"))
    strange = {code: count for code, count in found.items() if known and code not in known}
    told = []
    for code, count in list(strange.items())[:SHOWN]:
        near = nearest(code, known, count=1)
        text = say(
            "the standards do not know the indicator code {code!r} ({count} rows)",
            code=code[:40],
            count=count,
        )
        told.append(say("{told}; nearest: {near}", told=text, near=near[0]) if near else text)
    if len(strange) > SHOWN:
        told.append(say("{count} further indicator codes are not known", count=len(strange) - SHOWN))
    return told
