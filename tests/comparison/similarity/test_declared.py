import pytest

from analysis.comparison.similarity.declared import declare_inputs
from analysis.comparison.similarity.differences import input_differences
from analysis.comparison.similarity.inputs import standardised_inputs
from analysis.comparison.similarity.neighbours import nearest_regions
from analysis.comparison.similarity.pairs import similarity_summary
from analysis.errors import MethodError
from analysis.sources import load_table


@pytest.fixture(scope="module")
def declared():
    return declare_inputs(
        load_table("national/panel"),
        load_table("national/deflator").frame,
        load_table("study/declared-inputs").frame,
    )


def test_every_declared_input_is_in_the_panel_and_described(declared):
    assert set(declared.names) <= set(declared.panel.columns)
    assert set(declared.log) <= set(declared.names)
    assert len(set(declared.names)) == len(declared.names)
    for name in declared.names:
        assert declared.fields[name].name == name and declared.fields[name].title


def test_money_and_counts_are_per_person_and_the_rest_is_as_it_is(declared):
    table = load_table("study/declared-inputs").frame.set_index("column")["derive"]
    for (column, derive), name in zip(table.items(), declared.names, strict=True):
        ending = {
            "money": "_per_capita_2010_idr",
            "count": "_per_100k",
            "prices": "_per_capita_2010_idr",
        }.get(derive, column)
        assert name.endswith(ending)


def test_a_column_that_the_panel_lacks_is_refused():
    table = load_table("study/declared-inputs").frame
    wrong = table.assign(column=["povrty_pct", *table["column"][1:]])
    with pytest.raises(MethodError, match="'povrty_pct' is not a column of national/panel"):
        declare_inputs(load_table("national/panel"), load_table("national/deflator").frame, wrong)


def test_the_declared_inputs_compare_the_study_regions(declared, regions):
    codes = ["6172", "7322", "3574"]
    arguments = (declared.names, 2005, 2010)
    table = input_differences(declared.panel, regions, codes, *arguments, log_inputs=declared.log)
    assert table["percentile_of_gap"].notna().all()
    summary = similarity_summary(declared.panel, regions, codes, *arguments, log_inputs=declared.log)
    assert all(0 < pair.gower_distance < 1 for pair in summary.pairs)
    scaled = standardised_inputs(declared.panel, regions, *arguments, log_inputs=declared.log)
    gap = scaled.loc["6172"] - scaled.loc["7322"]
    pair = table.loc[table["region_b"].eq("7322") & table["region_a"].eq("6172")].set_index("input")
    assert pair["standardised_difference"].to_dict() == pytest.approx(gap.to_dict())


def test_most_districts_get_neighbours_and_the_rest_get_a_reason(declared, regions):
    districts = regions.loc[regions["level"] != "province", "region_code"]
    refused = 0
    for code in districts[::25]:
        try:
            found = nearest_regions(
                declared.panel, regions, code, declared.names, 2005, 2010, log_inputs=declared.log
            )
            assert len(found) == 8 and code not in set(found["region_code"])
        except MethodError as refusal:
            refused += 1
            assert code in str(refusal)
    assert refused < len(districts[::25]) / 4
