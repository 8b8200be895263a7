"""Costs, indicators and budget lines of a region that contradict each other are told by `check`."""

import shutil

import pytest
from rich.console import Console

from analysis.project.imports import what_the_checks_say
from analysis.project.joined import joined_problems
from analysis.project.show import print_region
from analysis.regions import find_region
from analysis.sources import data_folder
from tests.standards.costing.supplied import budget_lines, line_indicators, records, unit_costs


@pytest.fixture
def supply(tmp_path, monkeypatch):
    """Write tables of Kota Singkawang into a data folder that the commands read."""
    for name in ("national", "standards", "templates"):
        shutil.copytree(data_folder() / name, tmp_path / name)
    for name in ("datapackage.json", "corrections.csv"):
        shutil.copy(data_folder() / name, tmp_path / name)
    folder = tmp_path / "regions" / "6172"
    folder.mkdir(parents=True)
    monkeypatch.setenv("PELAYANAN_DATA", str(tmp_path))

    def write(name, frame):
        heads = (tmp_path / "templates" / f"{name}.csv").read_text(encoding="utf-8").strip().split(",")
        frame.reindex(columns=heads).assign(**needed(name)).to_csv(
            folder / f"{name}.csv", index=False, lineterminator="\n"
        )

    return write


def needed(name):
    return {"organisation": "Dinas Kesehatan", "programme_name": "KIA"} if name == "budget-lines" else {}


def test_tables_that_agree_have_no_problem_and_shares_above_the_whole_have_one(supply):
    supply("indicators", records())
    supply("unit-costs", unit_costs())
    supply("budget-lines", budget_lines())
    supply("line-indicators", line_indicators())
    assert joined_problems("6172") == []
    supply("line-indicators", line_indicators(share_pct=[60.0, 41.0]))
    (problem,) = joined_problems("6172")
    assert problem.startswith("line-indicators.csv, row 3") and "101" in problem
    assert what_the_checks_say("6172", "budget-lines")[-1] == problem
    assert joined_problems("6172", table="service-promises") == []


def test_check_tells_costs_without_a_start_and_is_not_satisfied(supply):
    supply("unit-costs", unit_costs())
    console = Console(record=True, width=300)
    assert not print_region(find_region("6172"), console)
    assert "no indicators.csv" in console.export_text()
