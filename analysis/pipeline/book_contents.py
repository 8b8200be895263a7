"""The chapters of the book: pages that notebooks make, their order, and the table of contents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from analysis.errors import BuildError
from analysis.pipeline.parameters import NOTEBOOK_PARAMETERS

PARTS = ("study", "further", *(name for name in NOTEBOOK_PARAMETERS if name != "region"), "specimen")
OUTCOMES = ("ok", "refused", "failed")


@dataclass(frozen=True)
class Page:
    """A chapter that a notebook makes.

    Attributes
    ----------
    slug : str
        File name without suffix, for example ``6172-kota-singkawang``, ``comparison``, ``national``.
    part : str
        ``study`` (a study region), ``further`` (any other region), ``specimen`` (the made-up district),
        ``comparison``, ``national`` or ``data-quality``.
    title : str
        Title for the list of chapters.
    notebook : pathlib.Path or None
        The executed page notebook; ``None`` if there is none.
    outcome : str
        ``ok``, ``refused`` (data insufficient) or ``failed`` (an error).
    reason : str
        Why it was refused or failed; empty for ``ok``.
    """

    slug: str
    part: str
    title: str
    notebook: Path | None = None
    outcome: str = "ok"
    reason: str = ""

    def __post_init__(self) -> None:
        for what, value, allowed in (("part", self.part, PARTS), ("outcome", self.outcome, OUTCOMES)):
            if value not in allowed:
                raise BuildError(
                    f"page '{self.slug}': {what} '{value}'; expected one of {', '.join(allowed)}."
                )
        if self.outcome == "ok" and self.notebook is None:
            raise BuildError(
                f"page '{self.slug}' is ok but has no notebook. Give its notebook or its reason."
            )

    @property
    def code(self) -> str:
        """The region's code, or the page's own name where it is not about one region."""
        return self.slug.split("-")[0] if self.part in ("study", "further", "specimen") else self.slug


def read_contents(book: Path) -> dict[str, Any]:
    """Read ``contents.yml``, the order of the chapters.

    Raises
    ------
    BuildError
        If it is missing, or names a chapter that does not exist.
    """
    path = book / "contents.yml"
    if not path.is_file():
        raise BuildError(f"{path.name} is missing in {book}: it holds the order of the chapters.")
    contents: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    for chapter in [contents["root"], *prose_chapters(contents)]:
        if not (book / f"{chapter}.md").is_file():
            raise BuildError(
                f"{book.name}/contents.yml names the chapter '{chapter}', but {chapter}.md is missing."
            )
    return contents


def prose_chapters(contents: Mapping[str, Any]) -> list[str]:
    """Return the names of the chapters written in Markdown, without the first page."""
    return [chapter for part in contents["parts"] for chapter in part.get("chapters", [])]


def _parts_of(part: Mapping[str, Any]) -> list[str]:
    kinds = part.get("pages", [])
    return [kinds] if isinstance(kinds, str) else list(kinds)


def place_of(contents: Mapping[str, Any], part: str) -> int:
    """Return where the pages of a part stand in the book, counted from zero.

    Raises
    ------
    BuildError
        If the contents have no place for the part.
    """
    kinds = [kind for entry in contents["parts"] for kind in _parts_of(entry)]
    if part not in kinds:
        raise BuildError(
            f"book/contents.yml has no place for pages of the part '{part}'. Add it under `pages`."
        )
    return kinds.index(part)


def toc(contents: Mapping[str, Any], pages: Sequence[Page]) -> str:
    """Return the book's ``_toc.yml`` as jupyter-book reads it; a part without chapters is left out."""
    parts = []
    for part in contents["parts"]:
        names = [f"chapters/{page.slug}" for kind in _parts_of(part) for page in pages if page.part == kind]
        names += part.get("chapters", [])
        if names:
            parts.append({"caption": part["caption"], "chapters": [{"file": name} for name in names]})
    tree = {"format": "jb-book", "root": contents["root"], "parts": parts}
    return str(yaml.safe_dump(tree, sort_keys=False, allow_unicode=True))
