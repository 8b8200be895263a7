"""The build makes described tables, the same bytes each time, and nothing half-written."""

import json
import warnings

import pandas as pd
import pytest

from analysis.errors import BuildError, DataError
from analysis.sources import load_table, table_names
from analysis.sources.build import build_data
from analysis.sources.build.writing import csv_bytes
from analysis.sources.writing import write_atomically


def contents(folder):
    """Path below the folder to bytes."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_build_makes_tables_that_load(raw, tmp_path):
    lines = []
    report = build_data(raw, tmp_path / "out", lines.append)
    for name in table_names(root=tmp_path / "out"):
        load_table(name, root=tmp_path / "out")
    assert any("national panel" in line for line in lines)
    assert "national/panel.csv" in report.says()
    panel = load_table("national/panel", root=tmp_path / "out").frame
    assert panel["region_code"].unique().tolist() == ["3300", "3313", "6100", "6102", "6172"]
    assert panel["year"].min() == 2000


def test_two_builds_give_the_same_bytes_and_the_second_writes_nothing(raw, tmp_path):
    build_data(raw, tmp_path / "one")
    build_data(raw, tmp_path / "two")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    assert not any(changed for *_, changed in build_data(raw, tmp_path / "one").files)


def test_files_are_utf8_without_mark_and_with_line_feeds(raw, tmp_path):
    build_data(raw, tmp_path / "out")
    texts = {name: each for name, each in contents(tmp_path / "out").items() if not name.endswith(".xlsx")}
    for name, content in texts.items():
        assert not content.startswith(b"\xef\xbb\xbf") and b"\r" not in content and content.endswith(b"\n"), (
            name
        )
        content.decode("utf-8")


def test_nothing_is_written_when_a_raw_file_is_bad(raw, tmp_path):
    (raw / "evidence" / "evidence.csv").unlink()
    with pytest.raises(DataError, match=r"evidence\.csv"):
        build_data(raw, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_an_unknown_region_is_named_with_the_nearest(raw, tmp_path):
    path = raw / "data" / "indodapoer" / "panel.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("Singkawang, Kota", "Singkawan, Kota"), encoding="utf-8"
    )
    with pytest.raises(DataError, match=r"'Singkawan, Kota' \(nearest known name: 'Singkawang, Kota'\)"):
        build_data(raw, tmp_path / "out")


def test_a_raw_folder_that_does_not_exist_is_said(tmp_path):
    with pytest.raises(DataError, match="does not exist"):
        build_data(tmp_path / "nowhere", tmp_path / "out")


def test_a_folder_that_cannot_be_made_is_said(raw, tmp_path):
    (tmp_path / "out").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(BuildError, match="cannot be written"):
        build_data(raw, tmp_path / "out")


def test_an_interrupted_write_leaves_the_old_file_and_no_rest(tmp_path, monkeypatch):
    path = tmp_path / "table.csv"
    path.write_bytes(b"old\n")

    def stop(self, target):
        raise KeyboardInterrupt

    monkeypatch.setattr("pathlib.Path.replace", stop)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(path, b"new\n")
    assert contents(tmp_path) == {"table.csv": b"old\n"}


def test_numbers_are_written_short_and_without_loss():
    frame = pd.DataFrame(
        {"a": [1.0, float("nan"), 0.1 + 0.2], "b": ["x", "", 'q"'], "c": pd.array([1, None, 3], "Int64")}
    )
    assert csv_bytes(frame) == b'a,b,c\n1,x,1\n,,\n0.30000000000000004,"q""",3\n'


def test_the_package_is_valid_to_frictionless(raw, tmp_path):
    build_data(raw, tmp_path / "out")
    with warnings.catch_warnings():  # the library's own imports warn; ours are checked everywhere else
        warnings.simplefilter("ignore")
        from frictionless import Package

        report = Package(str(tmp_path / "out" / "datapackage.json")).validate()
    assert report.valid, report.flatten(["taskNumber", "type", "message"])[:5]


def test_every_resource_names_source_licence_and_status(raw, tmp_path):
    build_data(raw, tmp_path / "out")
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        assert resource["sources"] and resource["licenses"] and resource["processing"], resource["name"]
        assert resource["status"] in {"official", "published", "coded"}, resource["name"]
