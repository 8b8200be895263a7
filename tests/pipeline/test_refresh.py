"""A newer release is told before it replaces anything, and replaces nothing while something does not fit."""

import json
import shutil

import pandas as pd
import pytest

from analysis.errors import BuildError, DataError
from analysis.messages import in_language
from analysis.pipeline import refresh
from analysis.pipeline.refresh_report import told
from analysis.sources import data_folder

PANEL = "national/panel.csv"


@pytest.fixture(scope="module")
def present(tmp_path_factory):
    """A copy of the project's data, which no test changes."""
    place = tmp_path_factory.mktemp("present") / "data"
    shutil.copytree(data_folder(), place)
    return place


@pytest.fixture(scope="module")
def altered(present, tmp_path_factory):
    """A panel with a row less, a column more, values revised, and an error of the ledger mended."""
    frame = pd.read_csv(present / PANEL, dtype=str, keep_default_na=False)
    frame = frame[~((frame["region_code"] == "6172") & (frame["year"] == "2016"))]
    revised = (frame["region_code"] == "7322") & (frame["year"] == "2012")
    frame.loc[revised, "spending_health_idr"] = "1"
    mended = (frame["region_code"] == "9408") & (frame["year"] == "2002")
    frame.loc[mended, "poverty_pct"] = "41.39"
    path = tmp_path_factory.mktemp("new") / "panel.csv"
    frame.to_csv(path, index=False)
    return path


@pytest.fixture(scope="module")
def report(present, altered):
    """The report on the altered panel."""
    with refresh.new_data([altered], present, lambda line: None) as made:
        return refresh.compare_folders(present, made)


def test_rows_values_checks_and_guards_are_told(report):
    change = report.changes[0]
    assert [c.table for c in report.changes] == ["national/panel"]
    assert change.rows_lost == ("6172;2016",) and change.rows_added == ()
    assert change.revised["column"].tolist() == ["spending_health_idr", "poverty_pct"]
    verdicts = report.verdicts.set_index("check_id")
    assert verdicts.loc["out-of-range", ["before", "after"]].tolist() == ["flagged", "passed"]
    assert report.broken["id"].tolist() == ["poverty-9408-2002"]
    assert "expects 111.39, found 41.39" in report.broken["reason"].iloc[0]


def test_the_report_is_told_in_both_languages_and_written_for_machines(report):
    assert "rows +0 -1" in told(report) and "Findings were not compared" in told(report)
    with in_language("id"):
        assert "baris +0 -1" in told(report) and "koreksi yang tidak lagi cocok" in told(report)
    record = json.loads(json.dumps(report.record()))
    assert record["tables"][0]["revised"][1]["after"] == "41.39" and record["findings"] is None
    files = report.files()
    assert len(files["revised-values.csv"].splitlines()) == 3
    assert "national/panel,rows_lost,6172;2016" in files["rows-and-columns.csv"]


def test_nothing_is_replaced_while_a_correction_no_longer_fits(report, present, tmp_path):
    before = (present / PANEL).read_bytes()
    with pytest.raises(DataError, match=r"Nothing was replaced: .*poverty-9408-2002"):
        refresh.install(report, tmp_path, present)
    assert (present / PANEL).read_bytes() == before


def test_a_new_column_is_told_and_is_a_problem_until_it_is_described(present, tmp_path):
    frame = pd.read_csv(present / "study/metadata.csv", dtype=str, keep_default_na=False)
    frame.assign(extra="1").to_csv(tmp_path / "metadata.csv", index=False)
    with refresh.new_data([tmp_path / "metadata.csv"], present, lambda line: None) as made:
        found = refresh.compare_folders(present, made)
    assert found.changes[0].columns_added == ("extra",)
    assert len(found.problems) == 1 and "does not know 'extra'" in found.problems[0]


@pytest.fixture
def small(tmp_path, report):
    """Two folders with two files that differ, and a report without a problem."""
    for name in ("old", "new"):
        (tmp_path / name / "national").mkdir(parents=True)
        for file in ("a.csv", "national/b.csv"):
            (tmp_path / name / file).write_text(name)
    (tmp_path / "new" / "c.csv").write_text("new")
    clean = type(report)((), report.verdicts.iloc[:0], report.broken.iloc[:0], ())
    return clean, tmp_path / "new", tmp_path / "old"


def test_new_files_replace_the_old_ones(small):
    clean, new, old = small
    assert refresh.install(clean, new, old) == ["a.csv", "c.csv", "national/b.csv"]
    assert (old / "national/b.csv").read_text() == "new"
    assert refresh.install(clean, new, old) == []


def test_a_write_that_fails_puts_everything_back(small, monkeypatch):
    clean, new, old = small
    write = refresh.write_atomically

    def failing(path, content):
        if path.name == "b.csv" and content == b"new":
            raise BuildError("disk full")
        write(path, content)

    monkeypatch.setattr(refresh, "write_atomically", failing)
    with pytest.raises(BuildError, match="disk full"):
        refresh.install(clean, new, old)
    assert {p.name: p.read_text() for p in old.rglob("*") if p.is_file()} == {"a.csv": "old", "b.csv": "old"}


def test_findings_of_two_runs_are_compared(report, tmp_path):
    for name, value in (("before", 1), ("after", 2)):
        (tmp_path / name / "national").mkdir(parents=True)
        results = {"gain": {"value": value, "text": str(value), "unit": "points"}}
        (tmp_path / name / "national" / "results.json").write_text(json.dumps(results))
    found = refresh.compare_findings(report, [tmp_path / "before", tmp_path / "after"])
    assert "national gain: 1 -> 2 points" in told(found)
    assert "national,gain,1,2,-1,points,moves" in found.files()["findings.csv"]
    with pytest.raises(DataError, match="no page with results in common"):
        refresh.compare_findings(report, [tmp_path, tmp_path / "after"])


def test_a_file_that_is_no_table_is_refused_with_the_nearest(present, tmp_path):
    (tmp_path / "pannel.csv").write_text("x")
    with (
        pytest.raises(DataError, match=r"The nearest: 'panel\.csv'"),
        refresh.new_data([tmp_path / "pannel.csv"], present, lambda line: None),
    ):
        pass
