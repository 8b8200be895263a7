"""Outcomes of pages: one bad page becomes its own outcome, and what must be tried again is forgotten."""

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from analysis.pipeline.notebook import write_notebook
from analysis.pipeline.tasks import forget_unfinished, read_outcome, run_once, write_outcome

KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}


@pytest.fixture
def run(tmp_path):
    def go(source):
        template = tmp_path / "template.ipynb"
        cells = [new_code_cell("", metadata={"tags": ["parameters"]}), new_code_cell(source)]
        write_notebook(new_notebook(cells=cells, metadata=KERNEL), template)
        folder = tmp_path / "runs" / "here"
        folder.mkdir(parents=True, exist_ok=True)
        record = run_once("here", template, {}, folder)
        write_outcome(folder / "outcome.json", **record)
        return folder

    return go


def test_a_page_that_runs_is_ok_and_is_not_tried_again(run):
    folder = run("1 + 1")
    assert read_outcome(folder / "outcome.json")["outcome"] == "ok"
    forget_unfinished(folder.parent)
    assert (folder / "outcome.json").exists()


def test_a_refusal_keeps_its_sentence(run):
    folder = run("from analysis.errors import DataError\nraise DataError('Row 3 has no year.')")
    record = read_outcome(folder / "outcome.json")
    assert (record["outcome"], record["reason"]) == ("refused", "Row 3 has no year.")
    assert not (folder / "page.ipynb").exists()


def test_a_failure_names_the_error_and_is_tried_again(run):
    folder = run("{}['x']")
    record = read_outcome(folder / "outcome.json")
    assert record["outcome"] == "failed" and record["reason"].startswith("KeyError")
    forget_unfinished(folder.parent)
    assert not (folder / "outcome.json").exists()


def test_a_page_whose_files_were_lost_or_changed_is_tried_again(run):
    folder = run("1 + 1")
    (folder / "page.ipynb").unlink()
    forget_unfinished(folder.parent)
    assert not (folder / "outcome.json").exists()


def test_an_outcome_that_was_never_written_counts_as_failed(tmp_path):
    assert read_outcome(tmp_path / "outcome.json")["outcome"] == "failed"
