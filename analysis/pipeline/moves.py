"""Which results and data twins differ between two runs: with and without the ledger, or before and after."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

__all__ = ["MOVE_COLUMNS", "Move", "compare_results", "compare_runs", "compare_twins", "moves_frame"]

PRINTED, UNSEEN, SAME = "moves", "less than is printed", "same"
MOVE_COLUMNS = ("chapter", "result", "one", "other", "difference", "unit", "outcome")


@dataclass(frozen=True)
class Move:
    """One result in two runs.

    Attributes
    ----------
    chapter, result : str
        Where it was recorded, and its id.
    one, other : str
        As the two runs print it; empty where a run did not record it.
    difference : float or None
        The first value less the second; ``None`` where they are not both numbers.
    unit : str
        Unit of the result.
    outcome : str
        ``moves`` (what is printed differs), ``less than is printed``, or ``same``.
    """

    chapter: str
    result: str
    one: str
    other: str
    difference: float | None
    unit: str
    outcome: str


def compare_results(
    chapter: str, one: Mapping[str, Mapping[str, Any]], other: Mapping[str, Mapping[str, Any]]
) -> list[Move]:
    """Compare the recorded results of one chapter in two runs, in the order in which they were recorded."""
    return [_move(chapter, id, one.get(id), other.get(id)) for id in dict.fromkeys([*one, *other])]


def _move(chapter: str, id: str, one: Mapping[str, Any] | None, other: Mapping[str, Any] | None) -> Move:
    texts = ["" if record is None else str(record["text"]) for record in (one, other)]
    values = [None if record is None else record["value"] for record in (one, other)]
    numbers = [v for v in values if isinstance(v, int | float) and not isinstance(v, bool)]
    outcome = PRINTED if texts[0] != texts[1] or (one is None) != (other is None) else UNSEEN
    return Move(
        chapter=chapter,
        result=id,
        one=texts[0],
        other=texts[1],
        difference=numbers[0] - numbers[1] if len(numbers) == 2 else None,
        unit=str((one or other or {}).get("unit", "")),
        outcome=SAME if outcome == UNSEEN and values[0] == values[1] else outcome,
    )


def compare_runs(chapter: str, one: Path, other: Path) -> list[Move]:
    """Compare the results that two runs of one page left in their folders."""
    return compare_results(chapter, _results(one), _results(other))


def _results(folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / "results.json").read_text(encoding="utf-8")))


def compare_twins(chapter: str, one: Path, other: Path) -> list[dict[str, Any]]:
    """Compare the data of the figures and tables of a page in two runs.

    Returns
    -------
    list of dict
        ``chapter``, ``exhibit``, ``rows_count`` of the first run and ``rows_changed``: rows of either run
        that the other does not have, the greater of the two counts. Only exhibits that both runs have and
        that differ: what a run does not show, such as the ledger where there is none, is no difference.
    """
    found = []
    names = [{path.name for path in (run / "exhibits").glob("*.csv")} for run in (one, other)]
    for name in sorted(names[0] & names[1]):
        rows = [_lines(run / "exhibits" / name) for run in (one, other)]
        changed = max(len([r for r in a if r not in set(b)]) for a, b in (rows, rows[::-1]))
        if changed:
            record = {"chapter": chapter, "exhibit": name.removesuffix(".csv"), "rows_count": len(rows[0])}
            found.append({**record, "rows_changed": changed})
    return found


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()[1:]


def moves_frame(moves: list[Move]) -> pd.DataFrame:
    """Return moves as a table, a row per result."""
    return pd.DataFrame([vars(move) for move in moves], columns=list(MOVE_COLUMNS))
