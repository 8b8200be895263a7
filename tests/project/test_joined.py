"""Tables of a region that contradict each other are told by `check` and by `import`."""

import shutil

import pandas as pd
import pytest
from rich.console import Console

from analysis.project.imports import what_the_checks_say
from analysis.project.joined import joined_problems
from analysis.project.show import print_region
from analysis.regions import find_region
from analysis.sources import data_folder
from tests.voice.promises import events, promises

TAIL = {"source": "Berita acara", "page": "", "status": "coded"}


@pytest.fixture
def region(tmp_path, monkeypatch):
    """Write tables of Kota Singkawang into a data folder that the commands read."""
    for name in ("national", "standards"):
        shutil.copytree(data_folder() / name, tmp_path / name)
    for name in ("datapackage.json", "corrections.csv"):
        shutil.copy(data_folder() / name, tmp_path / name)
    folder = tmp_path / "regions" / "6172"
    folder.mkdir(parents=True)
    heads = {
        name: (data_folder() / "templates" / f"{name}.csv").read_text(encoding="utf-8").strip().split(",")
        for name in ("service-promises", "promise-events", "complaint-causes")
    }

    monkeypatch.setenv("PELAYANAN_DATA", str(tmp_path))

    def write(name, frame):
        frame.assign(region_code="6172", year=2014, **TAIL)[heads[name]].to_csv(
            folder / f"{name}.csv", index=False, lineterminator="\n"
        )

    return write


def test_a_promise_kept_before_it_was_made_is_told_with_file_and_row(region):
    region("service-promises", promises({"due_on": "2014-06-30"}))
    region("promise-events", events(("J01", "signed", "2014-02-01"), ("J01", "kept", "2014-01-01")))
    (problem,) = joined_problems("6172")
    assert problem.startswith("data/regions/6172/promise-events.csv, row 3 (the header is row 1)")
    console = Console(record=True, width=300)
    assert not print_region(find_region("6172"), console)
    assert "before it was made" in console.export_text()
    assert what_the_checks_say("6172", "promise-events")[-1] == problem


def test_sound_tables_have_no_problem_and_events_alone_have(region):
    assert joined_problems("6172") == []
    region("promise-events", events(("J01", "signed", "2014-02-01")))
    (problem,) = joined_problems("6172")
    assert "there is no data/regions/6172/service-promises.csv" in problem
    region("service-promises", promises({"due_on": "2014-06-30"}))
    assert joined_problems("6172") == []


def test_a_cause_that_names_no_promise_is_told_with_its_row(region):
    region("service-promises", promises({"due_on": "2014-06-30"}))
    cause = {"unit_name": "Puskesmas A", "complaint_id": "P01", "cause": "x", "mendable_by": "unit"}
    region("complaint-causes", pd.DataFrame([{**cause, "promise_id": "J02", "evidence": ""}]))
    (problem,) = joined_problems("6172")
    assert problem.startswith("data/regions/6172/complaint-causes.csv, row 2") and "J01" in problem
