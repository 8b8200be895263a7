"""What flags do to the use of a series, on a made-up panel with one fault of each kind."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import MethodError
from analysis.honesty.auditing import CHECKS, Audit, audit
from analysis.honesty.breaks import CONSEQUENCES, KEYS, series_breaks, without_unusable
from analysis.honesty.record import CheckResult
from analysis.panels import break_years, unsound_between

AMOUNTS = ("population_people", "spending_total_idr")
COLUMNS = ("births_pct", "other_idr", *AMOUNTS)


def made_audit(check_id: str, rows: dict[str, list[object]]) -> Audit:
    frame = pd.DataFrame(rows)
    places = frame[["region_code", "year"]]
    result = CheckResult(check_id, "flagged", "error", frame, "", frame, "", places.assign(cells=1))
    return Audit("made", frozenset({"panel"}), (result,), places)


def breaks_of(check_id: str, **rows: list[object]) -> pd.DataFrame:
    return series_breaks(made_audit(check_id, rows), COLUMNS)


def triples(breaks: pd.DataFrame) -> set[tuple[str, str, str]]:
    return set(breaks[["column", "basis", "consequence"]].itertuples(index=False, name=None))


def test_every_check_with_a_consequence_exists():
    assert set(CONSEQUENCES) <= {check.id for check in CHECKS}


def test_a_rebased_population_breaks_what_is_divided_by_it_and_no_survey_share():
    found = breaks_of("rebased-denominator", region_code=["1"], year=[2010], column=["population_people"])
    assert triples(found) == {
        ("population_people", "value", "break"),
        ("population_people", "per person", "break"),
        ("spending_total_idr", "per person", "break"),
        ("other_idr", "per person", "break"),
    }
    assert break_years(found, "1", "spending_total_idr", "per person") == [2010]
    assert break_years(found, "1", "spending_total_idr") == []
    assert break_years(found, "1", "births_pct") == break_years(found, "2", "population_people") == []


def test_a_change_of_territory_breaks_amounts_and_no_share():
    found = breaks_of("territory-change", region_code=["1"], year=[2009], column=["population_people"])
    assert {column for column, _, _ in triples(found)} == {"other_idr", *AMOUNTS}
    assert set(found["basis"]) == {"value"} and set(found["consequence"]) == {"break"}


def test_a_wrong_cell_is_unusable_and_a_wrong_population_also_per_person():
    found = breaks_of(
        "scale-error", region_code=["1", "1"], year=[2003, 2004], column=["births_pct", AMOUNTS[0]]
    )
    assert triples(found[found["year"] == 2003]) == {("births_pct", "value", "unusable")}
    assert triples(found[found["year"] == 2004]) == {
        (AMOUNTS[0], "value", "unusable"),
        *((name, "per person", "unusable") for name in ("other_idr", *AMOUNTS)),
    }


def test_both_of_two_exchanged_regions_are_concerned():
    found = breaks_of(
        "swapped-entities", region_code=["1"], year=[2010], column=["births_pct"], other_region_code=["2"]
    )
    assert list(found["region_code"]) == ["1", "2"]


def test_two_columns_with_the_same_values_are_both_unusable():
    found = breaks_of(
        "identical-columns",
        region_code=["1"],
        year=[2013],
        column=["other_idr"],
        other_column=["spending_total_idr"],
    )
    assert triples(found) == {(name, "value", "unusable") for name in ("other_idr", "spending_total_idr")}


def test_a_check_without_consequence_leaves_everything_usable():
    found = breaks_of("sudden-jump", region_code=["1"], year=[2010], column=["births_pct"])
    assert found.empty and list(found.columns) == [*KEYS, "reason"]


def test_a_break_counts_after_the_first_year_up_to_the_last():
    found = breaks_of("rebased-denominator", region_code=["1"], year=[2010], column=["population_people"])
    spans = {(2005, 2009): False, (2005, 2010): True, (2009, 2012): True, (2010, 2012): False}
    of = {span: unsound_between(found, "other_idr", *span, "per person") == ["1"] for span in spans}
    assert of == spans


def test_an_unusable_value_counts_in_the_first_year_too():
    found = breaks_of("scale-error", region_code=["2", "1"], year=[2010, 2010], column=["births_pct"] * 2)
    assert unsound_between(found, "births_pct", 2010, 2012) == ["1", "2"]
    assert unsound_between(found, "births_pct", 2011, 2012) == []


def panel(rows: int = 3) -> pd.DataFrame:
    return pd.DataFrame({"region_code": "1", "year": range(2000, 2000 + rows), "births_pct": 50.0})


def test_only_unusable_cells_are_emptied_and_the_panel_is_left_alone():
    found = breaks_of("scale-error", region_code=["1"], year=[2001], column=["births_pct"])
    whole = panel()
    emptied = without_unusable(whole, found, ["births_pct"])
    assert emptied["births_pct"].isna().tolist() == [False, True, False]
    assert whole["births_pct"].notna().all()
    assert without_unusable(whole, found, []).equals(whole)


def test_an_unknown_column_is_refused():
    found = breaks_of("scale-error", region_code=["1"], year=[2001], column=["births_pct"])
    with pytest.raises(MethodError, match="births_pct"):
        without_unusable(panel(), found, ["births_pc"])


@given(st.permutations(range(6)))
def test_breaks_do_not_depend_on_the_order_of_the_rows(order):
    random = np.random.default_rng(7)
    rows = [(code, year) for code in ("1101", "1102", "1103") for year in range(2000, 2012)]
    frame = pd.DataFrame(rows, columns=["region_code", "year"])
    frame["population_people"] = 1e5 * np.exp(random.normal(0, 0.01, len(frame)))
    for name in ("a_idr", "b_idr", "c_idr", "d_idr"):
        frame[name] = 1e9 * np.exp(random.normal(0, 0.05, len(frame)))
    frame.loc[(frame["region_code"] == "1102") & (frame["year"] >= 2006), "population_people"] *= 2
    mixed = pd.concat([frame.iloc[place::6] for place in order])
    one, other = (series_breaks(audit(f, "panel"), f.columns) for f in (frame, mixed))
    pd.testing.assert_frame_equal(one, other)
    assert break_years(one, "1102", "a_idr", "per person") == [2006]
