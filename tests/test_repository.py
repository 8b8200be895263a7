"""The papers of the repository say what the files say: versions, licences, links, commands."""

import json
import re
import tomllib

import pytest
import typer
import yaml

from analysis import cli
from analysis.project import ROOT
from analysis.sources import data_folder

PAPERS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE-DATA.md")


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def package():
    return json.loads((data_folder() / "datapackage.json").read_text(encoding="utf-8"))


def test_version_and_licence_are_the_same_everywhere():
    project = tomllib.loads(read("pyproject.toml"))["project"]
    citation = yaml.safe_load(read("CITATION.cff"))
    assert citation["version"] == project["version"]
    assert citation["license"] == project["license"] == "MIT"
    assert read("LICENSE").startswith("MIT License")


@pytest.mark.parametrize("paper", PAPERS)
def test_links_lead_to_files_of_the_repository(paper):
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", read(paper)) if "://" not in link]
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_every_folder_of_the_data_has_its_row_in_the_licences():
    paths = [resource["path"] for resource in package()["resources"]]
    folders = {path.split("/")[0] + "/" if "/" in path else path for path in paths}
    text = read("LICENSE-DATA.md")
    assert {folder for folder in folders if f"`data/{folder}" not in text} == set()


def test_every_licence_of_the_data_is_named():
    named = {licence["name"] for resource in package()["resources"] for licence in resource["licenses"]}
    assert {name for name in named if name not in read("LICENSE-DATA.md")} == set()


def test_every_command_is_in_the_readme_and_every_one_there_exists():
    commands = typer.main.get_command(cli.app).commands
    table = read("README.md").split("## Commands")[1].split("## What is where")[0]
    told = {
        words.split()[0]
        for row in re.findall(r"^\| (`.*?) \| ", table, re.MULTILINE)
        for words in row.split("`")[1::2]
    }
    assert told == set(commands)


def test_ci_runs_what_the_readme_says():
    assert "python run.py test" in read("README.md")
    assert re.search(r'python3 ".*/run\.py" test$', read(".ci/run").strip())
