"""Tell a person what a file was understood as, line by line, in the language that they chose."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.messages import say
from analysis.sources.importing.matching import ColumnMatch
from analysis.sources.importing.raw import CellNote
from analysis.sources.importing.understanding import Understanding

__all__ = ["tell"]

SHOWN = 20  # cells of one kind; the others are counted and stand in the import record


def tell(found: Understanding) -> str:
    """Tell what was understood: one line per header, cell, note and question."""
    lines = [
        say(
            "{file}, sheet {sheets}: {count} rows for {table}.",
            file=found.path.name,
            sheets=", ".join(map(repr, found.sheets)),
            count=len(found.rows),
            table=found.table,
        )
    ]
    lines += [
        f"  {match.header!r} -> {_taken(match)}. {found.how.get(match.column, '')}".rstrip()
        for match in found.columns
    ]
    lines += _cells(say("unreadable"), found.unreadable)
    lines += _cells(say("ambiguous"), found.ambiguous)
    lines += _cells(say("set aside"), found.set_aside)
    lines += [say("  note: {note}", note=note) for note in found.notes]
    lines += [
        say("  question: {about}: {why}. {answer}", about=q.about, why=q.why, answer=q.answer)
        for q in found.questions
    ]
    return "\n".join(lines)


def _taken(match: ColumnMatch) -> str:
    hows = {
        "said": say("as you said"),
        "name": say("by its name"),
        "similar": say("by likeness"),
        "asked": say("a question is open"),
        "none": say("no column of the template"),
    }
    if match.column:
        return f"{match.column} ({hows[match.how]})"
    return say("not used ({how})", how=hows[match.how])


def _cells(kind: str, notes: Sequence[CellNote]) -> list[str]:
    lines = [f"  {kind}: {note.sheet}!{note.address} {note.found!r}: {note.why}" for note in notes[:SHOWN]]
    if len(notes) > SHOWN:
        lines.append(say("  {kind}: {count} more", kind=kind, count=len(notes) - SHOWN))
    return lines
