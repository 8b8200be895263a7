import pandas as pd

from analysis.exhibits import Language, money, national, outcomes, similarity, standards_region
from analysis.sources import Table
from tests.exhibits.pictures import BIRTHS, every_figure, outcomes_exhibit, spending_exhibit
from tests.exhibits.world import ITEMS, OUTCOMES, YEARS, invented


def test_every_figure_function_gives_the_same_bytes_twice(panel: Table, english: Language):
    first, second = every_figure(english, panel.fields), every_figure(english, panel.fields)
    assert [
        a.id for a, b in zip(first, second, strict=True) if a.png() != b.png() or a.csv() != b.csv()
    ] == []


def test_every_figure_names_the_function_that_made_it_and_has_an_id_of_its_own(
    panel: Table, language: Language
):
    made = every_figure(language, panel.fields)
    assert len({exhibit.id for exhibit in made}) == len(made)
    for exhibit in made:
        module, name = exhibit.function.rsplit(".", 1)
        found = {m.__name__: m for m in (outcomes, money, similarity, national, standards_region)}[module]
        assert callable(getattr(found, name))


def test_figure_functions_leave_the_frames_of_the_caller_as_they_were(panel: Table, english: Language):
    world = invented("gaps")
    before = world.panel.copy(deep=True)
    outcomes_exhibit(world, panel.fields, english, OUTCOMES)
    spending_exhibit(world, panel.fields, english, ITEMS)
    pd.testing.assert_frame_equal(world.panel, before)


def test_the_invented_country_has_what_its_cases_say():
    assert set(invented("whole").panel["year"]) == set(YEARS)
    gaps = invented("gaps")
    own = gaps.panel[gaps.panel["region_code"] == gaps.first]
    assert len(own) < len(YEARS) and own[BIRTHS].isna().any() and own[BIRTHS].notna().any()
    none = invented("no-series")
    assert none.panel.loc[none.panel["region_code"] == none.first, BIRTHS].isna().all()
    assert len(invented("one-district").regions) == 1
