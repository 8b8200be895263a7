"""What the chapters recorded, read from the built book where it is up to date, else from the notebooks."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from analysis.errors import BuildError, RegionError, nearest
from analysis.exhibits.derivation import Derivation
from analysis.messages import say
from analysis.pipeline.notebook import NOTEBOOKS, PROJECT, to_page
from analysis.pipeline.pages import COMMON_TABLES, computing_files
from analysis.regions import find_region
from analysis.sources import data_folder

__all__ = ["Found", "Recorded", "derivation_of", "find", "recorded_chapters"]

RUNS = PROJECT / "book" / "_build" / "runs"
WITHOUT_LEDGER = "uncorrected-"  # runs that are only compared with the chapters of the book
BOOK, NOTEBOOK = "the built book", "the committed notebook"


@dataclass(frozen=True)
class Recorded:
    """What one chapter recorded.

    Attributes
    ----------
    name : str
        As prose names it: ``region.6172``, ``comparison``, ``national``.
    title : str
        For lists.
    read_from : str
        ``the built book`` or ``the committed notebook``.
    path : pathlib.Path
        The file that was read.
    results : mapping
        Id within the chapter to its record.
    exhibits : mapping
        Id within the chapter to its record.
    """

    name: str
    title: str
    read_from: str
    path: Path
    results: Mapping[str, Mapping[str, Any]]
    exhibits: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Found:
    """What a question leads to: one result, one exhibit, or several results of a list."""

    chapters: tuple[Recorded, ...]
    result: str = ""
    exhibit: str = ""
    ids: tuple[str, ...] = ()


def recorded_chapters(runs: Path = RUNS, notebooks: Path = NOTEBOOKS) -> list[Recorded]:
    """Return what every chapter recorded, each from the newest place that agrees with code and data.

    A chapter of the built book counts where its page was made without error after the last change of the
    code and the tables that it depends on; what it lacks comes from the committed notebooks.

    Raises
    ------
    BuildError
        If a file of results cannot be read.
    """
    built = {chapter.name: chapter for chapter in _built(runs)}
    committed = {chapter.name: chapter for chapter in _committed(notebooks)}
    return sorted({**committed, **built}.values(), key=lambda chapter: (chapter.name[0] != "r", chapter.name))


def _built(runs: Path) -> Iterator[Recorded]:
    changed = _last_change()
    for path in sorted(runs.glob("*/results.json")):
        folder = path.parent
        aside = folder.name.startswith(WITHOUT_LEDGER)
        if aside or not (folder / "outcome.json").exists() or path.stat().st_mtime < changed:
            continue
        if _json(folder / "outcome.json")["outcome"] == "ok":
            exhibits = {record["id"]: record for record in _json(folder / "exhibits.json")}
            yield _recorded(folder.name, BOOK, path, _json(path), exhibits)


def _last_change() -> float:
    """Return when the code or a table that chapters depend on last changed."""
    tables = [data_folder() / f"{name}.csv" for name in (*COMMON_TABLES, "study/evidence")]
    regional = (data_folder() / "regions").glob("*/*.csv")
    files = [*computing_files(), *NOTEBOOKS.glob("*.ipynb"), *tables, *regional]
    return max(path.stat().st_mtime for path in files if path.exists())


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BuildError(
            say("{path} cannot be read ({error}). Make the report anew with `pelayanan report`.", path=path,
                error=error)
        ) from None  # fmt: skip


def _committed(notebooks: Path) -> Iterator[Recorded]:
    for path in sorted(notebooks.glob("*.ipynb")):
        try:
            notebook = nbformat.read(path, as_version=4)
        except (OSError, ValueError) as error:
            raise BuildError(
                say("{path} cannot be read ({error}). Make it anew with `pelayanan notebooks`.", path=path,
                    error=error)
            ) from None  # fmt: skip
        page = to_page(notebook)
        region = _parameters(notebook).get("region")
        slug = find_region(str(region)).slug if region else path.stem
        yield _recorded(slug, NOTEBOOK, path, page.results, {e["id"]: e for e in page.exhibits})


def _parameters(notebook: nbformat.NotebookNode) -> dict[str, Any]:
    """Return the values in a notebook's cell of parameters."""
    cells = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    return {
        line.targets[0].id: ast.literal_eval(line.value)
        for cell in cells
        for line in ast.parse(cell.source).body
        if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name)
    }


def _recorded(
    slug: str, read_from: str, path: Path, results: Mapping[str, Any], exhibits: Mapping[str, Any]
) -> Recorded:
    if not slug[:4].isdigit():
        return Recorded(slug, slug.capitalize(), read_from, path, results, exhibits)
    return Recorded(f"region.{slug[:4]}", find_region(slug[:4]).name, read_from, path, results, exhibits)


