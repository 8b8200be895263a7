"""What the book says of the ledger of corrections: its entries, and which conclusions move without it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.pipeline.moves import PRINTED, SAME, Move, compare_runs, compare_twins, moves_frame
from analysis.sources.writing import frame_csv

FOLDER = "exhibits/corrections"


@dataclass(frozen=True)
class LedgerReport:
    """The ledger, and the chapters of the study run with it (one) and without it (other).

    Attributes
    ----------
    entries : list of dict
        Rows of the ledger, as text.
    moves : list of Move
        Every recorded result of the chapters that were run both ways.
    exhibits : list of dict
        Figures and tables whose data differ; see ``compare_twins``.
    compared : list of str
        Titles of the chapters that were run both ways.
    not_compared : list of (str, str)
        Title and reason of the chapters of which a run is missing.
    """

    entries: list[dict[str, str]]
    moves: list[Move]
    exhibits: list[dict[str, Any]]
    compared: list[str]
    not_compared: list[tuple[str, str]]

    @property
    def moved(self) -> list[Move]:
        """Results that the reader would read differently."""
        return [move for move in self.moves if move.outcome == PRINTED]

    @property
    def unseen(self) -> list[Move]:
        """Results that differ by less than is printed."""
        return [move for move in self.moves if move.outcome not in (PRINTED, SAME)]

    def files(self) -> dict[str, bytes]:
        """Return the data of the page's tables as CSV, path in the book to content; none without a ledger."""
        if not self.entries:
            return {}
        moves = moves_frame(self.moves).rename(columns={"one": "with_ledger", "other": "without_ledger"})
        exhibits = pd.DataFrame(self.exhibits, columns=["chapter", "exhibit", "rows_count", "rows_changed"])
        tables = {"ledger": pd.DataFrame(self.entries), "results": moves, "exhibits": exhibits}
        return {f"{FOLDER}/{name}.csv": _csv(table) for name, table in tables.items()}


def _csv(table: pd.DataFrame) -> bytes:
    return frame_csv(table, digits=8).encode("utf-8")


def ledger_report(ledger: Path, pairs: Sequence[tuple[str, Path, Path, str]]) -> LedgerReport:
    """Compare chapters with and without the ledger.

    Parameters
    ----------
    ledger : pathlib.Path
        ``data/corrections.csv``.
    pairs : sequence of (str, pathlib.Path, pathlib.Path, str)
        Title, folder of the run with the ledger, folder of the run without it, and why the two cannot be
        compared (empty if they can).
    """
    entries = pd.read_csv(ledger, dtype=str, keep_default_na=False).to_dict("records")
    moves: list[Move] = []
    exhibits: list[dict[str, Any]] = []
    for title, one, other, reason in pairs:
        if not reason:
            moves += compare_runs(title, one, other)
            exhibits += compare_twins(title, one, other)
    return LedgerReport(
        entries=[{str(key): str(value) for key, value in row.items()} for row in entries],
        moves=moves,
        exhibits=exhibits,
        compared=[title for title, *_, reason in pairs if not reason],
        not_compared=[(title, reason) for title, *_, reason in pairs if reason],
    )
