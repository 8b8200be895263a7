"""The national panel under audit: its declarations fit it, and what is planted into it is found."""

from dataclasses import replace

import pytest

from analysis.honesty.panel import audit_panel, panel_declarations
from analysis.sources import load_table


@pytest.fixture(scope="module")
def panel():
    return load_table("national/panel")


@pytest.fixture(scope="module")
def second():
    return load_table("national/population-grdp")


def exchanged(table, first, second, columns):
    frame = table.frame.copy()
    for year in sorted(set(frame["year"])):
        one, other = (
            frame.index[(frame["region_code"] == c) & (frame["year"] == year)] for c in (first, second)
        )
        if len(one) and len(other):
            frame.loc[[one[0], other[0]], columns] = frame.loc[[other[0], one[0]], columns].to_numpy()
    return replace(table, frame=frame)


def test_every_declared_column_is_a_column_of_the_panel(panel):
    declared = panel_declarations(panel.frame)
    assert [len(declared[word]) for word in ("totals", "bounds", "equal", "coded")] == [7, 3, 2, 1]
    named = {name for total in declared["totals"] for name in (total.whole, *total.parts)}
    named |= {name for pair in declared["equal"] for name in (pair.column, pair.other_column)}
    assert named | set(declared["bounds"]) | set(declared["coded"]) <= set(panel.frame.columns)


def test_a_selection_of_columns_keeps_the_declarations_that_fit_it(panel):
    few = replace(panel, frame=panel.frame[["region_code", "year", "population_people", "poor_people"]])
    assert [total.name for total in panel_declarations(few.frame)["totals"]] == ["poor"]
    assert audit_panel(few).result("equal-columns").status == "not evaluated"


@pytest.mark.parametrize(("one", "other"), [("3313", "5107"), ("1808", "1812"), ("3201", "3515")])
def test_two_districts_exchanged_in_the_second_source_are_found(one, other, panel, second):
    found = audit_panel(panel, exchanged(second, one, other, second.frame.columns[2:]))
    rows = found.result("swapped-between-sources").rows
    assert (one, other) in set(zip(rows["region_code"], rows["other_region_code"], strict=True))


def test_the_base_year_of_constant_prices_is_no_copy(panel):
    rows = audit_panel(panel).result("identical-columns").rows
    assert not ((rows["year"] == 2000) & rows["column"].str.startswith("grdp_")).any()
