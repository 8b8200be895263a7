"""One numbering of figures and tables for all editions, and the lines of the list of exhibits."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass

from analysis.errors import BuildError

KINDS = ("figure", "table")
WORDS = {
    "en": {"figure": "Figure", "table": "Table", "data": "Data (CSV)"},
    "id": {"figure": "Gambar", "table": "Tabel", "data": "Data (CSV)"},
}


@dataclass(frozen=True)
class Listed:
    """One line of the list of exhibits.

    Attributes
    ----------
    number : str
        As captions print it, for example ``Figure 3``.
    id, kind, title : str
        Id within the chapter, ``figure`` or ``table``, title.
    slug, chapter : str
        File name (without suffix) and title of the chapter.
    anchor : str
        Id of the element on the page, the same in every edition.
    data : str
        Path of the CSV twin inside the book.
    source, function : str
        Source line with the status of the data; dotted name of the function that made it.
    link : str
        Words of the link to the data.
    """

    number: str
    id: str
    kind: str
    title: str
    slug: str
    chapter: str
    anchor: str
    data: str
    source: str
    function: str
    link: str

    def record(self) -> dict[str, str]:
        """Return the line as plain JSON data."""
        return asdict(self)


class Numbering:
    """Counts figures and tables through the whole book, in the order of its chapters.

    Parameters
    ----------
    language : str
        ``en`` or ``id``: the words before the numbers.
    """

    def __init__(self, language: str = "en") -> None:
        if language not in WORDS:
            raise BuildError(f"the book has no words for '{language}'; expected one of: {', '.join(WORDS)}.")
        self.words = WORDS[language]
        self._counts: Counter[str] = Counter()

    def next(self, kind: str) -> str:
        """Return the next number of a kind, for example ``Table 2``."""
        self._counts[kind] += 1
        return f"{self.words[kind]} {self._counts[kind]}"
