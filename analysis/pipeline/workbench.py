"""The evidence workbench of a region as a page of the book: only what is published, or made up, is in it."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import pandas as pd
from pytask import Product, PythonNode, task

from analysis.documents.record import Outcome
from analysis.documents.register import public_files, registered_documents
from analysis.documents.thread.coding import CELL, settled_levels
from analysis.documents.thread.era import in_force
from analysis.documents.thread.gathering import document_finder, gathered
from analysis.documents.thread.tables import people_codes
from analysis.documents.workbench.making import make_workbench
from analysis.errors import DataError, PelayananError
from analysis.exhibits.workbench_words import workbench_title, workbench_words
from analysis.pipeline.notebook import PROJECT
from analysis.pipeline.pages import PageSpec, digest_files, folder_digest
from analysis.regions import districts, find_region
from analysis.sources import SPECIMEN_CODE, load_region_table, load_table

__all__ = ["Bench", "benches", "made_benches", "workbench_task"]

FOLDER = "workbenches"  # below the build folder, one for each region
TABLES = ("standards/indicators", "standards/phrasings", "standards/programmes")


@dataclass(frozen=True)
class Bench:
    """A workbench that belongs to the book.

    Attributes
    ----------
    code, slug, title : str
        Of the region and its chapter.
    files : tuple of pathlib.Path
        Its public documents; none for the specimen, whose documents are made for the page.
    """

    code: str
    slug: str
    title: str
    files: tuple[Path, ...]

    @property
    def name(self) -> str:
        """Of the task."""
        return f"workbench {self.slug}"


def benches(specs: Sequence[PageSpec], data: Path) -> list[Bench]:
    """Return the workbenches of a report: of the specimen, and of regions with public documents at hand."""
    made = []
    for spec in specs:
        if spec.part not in ("study", "further", "specimen"):
            continue
        code = spec.slug[:4]
        try:
            files = () if code == SPECIMEN_CODE else tuple(public_files(code, root=data))
        except DataError:  # a spoilt register: the region's chapter is refused with the reason
            continue
        if files or code == SPECIMEN_CODE:
            made.append(Bench(code, spec.slug, spec.title, files))
    return made


def workbench_task(bench: Bench, data: Path, build: Path, language: str, code: str) -> Callable[..., Any]:
    """Return the task that makes the workbench of a region and records its outcome, as pages do."""
    page = PROJECT / "analysis" / "documents" / "workbench"
    own = [*sorted(page.glob("page.*")), Path(__file__)]

    @task(
        name=bench.name,
        kwargs={
            "tables": [data / f"{name}.csv" for name in TABLES],
            "supplied": PythonNode(value=folder_digest((data / "regions" / bench.code,)), hash=True),
            "documents": PythonNode(value=_documents_digest(bench), hash=True),
            "code": PythonNode(value=code + digest_files(own, PROJECT), hash=True),
            "language": PythonNode(value=language, hash=True),
        },
    )
    def run_workbench(
        tables: Sequence[Path],
        supplied: str,
        documents: str,
        code: str,
        language: str,
        package: Path = data / "datapackage.json",
        lock: Path = PROJECT / "requirements.lock",
        outcome: Annotated[Path, Product] = build / FOLDER / bench.slug / "outcome.json",
    ) -> None:
        from analysis.pipeline.tasks import write_outcome

        os.environ["PELAYANAN_DATA"] = str(package.parent)
        write_outcome(outcome, **make_once(bench, outcome.parent, language))

    return run_workbench


def _documents_digest(bench: Bench) -> str:
    return digest_files(bench.files, bench.files[0].parents[1]) if bench.files else ""


def make_once(bench: Bench, folder: Path, language: str) -> dict[str, str]:
    """Make one workbench into its folder; return its outcome and the reason, as for a page."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        with TemporaryDirectory() as place:
            _make(bench, _read(bench, Path(place)), folder, language)
    except PelayananError as error:
        return {"outcome": "refused", "reason": str(error)}
    except Exception as error:  # whatever stops one page must not stop the others: it becomes its outcome
        return {"outcome": "failed", "reason": f"{type(error).__name__}: {error}"}
    return {"outcome": "ok", "reason": ""}


def _read(bench: Bench, place: Path) -> Sequence[Outcome]:
    """Read the public documents of a region; those of the specimen are made first."""
    if bench.code == SPECIMEN_CODE:
        from analysis.specimen.documents import make_documents
        from analysis.specimen.thread import read_made

        return read_made(make_documents(place).files)
    from analysis.documents import read_documents

    known = [(each.code, each.name) for each in districts()]
    return read_documents(
        list(bench.files), find=document_finder(), regions=known, register=registered_documents(bench.code)
    )


def _make(bench: Bench, outcomes: Sequence[Outcome], folder: Path, language: str) -> None:
    indicators = load_table("standards/indicators").frame
    own = in_force(outcomes, indicators)
    levels = gathered(own).levels
    name = find_region(bench.code).name
    make_workbench(
        own,
        settled_levels(levels, _codes(bench.code, levels)),
        dict(zip(indicators["indicator_code"], indicators[f"name_{language}"], strict=True)),
        workbench_title(language, name),
        workbench_words(language, "published"),
        folder,
        language=language,
    )


def _codes(code: str, levels: pd.DataFrame) -> pd.DataFrame | None:
    """Return what people coded in the cells that are shown."""
    table = load_region_table(code, "document-levels")
    return None if table is None else people_codes(table.frame).merge(levels[CELL], on=CELL)


def made_benches(found: Sequence[Bench], build: Path) -> list[Bench]:
    """Return those that were made."""
    from analysis.pipeline.tasks import read_outcome

    outcomes = {bench.slug: build / FOLDER / bench.slug / "outcome.json" for bench in found}
    return [bench for bench in found if read_outcome(outcomes[bench.slug])["outcome"] == "ok"]


def bench_files(build: Path, slugs: Sequence[str]) -> dict[str, bytes]:
    """Return the files of workbenches by their place below the HTML edition's folder ``workbench``."""
    files = {}
    for slug in slugs:
        folder = build / FOLDER / slug
        record = json.loads((folder / "outcome.json").read_text(encoding="utf-8"))
        if record["outcome"] == "ok":
            for path in (folder / "index.html", *sorted((folder / "pages").glob("*.png"))):
                files[f"{slug}/{path.relative_to(folder).as_posix()}"] = path.read_bytes()
    return files
