"""How well scanned pages are read: the specimen's scanned documents after recognition by Tesseract.

Run from the project's folder: ``python -m benchmarks.documents_ocr --out benchmarks/results``. It needs
Tesseract with Indonesian (Debian: tesseract-ocr, tesseract-ocr-ind) and stops without it; the other
benchmarks count what is scanned as missed. It makes the documents, reads them with recognition, finds,
matches the hits with the truth, and writes ``documents-ocr.csv``: a row for each kind of hit, with
precision, recall and F1, and in every row the pages, the seconds of the clock for each page and the
program.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import pandas as pd

from analysis.documents.finding.pages import find_in_pages
from analysis.documents.ocr import find_tesseract
from analysis.documents.quality import level_scores, scores
from analysis.documents.reading import read_pages
from analysis.sources.writing import frame_csv
from analysis.specimen.documents.making import make_documents
from analysis.specimen.world import assumptions
from benchmarks.finding import about, make_matcher, outcomes, with_levels

SCANNED = "scanned"  # the layout's name among the specimen's documents


def scanned_ids() -> list[str]:
    """List the specimen's documents that are pictures without text."""
    table = assumptions("documents")
    return list(table.loc[table["layout"] == SCANNED, "document_id"])


def table() -> pd.DataFrame:
    """Score what is found in the scanned documents after recognition."""
    program, matcher = find_tesseract(), make_matcher()
    with tempfile.TemporaryDirectory() as folder:
        made = make_documents(Path(folder), scanned_ids())
        pages, start = {}, time.perf_counter()
        for document_id, file in zip(scanned_ids(), made.files, strict=True):
            pages[document_id] = list(read_pages(file))
        seconds = time.perf_counter() - start
        found = {name: list(find_in_pages(own, matcher, **about(name))) for name, own in pages.items()}
        hits, levels = scores(outcomes(made, found)), level_scores(with_levels(made, found))
    count = sum(map(len, pages.values()))
    hits["level_cells_count"], hits["level_accuracy"] = levels.at[0, "cells_count"], levels.at[0, "accuracy"]
    hits["level_kappa"] = levels.at[0, "kappa"]
    return hits.assign(
        pages_count=count, seconds_per_page=seconds / count, program=program.version if program else ""
    )


def main() -> None:
    """Run the benchmark, write its table and print it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    options = parser.parse_args()
    if find_tesseract() is None:
        parser.exit(1, "Tesseract with Indonesian is not installed; scanned pages cannot be measured.\n")
    options.out.mkdir(parents=True, exist_ok=True)
    found = table()
    path = options.out / "documents-ocr.csv"
    path.write_text(frame_csv(found, digits=6), encoding="utf-8", newline="")
    print(found.to_string(index=False, float_format="%.3g"))


if __name__ == "__main__":
    main()
