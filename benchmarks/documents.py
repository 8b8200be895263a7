"""Time and memory of reading documents, beside plain text extraction by the same library on the same files.

Run from the project's folder: ``python -m benchmarks.documents --out benchmarks/results``. It makes PDFs of
10, 100, 1,000 and 2,000 pages (the pages of the specimen's documents again and again), reads each in several
ways, every way in a process of its own, and writes and prints ``documents-seconds.csv``.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from itertools import cycle
from pathlib import Path

import pandas as pd
import pypdfium2 as pdfium

from analysis.sources.writing import frame_csv
from analysis.specimen.documents.making import make_documents
from benchmarks.documents_ways import WAYS

PAGES = (10, 100, 1000, 2000)
REPEATS = 3  # the fastest counts: what else the machine does only adds
SCANNED = "rka"  # of the specimen's documents; without text, and so of no use here


def sources(folder: Path) -> list[pdfium.PdfDocument]:
    """Set the specimen's PDFs with text, whose pages the documents of the benchmark repeat."""
    made = make_documents(folder)
    texts = [file for file in made.files if file.suffix == ".pdf" and not file.stem.startswith(SCANNED)]
    return [pdfium.PdfDocument(file) for file in texts]


def document(path: Path, count: int, given: list[pdfium.PdfDocument]) -> None:
    """Write a PDF of so many pages: those of the given documents one after the other, again and again."""
    made = pdfium.PdfDocument.new()
    for source in cycle(given):
        made.import_pages(source, list(range(min(len(source), count - len(made)))))
        if len(made) >= count:
            break
    made.save(path)


def measure(way: str, path: Path) -> dict[str, float]:
    """Measure one way in a process of its own: seconds, and the most memory of it or its processes."""
    program = f"from benchmarks.documents_ways import timed; timed({way!r}, {str(path)!r})"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    return dict(json.loads(done.stdout))


def table(counts: tuple[int, ...] = PAGES, repeats: int = REPEATS) -> pd.DataFrame:
    """Measure every way on every document."""
    rows = []
    with tempfile.TemporaryDirectory() as name:
        given = sources(Path(name) / "specimen")
        for count in counts:
            path = Path(name) / f"{count}.pdf"
            document(path, count, given)
            measure("kept", path)  # so that the pages are kept when this is measured
            for way in WAYS:
                runs = [measure(way, path) for _ in range(repeats)]
                rows.append(
                    {
                        "pages_count": count,
                        "way": way,
                        "elapsed_seconds": min(run["elapsed"] for run in runs),
                        "processor_seconds": min(run["processor"] for run in runs),
                        "memory_mb": max(run["memory_mb"] for run in runs),
                    }
                )
    frame = pd.DataFrame(rows)
    alone = frame[frame["way"] == "plain"].set_index("pages_count")
    for kind in ("elapsed", "processor"):
        base = frame["pages_count"].map(alone[f"{kind}_seconds"])
        frame[f"times_plain_{kind}"] = frame[f"{kind}_seconds"] / base
    frame["pages_per_second"] = frame["pages_count"] / frame["elapsed_seconds"]
    return frame


def main() -> None:
    """Run the benchmark, write its table and print it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    parser.add_argument("--pages", type=int, nargs="*", default=list(PAGES))
    parser.add_argument("--repeats", type=int, default=REPEATS)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    found = table(tuple(options.pages), options.repeats)
    path = options.out / "documents-seconds.csv"
    path.write_text(frame_csv(found, digits=4), encoding="utf-8", newline="")
    print(found.to_string(index=False, float_format="%.3g"))


if __name__ == "__main__":
    main()
