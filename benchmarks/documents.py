"""Time and memory of reading documents, beside plain text extraction by the same library on the same files.

Run from the project's folder: ``python -m benchmarks.documents --out benchmarks/results``. It sets PDFs of
10, 100, 1,000 and 2,000 pages (running text, a third of the pages with a ruled table), reads each in several
ways, every way in a process of its own, and writes and prints ``documents-seconds.csv``.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import pandas as pd
import pypdfium2 as pdfium
import typst

from analysis.sources.writing import frame_csv
from benchmarks.documents_ways import WAYS

PAGES = (10, 100, 1000, 2000)
REPEATS = 3  # the fastest counts: what else the machine does only adds
PATTERN_PAGES = 100  # that are set and then repeated: setting 2,000 pages would take longer than all reading
WORDS = (
    *("pelayanan", "kesehatan", "ibu", "hamil", "di", "wilayah", "kerja", "puskesmas", "dengan", "target"),
    *("capaian", "standar", "minimal", "tahun", "anggaran", "program", "kegiatan", "peningkatan", "dan"),
    *("keselamatan", "melahirkan", "anak", "jumlah", "penduduk", "kabupaten", "dinas", "pendidikan", "guru"),
    *("sekolah", "dasar", "rencana", "pembangunan", "jangka", "menengah", "daerah", "indikator", "kinerja"),
)
SETTING = (
    '#set page(paper: "a4", margin: 2.2cm, header: [RKPD Kabupaten Contoh 2014], numbering: "1")\n'
    '#set text(size: 10.5pt, lang: "id")\n#set par(justify: true)\n'
)


def pattern(rng: random.Random) -> bytes:
    """Set the pages that the documents of the benchmark repeat."""
    pages = []
    for number in range(PATTERN_PAGES):
        if number % 3 == 2:
            pages.append(f"{_sentence(rng, 40)}\n\n{_table(rng, 14)}")
        else:
            pages.append("\n\n".join(_sentence(rng, rng.randint(50, 75)) for _ in range(7)))
    return typst.compile((SETTING + "\n#pagebreak()\n".join(pages)).encode())


def _sentence(rng: random.Random, count: int) -> str:
    return " ".join(rng.choice(WORDS) for _ in range(count)).capitalize() + "."


def _table(rng: random.Random, rows: int) -> str:
    cells = []
    for row in range(rows):
        cells += [f"1.02.01.{row}", _sentence(rng, 4), _sentence(rng, 5)]
        cells += [f"{rng.randint(1, 999)}.{rng.randint(100, 999)}.000" for _ in range(3)]
    return f"#table(columns: 6, {', '.join(f'[{cell}]' for cell in cells)})"


def document(path: Path, count: int, source: bytes) -> None:
    """Write a PDF of so many pages."""
    made, given = pdfium.PdfDocument.new(), pdfium.PdfDocument(source)
    for start in range(0, count, PATTERN_PAGES):
        made.import_pages(given, list(range(min(PATTERN_PAGES, count - start, len(given)))))
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
        source = pattern(random.Random(1))
        for count in counts:
            path = Path(name) / f"{count}.pdf"
            document(path, count, source)
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
