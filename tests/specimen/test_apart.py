"""The specimen is found by name, marked wherever it is shown, and enters nothing about real regions."""

import json
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import regions
from analysis.errors import DataError, MethodError
from analysis.exhibits.chapter import Chapter
from analysis.exhibits.derivation import by, published
from analysis.exhibits.evidence import supplied_table
from analysis.exhibits.record import BOX_MIME, EXHIBIT_MIME, RESULTS_MIME
from analysis.pipeline.pages import pages
from analysis.planning.budget import function_shares
from analysis.project.show import chosen_regions
from analysis.regions import SPECIMEN, all_regions, districts, find_region
from analysis.sources import data_folder, load_region_table, load_table, table_names
from analysis.sources.status import refuse_specimen, status_of_rows
from tests.exhibits.screen import Screen

NATIONAL = [name for name in table_names() if not name.startswith("templates/")]


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    made = Screen()
    monkeypatch.setattr("analysis.exhibits.chapter.display", made)
    return made


@pytest.mark.parametrize(
    "words", ["9999", "Kabupaten Contoh", "contoh", "9999-kabupaten-contoh", "kab. contoh"]
)
def test_the_specimen_is_found_by_code_and_name(words):
    assert find_region(words) is SPECIMEN and SPECIMEN.specimen


def test_no_list_of_regions_holds_it():
    assert SPECIMEN not in all_regions() and SPECIMEN not in districts()
    assert not any(region.specimen for region in all_regions())
    assert chosen_regions(None, False, False) == all_regions()
    assert chosen_regions("9999", False, False) == [SPECIMEN]


@pytest.mark.parametrize("name", NATIONAL)
def test_no_table_of_the_project_holds_it(name):
    table = load_table(name)
    refuse_specimen(table.frame, name)
    assert table.origin["status"] != "specimen"


@given(
    codes=st.lists(st.sampled_from(["6172", "7322", "9999"]), min_size=1, max_size=6),
    statuses=st.sampled_from(["official", "coded", "specimen"]),
)
def test_a_frame_with_one_row_of_it_is_refused(codes, statuses):
    frame = pd.DataFrame({"region_code": codes, "status": statuses})
    made_up = "9999" in codes or statuses == "specimen"
    if made_up:
        with pytest.raises(DataError, match="specimen"):
            refuse_specimen(frame, "data/x.csv")
    else:
        refuse_specimen(frame, "data/x.csv")


def test_a_row_of_it_in_a_national_table_stops_the_load(tmp_path):
    package = json.loads((data_folder() / "datapackage.json").read_text(encoding="utf-8"))
    kept = [item for item in package["resources"] if item["name"] == "study/kinerja-districts"]
    (tmp_path / "datapackage.json").write_text(json.dumps({**package, "resources": kept}), encoding="utf-8")
    (tmp_path / "study").mkdir()
    text = (data_folder() / "study" / "kinerja-districts.csv").read_text(encoding="utf-8")
    first = text.splitlines()[1].split(",")[0]
    (tmp_path / "study" / "kinerja-districts.csv").write_text(
        text.replace(first, "9999", 1), encoding="utf-8"
    )
    with pytest.raises(DataError, match=r"kinerja-districts.csv, row 2: a row of the specimen"):
        load_table("study/kinerja-districts", root=tmp_path)


@pytest.mark.parametrize("name", ["comparison", "national", "budgets", "region"])
def test_a_chapter_of_real_regions_refuses_a_number_of_the_specimen(name, screen):
    chapter = Chapter(name, "en")
    cell = published("regions/9999/indicators", "value_pct", regions="9999", years=2013)
    with pytest.raises(MethodError, match="regions/9999/indicators"):
        chapter.result("x", 1, unit="pct", derivation=cell)
    through = by(function_shares, panel=cell, region_codes=["6172"])
    with pytest.raises(MethodError, match="never feeds a finding"):
        chapter.result("x", 1, unit="pct", derivation=through)


def test_the_chapter_of_the_specimen_marks_title_exhibits_sources_and_results(screen):
    chapter = Chapter("region", "en", specimen=True)
    chapter.banner()
    cell = published("regions/9999/indicators", "value_pct", regions="9999", years=2013)
    chapter.result("x", 1, unit="pct", derivation=cell)
    table = load_region_table("9999", "procedures")
    chapter.show(
        supplied_table(
            "procedures", table.frame, "Procedures", chapter.language, source=chapter.source(table)
        )
    )
    chapter.close()
    assert "no such place" in screen.outputs[0][BOX_MIME]["title"]
    shown = screen.outputs[1]
    assert shown[EXHIBIT_MIME]["title"].startswith("SPECIMEN: ")
    assert "Made up to teach and test" in shown[EXHIBIT_MIME]["source"]
    assert "<caption>SPECIMEN: " in shown["text/html"]
    assert screen.outputs[2][RESULTS_MIME]["x"]["status"] == "specimen"


def test_specimen_rows_in_the_folder_of_a_real_region_are_marked(screen, tmp_path, monkeypatch):
    (tmp_path / "datapackage.json").write_bytes((data_folder() / "datapackage.json").read_bytes())
    folder = tmp_path / "regions" / "6172"
    folder.mkdir(parents=True)
    lines = (data_folder() / "regions" / "9999" / "procedures.csv").read_text(encoding="utf-8").splitlines()
    mixed = [lines[0], lines[1].replace("9999", "6172", 1), lines[2].replace("9999", "6172", 1)]
    mixed[2] = mixed[2].replace(",specimen", ",coded")
    (folder / "procedures.csv").write_text("\n".join(mixed) + "\n", encoding="utf-8")
    monkeypatch.setenv("PELAYANAN_DATA", str(tmp_path))
    table = load_region_table("6172", "procedures")
    assert table.origin["status"] == "coded; specimen"
    chapter = Chapter("region", "en")
    chapter.show(
        supplied_table(
            "procedures", table.frame, "Procedures", chapter.language, source=chapter.source(table)
        )
    )
    assert screen.outputs[0][EXHIBIT_MIME]["title"].startswith("SPECIMEN: ")
    cell = published("regions/6172/procedures", "steps_count", regions="6172", years=2012)
    made = chapter.result("steps", 6, unit="steps", derivation=cell)
    assert made.text == "6 [SPECIMEN]" and made.status == "specimen"


def test_the_report_has_the_specimen_in_a_part_of_its_own(tmp_path):
    made = {spec.slug: spec for spec in pages([], "en", data_folder())}
    chapter = made["9999-kabupaten-contoh"]
    assert chapter.part == "specimen" and "(specimen)" in chapter.title and not chapter.uncorrected_slug
    assert [spec.slug for spec in pages(["6172"], "en", data_folder(), only=True)] == ["6172-kota-singkawang"]


def test_status_of_rows_names_each_status_once():
    assert status_of_rows(pd.DataFrame({"status": ["coded", "official", "coded"]})) == "coded; official"
    assert status_of_rows(pd.DataFrame({"x": [1]}), "published") == "published"


def test_no_room_of_the_analysis_uses_the_specimen():
    """Its own commands may, and the page of evidence, for which its documents are made; nothing else may."""
    package = Path(regions.__file__).parent
    modules = {path.relative_to(package).as_posix(): path for path in package.rglob("*.py")}
    using = {
        name
        for name, path in modules.items()
        if not name.startswith("specimen/") and "analysis.specimen" in path.read_text(encoding="utf-8")
    }
    assert using == {"cli/specimen.py", "pipeline/workbench.py"}
