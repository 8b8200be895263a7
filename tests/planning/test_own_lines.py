import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import MethodError
from analysis.planning.labels import order_test
from analysis.planning.own_lines import (
    document_with_most_years,
    lines_beside_gaps,
    overhead_share,
    own_lines,
    standing_still,
)

CODES = ("A", "B", "C")


def lines(amounts: dict[int, tuple[float, ...]], document: str = "dpa") -> pd.DataFrame:
    rows = [
        ("9101", year, document, f"1.02.01.{20 + n}", f"1.02.01.{20 + n}.01", code, amount)
        for year, values in amounts.items()
        for n, (code, amount) in enumerate(zip(CODES, values, strict=True))
    ]
    columns = [
        "region_code",
        "year",
        "document",
        "programme_code",
        "activity_code",
        "indicator_code",
        "amount_idr",
    ]
    return pd.DataFrame(rows, columns=columns)


def records(values: dict[int, tuple[float, ...]], target: float = 100.0) -> pd.DataFrame:
    rows = [
        ("9101", year, code, value, target)
        for year, each in values.items()
        for code, value in zip(CODES, each, strict=True)
    ]
    return pd.DataFrame(rows, columns=["region_code", "year", "indicator_code", "value_pct", "target_pct"])


MONEY = {2010: (100.0, 100, 100), 2011: (200.0, 100, 100), 2012: (200.0, 100, 400)}
VALUES = {2010: (40.0, 80, 80), 2011: (80.0, 70, 40), 2012: (90.0, 90, 90)}


def test_by_hand_money_goes_to_the_widest_gap_each_year():
    found = own_lines(lines(MONEY), records(VALUES))
    assert found.years_count == 2 and found.indicators_count == 3 and found.document == "dpa"
    # Each indicator's two gaps lie one root half from their mean; against the others of the year the products
    # with the changes ln 2 and ln 4 add up to 24/9 ln 2 times that, the squares to 48/9 times its square.
    assert found.response == pytest.approx(np.log(2) / 2 / np.sqrt(0.5))
    # B and C have the same path, so each order comes twice; A's path given to C turns the sign and is larger.
    assert found.test.exact and found.test.draws == 6 and found.test.p_value == pytest.approx(4 / 6)


def test_a_budget_that_grows_by_the_same_share_does_not_respond():
    grown = {year: tuple(100.0 * 1.1 ** (year - 2010) * k for k in (1, 2, 3)) for year in (2010, 2011, 2012)}
    assert own_lines(lines(grown), records(VALUES)).response == pytest.approx(0, abs=1e-12)


@settings(max_examples=20)
@given(st.floats(0.01, 1e6), st.randoms(use_true_random=False))
def test_neither_the_unit_of_money_nor_the_order_of_rows_matters(unit: float, random: object):
    plain = own_lines(lines(MONEY), records(VALUES))
    scaled = {year: tuple(unit * amount for amount in amounts) for year, amounts in MONEY.items()}
    shuffled = lines(scaled).sample(frac=1, random_state=random.randint(0, 999))  # type: ignore[attr-defined]
    assert own_lines(shuffled, records(VALUES)).response == pytest.approx(plain.response)


def test_an_indicator_without_money_in_some_year_is_left_out_and_stands_in_the_table():
    money = lines(MONEY).query("not (indicator_code == 'B' and year == 2011)")
    assert own_lines(money, records(VALUES)).series.sectors == ("A", "C")
    beside = lines_beside_gaps(money, records(VALUES), "dpa").set_index(["year", "indicator_code"])
    assert beside.loc[(2011, "B"), "amount_idr"] == 0 and beside.loc[(2011, "B"), "gap_before"] == 20
    assert beside.groupby("year")["share_pct"].sum().tolist() == pytest.approx([100, 100, 100])


def test_the_document_with_most_years_counts_and_ties_go_to_the_most_binding():
    both = pd.concat([lines(MONEY, "rkpd"), lines(MONEY, "dpa"), lines({2010: (1.0, 1, 1)}, "apbd")])
    assert document_with_most_years(both) == "dpa"
    assert document_with_most_years(both[both["document"] != "dpa"]) == "rkpd"
    with pytest.raises(MethodError, match="No budget line names an indicator"):
        document_with_most_years(both.assign(indicator_code=""))


def test_too_little_to_compare_is_refused():
    with pytest.raises(MethodError, match="at least two are needed"):
        own_lines(lines(MONEY), records({year: (50.0, 50, 50) for year in VALUES}))
    with pytest.raises(MethodError, match="two"):
        own_lines(lines({2011: (1.0, 2, 3)}), records(VALUES))


def test_lines_that_stand_still_by_hand():
    found = standing_still(lines({2010: (100.0, 100, 100), 2011: (105, 94, 200)}), "dpa").iloc[0]
    assert (found["activities_count"], found["still_count"]) == (3, 1)
    gone = lines({2010: (100.0, 100, 100), 2011: (100.0, 100, 100)}).iloc[:-1]
    assert standing_still(gone, "dpa")[["ended_count", "new_count"]].iloc[0].tolist() == [1, 0]
    with pytest.raises(MethodError, match="no two years in a row"):
        standing_still(lines({2010: (1.0, 1, 1), 2012: (1.0, 1, 1)}), "dpa")


def test_overhead_counts_offices_by_the_number_of_the_programme():
    found = overhead_share(lines({2010: (300.0, 500, 200)}), "dpa", ["1.02.xx.20", "1.02.xx.01"])
    assert found["overhead_pct"].tolist() == [30.0]
    assert overhead_share(lines({2010: (3.0, 5, 2)}), "dpa", [])["overhead_pct"].tolist() == [0.0]
    with pytest.raises(MethodError, match="no line of 'rka'; the documents are: dpa"):
        overhead_share(lines(MONEY), "rka", ["1.02.xx.20"])


def test_drawn_orders_agree_with_all_orders_and_a_null_is_not_rejected_too_often():
    random = np.random.default_rng(4)
    cross = random.normal(size=(1, 6, 6))
    exact, drawn = order_test(cross, draws=9_999), order_test(cross, draws=719)
    assert exact.exact and exact.draws == 720 and not drawn.exact
    assert drawn.p_value == pytest.approx(exact.p_value, abs=4 * np.sqrt(0.25 / 719))
    p = [order_test(random.normal(size=(3, 9, 9)), draws=199, seed=n).p_value for n in range(100)]
    assert np.mean(np.array(p) <= 0.1) <= 0.1 + 3 * np.sqrt(0.09 / 100)
    with pytest.raises(MethodError, match="ask for 99"):
        order_test(random.normal(size=(2, 9, 9)), draws=20)
