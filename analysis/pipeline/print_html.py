"""One clean HTML text of the whole book, from which the printed editions are made."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml
from bs4 import BeautifulSoup

from analysis.errors import BuildError
from analysis.pipeline.print_clean import clean
from analysis.pipeline.sphinx_run import Progress, run_sphinx

TEXT_WIDTH = 16.4  # cm
TALLEST = 15.0  # cm, for a picture


@dataclass(frozen=True)
class Manuscript:
    """The book as one text.

    Attributes
    ----------
    title, author : str
        From the book's configuration.
    opening : str
        HTML of the title page, without its heading.
    body : str
        HTML of all chapters; a chapter is a first-level heading.
    folder : pathlib.Path
        Where the pictures that the HTML names are found.
    """

    title: str
    author: str
    opening: str
    body: str
    folder: Path


def manuscript(source: Path, progress: Progress | None = None) -> Manuscript:
    """Build the one-page edition of an assembled book and clean it for printing.

    The page is kept beside the source and built again only when the source differs.

    Raises
    ------
    BuildError
        If the build fails (with file and line) or gives a page that cannot be read.
    """
    work = source.parent / "singlehtml"
    stamp, digest = work.with_name("singlehtml.sha256"), _digest(source)
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != digest:
        stamp.unlink(missing_ok=True)
        run_sphinx(source, work, builder="singlehtml", progress=progress)
        stamp.write_text(digest, encoding="utf-8")
    soup = BeautifulSoup((work / "index.html").read_text(encoding="utf-8"), "html.parser")
    article = soup.select_one("article.bd-article")
    if article is None or article.section is None:
        raise BuildError(f"{work.name}/index.html holds no article; was it made by another theme?")
    config = yaml.safe_load((source / "_config.yml").read_text(encoding="utf-8"))
    for image in article.find_all("img"):
        image["width"] = f"{_width(work / str(image['src'])):.0%}"
    opening, body = clean(article)
    return Manuscript(str(config["title"]), str(config["author"]), opening, body, work)


def _width(picture: Path) -> float:
    """Return the share of the text width at which a PNG is at most `TALLEST` high; 1 for other pictures."""
    head = picture.read_bytes()[:24]
    if not head.startswith(b"\x89PNG"):
        return 1.0
    width, height = struct.unpack(">II", head[16:24])
    return min(1.0, TALLEST / (TEXT_WIDTH * height / width))


def _digest(source: Path) -> str:
    total = hashlib.sha256()
    for path in _assembled(source):
        total.update(path.relative_to(source).as_posix().encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def _assembled(source: Path) -> Iterable[Path]:
    """Return the files that the assembly wrote, without what Sphinx writes among them."""
    made_by_sphinx = {"conf.py"}
    for path in sorted(source.rglob("*")):
        inside = path.relative_to(source)
        if path.is_file() and inside.name not in made_by_sphinx and "jupyter_execute" not in inside.parts:
            yield path
