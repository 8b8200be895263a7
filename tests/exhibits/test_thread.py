"""The thread in a chapter: what the specimen shows, and the box where nothing was supplied."""

import re

import pandas as pd
import pytest

from analysis.exhibits.chapter import Chapter
from analysis.exhibits.language import Language
from analysis.exhibits.record import BOX_MIME, EXHIBIT_MIME
from analysis.exhibits.thread import label_of, level_colours, map_figure, shown_type, survival_figure
from analysis.exhibits.thread_text import thread_section
from analysis.regions import find_region
from analysis.sources import data_folder, load_table
from tests.documents.thread.test_overview import INDICATORS, TOLD, levels
from tests.exhibits.screen import Screen

SHOWN = [
    "thread-map", "thread-survival", "thread-continuity", "thread-disputes", "thread-ambition",
    "thread-realism", "thread-agreement",
]  # fmt: skip


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    made = Screen()
    monkeypatch.setattr("analysis.exhibits.chapter.display", made)
    return made


def section(code: str, language: str = "en") -> Chapter:
    here = find_region(code)
    chapter = Chapter("region", language, specimen=here.specimen)
    thread_section(chapter, here, load_table("standards/indicators"), load_table("national/deflator"), seed=1)
    return chapter


@pytest.mark.parametrize("language", ["en", "id"])
def test_the_specimen_shows_the_whole_thread_and_says_where_the_passages_are(screen: Screen, language: str):
    chapter = section("9999", language)
    assert [record["id"] for record in screen.of(EXHIBIT_MIME)] == SHOWN
    assert all(record["tables"] and record["csv"].count("\n") > 1 for record in screen.of(EXHIBIT_MIME))
    assert '<a class="workbench" href="../workbench/9999-kabupaten-contoh/index.html">' in screen.prose
    assert not screen.of(BOX_MIME)
    assert chapter.results["thread_documents"].value == 12
    values = {name: result.value for name, result in chapter.results.items()}
    assert values["thread_lost"] <= values["thread_named"] <= values["thread_indicators"]
    assert values["thread_alone"] + values["coded_cells"] == values["thread_cells"]
    assert {result.status for result in chapter.results.values()} == {"specimen"}


@pytest.mark.parametrize("language", ["en", "id"])
def test_a_region_without_the_table_is_told_the_command_that_makes_it(screen: Screen, language: str):
    chapter = section("7322", language)
    (box,) = screen.of(BOX_MIME)
    assert "run.py thread 7322 --write" in box["text"] and "data/regions/7322/documents/" in box["text"]
    assert not chapter.results and not screen.of(EXHIBIT_MIME)


def supplied(folder, monkeypatch: pytest.MonkeyPatch, **tables: pd.DataFrame) -> None:
    """Make a data folder in which Luwu Utara has supplied some tables."""
    for path in data_folder().iterdir():
        if path.name != "regions":
            (folder / path.name).symlink_to(path)
    region = folder / "regions" / "7322"
    region.mkdir(parents=True)
    for name, frame in tables.items():
        rows = frame.assign(region_code="7322", source=frame["document_id"], status="coded")
        template = data_folder() / "templates" / f"document-{name}.csv"
        columns = template.read_text(encoding="utf-8").strip().split(",")
        rows[columns].to_csv(region / f"document-{name}.csv", index=False)
    monkeypatch.setenv("PELAYANAN_DATA", str(folder))


def test_without_costs_and_people_the_rest_is_shown_and_the_reader_told(
    screen: Screen, tmp_path, monkeypatch
):
    real = load_table("standards/indicators").frame.query("catalogue == 'SPM-KES-741-2008'")
    codes = dict(zip(["A", "B", "C"], real["indicator_code"], strict=False))
    rows = levels().query("indicator_code != 'Z'").assign(catalogue="SPM-KES-741-2008")
    told = TOLD.query("indicator_code != 'Z'")
    rows, told = (each.assign(indicator_code=each["indicator_code"].map(codes)) for each in (rows, told))
    supplied(tmp_path, monkeypatch, levels=rows, figures=told)
    section("7322")
    (box,) = screen.of(BOX_MIME)
    assert "unit-costs.csv" in box["text"]
    assert [record["id"] for record in screen.of(EXHIBIT_MIME)] == SHOWN[:5]
    assert "--sheet coding.xlsx" in screen.prose
    assert "--workbench output/workbench-7322" in screen.prose and "<a " not in screen.prose


def test_levels_of_another_time_are_refused_in_a_box(screen: Screen, tmp_path, monkeypatch):
    rows = levels().query("indicator_code == 'Z'").assign(catalogue="SPM-PP2-2018")
    supplied(tmp_path, monkeypatch, levels=rows, figures=TOLD.query("indicator_code == 'Z'"))
    section("7322")
    (box,) = screen.of(BOX_MIME)
    assert "in force in 2013" in box["text"]


@pytest.fixture(scope="module")
def small():
    from analysis.documents.thread.overview import region_thread

    people = [("ani", "A", "dpa", 3), ("budi", "A", "dpa", 2), ("ani", "B", "rpjmd", 3)]
    return region_thread(levels(*people), TOLD, INDICATORS)


def test_the_map_has_number_hatching_and_dot_where_they_belong(small):
    made = map_figure(small, {}, Language("en"), source="s")
    axis = made.figure.axes[0]
    numbers = sorted(text.get_text() for text in axis.texts if text.get_text().isdigit())
    known = small.cells.dropna(subset=["level"])
    assert numbers == sorted(str(level) for level in known["level"])
    hatched = [patch for patch in axis.patches if patch.get_hatch()]
    assert len(hatched) == small.unknown_count == 2  # unread, and two people who disagree
    dots = [line for line in axis.lines if line.get_marker() == "o"]
    assert len(dots) == 2
    assert "dpa: 0 of 2 named, 0 with a rupiah line, 1 not evaluated." in made.alt
    assert len(made.table) == small.cells_count


def test_an_unread_type_is_hatched_and_bars_fill_up_to_a_hundred(small):
    made = survival_figure(small, Language("en"), source="s")
    axis = made.figure.axes[0]
    heights = pd.Series([bar.get_height() for bar in axis.patches]).groupby(
        [round(bar.get_x(), 2) for bar in axis.patches]
    )
    assert heights.sum().tolist() == pytest.approx([100.0] * len(small.types))


def test_labels_are_cut_at_a_word_and_types_written_as_officials_do():
    assert label_of("KES-01", {"KES-01": "Cakupan kunjungan ibu hamil K4 yang lengkap"}, 30) == (
        "KES-01 Cakupan kunjungan ibu\u2026"
    )
    assert label_of("X", {}) == "X"
    assert shown_type("kua_ppas") == "KUA-PPAS"
    assert len(level_colours()) == 6 and not re.search("nan", str(level_colours()))
