"""What the chapter on reading documents says; every number in it is a recorded result."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import pandas as pd

from analysis.exhibits.chapter import Chapter
from analysis.exhibits.derivation import by, published
from analysis.exhibits.reading_quality import AIMS, aim
from analysis.exhibits.reading_speed import speed_figures
from analysis.sources.selection import select

SCORES, LEVELS, CONTROLS = "study/finding-scores", "study/finding-levels", "study/finding-controls"
READING, FINDING = "study/reading-seconds", "study/finding-seconds"
TOLD = ("mention", "target", "amount")  # kinds of hits whose F1 the prose names
UNITS = {
    "pages_per_second": "pages per second",
    **dict.fromkeys(("times_plain", "times_with_finding", "most_times_finding"), "ratio"),
}
UNLISTED = {"documents": "specimen", "part": "all", "split": "phrasing", "group": "held-out"}
FIELD = {"documents": "field", "part": "held out", "split": "all", "group": "all"}
SCANNED = {"documents": "scanned, recognised", "part": "all", "split": "all", "group": "all"}


@dataclass(frozen=True)
class ControlFigures:
    """How many documents have nothing to find, and in how many something was found."""

    controls_count: int
    controls_pages: int
    controls_named: int
    controls_general: int


def control_figures(controls: pd.DataFrame) -> ControlFigures:
    """Count documents without anything to find.

    Parameters
    ----------
    controls : pandas.DataFrame
        ``pages_count, mentions_count, highest_level``.

    Returns
    -------
    ControlFigures
        ``controls_named`` counts those in which an indicator was found all the same, ``controls_general``
        those in which only the standard was (level 1).
    """
    named = controls["mentions_count"] > 0
    return ControlFigures(
        controls_count=len(controls),
        controls_pages=int(controls["pages_count"].sum()),
        controls_named=int(named.sum()),
        controls_general=int((~named & (controls["highest_level"] > 0)).sum()),
    )


class ReadingText:
    """The sentences of the chapter.

    Parameters
    ----------
    chapter : Chapter
        Where texts are told and results recorded.
    """

    def __init__(self, chapter: Chapter) -> None:
        self.chapter = chapter

    def intro(self) -> None:
        """Tell what is measured, against what, and what was never tried."""
        for of, value in AIMS.items():
            made = by(aim, of=of)
            self.chapter.result(f"aim_{of}", value, decimals=2, unit="share", derivation=made)
        self.chapter.tell("title")
        self.chapter.tell("intro")

    def scores(self, scores: pd.DataFrame) -> None:
        """Tell F1 on phrasings that are in no list, on a second author's documents and on scanned pages."""
        self.chapter.tell("scores_head")
        self._shares(scores, "unlisted", UNLISTED)
        self.chapter.tell("unlisted")
        if self._shares(scores, "field", FIELD):
            self.chapter.tell("field")
        else:
            self.chapter.tell("field_none")
        self._shares(scores, "scanned", SCANNED)
        self.chapter.tell("scanned")

    def levels(self, levels: pd.DataFrame) -> None:
        """Tell the weighted kappa of the level in the specimen's and the second author's documents."""
        self._kappa(levels, "kappa", documents="specimen", part="all", cells="all")
        self.chapter.tell("levels_head")
        for cells in ("all", "named"):
            if not self._kappa(
                levels, f"kappa_field_{cells}", documents="field", part="held out", cells=cells
            ):
                return
        self.chapter.tell("levels_field")

    def _kappa(self, levels: pd.DataFrame, id: str, **which: str) -> bool:
        """Record a kappa over all types of documents; say whether there is one."""
        where = {**which, "document_type": "all"}
        value = _one(levels, where, "kappa")
        if value is not None:
            made = published(LEVELS, "kappa", **where)
            self.chapter.result(id, value, decimals=2, unit="kappa", derivation=made)
        return value is not None

    def controls(self, controls: pd.DataFrame) -> None:
        """Tell in how many documents with nothing to find something was found."""
        columns = ("pages_count", "mentions_count", "highest_level")
        made = by(control_figures, controls=select(CONTROLS, *columns))
        for id, value in asdict(control_figures(controls)).items():
            self.chapter.result(id, value, unit="count", derivation=made.take(id))
        self.chapter.tell("controls_head")

    def speed(self, reading: pd.DataFrame, finding: pd.DataFrame) -> None:
        """Tell how fast documents are read and how much memory that takes."""
        figures = asdict(speed_figures(reading, finding))
        made = by(
            speed_figures,
            reading=select(
                *(READING, "pages_count", "way", "memory_mb", "times_plain_processor", "pages_per_second")
            ),
            finding=select(FINDING, "indicators_count", "times_plain_text"),
        )
        for id, value in figures.items():
            decimals = 1 if UNITS.get(id) == "ratio" else 0
            unit = UNITS.get(id, "MB" if id == "memory_mb" else "count")
            self.chapter.result(id, value, decimals=decimals, unit=unit, derivation=made.take(id))
        self.chapter.tell("speed_head")

    def _shares(self, scores: pd.DataFrame, name: str, where: dict[str, str]) -> bool:
        """Record F1 of each kind that is told; say whether there are such documents."""
        known = [_one(scores, {**where, "kind": kind}, "f1") for kind in TOLD]
        if None in known:
            return False
        for kind, value in zip(TOLD, known, strict=True):
            made = published(SCORES, "f1", **where, kind=kind)
            self.chapter.result(f"{name}_{kind}", value, decimals=2, unit="share", derivation=made)
        return True


def _one(table: pd.DataFrame, where: dict[str, str], column: str) -> float | None:
    chosen = table[(table[list(where)] == pd.Series(where)).all(axis=1)]
    return float(chosen[column].iloc[0]) if len(chosen) else None
