"""The command behind ``pelayanan data build RAW``: raw files in, the data folder out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.errors import DataError
from analysis.sources.build.boundaries import make_boundaries, read_raw_boundaries
from analysis.sources.build.deflator import describe_deflator, make_deflator
from analysis.sources.build.description import make_datapackage
from analysis.sources.build.national import (
    make_panel,
    make_population_grdp,
    make_regions,
    read_second_source,
)
from analysis.sources.build.raw import find_panel_file, read_raw_panel
from analysis.sources.build.recording import raw_checksums, versions_of
from analysis.sources.build.specification_tables import has_specification, read_specification
from analysis.sources.build.splits import make_splits
from analysis.sources.build.standards import make_indicators, make_outcome_targets, read_catalogue
from analysis.sources.build.standards_lists import (
    make_phrasings,
    make_programme_indicators,
    make_programmes,
    make_published_indices,
    make_published_performance,
    make_sub_activities,
)
from analysis.sources.build.study import make_evidence, make_kinerja_districts, read_evidence
from analysis.sources.build.writing import csv_bytes, json_bytes
from analysis.sources.corrections import apply_ledger, broken_guards
from analysis.sources.ledger import LEDGER, typed_ledger
from analysis.sources.templates import template_files
from analysis.sources.versions import VERSIONS, read_versions
from analysis.sources.writing import write_atomically

__all__ = ["BuildReport", "build_data"]

Progress = Callable[[str], None]


@dataclass(frozen=True)
class BuildReport:
    """What a build made.

    ``files`` has one ``(path below the data folder, rows or None, bytes, changed)`` per file; ``notes`` are
    sentences on what was found on the way.
    """

    files: tuple[tuple[str, int | None, int, bool], ...]
    notes: tuple[str, ...]

    def says(self) -> str:
        """Tell what was made, a line per file."""
        lines = []
        for path, rows, size, changed in self.files:
            counted = "" if rows is None else f"{rows:,} rows, "
            lines.append(f"{path}: {counted}{size:,} bytes, {'written' if changed else 'unchanged'}")
        return "\n".join([*lines, *self.notes])


def build_data(
    raw: Path | str,
    out: Path | str,
    progress: Progress = lambda line: None,
    *,
    obtained: str = "",
    strict: bool = True,
) -> BuildReport:
    """Make every file of the data folder from raw files.

    Everything is computed before anything is written; each file is replaced whole; equal raw files give
    equal bytes.

    Parameters
    ----------
    raw
        Folder with ``data/``, ``evidence/`` and ``catalogue/``.
    out
        The data folder.
    progress
        Called with one line per step.
    obtained
        When the raw files were obtained, for the new entries of ``versions.csv``; by default the date that is
        recorded for each source.
    strict
        False leaves out entries of the ledger that do not fit, where strict stops: for a report on them.

    Raises
    ------
    DataError
        A raw file is absent or not as expected, or an entry of the ledger of corrections does not fit.
    BuildError
        The data folder cannot be written.
    """
    raw, out = Path(raw), Path(out)
    if not raw.is_dir():
        raise DataError(
            f"The raw folder {raw} does not exist. Give the folder that holds data/, evidence/ and "
            "catalogue/."
        )
    tables, notes = _make_tables(raw, progress)
    progress("Joining outlines to districts")
    outlines, notes["national/boundaries"] = make_boundaries(
        read_raw_boundaries(raw), tables["national/regions"]
    )
    progress("Looking for district splits")
    corrected = _correct(tables, "national/panel", strict)
    tables["national/splits"] = make_splits(corrected, tables["national/regions"], outlines)
    described = {**tables, "national/boundaries": None, VERSIONS: None}
    package = make_datapackage(described, notes)
    paths = {resource["name"]: resource["path"] for resource in package["resources"]}
    contents = {paths[name]: csv_bytes(table) for name, table in tables.items()}
    contents[paths["national/boundaries"]] = json_bytes(outlines, indent=None)
    contents |= template_files(package, tables["national/regions"])
    versions = versions_of(read_versions(out), package, contents, raw=raw_checksums(raw), obtained=obtained)
    contents[paths[VERSIONS]] = csv_bytes(versions)
    contents["datapackage.json"] = json_bytes(package)
    rows = {paths[name]: len(table) for name, table in tables.items()}
    progress(f"Writing {len(contents)} files")
    files = []
    for path, content in contents.items():
        target = out / path
        changed = not (target.exists() and target.read_bytes() == content)
        if changed:
            write_atomically(target, content)
        files.append((path, rows.get(path), len(content), changed))
    return BuildReport(tuple(files), tuple(notes.values()))


def _correct(tables: dict[str, pd.DataFrame], name: str, strict: bool) -> pd.DataFrame:
    """Apply the ledger to a table, for what is derived from it; the table stays as its source has it."""
    ledger = typed_ledger(tables[LEDGER])
    entries, label = ledger[ledger["table"] == name], f"the new data/{name}.csv"
    if not strict:
        entries = entries[~entries["id"].isin(broken_guards(tables[name], entries, label)["id"])]
    return apply_ledger(tables[name], entries, label)[0]


def _make_tables(raw: Path, progress: Progress) -> tuple[dict[str, pd.DataFrame], dict[str, str]]:
    columns = read_specification("panel-columns")
    source = find_panel_file(raw)
    progress(f"Reading the national panel ({source.name})")
    raw_panel = read_raw_panel(source, columns)
    progress("Reading population and GRDP (second source)")
    second = read_second_source(raw)
    regions = make_regions(set(raw_panel["panel_name"]), second)
    panel = make_panel(raw_panel, regions, columns)
    tables = {
        "national/regions": regions,
        "national/panel": panel,
        "national/population-grdp": make_population_grdp(second, read_specification("regions")),
        "national/deflator": make_deflator(panel),
    }
    progress("Reading the coded evidence and the catalogue of standards")
    evidence = make_evidence(read_evidence(raw), regions)
    tables |= _typed_tables()
    tables["study/evidence"] = evidence
    tables["study/kinerja-districts"] = make_kinerja_districts(evidence, regions, panel)
    tables |= _standards(raw)
    fields = read_specification("fields")
    for name, rows in fields[fields["resource"].str.startswith("templates/")].groupby("resource", sort=False):
        tables[str(name)] = pd.DataFrame(columns=list(rows["name"]))
    return tables, _notes(tables)


def _standards(raw: Path) -> dict[str, pd.DataFrame]:
    catalogue = read_catalogue(raw)
    indicators = make_indicators(catalogue, raw)
    return {
        "standards/indicators": indicators,
        "standards/phrasings": make_phrasings(raw, indicators),
        "standards/programmes": make_programmes(raw),
        "standards/programme-indicators": make_programme_indicators(raw, indicators),
        "standards/sub-activities": make_sub_activities(raw, indicators),
        "standards/published-performance": make_published_performance(raw),
        "standards/published-indices": make_published_indices(raw),
        "standards/outcome-targets": make_outcome_targets(catalogue),
    }


def _typed_tables() -> dict[str, pd.DataFrame]:
    """Read the tables that the project itself has typed: those with a specification of the same name."""
    resources = read_specification("resources")["name"]
    names = [name for name in resources if name.startswith(("study/", "standards/")) or name == LEDGER]
    bare = {name: name.split("/")[-1] for name in names}
    return {name: read_specification(file) for name, file in bare.items() if has_specification(file)}


def _notes(tables: dict[str, pd.DataFrame]) -> dict[str, str]:
    return {"national/deflator": describe_deflator(tables["national/deflator"], tables["national/panel"])}
