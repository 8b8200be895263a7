"""Assemble the book: prose, chapters that were run, their data, the list of exhibits, the configuration."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from analysis.errors import BuildError
from analysis.pipeline.book_contents import Page, place_of, prose_chapters, read_contents, toc
from analysis.pipeline.book_corrections import LedgerReport
from analysis.pipeline.book_exhibits import finish_notebook
from analysis.pipeline.book_files import json_bytes, synchronise
from analysis.pipeline.book_methods import verified_methods
from analysis.pipeline.book_numbers import Listed, Numbering
from analysis.pipeline.book_prose import CHAPTERS, number_binder, render_page
from analysis.pipeline.book_results import LIST, linked, result_lines
from analysis.pipeline.book_tests import count_tests
from analysis.pipeline.sphinx_run import Progress, run_sphinx

__all__ = ["Page", "assemble", "build_html"]

STATUS_PAGE = """# {title}

:::{{admonition}} {heading}
:class: warning

{reason}

The other chapters of this book do not depend on it, unless they say so.
:::
"""
HEADINGS = {
    "failed": "This chapter could not be made in this run",
    "refused": "This chapter was refused: the data do not carry it",
}


NO_LEDGER = LedgerReport([], [], [], [], [])
TEXTS = (".md", ".ipynb")
WORKBENCH_LINK = '<a class="workbench"'
SPHINX_PAGES = ("search.html", "genindex.html")


def assemble(
    book: Path,
    pages: Sequence[Page],
    results: Mapping[str, Mapping[str, Any]],
    exhibits: Path,
    target: Path,
    study: Mapping[str, str] = MappingProxyType({}),
    language: str = "en",
    corrections: LedgerReport = NO_LEDGER,
    workbenches: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Put the source of the book together.

    Files that did not change are left untouched, so that a later build reads only what is new; files that no
    longer belong to the book are removed.

    Parameters
    ----------
    book : pathlib.Path
        The prose (``*.md``), ``contents.yml``, ``_config.yml`` and ``_static/``.
    pages : sequence of Page
        The chapters that notebooks made, in the order of the book within their part.
    results : mapping
        Result id (``national.gain_members``, ``region.6172.poverty_last``) to its record with ``text``.
    exhibits : pathlib.Path
        Folder with the data twins as ``<slug>/<id>.csv``.
    target : pathlib.Path
        Where to assemble, for example ``book/_build/source``.
    study : mapping, optional
        Metadata of the study for the title page, key to value.
    language : str, optional
        Language of the chapters (``en``, ``id``), for the words before the numbers of figures and tables.
    corrections : LedgerReport, optional
        The ledger of corrections and what moves without it.
    workbenches : mapping, optional
        Slug to title of the chapters beside which an evidence workbench stands; a link to one that was not
        made is taken out of its chapter.

    Raises
    ------
    BuildError
        If a page names an unknown result, an exhibit lacks its data, or a chapter is missing.
    """
    contents = read_contents(book)
    numbering, listed, files = Numbering(language), [], {}
    for page in sorted(pages, key=lambda page: place_of(contents, page.part)):
        name = f"chapters/{page.slug}"
        if page.notebook is None or page.outcome != "ok":
            files[f"{name}.md"] = _status_page(page).encode("utf-8")
            continue
        notebook = json.loads(page.notebook.read_text(encoding="utf-8"))
        finished, lines = finish_notebook(notebook, page.slug, page.title, numbering)
        if page.slug not in workbenches:
            finished["cells"] = [cell for cell in finished["cells"] if not _links_to_workbench(cell)]
        files[f"{name}.ipynb"] = json_bytes(finished)
        files |= {line.data: _twin(exhibits, line) for line in lines}
        listed += lines
    files |= corrections.files()
    prose = [contents["root"], *prose_chapters(contents)]
    shown = linked if LIST in prose else None
    context = _context(pages, results, listed, study, book.parent / "tests", shown)
    context |= {"corrections": corrections, "workbenches": dict(workbenches)}
    for chapter in prose:
        text = render_page(book / f"{chapter}.md", f"{book.name}/{chapter}.md", context)
        files[f"{chapter}.md"] = text.encode("utf-8")
    files["_config.yml"] = (book / "_config.yml").read_bytes()
    files["_toc.yml"] = toc(contents, pages).encode("utf-8")
    files["exhibits.json"] = json_bytes([line.record() for line in listed])
    for asset in sorted((book / "_static").rglob("*")):
        if asset.is_file():
            files[asset.relative_to(book).as_posix()] = asset.read_bytes()
    synchronise(files, target)


