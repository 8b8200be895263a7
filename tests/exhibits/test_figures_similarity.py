import pandas as pd
import pytest

from analysis.comparison.similarity.declared import declare_inputs
from analysis.exhibits import Exhibit, Language
from analysis.exhibits.language import MISSING
from analysis.sources import Table, load_table
from tests.exhibits.pictures import assert_complete, beside_exhibit, inputs_exhibit, pairs, points
from tests.exhibits.world import NAMES, OUTCOMES, World, invented


def assert_inputs_agree(made: Exhibit, world: World, fields: dict, language: Language) -> None:
    inputs = [column for column in made.table if column not in ("region_code", "name")]
    lines = [line for line in made.figure.axes[0].lines if line.get_marker() != "None"]
    for line, (code, name) in zip(lines, world.names.items(), strict=True):
        own = made.table.set_index("region_code").loc[code]
        drawn = {
            (float(own[item]), float(len(inputs) - 1 - place))
            for place, item in enumerate(inputs)
            if pd.notna(own[item])
        }
        assert points(line) == drawn
        for item in inputs:
            assert f"{name} {language.number(own[item], 1)}" in made.alt
            assert language.title(fields[item]) in made.alt


@pytest.mark.parametrize("case", ["whole", "gaps", "no-series"])
def test_inputs_drawn_are_those_of_the_data_twin_and_of_the_alt_text(
    case: str, panel: Table, language: Language
):
    world = invented(case)
    made = inputs_exhibit(world, panel.fields, language, OUTCOMES)
    assert_complete(made)
    assert_inputs_agree(made, world, panel.fields, language)
    assert (f"Kota A {MISSING[language.code]}" in made.alt) == (case == "no-series")


def test_inputs_of_the_study_regions_agree_with_data_twin_and_alt_text(
    actual: World, panel: Table, deflator: Table, english: Language
):
    inputs = declare_inputs(panel, deflator.frame, load_table("study/declared-inputs").frame)
    world = World(inputs.panel, actual.regions, actual.deflator, actual.names)
    made = inputs_exhibit(world, dict(inputs.fields), english, inputs.names, log_inputs=inputs.log)
    assert_complete(made)
    assert_inputs_agree(made, world, dict(inputs.fields), english)


def assert_beside_agrees(made: Exhibit, own: str, fields: dict, language: Language) -> None:
    axis = made.figure.axes[0]
    titles = [label.get_text() for label in axis.get_yticklabels()]
    lines = axis.lines[1:]
    for place, title in enumerate(titles):
        (outcome,) = [o for o in OUTCOMES if language.title(fields[o]) == title]
        rows = made.table[made.table["outcome"] == outcome].dropna(subset=["change"]).assign(place=place)
        others = rows[rows["region_code"] != own]
        assert points(lines[2 * place]) == pairs(others, "change", "place")
        assert points(lines[2 * place + 1]) == pairs(rows[rows["region_code"] == own], "change", "place")
        mine = rows.loc[rows["region_code"] == own, "change"]
        said = language.text(
            "exhibit.beside_alt_line",
            outcome=title,
            own=language.number(mine.iloc[0] if len(mine) else None, 1),
            low=language.number(others["change"].min() if len(others) else None, 1),
            high=language.number(others["change"].max() if len(others) else None, 1),
            count=language.number(len(others)),
        )
        assert said in made.alt


def test_changes_beside_neighbours_are_those_of_the_data_twin_and_of_the_alt_text(
    world: World, panel: Table, tongue: Language
):
    names = dict(zip(world.regions["region_code"], world.regions["name"], strict=True))
    made = beside_exhibit(world, panel.fields, tongue, names)
    assert_complete(made)
    assert_beside_agrees(made, world.first, panel.fields, tongue)


def test_changes_beside_real_neighbours_agree_with_data_twin_and_alt_text(
    actual: World, panel: Table, english: Language
):
    made = beside_exhibit(actual, panel.fields, english, NAMES)
    assert_complete(made)
    assert_beside_agrees(made, "6172", panel.fields, english)
