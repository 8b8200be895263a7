"""Put the figures of the benchmarks that the book prints where the data build finds them.

Run after ``benchmarks.honesty``, ``benchmarks.finding``, ``benchmarks.field`` or ``benchmarks.documents``:
``python -m benchmarks.for_book``, then rebuild the data.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from analysis.sources.writing import frame_csv

RESULTS = Path(__file__).parent / "results"
SPECIFICATION = Path(__file__).parents[1] / "analysis" / "sources" / "build" / "specification"
SHARES = [f"{name}{end}" for name in ("precision", "recall", "f1") for end in ("", "_lower", "_upper")]
AGREEMENT = [f"{name}{end}" for name in ("accuracy", "kappa") for end in ("", "_lower", "_upper")]
# Columns of a result file that go into a table as they are.
COPIED: Mapping[str, tuple[str, list[str]]] = {
    "check-recall": (
        "honesty-recall.csv",
        ["world", "check_id", "error", "size", "planted_count", "judged_count", "found_count", "recall"],
    ),
    "check-false-alarms": (
        "honesty-false-alarms.csv",
        ["world", "check_id", "judged_count", "accused_rows_count", "rows_count", "accused_per_200_rows"],
    ),
    "finding-controls": (
        "finding-controls.csv",
        ["document", "pages_count", "mentions_count", "indicators_count", "highest_level"],
    ),
    "finding-seconds": (
        "finding-seconds.csv",
        [
            *("pages_count", "indicators_count", "finding_ms_per_page", "plain_text_ms_per_page"),
            "times_plain_text",
        ],
    ),
    "reading-seconds": (
        "documents-seconds.csv",
        [
            *("pages_count", "way", "elapsed_seconds", "processor_seconds", "memory_mb"),
            *("times_plain_processor", "pages_per_second"),
        ],
    ),
}
SCORES = [
    "documents",
    "part",
    "split",
    "group",
    "kind",
    "right_count",
    "wrong_count",
    "missed_count",
    *SHARES,
]
CALIBRATION = [
    *("documents", "part", "kind", "lower", "upper", "hits_count", "mean_confidence"),
    *("share_right", "share_right_lower", "share_right_upper"),
]
LEVELS = ["documents", "part", "cells", "document_type", "cells_count", "not_evaluated_count", *AGREEMENT]
HELD_OUT = {"held-out": "held out"}
TABLES = (*COPIED, "finding-scores", "finding-levels", "finding-calibration")


def for_book(name: str, results: Path = RESULTS) -> pd.DataFrame:
    """Return a table that the book prints, as text."""
    if name == "finding-scores":
        return _scores(results)
    if name == "finding-levels":
        return _levels(results)
    if name == "finding-calibration":
        own = _read(results / "finding-calibration.csv").assign(documents="specimen", part="all")
        return _with_field(own, results / "field-calibration.csv")[CALIBRATION]
    file, columns = COPIED[name]
    return _read(results / file)[columns]


def _read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def _scores(results: Path) -> pd.DataFrame:
    """Put the scores of every labelled set under each other, each row with the documents it is of."""
    own = _read(results / "finding-scores.csv")
    split = own["part"].where(own["part"] != "unseen layout", "layout")
    specimen = own.assign(documents="specimen", split=split, group=own["split"], part="all")
    specimen.loc[own["part"] == "unseen layout", "documents"] = "layouts kept apart"
    passages = own["part"] == "hand-labelled"
    said = own.loc[passages, "split"].str.split(", ", expand=True)
    specimen.loc[passages, "documents"] = "passages"
    specimen.loc[passages, ["part", "group"]] = said.to_numpy()
    specimen.loc[passages, "split"] = "form"
    scanned = _read(results / "documents-ocr.csv")
    scanned = scanned.assign(documents="scanned, recognised", part="all", split="all", group="all")
    own = pd.concat([specimen, scanned], ignore_index=True)
    return _with_field(own, results / "field-scores.csv")[SCORES]


def _levels(results: Path) -> pd.DataFrame:
    own = _read(results / "finding-levels.csv")
    kept = own["document_type"] == "unseen layouts"
    own = own.assign(documents="specimen", part="all", cells="all")
    own.loc[kept, ["documents", "document_type"]] = ["layouts kept apart", "all"]
    return _with_field(own, results / "field-levels.csv")[LEVELS]


def _with_field(own: pd.DataFrame, path: Path) -> pd.DataFrame:
    """Put the rows of the field documents under those of the others, where they have been measured."""
    field = [_read(path).assign(documents="field")] if path.exists() else []
    return pd.concat([own, *field], ignore_index=True).replace({"part": HELD_OUT})


def main() -> None:
    """Write each table into the specification of the data build."""
    for name in TABLES:
        path = SPECIFICATION / f"{name}.csv"
        path.write_text(frame_csv(for_book(name)), encoding="utf-8", newline="")
        print(path)


if __name__ == "__main__":
    main()
