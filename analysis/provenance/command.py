"""The command ``explain``: find what is meant, explain it, show it as text, JSON or CSV."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

from analysis.errors import ParameterError
from analysis.messages import say
from analysis.provenance.explaining import Explanation, explain_exhibit, explain_result
from analysis.provenance.finding import Found, Recorded, derivation_of, find, recorded_chapters
from analysis.provenance.recomputing import recompute
from analysis.provenance.records import as_json as json_text
from analysis.provenance.records import cells_csv, list_record, record_of
from analysis.provenance.telling import print_explanation, print_list
from analysis.sources.writing import write_atomically

AGREES = 1e-9  # relative: fewer rows may be summed in another order


def explain(
    words: Sequence[str],
    console: Console,
    *,
    as_json: bool = False,
    csv: Path | None = None,
    again: bool = False,
) -> int:
    """Explain a result or exhibit, or list what there is.

    Returns
    -------
    int
        0; 1 where a result that was computed again is not the one that was recorded.

    Raises
    ------
    BuildError
        Nothing fits the words, or the way back is gone.
    ParameterError
        Cells or a new computation are asked of something that has none.
    """
    found = find(words, recorded_chapters())
    full = found.result or found.exhibit
    if (csv or again) and not found.result:
        raise ParameterError(
            say("--csv and --again need one result; name one, such as national.gain_members.")
        )
    if not full:
        _put(list_record(found), None) if as_json else print_list(found, console)
        return 0
    chapter, id = _place(found, full)
    explanation = (explain_result if found.result else explain_exhibit)(chapter, id)
    verdict = _again(chapter, id) if again else None
    if csv:
        write_atomically(csv, cells_csv(explanation.tables).encode("utf-8"))
    if as_json:
        _put(record_of(explanation), verdict)
    else:
        _show(explanation, console, verdict, csv)
    return int(verdict is not None and not verdict["equal"])


def _place(found: Found, full: str) -> tuple[Recorded, str]:
    chapter = next(each for each in found.chapters if full.startswith(f"{each.name}."))
    return chapter, full.removeprefix(f"{chapter.name}.")


def _again(chapter: Recorded, id: str) -> dict[str, Any]:
    """Compute a result again from the rows that it names and compare."""
    recorded = chapter.results[id]["value"]
    value = recompute(derivation_of(id, chapter.results[id]))
    value = value.item() if hasattr(value, "item") else value
    numbers = isinstance(recorded, float) and isinstance(value, int | float)
    equal = abs(value - recorded) <= AGREES * max(abs(recorded), 1) if numbers else value == recorded
    return {"value": value, "equal": bool(equal)}


def _put(record: Any, verdict: dict[str, Any] | None) -> None:
    print(json_text(record if verdict is None else {**record, "again": verdict}))


def _show(
    explanation: Explanation, console: Console, verdict: dict[str, Any] | None, csv: Path | None
) -> None:
    print_explanation(explanation, console)
    if verdict is not None:
        said = (
            say("Computed again from these rows: {value}, the same.", value=verdict["value"])
            if verdict["equal"]
            else say("Computed again from these rows: {value}, NOT the recorded one. Code or data have "
                     "changed: make the report anew with `pelayanan report`.", value=verdict["value"])
        )  # fmt: skip
        console.print(said, style="green" if verdict["equal"] else "red", markup=False)
    if csv:
        count = sum(table.cells_count for table in explanation.tables)
        console.print(say("{count} cells written to {file}", count=f"{count:,}", file=csv), markup=False)
