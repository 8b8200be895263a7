"""Run one notebook outside the report: for one region, or to renew the notebooks of the repository."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import nbformat

from analysis.errors import BuildError, ParameterError, nearest
from analysis.exhibits.language import Language
from analysis.exhibits.outcomes import outcomes_over_years
from analysis.exhibits.region_text import BIRTHS
from analysis.messages import say
from analysis.pipeline.notebook import (
    NOTEBOOKS,
    PROJECT,
    execute,
    refusals,
    to_page,
    without_pictures,
    write_notebook,
    write_page,
)
from analysis.pipeline.parameters import NOTEBOOK_PARAMETERS, RegionParameters
from analysis.regions import find_region
from analysis.sources import load_table
from analysis.standards.outcomes import national_spread

PICTURE = PROJECT / "book" / "_static" / "readme.png"


def run_region(parameters: RegionParameters, output: Path) -> Path:
    """Run the region notebook for one region and write the executed notebook, with its page beside it.

    Parameters
    ----------
    parameters : RegionParameters
        Checked parameters.
    output : pathlib.Path
        A file ending in ``.ipynb``, or a folder in which it gets the region's name.

    Returns
    -------
    pathlib.Path
        The executed notebook; ``<name>-page/`` beside it holds the page, its data twins and its results.

    Raises
    ------
    BuildError
        If the notebook failed; the message says which cell and why, and where the failed notebook is.
    """
    from papermill.exceptions import PapermillExecutionError

    slug = find_region(parameters.region).slug
    target = output if output.suffix == ".ipynb" else output / f"{slug}.ipynb"
    try:
        notebook = execute(NOTEBOOKS / "region.ipynb", parameters.model_dump(mode="json"), target)
    except PapermillExecutionError as error:
        if error.ename in refusals():
            raise BuildError(str(error.evalue)) from None
        raise BuildError(
            f"The notebook for {slug} stopped in cell {error.exec_count} with {error.ename}: {error.evalue}. "
            f"The notebook up to that cell, with the traceback, is {target.with_suffix('.failed.ipynb')}."
        ) from None
    except OSError as error:
        raise BuildError(
            f"{target} cannot be written ({error.strerror}). Name another place with --output."
        ) from None
    write_page(to_page(notebook), target.with_name(f"{target.stem}-page"))
    return target


def refresh_notebooks(names: Sequence[str] = (), folder: Path = NOTEBOOKS) -> list[Path]:
    """Run notebooks of the repository with default parameters and keep their outputs, less pictures.

    Parameters
    ----------
    names : sequence of str
        Their names without ``.ipynb``; all if empty.
    folder : pathlib.Path
        Where they are.

    Raises
    ------
    ParameterError
        There is no notebook of that name.

    Returns
    -------
    list of pathlib.Path
        The notebooks written, and the picture of the README.
    """
    for name in names:
        if name not in NOTEBOOK_PARAMETERS:
            near = nearest(name, NOTEBOOK_PARAMETERS) or list(NOTEBOOK_PARAMETERS)
            raise ParameterError(
                say("There is no notebook {name!r}. The nearest: {near}.", name=name, near=", ".join(near))
            )
    written = []
    for name in names or NOTEBOOK_PARAMETERS:
        path = folder / f"{name}.ipynb"
        scratch = folder / f".{name}.ipynb"
        try:
            notebook = execute(path, {}, scratch)
            write_notebook(as_committed(notebook), path)
        finally:
            for leftover in (scratch, scratch.with_suffix(".failed.ipynb")):
                leftover.unlink(missing_ok=True)
        written.append(path)
    return [*written, readme_picture()]


def readme_picture(path: Path = PICTURE) -> Path:
    """Draw the picture of the README: one outcome of the study regions on the spread of all districts."""
    language = Language("en")
    panel, regions = load_table("national/panel"), load_table("national/regions")
    codes = list(load_table("study/study-regions").frame.sort_values("order")["region_code"])
    names = {code: find_region(code).name for code in codes}
    exhibit = outcomes_over_years(
        panel.frame[panel.frame["region_code"].isin(codes)],
        {BIRTHS: national_spread(panel.frame, regions.frame, BIRTHS)},
        names,
        load_table("standards/outcome-targets").frame,
        panel.fields,
        language,
        source="",
    )
    part = path.with_name(path.name + ".part")
    part.write_bytes(exhibit.png())
    part.replace(path)
    return path


def as_committed(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return an executed notebook as the repository keeps it: no pictures, no injected parameters."""
    clean = without_pictures(notebook)
    clean.cells = [c for c in clean.cells if "injected-parameters" not in c.metadata.get("tags", [])]
    for number, cell in enumerate(clean.cells):
        cell.id = f"cell-{number:03d}"
    return clean
