"""Which pages a report has, and what each of them depends on."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from analysis.errors import ParameterError
from analysis.pipeline.notebook import NOTEBOOKS, PROJECT
from analysis.pipeline.parameters import NOTEBOOK_PARAMETERS, RegionParameters, _Parameters
from analysis.regions import SPECIMEN, Region, find_region
from analysis.sources import load_table
from analysis.sources.writing import frame_csv

COMMON_TABLES = (
    "corrections",
    "national/regions",
    "national/panel",
    "national/population-grdp",
    "national/deflator",
    "national/splits",
    "study/study-regions",
    "study/kinerja-districts",
    "study/declared-inputs",
    "study/sector-needs",
    "study/model-dimensions",
    "study/ideal-type-axes",
    "study/ideal-types",
    "study/ideal-type-evidence",
    "study/configuration-sets",
    "study/capacity-recipe",
    "study/context-dimensions",
    "study/costing-facts",
    "study/judged-flags",
    "study/check-recall",
    "study/check-false-alarms",
    "study/finding-scores",
    "study/finding-levels",
    "study/finding-controls",
    "study/finding-calibration",
    "study/finding-seconds",
    "study/reading-seconds",
    "standards/outcome-targets",
    "standards/programmes",
    "study/missions",
    "standards/index-bands",
    "standards/index-weights",
    "standards/catalogues",
    "standards/indicators",
    "standards/definition-pairs",
    "standards/published-performance",
    "standards/published-indices",
    "standards/procedure-elements",
)
# A page's numbers, pictures and texts do not depend on the build of the book and the ways to ask for one.
NOT_COMPUTING = ("cli", "pipeline", "project", "provenance")
COMPUTING_FILES = ("pipeline/parameters.py", "pipeline/notebook.py")
CODE_AND_TEXTS = (".py", ".toml", ".csv", ".po")


@dataclass(frozen=True)
class PageSpec:
    """One page: its place in the book, its notebook, its parameters and the files it reads.

    Attributes
    ----------
    slug : str
        File name of the page.
    part : str
        Part of the book: ``study``, ``further``, ``specimen``, or the name of the chapter's notebook.
    title : str
        Name shown in lists.
    template : pathlib.Path
        The notebook that is run.
    parameters : pydantic model
        Checked parameters.
    evidence_codes : tuple of str
        Regions whose coded evidence the page shows.
    folders : tuple of pathlib.Path
        Folders that regions supplied and that the page shows.
    uncorrected_slug : str
        Folder of the same page run without the ledger of corrections; empty where it is not.
    """

    slug: str
    part: str
    title: str
    template: Path
    parameters: _Parameters
    evidence_codes: tuple[str, ...]
    folders: tuple[Path, ...]
    uncorrected_slug: str = ""

    def without_ledger(self) -> PageSpec:
        """Return the page as it is run without the ledger: for its results, not for the book."""
        parameters = type(self.parameters)(**{**self.parameters.model_dump(), "corrections": False})
        return replace(self, slug=self.uncorrected_slug, parameters=parameters, uncorrected_slug="")


def pages(
    regions: Sequence[str], language: str, data: Path, *, only: bool = False, notebooks: Path = NOTEBOOKS
) -> list[PageSpec]:
    """Return the pages of a report: study regions, further regions, comparison, country, the specimen.

    With ``only``, the pages of the regions named and nothing else.

    Raises
    ------
    RegionError
        If a region is unknown.
    ParameterError
        If the language is not available.
    """
    chosen: Any = language  # checked by the parameter model
    study = load_table("study/study-regions", root=data).frame.sort_values("order")
    study_codes = [str(code) for code in study["region_code"]]
    further = [find_region(text).code for text in regions]
    made = []
    if only and not further:
        raise ParameterError("Name at least one region to make a report of some regions only.")
    for code in dict.fromkeys(further if only else [*study_codes, *further]):
        made.append(_region_page(find_region(code), study_codes, chosen, data, notebooks))
    chapters = {name: model for name, model in NOTEBOOK_PARAMETERS.items() if name != "region"}
    for name, model in ({} if only else chapters).items():
        made.append(
            PageSpec(
                slug=name,
                part=name,
                title=name.replace("-", " ").capitalize(),
                template=notebooks / f"{name}.ipynb",
                parameters=model(language=chosen),
                evidence_codes=_evidence_of(name, study_codes, data),
                folders=(data / "regions" / SPECIMEN.code,) if name == "voice" else (),
            )
        )
    if not only and SPECIMEN.code not in further:
        made.append(_region_page(SPECIMEN, study_codes, chosen, data, notebooks))
    return made if only else [_compared(spec) for spec in made]


def _evidence_of(chapter: str, study_codes: Sequence[str], data: Path) -> tuple[str, ...]:
    """Return the regions whose coded evidence a chapter shows."""
    if chapter == "voice":
        return tuple(load_table("study/kinerja-districts", root=data).frame["region_code"])
    return tuple(study_codes) if chapter in ("comparison", "models") else ()


def _region_page(
    here: Region, study_codes: Sequence[str], language: Any, data: Path, notebooks: Path
) -> PageSpec:
    return PageSpec(
        slug=here.slug,
        part=_part(here, study_codes),
        title=f"{here.name} (specimen)" if here.specimen else here.name,
        template=notebooks / "region.ipynb",
        parameters=RegionParameters(region=here.code, language=language),
        evidence_codes=(here.code,),
        folders=(data / "regions" / here.code,),
    )


def _part(region: Region, study_codes: Sequence[str]) -> str:
    if region.specimen:
        return "specimen"
    return "study" if region.code in study_codes else "further"


def _compared(spec: PageSpec) -> PageSpec:
    """Let a page of the study also run without the ledger, if its notebook can."""
    if spec.part in ("further", "specimen") or "corrections" not in type(spec.parameters).model_fields:
        return spec
    return replace(spec, uncorrected_slug=f"uncorrected-{spec.slug}")


def computing_files() -> list[Path]:
    """Return the files of code and texts that a page's content depends on."""
    package = PROJECT / "analysis"
    files = {
        path
        for path in package.rglob("*")
        if path.suffix in CODE_AND_TEXTS and path.relative_to(package).parts[0] not in NOT_COMPUTING
    }
    return sorted(files | {package / name for name in COMPUTING_FILES})


def code_digest() -> str:
    """Return one digest of all code and texts that a page's content depends on."""
    return digest_files(computing_files(), PROJECT / "analysis")


def folder_digest(folders: Sequence[Path]) -> str:
    """Return one digest of everything in some folders; a folder that is not there counts as empty."""
    files = sorted(path for folder in folders for path in folder.rglob("*.csv"))
    return digest_files(files, Path(folders[0]).parent) if folders else ""


def evidence_digest(codes: Sequence[str], data: Path) -> str:
    """Return a digest of the evidence rows of some regions, so that other regions' rows do not matter."""
    if not codes:
        return ""
    evidence = load_table("study/evidence", root=data).frame
    rows = evidence[evidence["region_code"].isin(codes)]
    return hashlib.sha256(frame_csv(rows).encode()).hexdigest()


def digest_files(files: Sequence[Path], base: Path) -> str:
    """Return one digest of the names (below `base`) and bytes of files, in the order given."""
    total = hashlib.sha256()
    for path in files:
        total.update(path.relative_to(base).as_posix().encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()
