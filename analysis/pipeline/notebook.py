"""Run a notebook with papermill, make it deterministic, and turn it into a page of the book."""

from __future__ import annotations

import copy
import json
import os
import re
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from analysis.errors import PelayananError
from analysis.exhibits.record import BOX_MIME, EXHIBIT_MIME, RESULTS_MIME
from analysis.threads import ONE_THREAD

PROJECT = Path(__file__).resolve().parents[2]
NOTEBOOKS = PROJECT / "notebooks"
VOLATILE = ("papermill", "execution", "executionInfo", "ExecuteTime")


@dataclass(frozen=True)
class Page:
    """A notebook as a page: the notebook itself, the data twins and the results it published.

    Attributes
    ----------
    notebook : nbformat.NotebookNode
        Cells as the reader sees them.
    exhibits : list of dict
        Exhibit records in the order shown, each with its data twin under ``csv``.
    results : mapping
        Result records by id.
    """

    notebook: NotebookNode
    exhibits: list[dict[str, Any]]
    results: Mapping[str, Mapping[str, Any]]


def execute(template: Path, parameters: Mapping[str, Any], output: Path) -> NotebookNode:
    """Run a template with parameters in a kernel of its own and write the executed notebook.

    The output appears whole or not at all; a notebook that failed is kept beside it with the ending
    ``.failed.ipynb``, so that its traceback can be read.

    Raises
    ------
    papermill.exceptions.PapermillExecutionError
        If a cell of the notebook failed.
    """
    import papermill
    from papermill.exceptions import PapermillExecutionError

    output.parent.mkdir(parents=True, exist_ok=True)
    running = output.with_suffix(".running.ipynb")
    failed = output.with_suffix(".failed.ipynb")
    failed.unlink(missing_ok=True)
    try:
        with warnings.catch_warnings(), _one_thread():
            warnings.simplefilter("ignore")  # papermill's own imports; the kernel keeps its warnings
            papermill.execute_notebook(
                str(template),
                str(running),
                parameters=dict(parameters),
                cwd=str(NOTEBOOKS),
                progress_bar=False,
                log_output=False,
                request_save_on_cell_execute=False,
                autosave_cell_every=0,
                extra_arguments=["--IPKernelApp.log_level=50"],  # its notes on sockets are not for the reader
            )
    except PapermillExecutionError:
        running.replace(failed)
        raise
    except BaseException:
        running.unlink(missing_ok=True)
        raise
    notebook = normalise(nbformat.read(running, as_version=4))
    write_notebook(notebook, running)
    running.replace(output)
    return notebook


@contextmanager
def _one_thread() -> Iterator[None]:
    """Let kernels compute in one thread: they run side by side, and sums then come out the same."""
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    os.environ.update(ONE_THREAD)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def refusals(base: type[PelayananError] = PelayananError) -> set[str]:
    """Return the names of the errors by which a notebook refuses: the data or the request is at fault."""
    return {base.__name__}.union(*(refusals(child) for child in base.__subclasses__()))


def normalise(notebook: NotebookNode) -> NotebookNode:
    """Return the notebook without clock times, run durations, machine paths and random cell ids."""
    clean = copy.deepcopy(notebook)
    for name in VOLATILE:
        clean.metadata.pop(name, None)
    clean.metadata["language_info"] = {"name": "python"}
    clean.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
    for number, cell in enumerate(clean.cells):
        for name in VOLATILE:
            cell.metadata.pop(name, None)
        cell.id = f"cell-{number:03d}"
    return clean


def without_pictures(notebook: NotebookNode) -> NotebookNode:
    """Return the notebook without PNG outputs, for the repository: each picture's data twin stays."""
    clean = copy.deepcopy(notebook)
    for cell in clean.cells:
        for output in cell.get("outputs", []):
            output.get("data", {}).pop("image/png", None)
    return clean


def write_notebook(notebook: NotebookNode, path: Path) -> None:
    """Write a notebook atomically, with line feeds and a final newline."""
    part = path.with_name(path.name + ".part")
    part.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")
    part.replace(path)


