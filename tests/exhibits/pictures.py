"""Each figure function of the project, called as the notebooks call it; and what every picture must have."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.comparison.change.windows import change_between
from analysis.comparison.similarity.inputs import standardised_inputs
from analysis.exhibits import Exhibit, Language, money, national, outcomes, similarity, standards_region
from analysis.planning.budget import function_shares, national_spending, spending_per_person
from analysis.standards.ladder import ladder
from analysis.standards.outcomes import against_targets, national_spread, standing
from analysis.standards.targets import TARGET_COLUMNS
from tests.exhibits.world import AFTER, BEFORE, ITEMS, OUTCOMES, World, invented, squares

BIRTHS = "skilled_birth_attendance_pct"
SOURCE = "Source: test."


def outcomes_exhibit(
    world: World, fields: dict, language: Language, names: tuple[str, ...], breaks: dict | None = None
) -> Exhibit:
    targets = pd.DataFrame({"outcome": [BIRTHS], "target_pct": [90.0], "approximation": ["close"]})
    return outcomes.outcomes_over_years(
        world.panel[world.panel["region_code"].isin(world.names)],
        {name: national_spread(world.panel, world.regions, name) for name in names},
        world.names,
        targets,
        fields,
        language,
        source=SOURCE,
        breaks=breaks or {},
    )


def ladder_exhibit(world: World, fields: dict, language: Language, names: tuple[str, ...]) -> Exhibit:
    years = (int(world.panel["year"].min()), int(world.panel["year"].max()))
    directions = {name: fields[name].direction for name in names}
    table = standing(world.panel, world.regions, world.first, names, *years, directions=directions)
    targets = pd.DataFrame({name: "" for name in TARGET_COLUMNS}, index=range(len(names)))
    targets = targets.assign(
        outcome=names, target_pct=90.0, target_year=2010, verified="yes",
        approximation=["close", "loose", *["none"] * (len(names) - 2)],
    )  # fmt: skip
    against = against_targets(world.panel, targets, world.first, *years)
    rungs = ladder(table, against)
    name = world.names[world.first]
    return standards_region.ladder_figure(rungs, name, fields, language, source=SOURCE)


def spending_exhibit(world: World, fields: dict, language: Language, items: tuple[str, ...]) -> Exhibit:
    return money.spending_figure(
        spending_per_person(world.panel, world.deflator, list(world.names), items),
        {item: national_spending(world.panel, world.regions, world.deflator, item) for item in items},
        world.names,
        fields,
        language,
        source=SOURCE,
    )


def functions_exhibit(world: World, fields: dict, language: Language) -> Exhibit:
    shares = function_shares(world.panel, [world.first])
    return money.functions_figure(shares, world.names[world.first], fields, language, source=SOURCE)


def inputs_exhibit(world: World, fields: dict, language: Language, inputs: tuple[str, ...], **log) -> Exhibit:
    years = (2005, 2010)
    table = standardised_inputs(world.panel, world.regions, inputs, *years, **log)
    return similarity.inputs_figure(table[list(inputs)], world.names, fields, language, source=SOURCE)


def beside_exhibit(world: World, fields: dict, language: Language, names: dict[str, str]) -> Exhibit:
    changes = {o: change_between(world.panel, world.regions, o, BEFORE, AFTER) for o in OUTCOMES}
    return similarity.beside_neighbours(
        changes, names[next(iter(names))], names, fields, language, source=SOURCE
    )


def country_change(world: World, whole: tuple[int, int] | None = None) -> pd.DataFrame:
    return change_between(world.panel, world.regions, BIRTHS, BEFORE, AFTER, complete=whole)


def map_exhibit(world: World, language: Language, outlines: dict, members: list[str]) -> Exhibit:
    values = world.regions.loc[
        world.regions["level"] != "province", ["region_code", "name", "longitude_deg", "latitude_deg"]
    ]
    values = values.merge(country_change(world, (2005, 2014)), on="region_code", how="left")
    return national.members_map(outlines, values, "change", members, world.names, language, source=SOURCE)


def scatter_exhibit(world: World, language: Language, members: list[str], **kind) -> Exhibit:
    change = country_change(world, **kind).dropna(subset=["change"])
    return national.change_against_level(change, members, world.names, language, source=SOURCE)


def every_figure(language: Language, fields: dict) -> list[Exhibit]:
    world = invented("whole")
    codes = list(world.regions["region_code"])
    names = dict(zip(codes, world.regions["name"], strict=True))
    return [
        outcomes_exhibit(world, fields, language, OUTCOMES),
        ladder_exhibit(world, fields, language, OUTCOMES),
        spending_exhibit(world, fields, language, ITEMS),
        functions_exhibit(world, fields, language),
        inputs_exhibit(world, fields, language, OUTCOMES),
        beside_exhibit(world, fields, language, names),
        map_exhibit(world, language, squares(codes), codes[:2]),
        scatter_exhibit(world, language, codes[:2]),
    ]


def assert_complete(exhibit: Exhibit) -> None:
    """A picture can be drawn without a warning and has everything that a reader is owed."""
    assert exhibit.kind == "figure"
    exhibit.figure.draw_without_rendering()
    for text in (exhibit.title, exhibit.caption, exhibit.alt, exhibit.source):
        assert text.strip() and "{" not in text and "nan" not in text.lower().split()
    assert len(exhibit.csv().splitlines()) == len(exhibit.table) + 1 > 1


def points(line: object) -> set[tuple[float, float]]:
    """Return the points of a line as drawn, those without a value left out."""
    pairs = np.column_stack([np.asarray(line.get_xdata(), float), np.asarray(line.get_ydata(), float)])
    return {(x, y) for x, y in pairs if not np.isnan(x + y)}


def pairs(frame: pd.DataFrame, x: str, y: str) -> set[tuple[float, float]]:
    known = frame[[x, y]].astype(float).dropna()
    return set(known.itertuples(index=False, name=None))


def band_heights(axis: Axes) -> set[float]:
    return {float(y) for band in axis.collections for path in band.get_paths() for y in path.vertices[:, 1]}


def known(frame: pd.DataFrame) -> set[float]:
    """Return every value of a frame that is not missing."""
    return {float(value) for value in frame.to_numpy(dtype=float).ravel() if not np.isnan(value)}


def visible(exhibit: Exhibit) -> list[Axes]:
    return [axis for axis in exhibit.figure.axes if axis.get_visible()]
