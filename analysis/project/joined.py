"""Tables of a region that belong together: sound each for itself, they can still contradict each other."""

from __future__ import annotations

from pathlib import Path

from analysis.errors import DataError
from analysis.messages import say
from analysis.sources import load_region_table

__all__ = ["COSTED", "JOINED", "joined_problems"]

JOINED = ("service-promises", "promise-events")
CAUSES = "complaint-causes"
COSTED = ("indicators", "unit-costs", "budget-lines", "line-indicators")


def joined_problems(code: str, *, table: str | None = None, root: Path | str | None = None) -> list[str]:
    """Say what is wrong between the tables of a region; empty where nothing is, or where one does not load.

    Parameters
    ----------
    code : str
        BPS code.
    table : str, optional
        Only what concerns this table.
    root : Path or str, optional
        The data folder.
    """
    found = []
    if table is None or table in (*JOINED, CAUSES):
        found += _promise_problems(code, root)
    if table is None or table in COSTED:
        found += _cost_problems(code, root)
    return found


def _cost_problems(code: str, root: Path | str | None) -> list[str]:
    from analysis.standards.catalogue import load_catalogue
    from analysis.standards.costing.problems import costing_problems

    try:
        tables = {name: load_region_table(code, name, root=root) for name in COSTED}
    except DataError:
        return []  # told of the table itself
    frames = {name: table.frame for name, table in tables.items() if table is not None}
    costed = {"unit-costs", "line-indicators"} & set(frames)
    return costing_problems(frames, load_catalogue(root=root)) if costed else []


def _promise_problems(code: str, root: Path | str | None) -> list[str]:
    try:
        promises, events, causes = (load_region_table(code, name, root=root) for name in (*JOINED, CAUSES))
    except DataError:
        return []  # told of the table itself
    labels = [f"data/regions/{code}/{name}.csv" for name in JOINED]
    if promises is None:
        return [] if events is None else [_alone(*labels)]
    from analysis.voice.causes import answered_causes
    from analysis.voice.record import promise_record

    try:
        made = promise_record(
            promises.frame,
            None if events is None else events.frame,
            promises_label=labels[0],
            events_label=labels[1],
        )
        if causes is not None:
            answered_causes(causes.frame, made.promises, label=f"data/regions/{code}/{CAUSES}.csv")
    except DataError as error:
        return [str(error)]
    return []


def _alone(promises: str, events: str) -> str:
    return say(
        "{events} tells what became of promises, but there is no {promises}. Add the promises themselves.",
        events=events,
        promises=promises,
    )
