"""Run jupyter-book's Sphinx on an assembled book, with progress and with errors that name file and line."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from analysis.errors import BuildError

Progress = Callable[[str], None]
_STEP = re.compile(r"^(reading sources|writing output)\.{3}\s*\[\s*(\d+)%\]")
_COLOUR = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_WARNING = re.compile(r"\b(WARNING|ERROR|CRITICAL|[A-Za-z]+ error)\b:")
SHOWN_WARNINGS = 5
# jupyter-book turns its configuration into Sphinx's conf.py; then Sphinx builds, in the same process.
_SCRIPT = """
import sys
from jupyter_book.cli.main import main as jupyter_book
from sphinx.cmd.build import main as sphinx_build
jupyter_book(["config", "sphinx", sys.argv[-2]], standalone_mode=False)
sys.exit(sphinx_build(sys.argv[1:]))
"""


def run_sphinx(
    source: Path, target: Path, *, builder: str, progress: Progress | None = None, theme: str | None = None
) -> None:
    """Build one edition; every warning is an error.

    Parameters
    ----------
    source : pathlib.Path
        Assembled book with ``_config.yml`` and ``_toc.yml``.
    target : pathlib.Path
        Output folder. The cache of read pages stands beside it as ``.doctrees-<builder>``.
    builder : str
        A Sphinx builder, for example ``html`` or ``singlehtml``.
    progress : callable, optional
        Called with one short line when a step moves on.
    theme : str, optional
        Another HTML theme than the book's own.

    Raises
    ------
    BuildError
        With the first warnings (file, line, text).
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    words = [
        "-b",
        builder,
        "-W",
        "--keep-going",
        "--no-color",
        "-d",
        str(target.parent / f".doctrees-{builder}"),
    ]
    outline, seen = _outline(source), target.parent / f".doctrees-{builder}" / "outline.sha256"
    if not seen.is_file() or seen.read_text(encoding="utf-8") != outline:
        words.append("-a")  # every page shows the list of chapters: a new or renamed chapter changes them all
    if theme:
        words += ["-D", f"html_theme={theme}", "-D", "suppress_warnings=config"]
    command = [sys.executable, "-W", "ignore", "-c", _SCRIPT, *words, str(source), str(target)]
    _run(command, source, progress)
    seen.write_text(outline, encoding="utf-8", newline="\n")


def _outline(source: Path) -> str:
    """Return a digest of what every page shows of the others: order, settings and titles."""
    total = hashlib.sha256()
    for name in ("_toc.yml", "_config.yml"):
        total.update((source / name).read_bytes())
    for page in sorted(source.rglob("*")):
        if page.suffix in (".md", ".ipynb"):
            heading = re.search(r'(?m)^\s*"?# (.*)$', page.read_text(encoding="utf-8"))
            total.update(f"{page.relative_to(source).as_posix()}:{heading[1] if heading else ''}".encode())
    return total.hexdigest()


def _run(words: list[str], source: Path, progress: Progress | None) -> None:
    environment = {**os.environ, "PYTHONUTF8": "1", "PYTHONWARNINGS": "ignore"}
    environment.setdefault("SOURCE_DATE_EPOCH", "0")
    lines: list[str] = []
    with subprocess.Popen(
        words,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        errors="replace",
        env=environment,
    ) as process:
        try:
            for raw in process.stdout or []:
                for line in _COLOUR.sub("", raw).split("\r"):
                    lines.append(line.rstrip())
                    step = _STEP.match(line)
                    if step and progress is not None:
                        progress(f"{step[1]} {step[2]}%")
        except BaseException:
            process.kill()
            raise
    if process.returncode:
        raise BuildError(_explain(lines, source))


def _explain(lines: list[str], source: Path) -> str:
    """Return one paragraph: what went wrong, in which file and line of the assembled book."""
    here = re.compile(re.escape(str(source.resolve())) + r"[\\/]?")
    said = [here.sub("", line).strip() for line in lines if _WARNING.search(line)]
    said = [line for line in dict.fromkeys(said) if "treated as errors" not in line]
    if not said:
        said = [line for line in lines if line.strip()][-3:]
    more = f" (and {len(said) - SHOWN_WARNINGS} more)" if len(said) > SHOWN_WARNINGS else ""
    return (
        f"the book could not be built: {' | '.join(said[:SHOWN_WARNINGS])}{more}. Files and lines are those "
        f"of the assembled book in {source}; correct the page in book/ or the notebook it comes from."
    )
