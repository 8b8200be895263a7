"""Data versions: each file has its entry, entries are added and never lost, and the record needs no clock."""

import hashlib
import shutil

import pytest

from analysis.errors import DataError
from analysis.sources import data_folder
from analysis.sources.build.recording import record_versions
from analysis.sources.versions import (
    Made,
    add_versions,
    lost_versions,
    read_versions,
    require_date,
    version_problems,
)


def made(content, dataset="national/births"):
    """A file of 2 rows and 3 columns."""
    return Made(dataset, content, "2026-11", "A survey (2016)", "", 2, 3)


@pytest.fixture
def data(tmp_path):
    """A copy of the project's data."""
    shutil.copytree(data_folder(), tmp_path / "data")
    return tmp_path / "data"


def test_every_data_file_of_the_project_has_its_entry():
    assert version_problems() == []


def test_a_new_checksum_gets_the_next_version_and_a_known_one_none(tmp_path):
    none = read_versions(tmp_path)
    first = add_versions(none, [made(b"a"), made(b"b", "national/deaths")])
    second = add_versions(first, [made(b"a"), made(b"c")], note="revised")
    rows = second[["dataset", "version", "note"]].to_numpy().tolist()
    assert rows == [["national/births", 1, ""], ["national/deaths", 1, ""], ["national/births", 2, "revised"]]
    assert second["checksum"].iloc[2] == hashlib.sha256(b"c").hexdigest()
    assert len(none) == 0 and len(first) == 2


def test_an_entry_that_is_gone_or_changed_is_told(tmp_path):
    before = add_versions(read_versions(tmp_path), [made(b"a"), made(b"b")])
    assert lost_versions(before, add_versions(before, [made(b"c")])) == []
    told = lost_versions(before, before.iloc[1:].assign(note="x"))
    assert len(told) == 2 and "national/births 1" in told[0] and "never deleted" in told[0]


def test_a_changed_file_is_told_with_the_command_that_adds_its_entry(data):
    path = data / "study" / "metadata.csv"
    path.write_bytes(path.read_bytes() + b"another,key,row\n"[:0] + b"\n")
    problems = version_problems(data)
    assert len(problems) == 1 and "data/study/metadata.csv" in problems[0]
    assert "pelayanan data versions --add" in problems[0]
    before = read_versions(data)
    assert record_versions(data, obtained="2026-12-01", note="a line at the end") == 1
    assert version_problems(data) == [] and lost_versions(before, read_versions(data)) == []
    last = read_versions(data).iloc[-1]
    assert (last["dataset"], last["obtained"], last["note"]) == (
        "study/metadata", "2026-12-01", "a line at the end",
    )  # fmt: skip
    assert record_versions(data) == 0


@pytest.mark.parametrize("text", ["24-11-2026", "2026-13", "2026-1-5", "now"])
def test_a_date_of_another_form_is_refused(text):
    with pytest.raises(DataError, match="write it as 2026-11-24"):
        require_date(text)
