"""The report on a newer release: as JSON, as CSV files, and as told in the terminal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.messages import say
from analysis.pipeline.moves import PRINTED, Move, moves_frame
from analysis.sources.changes import TableChange
from analysis.sources.writing import frame_csv

SHOWN = 8  # rows of a list in the terminal; the CSV files have all


@dataclass(frozen=True)
class RefreshReport:
    """What a newer release changes.

    Attributes
    ----------
    changes : tuple of TableChange
        The tables that differ.
    verdicts : pandas.DataFrame
        ``check_id, before, after, flags_before, flags_after``: checks of the panel that changed their
        verdict or their number of flags.
    broken : pandas.DataFrame
        ``table, id, reason``: entries of the ledger of corrections that no longer fit.
    problems : tuple of str
        Why a new table does not load; with one of these, or a broken guard, nothing is replaced.
    moves : tuple of Move
        Results that differ between two runs of the notebooks, where both were given.
    compared_runs : bool
        Whether two runs were given.
    """

    changes: tuple[TableChange, ...]
    verdicts: pd.DataFrame
    broken: pd.DataFrame
    problems: tuple[str, ...]
    moves: tuple[Move, ...] = ()
    compared_runs: bool = False

    def record(self) -> dict[str, Any]:
        """Return the report as plain JSON data, with every revised value."""
        return {
            "tables": [_change_record(change) for change in self.changes],
            "checks": _records(self.verdicts),
            "corrections_that_no_longer_fit": _records(self.broken),
            "problems": list(self.problems),
            "findings": _records(moves_frame(list(self.moves))) if self.compared_runs else None,
        }

    def files(self) -> dict[str, str]:
        """Return the report as CSV texts: every revised value, row, column, check, entry and finding."""
        revised = [change.revised.assign(table=change.table) for change in self.changes]
        rows = [
            (change.table, what, name)
            for change in self.changes
            for what in ("rows_added", "rows_lost", "columns_added", "columns_lost")
            for name in getattr(change, what)
        ]
        tables = {
            "revised-values": pd.concat(revised) if revised else pd.DataFrame(columns=["table"]),
            "rows-and-columns": pd.DataFrame(rows, columns=["table", "what", "name"]),
            "checks": self.verdicts,
            "corrections": self.broken,
        }
        if self.compared_runs:
            tables["findings"] = moves_frame(list(self.moves))
        return {f"{name}.csv": frame_csv(table) for name, table in tables.items()}


def _change_record(change: TableChange) -> dict[str, Any]:
    names = ("rows_added", "rows_lost", "columns_added", "columns_lost")
    record: dict[str, Any] = {"table": change.table} | {name: list(getattr(change, name)) for name in names}
    return {
        **record,
        "revised_by_column": _records(change.by_column()),
        "revised": _records(change.revised),
    }


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return [{str(key): value for key, value in row.items()} for row in rows]


def told(report: RefreshReport) -> str:
    """Tell a report in the language of messages, lists cut to what a screen shows."""
    lines = []
    for change in report.changes:
        lines += _change_told(change)
    if not report.changes:
        lines.append(say("No table changes."))
    for row in _records(report.verdicts):
        lines.append(
            say("check {check_id}: {before}, {flags_before} flags -> {after}, {flags_after} flags", **row)
        )
    lines += [say("correction that no longer fits: {reason}", reason=r) for r in report.broken["reason"]]
    lines += [say("does not load: {reason}", reason=reason) for reason in report.problems]
    if report.compared_runs:
        printed = [move for move in report.moves if move.outcome == PRINTED]
        lines.append(
            say(
                "{count} findings read differently, {unseen} by less than is printed",
                count=len(printed), unseen=len(report.moves) - len(printed),
            )
        )  # fmt: skip
        lines += [f"    {m.chapter} {m.result}: {m.one} -> {m.other} {m.unit}" for m in printed[:SHOWN]]
    else:
        lines.append(say("Findings were not compared: give two folders of runs with --before and --after."))
    return "\n".join(lines)


def _change_told(change: TableChange) -> list[str]:
    lines = [
        say(
            "{table}: rows +{added} -{lost}, columns +{new} -{gone}, {revised} values revised",
            table=change.table,
            added=len(change.rows_added),
            lost=len(change.rows_lost),
            new=len(change.columns_added),
            gone=len(change.columns_lost),
            revised=len(change.revised),
        )
    ]
    added = [f"+ {name}" for name in (*change.columns_added, *change.rows_added)]
    lost = [f"- {name}" for name in (*change.columns_lost, *change.rows_lost)]
    for names in (added, lost):
        lines += [f"    {', '.join(names[:SHOWN])}{', ...' if len(names) > SHOWN else ''}"] if names else []
    for row in change.by_column().head(SHOWN).to_dict("records"):
        sizes = {name: _percent(float(row[f"{name}_pct"])) for name in ("largest", "median")}
        lines.append(
            say(
                "    {column}: {count} revised, largest {largest} %, median {median} %",
                column=row["column"],
                count=row["revised_count"],
                **sizes,
            )
        )
    return lines


def _percent(value: float) -> str:
    return "-" if pd.isna(value) else f"{value:.3g}"
