"""The commands ``board`` and ``recommendations``: what a region promised, for the wall and for the desk."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.errors import DataError, ParameterError, nearest
from analysis.exhibits.board import make_board
from analysis.exhibits.board_html import board_html
from analysis.exhibits.language import Language
from analysis.exhibits.recommendations import in_words, recommendation_workbook
from analysis.messages import say
from analysis.pipeline.board import print_board
from analysis.project.joined import JOINED
from analysis.regions import Region, find_region
from analysis.sources import load_region_table
from analysis.sources.writing import frame_csv, write_atomically
from analysis.voice.dates import as_day, written
from analysis.voice.recommendations import recommendation_list
from analysis.voice.record import PromiseRecord, last_day, promise_record

__all__ = ["RegionPromises", "make_boards", "make_recommendations", "region_promises"]


@dataclass(frozen=True)
class RegionPromises:
    """What a region has supplied on its promises.

    Attributes
    ----------
    region : Region
    record : PromiseRecord
    complaints : dict
        Complaint code to its words, as far as a survey tells them.
    causes : pandas.DataFrame or None
        The table ``complaint-causes``, if there is one.
    """

    region: Region
    record: PromiseRecord
    complaints: dict[str, str]
    causes: pd.DataFrame | None

    @property
    def units(self) -> list[str]:
        """Units that promised something, in alphabetical order."""
        return sorted(set(self.record.promises["unit_name"]))

    @property
    def specimen(self) -> bool:
        """Whether any row is made up."""
        return bool((self.record.promises["status"] == "specimen").any())


def region_promises(name: str, *, root: Path | str | None = None) -> RegionPromises:
    """Load and check the promises of a region.

    Raises
    ------
    RegionError
        No such region; the nearest are named.
    DataError
        The region has supplied no promises, or its tables cannot be.
    """
    region = find_region(name)
    code = region.code
    promises, events = (load_region_table(code, table, root=root) for table in JOINED)
    labels = [f"data/regions/{code}/{table}.csv" for table in JOINED]
    if promises is None or promises.frame.empty:
        raise DataError(
            say(
                "{region} has no promises: {file} is not there or has no rows. Its template is "
                "data/templates/service-promises.xlsx; `pelayanan template service-promises -r {code}` hands "
                "it out.",
                region=region.name, file=labels[0], code=code,
            )
        )  # fmt: skip
    record = promise_record(
        promises.frame,
        None if events is None else events.frame,
        promises_label=labels[0],
        events_label=labels[1],
    )
    causes = load_region_table(code, "complaint-causes", root=root)
    return RegionPromises(region, record, _complaints(code, root), None if causes is None else causes.frame)


def _complaints(code: str, root: Path | str | None) -> dict[str, str]:
    """Return the words of each complaint; those of the last row that has them."""
    words: dict[str, str] = {}
    for name in ("complaint-survey", "complaint-answers"):
        table = load_region_table(code, name, root=root)
        if table is not None and "complaint" in table.frame:
            told = table.frame[table.frame["complaint"] != ""]
            words |= dict(zip(told["complaint_id"], told["complaint"], strict=True))
    return words


def day_of(promises: RegionPromises, as_of: str | None) -> pd.Timestamp:
    """Return the day asked for, else the last day of which the record tells; the clock is never asked.

    Raises
    ------
    ParameterError
        It is no day, or none was given and the record has none.
    """
    if as_of is not None:
        return as_day(as_of)
    last = last_day(promises.record)
    if last is None:
        raise ParameterError(
            say("The promises tell of no day; say on which day they are looked at: --as-of 2014-12-31.")
        )
    return as_day(last)


def make_boards(
    region: str, unit: str | None, as_of: str | None, language: str, output: Path, *, paper: str = "a4",
    complain_at: str = "", root: Path | str | None = None,
) -> tuple[list[Path], list[str]]:  # fmt: skip
    """Make the promise board of a unit, or of all of them, as PDF and as a web page.

    Parameters
    ----------
    region, unit : str
        Name or code; name of the unit or a part of it that no other has. Without a unit, all of them.
    as_of : str, optional
        Date of the board; by default the last day of which the record tells.
    language, paper, complain_at : str
        ``en`` or ``id``; ``a4`` or ``a3``; where users complain.
    output : Path
        A folder, or a file ending in ``.pdf`` or ``.html`` for one unit.
    root : Path or str, optional
        The data folder.

    Returns
    -------
    (list of Path, list of str)
        The files made, and what the maker must know: entries not shown, promises without a day.

    Raises
    ------
    ParameterError, DataError, RegionError, BuildError
    """
    found = region_promises(region, root=root)
    day = day_of(found, as_of)
    units = [_unit(found, unit)] if unit else found.units
    one_file = output.suffix in (".pdf", ".html")
    if output.suffix and not one_file and not output.is_dir():
        raise ParameterError(
            say("{file}: a board ends in .pdf or .html; give such a name, or a folder.", file=output)
        )
    if one_file and len(units) > 1:
        raise ParameterError(
            say(
                "{file} is one file, but {region} has {count} units: {units}. Name one with --unit, or a "
                "folder with --output.",
                file=output, region=found.region.name, count=len(units), units=", ".join(units),
            )
        )  # fmt: skip
    made, notes = [], [say("The board shows the promises as of {day}.", day=written(day))]
    words = Language(language)
    place = f"{found.region.name} ({found.region.code})"
    for name, slug in zip(units, _slugs(units), strict=True):
        board = make_board(
            found.record, name, day, region=place, language=words, complaints=found.complaints,
            complain_at=complain_at,
        )  # fmt: skip
        printed = print_board(board, paper=paper)
        page = board_html(board, size=printed.size, paper=paper.upper()).encode("utf-8")
        for ending, content in ((".pdf", printed.pdf), (".html", page)):
            target = output if one_file else output / f"board-{found.region.code}-{slug}{ending}"
            if target.suffix == ending:
                write_atomically(target, content)
                made.append(target)
        if printed.left_out_count:
            notes.append(f"{name}: {printed.board.more}")
    return made, [*notes, *_undated(found)]


def _undated(found: RegionPromises) -> list[str]:
    if not found.record.undated:
        return []
    return [
        say(
            "Called fulfilled without the day on which somebody looked, so shown as still open: {promises}.",
            promises=", ".join(found.record.undated),
        )
    ]


def _unit(found: RegionPromises, asked: str) -> str:
    """Return the unit of a name, or of a part of one that no other unit has."""
    wanted = " ".join(asked.casefold().split())
    exact = [unit for unit in found.units if " ".join(unit.casefold().split()) == wanted]
    part = exact or [unit for unit in found.units if wanted and wanted in unit.casefold()]
    if len(part) == 1:
        return part[0]
    near = part or nearest(asked, found.units) or found.units[:5]
    raise ParameterError(
        say("{region} has no one unit '{unit}' with promises. The nearest: {near}.", region=found.region.name,
            unit=asked, near="; ".join(near))
    )  # fmt: skip


def _slugs(names: Sequence[str]) -> list[str]:
    """Return a name for a file for each unit, no two alike."""
    made: list[str] = []
    for name in names:
        slug = re.sub("[^a-z0-9]+", "-", name.casefold()).strip("-") or "unit"
        made.append(slug if slug not in made else f"{slug}-{len(made) + 1}")
    return made


def make_recommendations(
    region: str, unit: str | None, as_of: str | None, language: str, output: Path | None, *,
    root: Path | str | None = None,
) -> tuple[Path, int, list[str]]:  # fmt: skip
    """Write the list of recommendations as a workbook or as CSV.

    Parameters
    ----------
    region, unit, as_of, language, root
        As for :func:`make_boards`.
    output : Path, optional
        A file ending in ``.xlsx`` or ``.csv``; by default a workbook named after the region.

    Returns
    -------
    (Path, int, list of str)
        The file, its number of rows, and what the maker must know.

    Raises
    ------
    ParameterError, DataError, RegionError, BuildError
    """
    found = region_promises(region, root=root)
    day = day_of(found, as_of)
    target = output or Path(f"recommendations-{found.region.code}.xlsx")
    if target.suffix not in (".xlsx", ".csv"):
        raise ParameterError(say("{file}: the list ends in .xlsx or .csv; give such a name.", file=target))
    listed = recommendation_list(found.record, day, causes=found.causes, complaints=found.complaints)
    if unit:
        listed = listed[listed["unit_name"] == _unit(found, unit)].reset_index(drop=True)
    words = Language(language)
    if target.suffix == ".csv":
        content = frame_csv(in_words(listed, words)).encode("utf-8-sig")  # a spreadsheet then reads UTF-8
    else:
        name = found.region.name
        content = recommendation_workbook(listed, name, written(day), words, specimen=found.specimen)
    write_atomically(target, content)
    notes = [say("The list shows the recommendations as of {day}.", day=written(day)), *_undated(found)]
    return target, len(listed), notes