def _links_to_workbench(cell: Mapping[str, Any]) -> bool:
    return cell["cell_type"] == "markdown" and WORKBENCH_LINK in "".join(cell["source"])


def build_html(
    source: Path,
    target: Path,
    progress: Progress | None = None,
    *,
    beside: Mapping[str, Mapping[str, bytes]] = MappingProxyType({}),
) -> Path:
    """Build the HTML edition with jupyter-book; it opens from the disk and loads nothing from another host.

    Parameters
    ----------
    source : pathlib.Path
        The assembled source.
    target : pathlib.Path
        Folder for the edition; Sphinx keeps its cache beside it.
    progress : callable, optional
        Called with one short line for each step.
    beside : mapping, optional
        Name of a folder of the edition to the files in it that are no pages of the book.

    Returns
    -------
    pathlib.Path
        The first page, ``target/index.html``.

    Raises
    ------
    BuildError
        With file and line, at the first warnings (warnings are errors here).
    """
    for style in (target / "_static").glob("mystnb.*.css"):
        style.unlink()  # left from an earlier build, its checksum would enter the pages: other bytes
    run_sphinx(source, target, builder="html", progress=progress)
    twins = {
        path.relative_to(source).as_posix(): path.read_bytes()
        for path in sorted((source / "exhibits").rglob("*.csv"))
    }
    _sweep(source, target)
    synchronise({name.removeprefix("exhibits/"): data for name, data in twins.items()}, target / "exhibits")
    for folder, files in beside.items():
        synchronise(files, target / folder)
    return target / "index.html"


def _status_page(page: Page) -> str:
    return STATUS_PAGE.format(title=page.title, heading=HEADINGS[page.outcome], reason=_cell(page.reason))


def _sweep(source: Path, target: Path) -> None:
    """Remove pages and pictures that the book no longer has, and maps that only help to debug the theme."""
    pages = sorted(target.rglob("*.html"))
    kept = {path.relative_to(source).with_suffix("") for path in source.rglob("*") if path.suffix in TEXTS}
    for page in pages:
        if page.relative_to(target).with_suffix("") not in kept and page.name not in SPHINX_PAGES:
            page.unlink()
    shown = "".join(page.read_text(encoding="utf-8") for page in pages if page.is_file())
    for debugging in sorted((target / "_static").rglob("*.map")):
        debugging.unlink()
    for picture in sorted((target / "_images").glob("*")):
        if picture.name not in shown:
            picture.unlink()


def _context(
    pages: Sequence[Page],
    results: Mapping[str, Mapping[str, Any]],
    listed: Sequence[Listed],
    study: Mapping[str, str],
    tests: Path,
    shown: Callable[[str, Mapping[str, Any]], str] | None,
) -> dict[str, Any]:
    made = {page.slug for page in pages if page.outcome == "ok"}
    by_name = {page.code: page for page in pages}

    def missing_chapter(id: str) -> str | None:
        words = id.split(".")
        if words[0] not in CHAPTERS or len(words) < 2:
            return None
        page = by_name.get(words[1] if words[0] == "region" else words[0])
        if page is None:
            return "not part of this run"
        return None if page.outcome == "ok" else f"no result: the chapter “{page.title}” was not made"

    return {
        "number": number_binder(results, missing_chapter, shown),
        "results": result_lines(results, pages),
        "ran": lambda name: name in made or (name in by_name and by_name[name].slug in made),
        "why_not": lambda name: missing_chapter(f"{name}.") or "part of this run",
        "pages": list(pages),
        "study_pages": [page for page in pages if page.part == "study"],
        "cell": _cell,
        "exhibits": list(listed),
        "study": dict(study),
        "tests": count_tests(tests),
        "methods": verified_methods(tests),
    }


def _cell(text: str) -> str:
    """Write text so that a Markdown table shows it as it is."""
    return re.sub(r"([\\`*_\[\]<>$|{}])", r"\\\1", " ".join(text.split()))


def _twin(exhibits: Path, line: Listed) -> bytes:
    folder = exhibits / line.slug
    for path in (folder / f"{line.id}.csv", folder / "exhibits" / f"{line.id}.csv"):
        if path.is_file():
            return path.read_bytes()
    raise BuildError(f"chapter '{line.slug}': {line.number} ('{line.id}') lacks its data file {line.id}.csv.")
