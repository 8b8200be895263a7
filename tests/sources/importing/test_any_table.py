"""Whatever stands in a table: it is understood or refused in one sentence, and no value is lost or moved."""

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import PelayananError
from analysis.sources import data_folder
from analysis.sources.descriptors import find_resource, read_package
from analysis.sources.importing import Answers, tell, understand
from analysis.sources.importing.layout import FoundTable, Header
from analysis.sources.importing.raw import RawCell
from analysis.sources.importing.years import unfold_years
from analysis.sources.writing import csv_text

CELLS = st.one_of(
    st.none(),
    st.sampled_from(
        [
            *("Tahun", "Kode Indikator", "Capaian", "Target 2013", "2012", "2013", "Jumlah", "Kode BPS"),
            *("KES-03", "7322", "85,5", "1.234", "Rp 5.000,-", "n/a", "-", "=1+1", "Kota Probolinggo"),
            *("Sumber: x", "CONTOH - EXAMPLE", "12 Maret 2014", "nihil", "(dalam juta)"),
        ]
    ),
    st.text(max_size=8),
    st.integers(-(10**9), 10**9),
)
TABLES = st.sampled_from(["indicators", "budget-lines", "documents", "satisfaction-survey"])


@pytest.fixture(scope="module")
def root():
    """A data folder with the descriptions alone."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(data_folder() / "datapackage.json", folder)
        yield Path(folder)


@settings(max_examples=200)
@given(st.lists(st.lists(CELLS, min_size=2, max_size=6), min_size=1, max_size=8), TABLES, st.booleans())
def test_any_table_is_understood_or_refused(root, rows, table, with_header):
    header = [["Tahun", "Kode Indikator", "Capaian", "SKPD"]] if with_header else []
    path = root / "any.csv"
    first, *others = [*header, *rows]
    path.write_text(csv_text(first, others), encoding="utf-8", newline="")
    try:
        found = understand(path, table, "7322", answers=Answers(fill={"status": "coded"}), root=root)
    except PelayananError as error:
        assert "\n" not in str(error)
        return
    assert tell(found)
    assert len(found.rows) == len(found.places)
    assert (
        bool(found.questions) or not found.ambiguous
    )  # what has two readings is never left without a question


@settings(max_examples=200)
@given(
    st.lists(st.integers(2000, 2030), min_size=2, max_size=6, unique=True),
    st.lists(st.lists(st.one_of(st.none(), st.integers(0, 100)), min_size=6, max_size=6), max_size=5),
)
def test_unfolding_keeps_every_value_with_its_year_and_row(years, grid):
    fields = find_resource(read_package(data_folder()), "templates/indicators")["schema"]["fields"]
    headers = (Header(1, "Kode Indikator", "A1"), *(Header(i, str(y), "") for i, y in enumerate(years, 2)))
    rows = tuple(
        {
            1: RawCell(r, 1, f"K{r}"),
            **{c: RawCell(r, c, line[c - 2]) for c in range(2, 2 + len(years)) if line[c - 2] is not None},
        }
        for r, line in enumerate(grid, 2)
    )
    found = FoundTable("s", (), headers, rows, (), ())
    made = unfold_years(found, fields, Answers(years_hold="value_pct")).table
    place = {header.label: header.column for header in made.headers}
    got = {
        (row[1].value, row[place["year"]].value, row[place["value_pct"]].value, row[place["value_pct"]].row)
        for row in made.rows
    }
    expected = {
        (f"K{r}", year, line[i], r)
        for r, line in enumerate(grid, 2)
        for i, year in enumerate(years)
        if line[i] is not None
    }
    assert got == expected
    assert len(made.rows) == len(expected)
