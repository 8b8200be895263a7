"""`explain`: every result and exhibit of the committed notebooks leads back to rows, origin and checks."""

import csv
import io
import json
import shutil
from dataclasses import replace
from functools import cache

import pandas as pd
import pytest

from analysis import cli
from analysis.errors import BuildError
from analysis.exhibits.derivation import published
from analysis.project.failures import guarded
from analysis.provenance import finding
from analysis.provenance.explaining import FEW, explain_exhibit, explain_result
from analysis.provenance.finding import NOTEBOOK, Recorded, find, recorded_chapters
from analysis.provenance.records import cells_csv, record_of
from analysis.sources import load_table
from analysis.sources.selection import load_any


@pytest.fixture(scope="module")
def chapters(tmp_path_factory):
    return recorded_chapters(runs=tmp_path_factory.mktemp("no-runs"))


@pytest.fixture
def call(capsys, monkeypatch, tmp_path):
    monkeypatch.setattr(finding, "RUNS", tmp_path)
    monkeypatch.setattr(finding.recorded_chapters, "__defaults__", (tmp_path, finding.NOTEBOOKS))

    def run(*words):
        code = guarded(lambda: cli.app(["explain", *words], prog_name="pelayanan"))
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return code, said.out, " ".join(said.err.split())

    return run


def only(results):
    return [Recorded("national", "National", NOTEBOOK, finding.NOTEBOOKS, results, {})]


def test_chapters_come_from_the_committed_notebooks_where_nothing_was_built(chapters):
    made = {path.stem for path in finding.NOTEBOOKS.glob("*.ipynb")} - {"region"} | {"region.6172"}
    assert {each.name for each in chapters} == made
    assert chapters[0].name == "region.6172"
    assert {each.read_from for each in chapters} == {NOTEBOOK}
    assert all(each.results and each.exhibits for each in chapters)


def test_a_built_chapter_goes_before_the_notebook_only_while_it_is_up_to_date(tmp_path, monkeypatch):
    folder = tmp_path / "national"
    folder.mkdir()
    for name, made in (("outcome", {"outcome": "ok"}), ("exhibits", []), ("results", {})):
        (folder / f"{name}.json").write_text(json.dumps(made), encoding="utf-8")
    shutil.copytree(folder, tmp_path / "uncorrected-comparison")  # compared, and no chapter of the book
    found = {each.name: each.read_from for each in recorded_chapters(runs=tmp_path)}
    assert found["national"] == finding.BOOK and found["comparison"] == NOTEBOOK
    monkeypatch.setattr(finding, "_last_change", lambda: float("inf"))
    assert {each.read_from for each in recorded_chapters(runs=tmp_path)} == {NOTEBOOK}


def test_a_spoilt_file_of_results_is_named(tmp_path):
    (tmp_path / "national").mkdir()
    for name in ("outcome", "results"):
        (tmp_path / "national" / f"{name}.json").write_text("{", encoding="utf-8")
    with pytest.raises(BuildError, match=r"national/outcome.json cannot be read"):
        recorded_chapters(runs=tmp_path)


@pytest.mark.parametrize(
    ("words", "result"),
    [
        (["region.6172.sba_last"], "region.6172.sba_last"),
        (["gain_members"], "national.gain_members"),
        (["6172", "population_year"], "region.6172.population_year"),
        (["Kota", "Singkawang", "billion"], "region.6172.health_billion"),
    ],
)
def test_a_result_is_found_by_id_and_by_chapter_and_words(chapters, words, result):
    assert find(words, chapters).result == result


def test_words_that_fit_several_results_list_them(chapters):
    found = find(["6172", "births"], chapters)
    assert {"region.6172.sba_last", "region.6172.sba_rank"} <= set(found.ids)
    assert all(id.startswith("region.6172.") for id in found.ids)


@pytest.mark.parametrize(
    ("words", "near"),
    [
        (["region.6172.births_last"], "region.6172.sba_last"),
        (["national.gain_membres"], "national.gain_members"),
        (["gain_membres"], "national.gain_members"),
    ],
)
def test_a_misspelt_id_gives_the_nearest(chapters, words, near):
    with pytest.raises(BuildError, match=near):
        find(words, chapters)


def test_a_region_that_no_chapter_is_about_is_told_how_to_make_one(chapters):
    with pytest.raises(BuildError, match="No results of Kota Surabaya.*report -r 3578"):
        find(["3578", "births"], chapters)


def test_every_result_and_exhibit_of_every_chapter_can_be_explained(chapters, monkeypatch):
    monkeypatch.setattr("analysis.provenance.explaining.check_table", lambda table: quiet(table))
    monkeypatch.setattr("analysis.provenance.explaining.load_any", cache(load_any))
    for chapter in chapters:
        made = [explain_result(chapter, id) for id in chapter.results]
        made += [explain_exhibit(chapter, id) for id in chapter.exhibits]
        for each in made:
            json.dumps(record_of(each), allow_nan=False, default=str)
            assert all(step.sentence and step.line for step in each.steps), each.id
            assert all(table.sha256 and table.origin["status"] for table in each.tables), each.id


def quiet(table):
    from analysis.project.audits import Checked

    return Checked(table.name, None, pd.DataFrame())


