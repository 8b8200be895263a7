"""What a result says of itself is true: those rows and that function give the same number again."""

import pytest

from analysis.errors import BuildError, DataError
from analysis.exhibits.derivation import Derivation, by, published
from analysis.pipeline.notebook import NOTEBOOKS
from analysis.provenance.recomputing import find_function, recompute
from analysis.sources import load_table
from analysis.sources.selection import as_published, select
from tests.provenance.told import told

CHAPTERS = {
    "Singkawang": ("region", {"region": "6172"}),
    "Luwu Utara": ("region", {"region": "7322"}),
    "a region without spending by function": ("region", {"region": "3574", "first_year": 2013}),
    "the specimen district": ("region", {"region": "9999"}),
    "comparison": ("comparison", {}),
    "national": ("national", {"draws": 199}),
    "audit": ("data-quality", {}),
    "reading": ("document-reading", {}),
    "given inputs": ("given-inputs", {}),
    "programme": ("programme", {"draws": 199, "placebos": 19}),
    "capacity": ("capacity", {"draws": 200}),
    "models": ("models", {"draws": 19}),
    "budgets": ("budgets", {"draws": 199, "replications": 10}),
    "voice": ("voice", {}),
    "standards": ("standards", {}),
    "without the ledger": ("comparison", {"corrections": False}),
    "other windows": ("national", {"before_first_year": 2007, "after_first_year": 2011, "draws": 99}),
}
BRIEF = {
    "Singkawang": {"sba_last", "sba_median_last", "sba_rank", "health_share_last", "health_billion"},
    "national": {"gain_members", "gain_adjusted", "gain_unsplit", "permutation_p", "split_count"},
    "comparison": {"closest_share", "pairs_beyond", "points_supported"},
}


def test_a_run_without_the_ledger_says_so_of_every_row():
    rows = (
        by(as_published, rows=by(as_published, rows=select("national/panel", "year"))).without_ledger().rows()
    )
    assert [each.corrected for each in rows] == [False]


def test_no_notebook_is_left_out():
    assert {name for name, _ in CHAPTERS.values()} == {path.stem for path in NOTEBOOKS.glob("*.ipynb")}


@pytest.mark.slow
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_result_comes_again_from_the_rows_and_the_function_that_it_names(chapter):
    name, parameters = CHAPTERS[chapter]
    results = told(name, **parameters)
    assert BRIEF.get(chapter, set()) <= set(results)
    memory = {}
    for id, result in results.items():
        # What was recorded travels as JSON, so the record is what is followed, not the object.
        again = recompute(Derivation.from_record(result.record()["derivation"]), memory=memory)
        if isinstance(result.value, float):
            # Fewer rows may be summed in another order: a few units of the last digit of a double.
            assert again == pytest.approx(result.value, rel=1e-9, abs=1e-9), id
        else:
            assert again == result.value, id


def test_one_cell_by_hand():
    panel = load_table("national/panel").frame
    row = panel[(panel["region_code"] == "6172") & (panel["year"] == 2010)].iloc[0]
    assert (
        recompute(published("national/panel", "population_people", regions="6172", years=2010))
        == row["population_people"]
    )


def test_another_cell_gives_another_number():
    cells = [published("national/panel", "population_people", regions="6172", years=y) for y in (2009, 2010)]
    assert recompute(cells[0]) != recompute(cells[1])


def test_what_is_not_one_value_is_refused():
    many = published("national/panel", "population_people", regions="6172")
    with pytest.raises(BuildError, match="from 17 rows; one row is needed"):
        recompute(many)


@pytest.mark.parametrize("name", ["analysis.panels.no_such_function", "analysis.nowhere.f", "f"])
def test_a_function_that_is_gone_is_said_to_be_gone(name):
    with pytest.raises(BuildError, match="does not exist any more"):
        find_function(name)


def test_a_column_that_is_gone_is_said_to_be_gone():
    with pytest.raises(DataError, match="no column 'gone_pct'"):
        select("national/panel", "gone_pct").load()


def test_a_derivation_that_could_not_have_happened_is_refused():
    from analysis.panels import province_of

    with pytest.raises(TypeError):
        by(province_of, region=select("national/regions", "province_code"))
