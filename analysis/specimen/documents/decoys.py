"""Tables that belong to no indicator: a reader must not take their figures for targets or amounts."""

from __future__ import annotations

from analysis.specimen.documents.blocks import Cell, Grid
from analysis.specimen.documents.cells import head, middle, plain, right
from analysis.specimen.documents.facts import FactWriter
from analysis.specimen.documents.wording import amount_text, figure_text
from analysis.specimen.world import YEARS, assumptions, rows_of

__all__ = ["by_place", "finances", "other_offices"]

MILLION = 1_000_000


def finances(author: FactWriter) -> Grid:
    """Print revenue and spending."""
    names = ("Pendapatan asli daerah", "Dana perimbangan", "Lain-lain pendapatan yang sah",
             "Belanja tidak langsung", "Belanja langsung", "Pembiayaan neto")  # fmt: skip
    rows = []
    for number, name in enumerate(names, start=1):
        drawn = author.draws.integers(20, 900, len(YEARS)) * 1_000_000_000
        cells = [right(amount_text(int(amount), MILLION)) for amount in drawn]
        rows.append((middle(str(number)), plain(name), *cells))
    heads = head("No", "Uraian", *[str(year) for year in YEARS])
    title = "Proyeksi Keuangan Daerah (dalam juta rupiah)"
    return Grid((1, 6, *[3.2] * len(YEARS)), (heads,), tuple(rows), title)


def by_place(author: FactWriter, name: str) -> Grid:
    """Print counts by sub-district."""
    rows = []
    for number, place in enumerate(author.prose.places, start=1):
        drawn = [amount_text(int(count)) for count in author.draws.integers(12, 9800, 4)]
        share = figure_text(float(author.draws.uniform(20, 99)))
        rows.append((middle(str(number)), plain(place), *[right(text) for text in drawn], right(share)))
    heads = head("No", "Kecamatan", "2009", "2010", "2011", "2012", "Persen")
    return Grid((0.8, 4, 2, 2, 2, 2, 1.6), (heads,), tuple(rows), f"{name} Menurut Kecamatan")


def other_offices(author: FactWriter, year: int, *, scale: int = 1) -> Grid:
    """Print the activities of other offices, which serve no indicator of the catalogue."""
    rows: list[tuple[Cell, ...]] = []
    for line in rows_of(assumptions("other-activities")):
        names = [
            plain(line[key]) for key in ("activity_code", "programme_name", "activity_name", "organisation")
        ]
        share = middle(f"{int(author.draws.integers(1, 100))}%")
        rows.append((*names, share, right(amount_text(int(line["amount_2013_idr"]), scale))))
    unit = "Rp juta" if scale > 1 else "Rp"
    heads = head("Kode", "Program", "Kegiatan", "SKPD", "Target", f"Pagu ({unit})")
    return Grid((2.2, 5, 5, 3, 1.2, 2.8), (heads,), tuple(rows), f"Perangkat Daerah Lain Tahun {year}")
