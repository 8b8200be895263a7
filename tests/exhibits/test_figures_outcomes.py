from dataclasses import replace

import numpy as np
import pytest

from analysis.exhibits import Exhibit, Language
from analysis.exhibits.style import MARKERS
from analysis.sources import Table
from tests.exhibits.pictures import (
    assert_complete,
    band_heights,
    known,
    ladder_exhibit,
    outcomes_exhibit,
    pairs,
    points,
    visible,
)
from tests.exhibits.world import OUTCOMES, World, invented


def assert_outcomes_agree(exhibit: Exhibit, world: World, names: tuple[str, ...], language: Language) -> None:
    twin = exhibit.table
    for axis, outcome in zip(visible(exhibit), names, strict=True):
        part = twin[twin["outcome"] == outcome]
        assert points(axis.lines[0]) == pairs(part, "year", "median")
        assert band_heights(axis) >= known(part[["p10", "p25", "p75", "p90"]])
        for marker, (code, name) in zip(MARKERS, world.names.items(), strict=False):
            drawn = pairs(part, "year", code)
            lines = [points(line) for line in axis.lines if line.get_marker() == marker]
            assert set().union(*lines) == drawn
            if drawn:
                for year, value in (min(drawn), max(drawn)):
                    assert language.number(value, 1) in exhibit.alt and language.year(year) in exhibit.alt
            else:
                assert language.text("exhibit.alt_no_series", name=name) in exhibit.alt


def test_outcomes_drawn_are_those_of_the_data_twin_and_of_the_alt_text(
    world: World, panel: Table, tongue: Language
):
    made = outcomes_exhibit(world, panel.fields, tongue, OUTCOMES)
    assert_complete(made)
    assert_outcomes_agree(made, world, OUTCOMES, tongue)


def test_outcomes_of_the_study_regions_agree_with_data_twin_and_alt_text(
    actual: World, panel: Table, english: Language
):
    names = tuple(name for name, field in panel.fields.items() if field.category == "outcome")
    made = outcomes_exhibit(actual, panel.fields, english, names)
    assert_complete(made)
    assert_outcomes_agree(made, actual, names, english)
    assert made.title.endswith("Kota Singkawang, Kabupaten Luwu Utara and Kota Probolinggo")


def test_a_region_without_any_row_is_drawn_as_having_no_figures(panel: Table, english: Language):
    whole = invented("whole")
    empty = World(whole.panel, whole.regions, whole.deflator, {"9199": "Kota Z"})
    made = outcomes_exhibit(empty, panel.fields, english, OUTCOMES[:1])
    assert_complete(made)
    assert "Kota Z has no figures" in made.alt
    assert made.table["9199"].isna().all()


def test_a_target_is_drawn_only_where_the_comparison_is_close(panel: Table, english: Language):
    made = outcomes_exhibit(invented("whole"), panel.fields, english, OUTCOMES[:2])
    level = [[set(line.get_ydata()) == {90.0} for line in axis.lines] for axis in visible(made)]
    assert [sum(lines) for lines in level] == [1, 0]


def test_a_split_of_one_region_is_upright_and_interrupts_its_line(panel: Table, language: Language):
    world = invented("whole")
    alone = replace(world, names={world.first: "Kota Alfa"})
    made = outcomes_exhibit(alone, panel.fields, language, OUTCOMES[:2], breaks={world.first: (2008,)})
    for axis in visible(made):
        assert [line for line in axis.lines if set(line.get_xdata()) == {2008}]
        pieces = [line.get_xdata() for line in axis.lines if line.get_marker() == "o"]
        assert [(min(years), max(years)) for years in pieces] == [(2004, 2007), (2008, 2014)]
    legend = [text.get_text() for text in made.figure.legends[0].get_texts()]
    assert language.text("exhibit.legend_break") in legend
    assert f" {language.year(2008)}" in made.alt and f" {language.year(2004)}" not in made.alt


def test_splits_beside_other_regions_interrupt_a_line_without_upright_years(panel: Table, language: Language):
    world = invented("whole")
    made = outcomes_exhibit(world, panel.fields, language, OUTCOMES[:1], breaks={world.first: (2008,)})
    (axis,) = visible(made)
    assert not [line for line in axis.lines if set(line.get_xdata()) == {2008}]
    assert sum(line.get_marker() == "o" for line in axis.lines) == 2
    assert sum(line.get_marker() == "s" for line in axis.lines) == 1


def assert_ladder_agrees(made: Exhibit, fields: dict, language: Language) -> None:
    seen = made.table.dropna(subset=["value"])
    dots = [line for line in made.figure.axes[0].lines if line.get_marker() == "o"]
    assert [float(dot.get_xdata()[0]) for dot in dots] == list(seen["value"])
    aims = [line for line in made.figure.axes[0].lines if line.get_marker() == "v"]
    assert [float(aim.get_xdata()[0]) for aim in aims] == list(seen["target"].dropna())
    labels = [label.get_text() for label in made.figure.axes[0].get_yticklabels()]
    for dot, row in zip(dots, seen.itertuples(), strict=True):
        label = f"{language.title(fields[row.code])} ({language.year(row.year)})"
        assert labels[int(dot.get_ydata()[0])] == label
        places = (language.number(row.value, 1), language.number(row.national_median, 1))
        assert f"{label}: {places[0]}, " in made.alt and f" {places[1]}, " in made.alt
        if row.target == row.target:
            assert language.number(row.gap_points, 1) in made.alt


@pytest.mark.parametrize("case", ["whole", "gaps", "one-district"])
def test_the_ladder_drawn_is_that_of_the_data_twin_and_of_the_alt_text(
    case: str, panel: Table, language: Language
):
    made = ladder_exhibit(invented(case), panel.fields, language, OUTCOMES)
    assert_complete(made)
    assert_ladder_agrees(made, panel.fields, language)


def test_the_ladder_of_a_study_region_agrees_with_data_twin_and_alt_text(
    actual: World, panel: Table, english: Language
):
    names = tuple(name for name, field in panel.fields.items() if field.category == "outcome")
    made = ladder_exhibit(actual, panel.fields, english, names)
    assert_complete(made)
    assert_ladder_agrees(made, panel.fields, english)


def test_an_outcome_without_a_figure_is_no_rung(panel: Table, english: Language):
    world = invented("whole")
    rows = world.panel.copy()
    rows.loc[rows["region_code"] == world.first, "safe_water_pct"] = np.nan
    made = ladder_exhibit(
        World(rows, world.regions, world.deflator, world.names), panel.fields, english, OUTCOMES
    )
    assert len(made.table) == len(made.figure.axes[0].get_yticks()) == 3
