import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from analysis.exhibits import Exhibit, Language, national
from analysis.sources import Outlines, Table
from tests.exhibits.pictures import (
    assert_complete,
    map_exhibit,
    pairs,
    scatter_exhibit,
)
from tests.exhibits.world import NAMES, World, invented, squares


def assert_map_agrees(made: Exhibit, outlines: dict, members: list[str], language: Language) -> None:
    fills, dots, edges = made.figure.axes[0].collections[:3]
    parts = {f["properties"]["region_code"]: national.rings(f["geometry"]) for f in outlines["features"]}
    known = made.table.set_index("region_code")["change"]
    assert set(parts) <= set(known.index)
    white = [to_hex(colour) == national.NO_DATA for colour in fills.get_facecolor()]
    assert white == [bool(np.isnan(known[code])) for code, shapes in parts.items() for _ in shapes]
    rest = made.table[~made.table["region_code"].isin(list(parts))]
    drawn = {(float(x), float(y)) for x, y in np.ma.getdata(dots.get_offsets())}
    assert drawn == pairs(rest, "longitude_deg", "latitude_deg") and len(drawn) == len(rest)
    assert len(edges.get_paths()) == sum(len(parts[code]) for code in members)
    assert set(made.table.loc[made.table["member"], "region_code"]) == set(members)
    low, high = fills_range(known)
    inside = known[members].dropna()
    said = language.text(
        "exhibit.map_alt",
        districts=language.number(int(known.notna().sum())),
        missing=language.number(int(known.isna().sum())),
        members=language.number(len(inside)),
        low=language.number(inside.min(), 1),
        high=language.number(inside.max(), 1),
        country_low=language.number(low, 1),
        country_high=language.number(high, 1),
    )
    assert made.alt == said


def fills_range(known: pd.Series) -> tuple[float, float]:
    return float(known.quantile(0.05)), float(known.quantile(0.95))


def test_districts_on_the_map_are_those_of_the_data_twin_and_of_the_alt_text(world: World, tongue: Language):
    codes = list(world.regions["region_code"])
    outlined = squares(codes[:5])  # the sixth has a point only
    made = map_exhibit(world, tongue, outlined, codes[:2])
    assert_complete(made)
    assert_map_agrees(made, outlined, codes[:2], tongue)


def test_the_map_of_the_country_agrees_with_data_twin_and_alt_text(
    actual: World, outlines: Outlines, kinerja: Table, english: Language
):
    members = list(kinerja.frame.loc[kinerja.frame["phase"] == "first", "region_code"])
    made = map_exhibit(actual, english, outlines.features, members)
    assert_complete(made)
    assert_map_agrees(made, outlines.features, members, english)
    named = [text.get_text() for text in made.figure.axes[0].texts]
    assert sorted(named) == sorted(NAMES.values())


def test_shading_grows_with_the_change(english: Language):
    world = invented("whole")
    codes = list(world.regions["region_code"])
    made = map_exhibit(world, english, squares(codes), [])
    faces = made.figure.axes[0].collections[0].get_facecolor()[: len(codes)]
    darkness = pd.Series(-faces[:, :3].sum(axis=1), index=codes)
    known = made.table.set_index("region_code")["change"][codes]
    inner = known.between(*fills_range(known))  # the two ends are capped
    assert darkness[inner].corr(known[inner], method="spearman") == pytest.approx(1)


def test_a_hole_in_an_outline_is_not_drawn():
    ring, hole = [[0, 0], [4, 0], [4, 4], [0, 0]], [[1, 1], [2, 1], [2, 2], [1, 1]]
    (only,) = national.rings({"type": "Polygon", "coordinates": [ring, hole]})
    assert only.tolist() == ring
    two = national.rings({"type": "MultiPolygon", "coordinates": [[ring, hole], [hole]]})
    assert [shape.tolist() for shape in two] == [ring, hole]


def assert_scatter_agrees(made: Exhibit, language: Language) -> None:
    others, inside = made.figure.axes[0].collections[:2]
    for cloud, member in ((others, False), (inside, True)):
        rows = made.table[made.table["member"] == member]
        drawn = {(float(x), float(y)) for x, y in np.ma.getdata(cloud.get_offsets())}
        assert drawn == pairs(rows, "before_mean", "change")
    said = language.text(
        "exhibit.scatter_alt",
        districts=language.number(len(made.table)),
        members=language.number(int(made.table["member"].sum())),
        correlation=language.number(made.table["before_mean"].corr(made.table["change"]), 2),
    )
    assert made.alt == said


def test_points_against_the_level_are_those_of_the_data_twin_and_of_the_alt_text(
    world: World, tongue: Language
):
    made = scatter_exhibit(world, tongue, ["9100", "9101"])
    assert_complete(made)
    assert_scatter_agrees(made, tongue)


def test_points_of_the_country_agree_with_data_twin_and_alt_text(
    actual: World, kinerja: Table, english: Language
):
    made = scatter_exhibit(actual, english, list(kinerja.frame["region_code"]), whole=(2005, 2014))
    assert_complete(made)
    assert_scatter_agrees(made, english)