def to_page(notebook: NotebookNode) -> Page:
    """Turn an executed notebook into a page of the book.

    Told texts become Markdown cells; boxes become admonitions; a figure or table keeps its record, from which
    the book writes number, caption and link to the data; set-up cells go.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        An executed, normalised notebook.
    """
    page = copy.deepcopy(notebook)
    cells: list[NotebookNode] = []
    exhibits: list[dict[str, Any]] = []
    results: dict[str, Mapping[str, Any]] = {}
    for cell in page.cells:
        tags = set(cell.metadata.get("tags", []))
        outputs = cell.get("outputs", [])
        for output in outputs:
            results.update(output.get("data", {}).get(RESULTS_MIME, {}))
        if tags & {"parameters", "injected-parameters", "remove-cell"}:
            continue
        if cell.cell_type != "code":
            cells.append(cell)
            continue
        shown = [_exhibit(output) for output in outputs]
        exhibits.extend(record for record in shown if record is not None)
        cells.extend(_parts(cell))
    page.cells = cells
    for number, cell in enumerate(page.cells):
        cell.id = f"cell-{number:03d}"
    return Page(page, exhibits, results)


def _exhibit(output: Mapping[str, Any]) -> dict[str, Any] | None:
    record = output.get("data", {}).get(EXHIBIT_MIME)
    return dict(record) if record is not None else None


def _parts(cell: NotebookNode) -> list[NotebookNode]:
    """Give each exhibit of a cell, and each text between them, a cell of its own, in their order.

    The caption that a chapter shows under a figure is left out: the book writes it from the record.
    """
    made: list[NotebookNode] = []
    under_figure = False
    for output in cell.get("outputs", []):
        record = _exhibit(output)
        if record is not None:
            made.append(_exhibit_cell(cell, output))
            under_figure = record["kind"] == "figure"
        elif under_figure and "text/markdown" in output.get("data", {}):
            under_figure = False
        else:
            made.extend(_text_cells([output]))
    return made


def _exhibit_cell(cell: NotebookNode, output: NotebookNode) -> NotebookNode:
    """Keep one exhibit with its record, from which the book writes number, caption and link."""
    kept = copy.deepcopy(cell)
    kept.execution_count = None
    kept.metadata = nbformat.from_dict({"tags": ["hide-input"]})
    kept.outputs = [copy.deepcopy(output)]
    return kept


def _text_cells(outputs: list[NotebookNode]) -> list[NotebookNode]:
    cells = []
    for output in outputs:
        data = output.get("data", {})
        if BOX_MIME in data:
            box = data[BOX_MIME]
            text = f"```{{admonition}} {box['title']}\n:class: missing\n\n{box['text']}\n```"
            cells.append(nbformat.v4.new_markdown_cell(text))
        elif "text/markdown" in data:
            cells.append(nbformat.v4.new_markdown_cell(data["text/markdown"]))
    return cells


def write_page(page: Page, folder: Path) -> None:
    """Write a page, its data twins and its results into a folder of their own."""
    (folder / "exhibits").mkdir(parents=True, exist_ok=True)
    for old in (folder / "exhibits").glob("*.csv"):
        old.unlink()
    for record in page.exhibits:
        if not re.fullmatch(r"[a-z0-9-]+", record["id"]):
            raise ValueError(f"exhibit id '{record['id']}' must be lower-case words with hyphens")
        _write_text(folder / "exhibits" / f"{record['id']}.csv", record["csv"])
    listing = [{key: value for key, value in record.items() if key != "csv"} for record in page.exhibits]
    _write_text(folder / "exhibits.json", json.dumps(listing, indent=1, ensure_ascii=False) + "\n")
    _write_text(folder / "results.json", json.dumps(page.results, indent=1, ensure_ascii=False) + "\n")
    write_notebook(page.notebook, folder / "page.ipynb")


def _write_text(path: Path, text: str) -> None:
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding="utf-8", newline="\n")
    part.replace(path)
