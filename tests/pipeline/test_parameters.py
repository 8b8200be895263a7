"""The run parameters: wrong ones stop before a kernel starts; the notebooks' cells cannot drift from them."""

import ast

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import ParameterError, RegionError
from analysis.pipeline.notebook import NOTEBOOKS
from analysis.pipeline.parameters import (
    FIRST_YEAR,
    LAST_YEAR,
    NOTEBOOK_PARAMETERS,
    ComparisonParameters,
    RegionParameters,
)


def test_every_notebook_has_a_model_of_its_parameters():
    assert set(NOTEBOOK_PARAMETERS) == {path.stem for path in NOTEBOOKS.glob("*.ipynb")}


@pytest.mark.parametrize("name", NOTEBOOK_PARAMETERS)
def test_the_parameter_cell_of_each_notebook_equals_the_model_defaults(name):
    notebook = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)
    cells = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    assert len(cells) == 1
    assigned = {
        node.targets[0].id: ast.literal_eval(node.value)
        for node in ast.parse(cells[0].source).body
        if isinstance(node, ast.Assign)
    }
    assert assigned == NOTEBOOK_PARAMETERS[name]().model_dump()


@pytest.mark.parametrize("name", NOTEBOOK_PARAMETERS)
def test_every_notebook_hands_every_parameter_to_its_model(name):
    notebook = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    call = next(
        node
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == NOTEBOOK_PARAMETERS[name].__name__
    )
    assert {keyword.arg for keyword in call.keywords} == set(NOTEBOOK_PARAMETERS[name].model_fields)
    assert all(keyword.arg == keyword.value.id for keyword in call.keywords)


@pytest.mark.parametrize("name", NOTEBOOK_PARAMETERS)
def test_every_notebook_has_exactly_one_top_heading(name):
    notebook = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)
    lines = [line for c in notebook.cells if c.cell_type == "markdown" for line in c.source.splitlines()]
    assert sum(line.startswith("# ") for line in lines) == 1


def test_a_region_is_kept_as_its_code():
    assert RegionParameters(region="Luwu Utara").region == "7322"


def test_a_misspelt_region_names_the_nearest():
    with pytest.raises(RegionError, match="Singkawang"):
        RegionParameters(region="Singkwang")


def test_a_province_is_refused():
    with pytest.raises(ParameterError, match="province"):
        RegionParameters(region="6100")


def test_an_unknown_parameter_names_the_nearest_and_all_known():
    with pytest.raises(ParameterError, match=r"'first_yaer'; did you mean 'first_year'\?.*language"):
        RegionParameters(region="6172", first_yaer=2001)


@pytest.mark.parametrize(
    ("given_values", "words"),
    [
        ({"first_year": 1999}, "first_year.*1999"),
        ({"last_year": 2017}, "last_year.*2017"),
        ({"first_year": 2010, "last_year": 2010}, "must lie before"),
        ({"first_year": "2005"}, "first_year.*'2005'"),
        ({"language": "fr"}, "language.*'en' or 'id'.*'fr'"),
        ({"seed": -1}, "seed.*-1"),
    ],
)
def test_a_wrong_value_says_what_was_found_and_expected(given_values, words):
    with pytest.raises(ParameterError, match=words) as caught:
        RegionParameters(**given_values)
    assert "\n" not in str(caught.value)


def test_windows_out_of_order_are_refused():
    with pytest.raises(ParameterError, match="window before must end before"):
        ComparisonParameters(before_last_year=2013)


@given(st.integers(FIRST_YEAR, LAST_YEAR), st.integers(FIRST_YEAR, LAST_YEAR))
def test_years_inside_the_panel_are_accepted_exactly_when_in_order(first, last):
    if first < last:
        assert RegionParameters(first_year=first, last_year=last).last_year == last
    else:
        with pytest.raises(ParameterError):
            RegionParameters(first_year=first, last_year=last)


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_headings_for_those_who_read_the_code_are_not_printed_twice(path):
    notebook = nbformat.read(path, as_version=4)
    prose = [cell for cell in notebook.cells if cell.cell_type == "markdown"]
    assert prose
    assert [cell.source for cell in prose if "remove-cell" not in cell.metadata.get("tags", [])] == []
