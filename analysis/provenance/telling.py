"""An explanation as a short text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table as Grid

from analysis.exhibits.derivation import COUNT
from analysis.messages import language_of_messages, say
from analysis.project import in_readers_words
from analysis.project.flag_words import SEVERITY_STYLES, severity_word
from analysis.provenance.explaining import FEW, Explanation, Step, TableBehind
from analysis.provenance.finding import Found, Recorded
from analysis.sources.selection import DISTRICTS, Rows

__all__ = ["print_explanation", "print_list"]

MANY = 6  # names shown before the rest is counted
FLAGS_SHOWN = 5


def print_list(found: Found, console: Console) -> None:
    """Print results by chapter: id, text, unit; all of each chapter, or those that a search found."""
    for chapter in found.chapters:
        ids = [id for id in chapter.results if not found.ids or f"{chapter.name}.{id}" in found.ids]
        shown = [id for id in chapter.exhibits if f"{chapter.name}.{id}" in found.ids or not found.ids]
        if not ids and not shown:
            continue
        console.print(f"[bold]{escape(chapter.title)}[/]  [dim]{escape(_read_from(chapter))}[/]")
        grid = Grid(say("result"), say("value"), say("unit"), box=None, pad_edge=False)
        for id in ids:
            record = chapter.results[id]
            grid.add_row(f"{chapter.name}.{id}", escape(record["text"]), escape(record["unit"]))
        for id in shown:
            record = chapter.exhibits[id]
            grid.add_row(f"{chapter.name}.{id}", escape(record["title"]), escape(record["kind"]))
        console.print(Padding(grid, (0, 0, 1, 2), expand=False))
    told = say("`pelayanan explain ID` says where one of them comes from.")
    console.print(in_readers_words(told), style="dim")


def _read_from(chapter: Recorded) -> str:
    return say("read from {place}", place=_place(chapter.read_from))


def _place(read_from: str) -> str:
    return say("the built book") if read_from == "the built book" else say("the committed notebook")


def print_explanation(explanation: Explanation, console: Console) -> None:
    """Print value, functions, rows, columns, origin, corrections and flags, in this order."""
    console.print(f"[bold]{escape(explanation.id)}[/]  {escape(explanation.chapter)}")
    console.print(_lines(_facts(explanation)))
    _head(say("How it came about"), console)
    for number, step in enumerate(explanation.steps, start=1):
        console.print(_lines(_step(number, step)))
    if not explanation.tables:
        console.print()
        console.print(_no_tables(explanation.kind))
        return
    _head(say("What it rests on"), console)
    told: set[str] = set()
    for table in explanation.tables:
        console.print(_lines(_table(table, again=table.name in told)))
        told.add(table.name)


def _no_tables(kind: str) -> str:
    if kind == "result":
        return say("No table of data went in: it is a choice of the run, or follows from one.")
    return say("Its tables are named in the source line.")


def _head(text: str, console: Console) -> None:
    console.print(f"\n[bold]{escape(text)}[/]")


def _lines(pairs: Iterator[tuple[str, str]]) -> Padding:
    grid = Grid(show_header=False, box=None, pad_edge=False)
    grid.add_column(style="dim", no_wrap=True, width=13)
    grid.add_column(overflow="fold")
    for label, text in pairs:
        grid.add_row(label, text)
    return Padding(grid, (0, 0, 0, 2), expand=False)


def _facts(explanation: Explanation) -> Iterator[tuple[str, str]]:
    facts = explanation.facts
    if explanation.kind == "result":
        printed = f"[bold]{escape(str(facts['text']))}[/]"
        if str(facts["value"]) != facts["text"]:
            printed += "  " + escape(say("(in full: {value})", value=facts["value"]))
        yield say("value"), printed
        yield say("unit"), escape(str(facts["unit"]))
    else:
        yield say("title"), escape(str(facts["title"]))
        yield say("how to read"), escape(str(facts["caption"]))
        yield say("data twin"), escape(str(facts["data"]))
        yield say("source"), escape(str(facts["source"]))
    if status := _status(explanation):
        yield say("status"), status
    yield say("read from"), escape(f"{_place(explanation.read_from)}, {explanation.file}")


def _status(explanation: Explanation) -> str:
    """Return the status of a result, and that of the data where it is another."""
    own = [str(explanation.facts["status"])] if explanation.kind == "result" else []
    data = list(dict.fromkeys(str(table.origin["status"]) for table in explanation.tables))
    if not data or data == own:
        return ", ".join(own)
    return "; ".join([*own, say("from data with status: {statuses}", statuses=", ".join(data))])


def _step(number: int, step: Step) -> Iterator[tuple[str, str]]:
    module, _, name = step.function.rpartition(".")
    yield f"{number}.", f"[bold]{escape(name)}[/]  [dim]{escape(module)}[/]"
    yield "", escape(step.sentence)
    if step.parameters:
        given = "; ".join(f"{key} = {_few(value)}" for key, value in step.parameters.items())
        yield "", escape(say("with {parameters}", parameters=given))
    if step.took:
        took = say("the number of its rows") if step.took == COUNT else step.took
        yield "", escape(say("taken from it: {what}", what=took))
    yield "", f"[dim]{escape(step.file)}:{step.line}[/]"


def _few(value: Any) -> str:
    """Write a parameter; of a long list its beginning and how many there are."""
    if not isinstance(value, list) or len(value) <= MANY:
        return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return say("{some} and {more} more", some=", ".join(map(str, value[:3])), more=len(value) - 3)


def _table(table: TableBehind, *, again: bool) -> Iterator[tuple[str, str]]:
    yield say("table"), f"[bold]{escape(table.name)}[/]  {escape(str(table.origin['title']))}"
    yield say("file"), escape(table.path)
    if table.rows is None:
        yield say("rows"), f"{table.table_rows_count:,}"
    else:
        yield say("rows"), escape(_selection(table, table.rows))
        if table.cells_count <= FEW:
            yield say("cells"), escape("\n".join(_cell(row) for row in table.cells().to_dict("records")))
    for field in table.columns if len(table.columns) <= MANY else ():
        yield say("column"), escape("\n".join(_column(field)))
    if len(table.columns) > MANY:
        yield say("columns"), escape(_few([field.name for field in table.columns]))
    if again:
        yield say("origin"), say("as above")
    else:
        yield say("origin"), escape("\n".join(_origin(table.origin)))
        yield "sha256", table.sha256
    if table.rows is not None:
        yield say("corrections"), escape(_corrections(table.corrections))
        yield say("checks"), "\n".join(_flags(table))
    yield "", ""


def _selection(table: TableBehind, rows: Rows) -> str:
    parts = [say("{count} of {all} rows", count=f"{table.rows_count:,}", all=f"{table.table_rows_count:,}")]
    if not rows.corrected:
        parts.append(say("as the source has it, without the ledger of corrections"))
    if rows.regions == DISTRICTS:
        parts.append(say("all kabupaten and kota"))
    elif rows.regions is not None:
        parts.append(f"region_code = {_few(list(rows.regions))}")
    if rows.years is not None:
        first, last = rows.years
        parts.append(f"year = {first}" if first == last else f"year = {first}-{last}")
    parts += [f"{name} = {_few(list(values))}" for name, values in rows.where.items()]
    return "; ".join(parts)


def _cell(row: Mapping[Any, Any]) -> str:
    keys = " ".join(str(row[key]) for key in ("region_code", "year") if key in row and pd.notna(row[key]))
    place = " ".join(part for part in (keys, str(row["column"])) if part)
    return say("row {row}: {place} = {value}", row=row["row"], place=place, value=row["value"])


def _column(field: Any) -> Iterator[str]:
    title = field.title_id if language_of_messages() == "id" and field.title_id else field.title
    yield f"{field.name}: {title}" + (f" ({field.unit})" if field.unit else "")
    for label, text in (
        (say("definition"), field.definition),
        (say("producer"), field.producer),
        (say("done here"), field.processing),
        (say("limits"), field.limits),
    ):
        if text:
            yield f"- {label}: {text}"


def _origin(origin: Mapping[str, Any]) -> Iterator[str]:
    for source in origin["sources"]:
        accessed = say("obtained {date}", date=source["accessed"]) if source.get("accessed") else ""
        rest = (source.get("license", ""), source.get("path", ""))
        parts = (source["title"], source.get("version", ""), accessed, *rest)
        yield "; ".join(part for part in parts if part)
    if origin.get("processing"):
        yield say("done here: {processing}", processing=origin["processing"])


def _corrections(entries: pd.DataFrame) -> str:
    if entries.empty:
        return say("no entry of the ledger concerns these cells")
    return "\n".join(f"{row['id']}: {row['action']}. {row['reason']}" for row in entries.to_dict("records"))


def _flags(table: TableBehind) -> Iterator[str]:
    if not table.checked:
        yield say("not evaluated: no check fits this table")
        return
    if table.flags.empty:
        yield say("no check flags these cells")
        return
    for check, flags in table.flags.groupby("check_id", sort=False):
        severity = str(flags["severity"].iloc[0])
        yield f"[{SEVERITY_STYLES[severity]}]{severity_word(severity)}[/] {check}: {len(flags)}"
    if len(table.flags) <= FLAGS_SHOWN:
        for row in table.flags.to_dict("records"):
            yield escape(f"- {row['region_code']} {row['year']} {row['column']}: {row['evidence']}")
