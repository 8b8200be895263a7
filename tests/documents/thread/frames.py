"""A small region: a plan of five years, a yearly plan and a budget, with what they say of two indicators."""

import pandas as pd

from analysis.documents.thread.gathering import COLUMNS, Gathered

DOCUMENTS = pd.DataFrame(
    [
        ("rpjmd", "rpjmd", "", "Bappeda", 2011, 2015, 200, 0, "a.pdf", True),
        ("rkpd-2013", "rkpd", "", "Bappeda", 2013, 2013, 90, 1, "b.pdf", True),
        ("dpa-2013", "dpa", "", "Dinas Kesehatan", 2013, 2013, 40, 0, "c.pdf", True),
        ("lakip-2013", "lakip", "", "Dinas Kesehatan", 2013, 2013, 60, 0, "d.pdf", True),
    ],
    columns=list(COLUMNS["documents"]),
).astype({"year_from": "Int64", "year_to": "Int64"})


def levels(**cells: tuple[int | None, ...]) -> pd.DataFrame:
    """Return levels of indicators in the four documents; None is not evaluated, a missing one has level 0."""
    rows = [
        (document, "SPM", code, level, "not evaluated" if level is None else "evaluated", 5)
        for code, each in cells.items()
        for document, level in zip(DOCUMENTS["document_id"], each, strict=True)
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS["levels"]))
    return frame.astype({"level": "Int64", "page": "Int64"})


def frame(name: str, *rows: tuple[object, ...]) -> pd.DataFrame:
    """Return one of the other frames from its rows."""
    made = pd.DataFrame(list(rows), columns=list(COLUMNS[name]))
    return made.astype({key: "Int64" for key in ("year", "page") if key in made})


def region(
    cells: pd.DataFrame,
    figures: pd.DataFrame | None = None,
    money: pd.DataFrame | None = None,
    lines: pd.DataFrame | None = None,
) -> Gathered:
    given = {"figures": figures, "money": money, "lines": lines}
    rest = {name: frame(name) if one is None else one for name, one in given.items()}
    return Gathered(documents=DOCUMENTS, levels=cells, **rest)
