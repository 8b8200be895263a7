import numpy as np
import pytest

from analysis.exhibits import Exhibit, Language
from analysis.exhibits.style import MARKERS
from analysis.sources import Table
from tests.exhibits.pictures import (
    assert_complete,
    band_heights,
    functions_exhibit,
    known,
    pairs,
    points,
    spending_exhibit,
    visible,
)
from tests.exhibits.world import ITEMS, World, invented

MILLION = 1_000_000
PER_PERSON = "constant_2010_per_person_idr"


def assert_spending_agrees(
    made: Exhibit, world: World, items: tuple[str, ...], fields: dict, language: Language
) -> None:
    for axis, item in zip(visible(made), items, strict=True):
        part = made.table[made.table["item"] == item].assign(drawn=lambda rows: rows[PER_PERSON] / MILLION)
        for marker, (code, name) in zip(MARKERS, world.names.items(), strict=False):
            drawn = pairs(part[part["region_code"] == code], "year", "drawn")
            lines = [points(line) for line in axis.lines if line.get_marker() == marker]
            assert set().union(*lines) == drawn
            title = language.title(fields[item])
            if not drawn:
                said = f"{title}: {language.text('exhibit.alt_no_series', name=name)}."
            else:
                (first_year, first), (last_year, last) = min(drawn), max(drawn)
                said = language.text(
                    "exhibit.money_alt",
                    item=title,
                    name=name,
                    first=language.number(first, 2),
                    first_year=language.year(first_year),
                    last=language.number(last, 2),
                    last_year=language.year(last_year),
                )
            assert said in made.alt
        country = [f"{k}_{PER_PERSON}" for k in ("p10", "p25", "p75", "p90")]
        assert band_heights(axis) >= known(part[country] / MILLION)
        median = part.assign(drawn=part[f"median_{PER_PERSON}"] / MILLION)
        assert points(axis.lines[0]) == pairs(median, "year", "drawn")


def test_spending_drawn_is_that_of_the_data_twin_and_of_the_alt_text(
    world: World, panel: Table, tongue: Language
):
    made = spending_exhibit(world, panel.fields, tongue, ITEMS)
    assert_complete(made)
    assert_spending_agrees(made, world, ITEMS, panel.fields, tongue)


def test_spending_of_the_study_regions_agrees_with_data_twin_and_alt_text(
    actual: World, panel: Table, english: Language
):
    made = spending_exhibit(actual, panel.fields, english, ITEMS)
    assert_complete(made)
    assert_spending_agrees(made, actual, ITEMS, panel.fields, english)


def assert_functions_agree(made: Exhibit, fields: dict, language: Language) -> None:
    axis = made.figure.axes[0]
    shown = np.ma.filled(axis.images[0].get_array().astype(float), np.nan)
    functions = {language.title(fields[f"spending_{f}_idr"]): f for f in made.table["function"]}
    rows = [functions[label.get_text()] for label in axis.get_yticklabels()]
    years = [int(label.get_text().split("\n")[0]) for label in axis.get_xticklabels()]
    wide = made.table.pivot(index="function", columns="year", values="share_pct")
    np.testing.assert_array_equal(shown, wide.loc[rows, years].to_numpy())
    words = [text.get_text() for text in axis.texts]
    assert words == ["–" if np.isnan(v) else language.number(v, 1) for v in shown.ravel()]
    last = wide[max(years)].dropna()
    assert language.year(max(years)) in made.alt
    for function, share in last.items():
        title = language.title(fields[f"spending_{function}_idr"])
        assert f"{title} {language.number(share, 1)}" in made.alt
    reported = made.table.groupby("year")["functions_reported"].first()
    under = [label.get_text().split("\n")[1] for label in axis.get_xticklabels()]
    assert under == [language.text("exhibit.functions_reported", count=str(reported[y])) for y in years]


@pytest.mark.parametrize("case", ["whole", "gaps", "one-district"])
def test_shares_drawn_are_those_of_the_data_twin_and_of_the_alt_text(
    case: str, panel: Table, language: Language
):
    made = functions_exhibit(invented(case), panel.fields, language)
    assert_complete(made)
    assert_functions_agree(made, panel.fields, language)


def test_shares_of_a_study_region_agree_with_data_twin_and_alt_text(
    actual: World, panel: Table, english: Language
):
    made = functions_exhibit(actual, panel.fields, english)
    assert_complete(made)
    assert_functions_agree(made, panel.fields, english)