def find(words: Sequence[str], chapters: Sequence[Recorded]) -> Found:
    """Find what a reader means by some words.

    Parameters
    ----------
    words : sequence of str
        Nothing: everything. A result as prose names it (``region.6172.sba_last``), an exhibit's id, a chapter
        (``national``, ``6172``, ``Luwu Utara``), or a chapter and words to look for (``6172 births``).
    chapters : sequence of Recorded
        What there is.

    Returns
    -------
    Found

    Raises
    ------
    BuildError
        If nothing fits; the message gives the nearest ids.
    """
    if not words:
        return Found(tuple(chapters))
    asked = " ".join(words)
    exact = _exact(asked, chapters)
    if exact:
        return exact
    within = [chapter for chapter in chapters if asked.startswith(f"{chapter.name}.")]
    if within:  # an id in full, misspelt
        raise BuildError(_unknown(asked, within))
    chapter, rest = _chapter(words, chapters)
    if chapter and not rest:
        return Found((chapter,))
    among = [chapter] if chapter else list(chapters)
    wanted = rest if chapter else list(words)
    if len(wanted) == 1 and (found := _exact(wanted[0], among)):
        return found
    ids = [id for each in among for id in _search(wanted, each)]
    if len(ids) == 1:
        return Found(tuple(among), result=ids[0])
    if ids:
        return Found(tuple(among), ids=tuple(ids))
    raise BuildError(_unknown(asked, among))


def _exact(asked: str, chapters: Iterable[Recorded]) -> Found | None:
    """Find a result or exhibit by its full id, or by an id that only one chapter has."""
    hits = [
        (chapter, kind, id)
        for chapter in chapters
        for kind, names in (("result", chapter.results), ("exhibit", chapter.exhibits))
        for id in names
        if asked in (id, f"{chapter.name}.{id}")
    ]
    if not hits:
        return None
    if len(hits) > 1:
        return Found(tuple(hit[0] for hit in hits), ids=tuple(f"{hit[0].name}.{hit[2]}" for hit in hits))
    chapter, kind, id = hits[0]
    full = f"{chapter.name}.{id}"
    return Found((chapter,), result=full) if kind == "result" else Found((chapter,), exhibit=full)


def _chapter(words: Sequence[str], chapters: Sequence[Recorded]) -> tuple[Recorded | None, list[str]]:
    """Return the chapter that the first words name, and the words that are left."""
    by_name = {chapter.name: chapter for chapter in chapters}
    for count in range(len(words), 0, -1):
        text = " ".join(words[:count])
        name = text if text in by_name else f"region.{_region(text)}"
        if name in by_name:
            return by_name[name], list(words[count:])
        if name != "region.":
            raise BuildError(
                say("No results of {region} are recorded here. Make them with `pelayanan report -r {code}`, "
                    "and ask again.", region=find_region(text).name,
                    code=find_region(text).code)
            )  # fmt: skip
    return None, list(words)


def _region(text: str) -> str:
    try:
        return find_region(text.removeprefix("region.")).code
    except RegionError:
        return ""


def _search(words: Sequence[str], chapter: Recorded) -> list[str]:
    """Return the results whose id, unit, function or columns hold every word, in the chapter's order."""
    stems = [stem.rstrip("s") for word in words for stem in re.split(r"[\W_]+", word.casefold()) if stem]
    return [
        f"{chapter.name}.{id}"
        for id, record in chapter.results.items()
        if stems and all(stem in _about(id, record) for stem in stems)
    ]


def _about(id: str, record: Mapping[str, Any]) -> str:
    columns = [column for rows in derivation_of(id, record).rows() for column in rows.columns]
    return " ".join([id, record["unit"], record["function"], *columns]).casefold()


def derivation_of(id: str, record: Mapping[str, Any]) -> Derivation:
    """Return how a recorded result came about.

    Raises
    ------
    BuildError
        If it was recorded by an older version, which did not say.
    """
    if "derivation" not in record:
        raise BuildError(
            say("The result '{id}' was recorded before results said what they rest on. Make it anew with "
                "`pelayanan report` or `pelayanan notebooks`.", id=id)
        )  # fmt: skip
    return Derivation.from_record(record["derivation"])


def _unknown(asked: str, chapters: Sequence[Recorded]) -> str:
    """Say that there is no such id, and name the nearest: by what it is about, then by spelling."""
    last = re.split(r"[\s.]+", asked)[-1]
    full = [f"{chapter.name}.{id}" for chapter in chapters for id in (*chapter.results, *chapter.exhibits)]
    about = [id for chapter in chapters for id in _search([last], chapter)]
    spelt = nearest(asked, full, cutoff=0.6)
    ends = [id for end in nearest(last, {id.rsplit(".", 1)[-1] for id in full}, cutoff=0.5) for id in full
            if id.endswith(f".{end}")]  # fmt: skip
    near = list(dict.fromkeys([*about, *spelt, *ends]))[:4]
    if not near:
        return say("There is no result or exhibit '{asked}'. `pelayanan explain` lists all.", asked=asked)
    return say(
        "There is no result or exhibit '{asked}'. The nearest: {near}. `pelayanan explain` lists all.",
        asked=asked,
        near=", ".join(near),
    )
