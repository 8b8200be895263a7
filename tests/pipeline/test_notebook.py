"""Notebooks: run whole or not at all, without clock and machine in them, and turned into pages."""

import base64
import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from analysis.exhibits.record import BOX_MIME, EXHIBIT_MIME, RESULTS_MIME
from analysis.pipeline.notebook import (
    execute,
    normalise,
    refusals,
    to_page,
    without_pictures,
    write_notebook,
    write_page,
)
from analysis.pipeline.single import as_committed

PICTURE = base64.b64encode(b"not really a picture").decode()
FIGURE = {
    "id": "lines",
    "kind": "figure",
    "title": "Lines",
    "caption": "Two lines.",
    "alt": "A rises from 1 to 2.",
    "source": "Source: none.",
    "function": "tests",
    "csv": "a\n1\n2\n",
}
TABLE = {**FIGURE, "id": "rows", "kind": "table"}


def shown(data, **metadata):
    return new_output("display_data", data=data, metadata=metadata)


@pytest.fixture
def executed():
    cells = [
        new_markdown_cell("# For the author", metadata={"tags": ["remove-cell"]}),
        new_code_cell("region = '6172'", metadata={"tags": ["parameters"]}),
        new_code_cell("region = '7322'", metadata={"tags": ["injected-parameters"]}),
        new_code_cell("import x"),
        new_code_cell("tell()", outputs=[shown({"text/markdown": "# Title", "text/plain": "# Title"})]),
        new_code_cell("box()", outputs=[shown({BOX_MIME: {"title": "Missing", "text": "Put it there."}})]),
        new_code_cell(
            "show()",
            outputs=[
                shown({"image/png": PICTURE, "text/plain": FIGURE["alt"], EXHIBIT_MIME: FIGURE}),
                shown({"text/markdown": "caption"}),
            ],
        ),
        new_code_cell("table()", outputs=[shown({"text/html": "<table></table>", EXHIBIT_MIME: TABLE})]),
        new_code_cell(
            "close()",
            metadata={"tags": ["remove-cell"]},
            outputs=[shown({RESULTS_MIME: {"gain": {"value": 1.5, "text": "1.5"}}})],
        ),
    ]
    return new_notebook(cells=cells)


def test_a_page_keeps_what_readers_see_and_drops_the_rest(executed):
    page = to_page(executed)
    sources = [cell.source for cell in page.notebook.cells]
    assert sources[0] == "# Title"
    assert "For the author" not in "".join(sources) and "region =" not in "".join(sources)
    assert sources[1].startswith("```{admonition} Missing")
    assert [record["id"] for record in page.exhibits] == ["lines", "rows"]
    assert page.results == {"gain": {"value": 1.5, "text": "1.5"}}


def test_a_figure_and_a_table_keep_their_records_and_lose_the_caption_of_the_notebook(executed):
    cells = [cell for cell in to_page(executed).notebook.cells if cell.cell_type == "code"]
    kept = [[sorted(output.data) for output in cell.outputs] for cell in cells]
    assert kept == [[[EXHIBIT_MIME, "image/png", "text/plain"]], [[EXHIBIT_MIME, "text/html"]]]
    assert all(cell.metadata == {"tags": ["hide-input"]} for cell in cells)


def test_several_exhibits_and_texts_of_one_cell_stand_apart_in_their_order(executed):
    words = shown({"text/markdown": "Between."})
    picture = shown({"image/png": PICTURE, EXHIBIT_MIME: FIGURE})
    caption = shown({"text/markdown": "**Lines.** Two lines."})
    table = shown({"text/html": "<table></table>", EXHIBIT_MIME: TABLE})
    executed.cells = [
        new_code_cell("show()", outputs=[words, picture, caption, words, table, picture, caption])
    ]
    cells = to_page(executed).notebook.cells
    seen = [c.source if c.cell_type == "markdown" else c.outputs[0].data[EXHIBIT_MIME]["id"] for c in cells]
    assert seen == ["Between.", "lines", "Between.", "rows", "lines"]
    assert [len(c.outputs) for c in cells if c.cell_type == "code"] == [1, 1, 1]


def test_turning_into_a_page_leaves_the_notebook_as_it_was(executed):
    before = nbformat.writes(executed)
    to_page(executed)
    assert nbformat.writes(executed) == before


def test_a_written_page_has_its_data_twins_and_no_leftover(executed, tmp_path):
    (tmp_path / "exhibits").mkdir()
    (tmp_path / "exhibits" / "old.csv").write_text("x")
    write_page(to_page(executed), tmp_path)
    assert sorted(path.name for path in (tmp_path / "exhibits").iterdir()) == ["lines.csv", "rows.csv"]
    assert (tmp_path / "exhibits" / "lines.csv").read_bytes() == b"a\n1\n2\n"
    assert json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))["gain"]["text"] == "1.5"
    assert not list(tmp_path.rglob("*.part"))


def test_an_exhibit_id_that_is_no_file_name_is_refused(executed, tmp_path):
    executed.cells[7].outputs[0]["data"][EXHIBIT_MIME] = {**TABLE, "id": "../rows"}
    with pytest.raises(ValueError, match="lower-case words"):
        write_page(to_page(executed), tmp_path)


def test_normalising_takes_clock_and_machine_out_and_changes_nothing_twice(executed):
    executed.metadata["papermill"] = {"start_time": "now", "output_path": "/home/somebody"}
    executed.cells[3].metadata["execution"] = {"iopub.status.busy": "now"}
    clean = normalise(executed)
    assert "somebody" not in nbformat.writes(clean) and '"now"' not in nbformat.writes(clean)
    assert nbformat.writes(normalise(clean)) == nbformat.writes(clean)


def test_the_committed_form_has_no_pictures_and_no_injected_cell(executed):
    assert PICTURE in nbformat.writes(executed)
    assert PICTURE not in nbformat.writes(without_pictures(executed))
    kept = as_committed(executed)
    assert PICTURE not in nbformat.writes(kept) and "7322" not in nbformat.writes(kept)
    assert FIGURE["csv"] in kept.cells[5].outputs[0].data[EXHIBIT_MIME]["csv"]


def test_refusals_are_the_errors_of_this_project():
    assert {"DataError", "RegionError", "MethodError", "PelayananError"} <= refusals()
    assert "ValueError" not in refusals()


@pytest.fixture
def template(tmp_path):
    def write(source):
        cells = [new_code_cell("x = 1", metadata={"tags": ["parameters"]}), new_code_cell(source)]
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
        path = tmp_path / "template.ipynb"
        write_notebook(new_notebook(cells=cells, metadata=kernel), path)
        return path

    return write


def test_two_runs_of_one_notebook_give_the_same_bytes(template, tmp_path):
    path = template("print(x + 1)")
    for name in ("a", "b"):
        execute(path, {"x": 2}, tmp_path / f"{name}.ipynb")
    assert (tmp_path / "a.ipynb").read_bytes() == (tmp_path / "b.ipynb").read_bytes()
    assert "3" in nbformat.read(tmp_path / "a.ipynb", as_version=4).cells[-1].outputs[0].text


def test_a_notebook_that_fails_leaves_the_old_output_and_its_own_traceback(template, tmp_path):
    from papermill.exceptions import PapermillExecutionError

    output = tmp_path / "out.ipynb"
    output.write_text("the old one")
    with pytest.raises(PapermillExecutionError):
        execute(template("1 / 0"), {}, output)
    assert output.read_text() == "the old one"
    assert "ZeroDivisionError" in (tmp_path / "out.failed.ipynb").read_text(encoding="utf-8")
    assert not (tmp_path / "out.running.ipynb").exists()
