"""What the honesty checks said, for a terminal, for another program (JSON) and for a spreadsheet (CSV)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pandas as pd
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table as Grid

from analysis.honesty.auditing import find_check
from analysis.honesty.check import Check
from analysis.honesty.record import FLAGGED, NOT_EVALUATED, PASSED, SEVERITIES, CheckResult
from analysis.messages import language_of_messages, say
from analysis.project.audits import FLAG_COLUMNS, Checked
from analysis.project.flag_words import SEVERITY_STYLES, STATUS_STYLES, severity_word, status_word
from analysis.regions import all_regions
from analysis.sources.writing import csv_text

ROWS_SHOWN = 5


def print_checked(checked: Checked, console: Console, *, every_row: bool = False) -> None:
    """Print what the checks of one table said: flags by check, then what passed and what was not evaluated.

    Parameters
    ----------
    checked : Checked
        The table's checks.
    console : Console
        Where to print.
    every_row : bool
        Print every flag; otherwise the first of each check.
    """
    head = say("Honesty checks of {table}", table=checked.table)
    console.print(f"\n[bold]{escape(head)}[/]")
    if checked.audit is None:
        console.print(_status_line(NOT_EVALUATED, escape(checked.reason)))
        return
    rank = {severity: place for place, severity in enumerate(SEVERITIES)}
    for result in sorted(checked.audit.results, key=lambda each: rank[each.severity]):
        if result.status == FLAGGED:
            _print_flagged(result, checked.flags, console, every_row)
    console.print()
    for status in (PASSED, NOT_EVALUATED):
        for result in checked.audit.results:
            if result.status == status:
                name = _name(find_check(result.check_id))
                console.print(_status_line(status, f"{escape(name)} [dim]{result.check_id}[/]"))
                if status == NOT_EVALUATED:
                    _indented(console, escape(result.says(language_of_messages())))
    console.print(f"\n{_summary(checked)}")


def _status_line(status: str, text: str) -> str:
    return f"[{STATUS_STYLES[status]}]{status_word(status)}[/]: {text}"


def _name(check: Check) -> str:
    return check.name_id if language_of_messages() == "id" else check.name_en


def _print_flagged(result: CheckResult, flags: pd.DataFrame, console: Console, every_row: bool) -> None:
    """Print one check that flagged something: open flags first, then those that the ledger knows."""
    own = flags[flags["check_id"] == result.check_id].sort_values("in_ledger", kind="stable")
    known = int((own["in_ledger"] != "").sum())
    word = f"[{SEVERITY_STYLES[result.severity]}]{severity_word(result.severity).upper()}[/]"
    name = escape(_name(find_check(result.check_id)))
    console.print(f"\n{word} [bold]{name}[/] [dim]{result.check_id}[/]")
    _indented(console, escape(result.says(language_of_messages())))
    if known:
        _indented(console, say("Known, in the ledger of corrections: {count}.", count=f"{known:,}"))
    shown = own if every_row else own.head(ROWS_SHOWN)
    console.print(Padding(_rows(shown), (0, 0, 0, 2), expand=False))
    if left := len(own) - len(shown):
        more = say("and {count} more; --all shows them, --csv FILE writes them", count=f"{left:,}")
        _indented(console, f"[dim]{escape(more)}[/]")
    label = say("what would settle it")
    _indented(console, f"[dim]{label}:[/] {escape(result.asks(language_of_messages()))}")


def _indented(console: Console, text: str) -> None:
    console.print(Padding(text, (0, 0, 0, 2), expand=False))


def _rows(flags: pd.DataFrame) -> Grid:
    names = {region.code: region.name for region in all_regions()}
    grid = Grid(say("region"), say("year"), say("what"), box=None, pad_edge=False)
    for row in flags.to_dict("records"):
        known = "; " + say("in the ledger: {entry}", entry=row["in_ledger"]) if row["in_ledger"] else ""
        code = str(row["region_code"])
        what = ": ".join(part for part in (row["column"], row["evidence"]) if part)
        year = "" if pd.isna(row["year"]) else str(row["year"])
        grid.add_row(escape(f"{code} {names.get(code, '')}".strip()), year, escape(what + known))
    return grid


def _summary(checked: Checked) -> str:
    """Return one line: flags by severity, known ones apart, checks passed and not evaluated."""
    flags = checked.flags
    opened, known = flags[flags["in_ledger"] == ""], int((flags["in_ledger"] != "").sum())
    counts = opened["severity"].value_counts()
    parts = [
        f"[{SEVERITY_STYLES[severity]}]{severity_word(severity)} {int(counts.get(severity, 0)):,}[/]"
        for severity in SEVERITIES
    ]
    parts.append(say("known, in the ledger {count}", count=f"{known:,}"))
    results = checked.audit.results if checked.audit else ()
    for status in (PASSED, NOT_EVALUATED):
        count = sum(result.status == status for result in results)
        parts.append(f"[{STATUS_STYLES[status]}]{status_word(status)} {count}[/]")
    return "; ".join(parts)


def json_of(checked: Sequence[Checked]) -> str:
    """Return what the checks said as JSON text."""
    return json.dumps([_record(each) for each in checked], ensure_ascii=False, indent=1)


def _record(checked: Checked) -> dict[str, Any]:
    results = checked.audit.results if checked.audit else ()
    return {
        "table": checked.table,
        "reason": checked.reason,
        "errors": checked.errors,
        "checks": [
            {
                "id": result.check_id,
                "status": result.status,
                "severity": result.severity,
                "sentence": result.sentence,
                "settles": result.settles,
                "judged": int(result.evaluated["cells"].sum()),
                "flags": len(result.rows),
            }
            for result in results
        ],
        "flags": [_flag(row) for row in checked.flags.to_dict("records")],
    }


def _flag(row: dict[Any, Any]) -> dict[str, Any]:
    return {str(key): None if pd.isna(value) else value for key, value in row.items()} | {
        "year": None if pd.isna(row["year"]) else int(row["year"])
    }


def csv_of(checked: Sequence[Checked]) -> str:
    """Return every flag as a row of CSV text, harmless in a spreadsheet."""
    rows = [list(_flag(row).values()) for each in checked for row in each.flags.to_dict("records")]
    return csv_text(FLAG_COLUMNS, rows)
