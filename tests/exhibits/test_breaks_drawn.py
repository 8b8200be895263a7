"""Breaks that the audit found: lines are interrupted, marked and told, and changes leave districts out."""

import pandas as pd
import pytest

from analysis.comparison.change.ranking import changes_beside_country
from analysis.comparison.change.windows import count_changes
from analysis.errors import MethodError
from analysis.exhibits import Language, money
from analysis.exhibits.lines import all_breaks, break_reasons
from analysis.planning.budget import national_spending, spending_per_person
from analysis.sources import Table
from tests.exhibits.pictures import assert_complete
from tests.exhibits.world import ITEMS, World, invented

COLUMNS = ["region_code", "column", "basis", "year", "consequence", "check_id"]


def found(world: World) -> pd.DataFrame:
    rows = [(world.first, item, "per person", 2010, "break", "rebased-denominator") for item in ITEMS]
    rows += [(world.first, ITEMS[1], "value", 2006, "unusable", "scale-error")]
    rows += [("9999", ITEMS[0], "per person", 2011, "break", "rebased-denominator")]
    return pd.DataFrame(rows, columns=COLUMNS)


def drawn(world: World, panel: Table, language: Language, audited: pd.DataFrame | None):
    return money.spending_figure(
        spending_per_person(world.panel, world.deflator, list(world.names), ITEMS),
        {item: national_spending(world.panel, world.regions, world.deflator, item) for item in ITEMS},
        world.names,
        panel.fields,
        language,
        source="Source: test.",
        audited=audited,
    )


def test_a_line_is_interrupted_at_a_break_with_words_in_picture_and_caption(panel: Table, language: Language):
    world = invented("whole")
    made = drawn(world, panel, language, found(world))
    assert_complete(made)
    words = language.text("exhibit.break_rebased_denominator")
    for axis in made.figure.axes:
        assert [text.get_text() for text in axis.texts] == [words]
        ends = [line.get_xdata() for line in axis.get_lines() if len(line.get_xdata()) > 2]
        assert not any(
            min(x) < 2010 <= max(x) for x in ends[1:2]
        )  # the first region's line stops before 2010
    name = world.names[world.first]
    assert f"{name} 2010 ({words})" in made.caption
    title = language.title(panel.fields[ITEMS[1]])
    assert f"{name}, {title} 2006" in made.caption


def test_without_an_audit_nothing_is_marked(panel: Table, language: Language):
    world = invented("whole")
    made = drawn(world, panel, language, None)
    assert all(not axis.texts for axis in made.figure.axes)
    assert made.caption == language.text("exhibit.money_caption")


def test_a_break_outside_the_years_drawn_is_not_told(panel: Table, language: Language):
    world = invented("whole")
    made = drawn(world, panel, language, found(world).assign(year=1999))
    assert made.caption == language.text("exhibit.money_caption")


def test_reasons_join_the_splits(language: Language):
    world = invented("whole")
    reasons = break_reasons(found(world), world.names, ITEMS[0], "per person", language)
    assert list(reasons) == [world.first]
    assert all_breaks({world.first: [2010, 2005], "x": [2001]}, reasons) == {
        world.first: [2005, 2010],
        "x": [2001],
    }


def changes(values: dict[str, float | None]) -> pd.DataFrame:
    frame = pd.DataFrame(
        {"region_code": list(values), "change": pd.Series(list(values.values()), dtype=float)}
    )
    return frame.assign(before_mean=1.0, after_mean=2.0)


def test_an_unsound_district_is_left_out_of_the_country_and_both_numbers_are_given():
    frame = changes({"a": 5.0, "b": 1.0, "c": 9.0, "d": None})
    (row,) = changes_beside_country({"o": frame}, ["a"], {"o": ["c", "d"]}).itertuples()
    # By hand: without c the changes are 5 and 1, median 3, and one of two is smaller; with it the median is 5
    # and one of three is smaller.
    assert (row.national_median_change, row.percentile, row.districts_count) == (3.0, 50.0, 2)
    assert (row.national_median_change_with_all, row.percentile_with_all) == (5.0, pytest.approx(100 / 3))
    assert row.left_out_count == 1


def test_a_wanted_region_that_is_unsound_has_no_change():
    (row,) = changes_beside_country({"o": changes({"a": 5.0, "b": 1.0})}, ["a"], {"o": ["a"]}).itertuples()
    assert pd.isna(row.change) and pd.isna(row.percentile) and row.percentile_with_all == 50.0


def test_changes_are_counted_and_a_table_without_them_is_refused():
    assert count_changes(changes({"a": 5.0, "b": None})) == 1
    with pytest.raises(MethodError, match="change"):
        count_changes(pd.DataFrame({"region_code": ["a"]}))
