"""What is shown about imported tables: where they came from, and what the checks on data say of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.messages import language_of_messages, say
from analysis.project.joined import joined_problems
from analysis.sources import load_import_record, load_region_table

if TYPE_CHECKING:
    from analysis.honesty.record import CheckResult

__all__ = ["origin_of", "what_the_checks_say"]


def origin_of(code: str, table: str) -> str:
    """Tell in one sentence which file a region's table was imported from; empty when it was not."""
    record = load_import_record(code, table)
    if record is None:
        return ""
    parts = [say("Imported from {file} ({sheets}).", file=record["file"], sheets=", ".join(record["sheets"]))]
    if record["unreadable"]:
        parts.append(say("Cells that could not be read: {count}.", count=len(record["unreadable"])))
    if record["left_out"]:
        parts.append(say("Rows and cells left out: {count}.", count=len(record["left_out"])))
    if record["changed_since"]:
        parts.append(say("It was changed after the import."))
    return " ".join(parts)


def what_the_checks_say(code: str, table: str) -> list[str]:
    """Run the checks on data that fit a region's table; give one line for each flag and one for the rest."""
    from analysis.honesty.region import audit_region  # heavy, and `check REGION` needs the origin alone
    from analysis.standards.catalogue import catalogue_of_checks, load_catalogue

    loaded = load_region_table(code, table)
    known = catalogue_of_checks(load_catalogue())
    audits = audit_region({table: loaded}, catalogue=known) if loaded is not None else ()
    results = [result for audit in audits for result in audit.results]
    together = joined_problems(code, table=table)
    if not results:
        return [say("No check on data fits this table."), *together]
    flagged = [result for result in results if result.status == "flagged"]
    open_count = sum(result.status == "not evaluated" for result in results)
    summary = say(
        "Checks on data: {flagged} flagged, {passed} passed, {open} not evaluated.",
        flagged=len(flagged),
        passed=len(results) - len(flagged) - open_count,
        open=open_count,
    )
    return [summary, *(_flag(result) for result in flagged), *together]


def _flag(result: CheckResult) -> str:
    from analysis.honesty.auditing import find_check

    check = find_check(result.check_id)
    name = check.name_id if language_of_messages() == "id" else check.name_en
    return f"  {result.severity}: {name}: {result.sentence} {result.settles}"
