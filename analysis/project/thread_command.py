"""The command ``thread``: the documents of a region read, and each standard followed through them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from rich.console import Console
from rich.table import Table as Grid

from analysis.documents.record import Outcome
from analysis.documents.register import registered_documents
from analysis.documents.thread.chain import busiest_year
from analysis.documents.thread.coding import (
    MACHINE_ONLY,
    SETTLED,
    coding_sheet,
    machine_agreement,
    people_agreement,
    settled_levels,
)
from analysis.documents.thread.era import in_force
from analysis.documents.thread.figures import contradictions
from analysis.documents.thread.following import NAMED, continuity, leakage, offices_of, thread
from analysis.documents.thread.gathering import Gathered, gathered
from analysis.documents.workbench.making import make_workbench
from analysis.errors import MethodError
from analysis.exhibits.workbench_words import workbench_words
from analysis.messages import say
from analysis.project.coding_sheets import read_sheets, sheet_workbook
from analysis.project.read_command import documents_of, read_with_progress
from analysis.project.show_documents import print_outcomes
from analysis.project.thread_writing import all_codes, saved_codes, write_tables
from analysis.regions import find_region
from analysis.sources import load_table
from analysis.sources.writing import frame_csv, write_atomically
from analysis.statistics.codes import Agreement

__all__ = ["ThreadRequest", "follow"]


@dataclass(frozen=True)
class ThreadRequest:
    """What somebody asks of the documents of a region.

    Attributes
    ----------
    region : str
        Code or name.
    year : int or None
        The budget year; ``None`` for that of which most types of documents speak.
    catalogues : tuple of str
        Those in force in the year if empty.
    as_csv : pathlib.Path or None
        Folder for the tables.
    sheet : pathlib.Path or None
        File for the coding sheet of `coder`, `blind` or not.
    coder : str
    blind : bool
    codes : tuple of pathlib.Path
        Filled sheets.
    ocr : bool
    workbench : pathlib.Path or None
        Folder for the page on which a person checks every level.
    passages : bool
        Whether the page holds passages and pictures of the documents.
    language : str
        Of the page.
    write : bool
        Whether levels and figures are kept as tables of the region.
    """

    region: str
    year: int | None = None
    catalogues: tuple[str, ...] = ()
    as_csv: Path | None = None
    sheet: Path | None = None
    coder: str = ""
    blind: bool = True
    codes: tuple[Path, ...] = ()
    ocr: bool = True
    workbench: Path | None = None
    passages: bool = True
    language: str = "en"
    write: bool = False


def follow(request: ThreadRequest, console: Console) -> int:
    """Read the documents of a region and print how far each standard comes.

    Returns
    -------
    int
        1 if a file was refused, else 0.

    Raises
    ------
    RegionError, ParameterError, DataError, MethodError
        The region or a catalogue is unknown, there is no document, none speaks of the year, or a filled sheet
        is not as it was handed out.
    """
    here = find_region(request.region)
    files = documents_of(here.code)
    register = registered_documents(here.code)
    outcomes = read_with_progress(files, register, None, None, request.ocr, request.catalogues)
    print_outcomes(outcomes, console)
    found = gathered(outcomes)
    year = request.year or busiest_year(found.documents)
    standards = load_table("standards/indicators").frame
    if not request.catalogues:  # a budget is held to the standards of its time
        outcomes = in_force(outcomes, standards, year)
        found = gathered(outcomes)
    codes = all_codes(saved_codes(here.code), read_sheets(request.codes), found.levels)
    settled = settled_levels(found.levels, codes)
    found = Gathered(found.documents, settled, found.figures, found.money, found.lines)
    offices = offices_of(standards)
    followed = thread(found, year, offices=offices)
    ends = leakage(followed)
    console.print()
    console.print(
        say("{region}, budget year {year}", region=here.name, year=year), style="bold", markup=False
    )
    console.print(thread_grid(followed, ends))
    for line in summary_lines(found, followed, ends, continuity(found, year, offices=offices), codes):
        console.print(line, markup=False)
    if request.sheet is not None:
        made = coding_sheet(gathered(outcomes).levels, standards, request.coder, blind=request.blind)
        write_atomically(request.sheet, sheet_workbook(made))
        console.print(say("Coding sheet written to {file}", file=request.sheet), markup=False)
    if request.as_csv is not None:
        for name, frame in tables_of(found, followed, ends, continuity(found, year, offices=offices)).items():
            write_atomically(request.as_csv / f"{name}.csv", frame_csv(frame).encode("utf-8"))
        console.print(say("Tables without passages written to {folder}", folder=request.as_csv), markup=False)
    if request.write:
        write_tables(here.code, outcomes, codes, console)
    if request.workbench is not None:
        title = say("{region}: evidence of the standards", region=here.name)
        _bench(request, outcomes, settled, title, console)
    return int(any(outcome.status == "refused" for outcome in outcomes))


def _bench(
    request: ThreadRequest, outcomes: Sequence[Outcome], settled: pd.DataFrame, title: str, console: Console
) -> None:
    """Make the workbench and say where it is, and that passages are not to be published."""
    assert request.workbench is not None
    names = load_table("standards/indicators").frame
    made = make_workbench(
        outcomes,
        settled,
        dict(zip(names["indicator_code"], names[f"name_{request.language}"], strict=True)),
        title,
        workbench_words(request.language, "passages" if request.passages else "levels"),
        request.workbench,
        passages=request.passages,
        language=request.language,
    )
    console.print(
        say(
            "Workbench with {cells} cells and {passages} passages: {page}",
            cells=made.cells_count,
            passages=made.passages_count,
            page=made.page.resolve().as_uri(),
        ),
        markup=False,
    )
    if request.passages:
        console.print(
            say(
                "It holds passages and pages of the documents. They may not be yours to publish: keep it on "
                "your computer, or make it with --levels-only."
            ),
            markup=False,
            style="yellow",
        )


def tables_of(
    found: Gathered, followed: pd.DataFrame, ends: pd.DataFrame, pairs: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """Return every table by the name of its file; none holds a passage of a document."""
    return {
        "documents": found.documents,
        "levels": found.levels,
        "figures": found.figures,
        "money": found.money,
        "programmes": found.lines,
        "thread": followed,
        "leakage": ends,
        "continuity": pairs,
        "contradictions": contradictions(found),
    }


def thread_grid(followed: pd.DataFrame, ends: pd.DataFrame) -> Grid:
    """Lay the thread out: indicators that some document names, by type of document."""
    kinds = list(followed.sort_values("place")["document_type"].unique())
    grid = Grid(say("indicator"), box=None)
    for kind in kinds:
        grid.add_column(kind, justify="right")
    grid.add_column(say("lost at"))
    cells = {
        (code, kind): "?" if pd.isna(level) else f"{level}{'+' if status == 'at least' else ''}"
        for code, kind, level, status in followed[
            ["indicator_code", "document_type", "level", "status"]
        ].to_numpy()
    }
    named = ends[ends["highest_level"].fillna(0) >= NAMED]
    for code, lost in zip(named["indicator_code"], named["lost_at"], strict=True):
        grid.add_row(str(code), *(cells.get((code, kind), "·") for kind in kinds), str(lost))
    return grid


def summary_lines(
    found: Gathered,
    followed: pd.DataFrame,
    ends: pd.DataFrame,
    pairs: pd.DataFrame,
    codes: pd.DataFrame | None,
) -> list[str]:
    """Say in sentences what the tables hold."""
    named = ends[ends["highest_level"].fillna(0) >= NAMED]
    lost = named[named["lost_at"] != ""]
    lines = [
        say(
            "0 absent, 1 standards in general, 2 named, 3 target, 4 programme, 5 rupiah line; + at least; "
            "? unread; · no document of the office."
        ),
        say(
            "{named} of {count} indicators are named somewhere; {lost} are lost on the way.",
            named=len(named),
            count=len(ends),
            lost=len(lost),
        ),
    ]
    unknown = int(followed["level"].isna().sum())
    if unknown:
        lines.append(say("{count} cells could not be evaluated: pages are unread.", count=unknown))
    kept = pairs["same_target"].dropna()
    if len(kept):
        lines.append(
            say(
                "Of {count} pairs of neighbouring documents that both set a target, {same} have the same.",
                count=len(kept),
                same=int(kept.sum()),
            )
        )
    lines.append(say("Contradictions between figures: {count}", count=len(contradictions(found))))
    alone = int((found.levels["settled_by"] == MACHINE_ONLY).sum())
    lines.append(
        say("{alone} of {count} levels were seen by no person.", alone=alone, count=len(found.levels))
    )
    if codes is not None:
        lines += agreement_lines(found, codes)
    return lines


def agreement_lines(found: Gathered, codes: pd.DataFrame) -> list[str]:
    """Say how far people agree with each other and with the machine."""
    machine = found.levels.drop(columns="level").rename(columns={"machine_level": "level"})
    lines = []
    try:
        for coder, one in machine_agreement(codes, machine).items():
            lines.append(say("The machine against {coder}: {found}", coder=coder, found=_agreement(one)))
        if codes.loc[codes["coder"] != SETTLED, "coder"].nunique() > 1:
            lines += [
                say("People, {name}: {found}", name=one.coefficient, found=_agreement(one))
                for one in people_agreement(codes)
            ]
    except MethodError as refusal:  # too few cells are no reason to stop what else was asked for
        lines.append(str(refusal))
    return lines


def _agreement(one: Agreement) -> str:
    if one.why:
        return one.why
    return f"{one.value:.2f} ({one.lower:.2f}\u2013{one.upper:.2f}), n = {one.units_count}"
