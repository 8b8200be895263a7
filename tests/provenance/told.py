"""The results of every chapter, recorded as the notebooks record them but without a kernel."""

from __future__ import annotations

import contextlib
import io
import json
from functools import cache
from pathlib import Path

from analysis.exhibits import Result, chapter
from analysis.pipeline.notebook import NOTEBOOKS


@cache
def told(name: str, **parameters: object) -> dict[str, Result]:
    """Run the code of a notebook in this process, with nothing displayed, and return what it recorded."""
    cells = json.loads((NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    world: dict[str, object] = {"__name__": "notebook"}
    shown, chapter.display = chapter.display, lambda *_, **__: None
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            for cell in code:
                exec(compile("".join(cell["source"]), str(Path(name)), "exec"), world)
                if "parameters" in cell["metadata"].get("tags", []):
                    world.update(parameters)
    finally:
        chapter.display = shown
    made = world["chapter"]
    assert isinstance(made, chapter.Chapter)
    return made.results