def test_the_explanation_of_a_cell_shows_the_cell_its_origin_and_its_flags(chapters):
    panel = load_table("national/panel")
    cell = published("national/panel", "poverty_pct", regions="6172", years=2010)
    value = float(panel.frame.query("region_code == '6172' and year == 2010")["poverty_pct"].iloc[0])
    record = {"value": value, "text": "x", "unit": "pct", "function": cell.function, "status": "derived",
              "derivation": cell.record()}  # fmt: skip
    made = explain_result(only({"p": record})[0], "p")
    (table,) = made.tables
    assert made.facts["status"] == panel.origin["status"]
    assert (table.rows_count, table.cells_count) == (1, 1)
    cell = table.cells().iloc[0]
    line = panel.path.read_text(encoding="utf-8").splitlines()[cell["row"] - 1]
    assert line.startswith("6172,2010,") and cell["value"] == value and f",{value:g}," in line
    assert table.sha256 == panel.sha256 and table.columns[0].name == "poverty_pct"
    assert table.checked


def test_corrections_and_flags_are_those_of_the_rows_and_no_others():
    panel = load_table("national/panel")
    entry = panel.corrections[panel.corrections["action"] == "drop"].iloc[0]
    column = entry["column"].split(";")[0].replace("*", "total_idr")
    column = column if column in panel.frame else "poverty_pct"
    code = entry["region_code"] if entry["region_code"] != "*" else "6172"

    def entries(region):
        cell = published("national/panel", column, regions=region, years=int(entry["year_from"]))
        record = {"value": None, "text": "", "unit": "", "function": cell.function, "status": "derived",
                  "derivation": cell.record()}  # fmt: skip
        return set(explain_result(only({"x": record})[0], "x").tables[0].corrections["id"])

    assert entry["id"] in entries(code)
    if entry["region_code"] != "*":
        assert entry["id"] not in entries("1101")


def test_a_choice_of_the_run_rests_on_no_table(call):
    code, out, _ = call("comparison.before_first")
    assert code == 0 and "No table of data went in" in out and "before_first_year" in out


def test_text_shows_value_function_rows_and_origin(call):
    code, out, _ = call("region.6172.sba_last", "--again")
    assert code == 0
    for part in ("as_published", "national/panel", "1 of ", "region_code = 6172", "sha256", "INDO-DAPOER",
                 "the committed notebook", "the same."):  # fmt: skip
        assert part in out, part
    assert max(map(len, out.splitlines())) <= 120


def test_text_in_indonesian(call):
    code, out, _ = call("region.6172.sba_last", "--language", "id")
    assert code == 0 and "Dasarnya" in out and "Persalinan ditolong tenaga kesehatan" in out


def test_json_is_a_record_and_csv_holds_every_cell(call, tmp_path):
    target = tmp_path / "cells.csv"
    code, out, _ = call("national.gain_members", "--json", "--csv", str(target))
    record = json.loads(out)
    assert code == 0 and record["id"] == "national.gain_members"
    assert [step["function"].rsplit(".", 1)[-1] for step in record["steps"]] == [
        "change_between",
        "group_difference",
    ]
    rows = list(csv.DictReader(io.StringIO(target.read_text(encoding="utf-8"))))
    assert len(rows) == sum(table["cells_count"] for table in record["tables"]) > FEW
    own = [row for row in rows if row["region_code"] == "1101" and row["year"] == "2010"]
    panel = load_table("national/panel").frame.query("region_code == '1101' and year == 2010").iloc[0]
    (births,) = [row for row in own if row["column"] == "skilled_birth_attendance_pct"]
    assert float(births["value"]) == panel["skilled_birth_attendance_pct"]


def test_the_list_has_every_result_with_its_unit(call):
    code, out, _ = call()
    assert code == 0
    for id in ("region.6172.sba_last", "comparison.points", "national.permutation_p"):
        assert id in out
    _, out, _ = call("national", "--json")
    assert {row["id"].split(".")[0] for row in json.loads(out)} == {"national"}


def test_an_exhibit_is_explained_with_function_tables_and_twin(call):
    code, out, _ = call("national.member-districts")
    assert code == 0
    for part in ("members_table", "national/panel", "study/kinerja-districts", "data twin"):
        assert part in out, part


def test_an_option_without_a_single_result_and_a_wrong_id_end_with_2(call):
    assert call("national", "--again")[0] == 2
    code, _, err = call("national.gain_membres")
    assert code == 2 and "national.gain_members" in err


def test_a_result_that_does_not_come_again_ends_with_1(call, monkeypatch):
    monkeypatch.setattr("analysis.provenance.command.recompute", lambda derivation: -1.0)
    code, out, _ = call("national.gain_members", "--again")
    assert code == 1 and "NOT the recorded one" in out


def test_a_record_of_an_older_version_is_said_to_be_one():
    with pytest.raises(BuildError, match="before results said what they rest on"):
        explain_result(only({"old": {"value": 1, "text": "1"}})[0], "old")


def test_cells_that_a_spreadsheet_would_run_come_out_harmless(chapters):
    (table,) = explain_result(chapters[0], "sba_last").tables
    bad = replace(table, chosen=table.chosen.assign(skilled_birth_attendance_pct="=cmd|' /C calc'!A0"))
    assert cells_csv([bad]).splitlines()[1].endswith(",'=cmd|' /C calc'!A0")
