"""Measure finding on documents that a second author wrote in the manner of real ones and labelled by hand.

Run from the project's folder: ``python -m benchmarks.field --out benchmarks/results``. It makes the
documents, reads and searches them, matches the hits with the labels, and writes

``field-scores.csv`` precision, recall and F1 with intervals, by part (development, held out) and kind: over
                     all, by document type, file format and era
``field-levels.csv`` accuracy and weighted kappa of the level: over all indicators, over those that are named,
                     by document type
``field-calibration.csv`` confidence against the share that is right, by part
``field-details.csv`` unit and source of money of the hits that are right

``--show`` lists instead every wrong and missed item of the development part. Whoever tunes finding looks at
that part only; the held-out part has no such list.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from analysis.sources.writing import frame_csv
from benchmarks.field.details import detail_table
from benchmarks.field.making import make_files, read_all
from benchmarks.field.measuring import (
    calibration_table,
    field_levels,
    field_outcomes,
    find_all,
    level_table,
    score_table,
)
from benchmarks.field.showing import shown
from benchmarks.field.sources import PARTS, load_documents


def main() -> None:
    """Run the benchmark, write its tables and print them, or list what went wrong."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    parser.add_argument(
        "--show", nargs="*", metavar="DOCUMENT",
        help="list what went wrong in the development part, or in some of its documents",
    )  # fmt: skip
    options = parser.parse_args()
    parts = list(PARTS) if options.show is None else ["development"]
    documents = [one for part in parts for one in load_documents(part)]
    if options.show:
        documents = [one for one in documents if one.id in options.show] or parser.error(
            f"--show takes documents of the development part: {', '.join(one.id for one in documents)}"
        )
    with tempfile.TemporaryDirectory() as folder:
        pages = read_all(make_files(documents, Path(folder)))
    found = find_all(documents, pages)
    outcomes = field_outcomes(documents, found)
    if options.show is not None:
        print("\n".join(shown(documents, pages, found, outcomes)))
        return
    tables = {
        "field-scores": score_table(outcomes),
        "field-levels": level_table(field_levels(documents, found)),
        "field-calibration": calibration_table(outcomes),
        "field-details": detail_table(documents, found, outcomes),
    }
    options.out.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        (options.out / f"{name}.csv").write_text(frame_csv(table, digits=6), encoding="utf-8", newline="")
        print(f"\n{name}\n{table.to_string(float_format='%.3f')}")


if __name__ == "__main__":
    main()
