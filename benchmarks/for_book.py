"""Put the figures of the honesty benchmark that the book prints where the data build finds them.

Run after ``benchmarks.honesty``: ``python -m benchmarks.for_book``, then rebuild the data.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.sources.writing import frame_csv

RESULTS = Path(__file__).parent / "results"
SPECIFICATION = Path(__file__).parents[1] / "analysis" / "sources" / "build" / "specification"
TABLES = {
    "check-recall": (
        "honesty-recall.csv",
        ["world", "check_id", "error", "size", "planted_count", "judged_count", "found_count", "recall"],
    ),
    "check-false-alarms": (
        "honesty-false-alarms.csv",
        ["world", "check_id", "judged_count", "accused_rows_count", "rows_count", "accused_per_200_rows"],
    ),
}


def for_book(name: str, results: Path = RESULTS) -> pd.DataFrame:
    """Return the columns of a result file that the book prints, as text."""
    file, columns = TABLES[name]
    return pd.read_csv(results / file, dtype=str, keep_default_na=False)[columns]


def main() -> None:
    """Write each table into the specification of the data build."""
    for name in TABLES:
        path = SPECIFICATION / f"{name}.csv"
        path.write_text(frame_csv(for_book(name)), encoding="utf-8", newline="")
        print(path)


if __name__ == "__main__":
    main()
