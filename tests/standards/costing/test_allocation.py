import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import MethodError
from analysis.standards.costing.allocation import NOT_STATED, allocate_lines
from analysis.standards.costing.gap import funding_gap
from tests.standards.costing.cases import need

LINES = pd.DataFrame(
    {
        "year": [2014, 2014, 2015], "line_id": ["KIA", "BOK", "KIA"],
        "amount_idr": [100e6, 40e6, 90e6], "funding_source": ["pad", "bok", ""],
    }
)  # fmt: skip
SHARES = pd.DataFrame(
    {
        "year": [2014, 2014, 2014, 2015], "line_id": ["KIA", "KIA", "BOK", "KIA"],
        "indicator_code": ["KES-03", "KES-07", "KES-03", "KES-03"], "share_pct": [60.0, 10, 50, 100],
    }
)  # fmt: skip


def test_many_lines_for_many_indicators_by_hand():
    made = allocate_lines(LINES, SHARES)
    assert made.table.to_numpy().tolist() == [
        ["KES-03", 2014, "bok", 20e6], ["KES-03", 2014, "pad", 60e6], ["KES-03", 2015, NOT_STATED, 90e6],
        ["KES-07", 2014, "pad", 10e6],
    ]  # fmt: skip
    assert made.lines["shared_pct"].tolist() == [70, 50, 100]
    assert made.lines["unallocated_idr"].tolist() == [30e6, 20e6, 0]
    assert (made.total_idr, made.allocated_idr, made.unallocated_idr) == (230e6, 180e6, 50e6)


def test_lines_that_serve_nothing_are_shown_whole():
    made = allocate_lines(LINES, SHARES.head(0))
    assert made.table.empty
    assert made.unallocated_idr == made.total_idr == 230e6


@pytest.mark.parametrize(
    ("lines", "shares", "words"),
    [
        (LINES, SHARES.assign(share_pct=[60.0, 41, 50, 100]),
         "row 2 .line 'KIA', 2014, KES-07, 41.0 per cent.: the shares of the line exceed 100.*add up to 101"),
        (LINES, SHARES.assign(share_pct=[60.0, -1, 50, 100]), "row 2 .*a number from 0 to 100"),
        (LINES, SHARES.assign(share_pct=[float("nan"), 1, 50, 100]), "row 1 .*a number from 0 to 100"),
        (LINES, SHARES.assign(line_id=["KIA", "KIA", "BOX", "KIA"]), "row 3 .*no budget line of that year"),
        (LINES, SHARES.assign(year=[2014, 2014, 2016, 2015]), "row 3 .*no budget line of that year"),
        (LINES, SHARES.assign(indicator_code="KES-03"), "row 2 .*stand together twice"),
        (LINES.assign(line_id="KIA"), SHARES, "'KIA' stands twice in 2014"),
        (LINES.assign(amount_idr=[1.0, -5, 1]), SHARES, "'BOK' of 2014: .* found -5"),
        (LINES.drop(columns="line_id"), SHARES, "'line_id' is not in the budget lines"),
    ],
)  # fmt: skip
def test_what_would_count_a_rupiah_twice_is_refused(lines, shares, words):
    with pytest.raises(MethodError, match=words):
        allocate_lines(lines, shares)


AMOUNTS = st.lists(st.integers(0, 10**12), min_size=1, max_size=4)
CUTS = st.lists(st.integers(0, 100), min_size=3, max_size=3)


@settings(max_examples=10)
@given(AMOUNTS, CUTS)
def test_every_rupiah_is_counted_once(amounts, cuts):
    first, second, third = sorted(cuts)
    lines = pd.DataFrame(
        {"year": 2014, "line_id": [f"L{i}" for i in range(len(amounts))], "amount_idr": amounts}
    )
    shares = pd.concat(
        pd.DataFrame(
            {
                "year": 2014, "line_id": line, "indicator_code": ["A", "B", "C"],
                "share_pct": [first, second - first, third - second],
            }
        )
        for line in lines["line_id"]
    )  # fmt: skip
    made = allocate_lines(lines, shares)
    assert made.allocated_idr + made.unallocated_idr == pytest.approx(sum(amounts))
    assert made.allocated_idr == pytest.approx(sum(amounts) * third / 100)
    turned = allocate_lines(lines.iloc[::-1], shares.iloc[::-1])
    pd.testing.assert_frame_equal(turned.table, made.table)


def test_the_gap_by_hand():
    # Need: KES-03 40, 80, 120 million; KES-07 6.7, 13.3, 20 million.
    made = funding_gap(need().table, allocate_lines(LINES, SHARES).table)
    table = made.table.set_index(["indicator_code", "year"])
    assert table.loc[("KES-03", 2014), ["used_idr", "gap_idr", "surplus_idr"]].tolist() == pytest.approx(
        [40e6, 0, 40e6]
    )
    assert table.loc[("KES-03", 2016), "gap_idr"] == pytest.approx(120e6)
    # Surplus of 40, 10 and 3.3 million fills nothing: all of KES-03 in 2016, of KES-07 after 2014 is missing.
    assert made.surplus_idr == pytest.approx(40e6 + 10e6 + 10e6 / 3)
    assert made.gap_idr == pytest.approx(120e6 + 100e6 / 3)
    assert made.need_idr == pytest.approx(280e6)
    assert made.used_idr == pytest.approx(280e6 - made.gap_idr)
    sources = made.sources.set_index(["indicator_code", "year", "funding_source"])
    assert sources.loc[("KES-03", 2014, "pad"), "used_idr"] == pytest.approx(30e6)  # three quarters of 40
    assert sources["used_idr"].sum() == pytest.approx(made.used_idr)
    assert sources["surplus_idr"].sum() == pytest.approx(made.surplus_idr)


def test_the_measure_is_named_and_serving_needs_more():
    money = allocate_lines(LINES, SHARES).table
    additional, all_served = (funding_gap(need().table, money, measure=name) for name in ("need", "serving"))
    assert (additional.measure, all_served.measure) == ("need", "serving")
    assert all_served.gap_idr > additional.gap_idr
    with pytest.raises(MethodError, match="'needs' is no measure of need; choose need"):
        funding_gap(need().table, money, measure="needs")


def test_money_for_what_was_not_costed_is_shown_apart():
    money = allocate_lines(LINES, SHARES).table.assign(year=2013)
    made = funding_gap(need().table, money)
    assert made.outside["allocation_idr"].sum() == 180e6
    assert made.used_idr == made.surplus_idr == 0
    assert made.gap_idr == pytest.approx(made.need_idr)


def test_two_amounts_for_one_indicator_and_year_are_refused():
    with pytest.raises(MethodError, match="two rows for one year"):
        funding_gap(pd.concat([need().table, need().table]), allocate_lines(LINES, SHARES).table)


@settings(max_examples=6)
@given(st.floats(0, 5), st.floats(0, 5))
def test_more_money_never_makes_a_gap_larger(one, more):
    money = allocate_lines(LINES, SHARES).table
    here, there = (
        funding_gap(need().table, money.assign(allocation_idr=money["allocation_idr"] * times))
        for times in (one, one + more)
    )
    assert there.gap_idr <= here.gap_idr + 1e-3  # a thousandth of a rupiah in 280 million: rounding
    assert ((here.table["gap_idr"] == 0) | (here.table["surplus_idr"] == 0)).all()
