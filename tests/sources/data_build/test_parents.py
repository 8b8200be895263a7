"""Parents of splits are found by the people they lost."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.sources.build.parents import Parent, assign_parents, find_neighbours
from analysis.sources.build.splits import choose_parent, make_splits

NAN = float("nan")


def people(**rows):
    """Population in 2003 and 2004."""
    return pd.DataFrame.from_dict(
        {code.strip("_"): values for code, values in rows.items()}, "index", columns=[2003, 2004]
    )


def test_a_neighbour_that_lost_as_many_is_the_parent():
    table = people(_7301=[500, 300], _7302=[400, 395], _7303=[NAN, 205])
    found = assign_parents(table, ["7303"], {"7303": {"7301", "7302"}})
    assert (found["7303"].code, found["7303"].loss, found["7303"].children) == ("7301", 200, 205)


def test_children_of_one_year_are_assigned_together():
    table = people(_7301=[500, 300], _7302=[400, 300], _7303=[NAN, 200], _7304=[NAN, 100])
    around = {"7303": {"7301", "7302"}, "7304": {"7301", "7302"}}
    found = assign_parents(table, ["7303", "7304"], around)
    assert {child: parent.code for child, parent in found.items()} == {"7303": "7301", "7304": "7302"}


def test_a_named_parent_that_lost_people_goes_before_a_better_fit():
    table = people(_7301=[500, 300], _7302=[400, 280], _7303=[NAN, 200])
    found = assign_parents(table, ["7303"], {"7303": {"7301", "7302"}}, {"7303": "7302"})
    assert found["7303"].code == "7302"


def test_no_loss_no_parent():
    assert assign_parents(people(_7301=[500, 499], _7303=[NAN, 200]), ["7303"], {}) == {}


def test_a_loss_that_does_not_fit_gives_no_parent():
    assert assign_parents(people(_7301=[5000, 4000], _7303=[NAN, 200]), ["7303"], {"7303": {"7301"}}) == {}


def test_the_other_province_is_never_the_parent():
    assert assign_parents(people(_7201=[500, 300], _7303=[NAN, 200]), ["7303"], {"7303": {"7201"}}) == {}


@given(st.permutations(["7301", "7302", "7303", "7304"]))
def test_the_order_of_rows_does_not_matter(order):
    table = people(_7301=[500, 300], _7302=[400, 300], _7303=[NAN, 200], _7304=[NAN, 100])
    around = {"7303": {"7301", "7302"}, "7304": {"7301", "7302"}}
    assert assign_parents(table.loc[order], ["7303", "7304"], around) == assign_parents(
        table, ["7303", "7304"], around
    )


def feature(code, points):
    """An outline with these points."""
    return {"properties": {"region_code": code}, "geometry": {"type": "Polygon", "coordinates": [points]}}


def test_districts_that_share_a_point_are_neighbours():
    outlines = {
        "features": [feature("1", [[0, 0], [1, 0]]), feature("2", [[1, 0], [2, 0]]), feature("3", [[9, 9]])]
    }
    assert find_neighbours(outlines) == {"1": {"2"}, "2": {"1"}, "3": set()}


def test_a_split_says_what_it_rests_on():
    rows = []
    for code, values in {"7301": [500, 500, 300], "7305": [NAN, NAN, 205]}.items():
        for year, value in zip((2000, 2003, 2004), values, strict=True):
            row = {"region_code": code, "year": year, "population_people": value, "spending_total_idr": value}
            names = [
                "skilled_birth_attendance_pct",
                "net_enrolment_primary_pct",
                "safe_water_pct",
                "literacy_pct",
            ]
            rows.append(row | dict.fromkeys(names, value))
    regions = pd.DataFrame({"region_code": ["7301", "7305"], "name": ["Kabupaten A", "Kabupaten B"]})
    outlines = {"features": [feature("7301", [[0, 0], [1, 1]]), feature("7305", [[1, 1], [2, 2]])]}
    table = make_splits(pd.DataFrame(rows), regions, outlines)
    assert table[["child_code", "parent_code", "year", "basis", "verified"]].values.tolist() == [
        ["7305", "7301", 2004, "population", "no"]
    ]
    assert "Kabupaten A lost 200 people as children of 205 began" in table.loc[0, "evidence"]


def suggested(code="7302", children=100, only_child=True, neighbour=True):
    """A parent that lost 100 people."""
    return Parent(code, loss=100, children=children, only_child=only_child, neighbour=neighbour)


@pytest.mark.parametrize(
    ("parent", "sources", "by_law", "expected"),
    [
        (None, [], False, ("", "none")),
        (None, ["7301"], False, ("7301", "source")),
        (suggested(), [], False, ("7302", "population")),
        (suggested(), ["7302"], False, ("7302", "population")),
        (suggested(), ["7301", "7302"], True, ("7301", "source")),  # a law goes before the panel
        (suggested(), ["7300"], False, ("7302", "population")),  # 7302 had left 7300 before
        (suggested(), ["7309"], False, ("7302", "population")),  # a neighbour is believed
        (suggested(neighbour=False), ["7309"], False, ("7302", "population")),  # alone and equal in size
        (suggested(neighbour=False, children=130), ["7309"], False, ("", "none")),
        (suggested(neighbour=False, only_child=False), ["7309"], False, ("", "none")),
    ],
)
def test_the_panel_is_weighed_against_sources(parent, sources, by_law, expected):
    units = {"7302": {"unit_code": "7300", "held_at": "census of 2000"}}
    assert choose_parent(parent, sources, by_law, units)[:2] == expected
