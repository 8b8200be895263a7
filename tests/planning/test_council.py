import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import MethodError
from analysis.planning.council import NO_SEATS, council_fragmentation, effective_parties


def coded(seats, region="6172", year=2014, council=10):
    return pd.DataFrame(
        [
            {
                "evidence_id": f"E{region}{i}",
                "region_code": region,
                "year_from": year,
                "fact": f"City council seats won by {party} in the {year} election.",
                "value": None if number is None else str(number),
                "unit": f"seats of {council}",
            }
            for i, (party, number) in enumerate(seats.items())
        ]
    )


def test_equal_parties_count_fully_and_one_party_counts_once():
    assert effective_parties([5, 5, 5, 5]) == 4
    assert effective_parties([30]) == 1


def test_shares_of_a_half_and_two_quarters_by_hand():
    # 1 / (1/4 + 1/16 + 1/16)
    assert effective_parties([2, 1, 1]) == pytest.approx(8 / 3)


@given(st.lists(st.integers(1, 40), min_size=1, max_size=15), st.floats(0.1, 50), st.randoms())
def test_number_lies_between_one_and_the_parties_and_keeps_under_scale_order_and_empty_parties(
    seats, factor, random
):
    number = effective_parties(seats)
    assert 1 - 1e-12 <= number <= len(seats) + 1e-9
    other = [seat * factor for seat in seats] + [0]
    random.shuffle(other)
    assert effective_parties(other) == pytest.approx(number)


@pytest.mark.parametrize("seats", [[], [0, 0], [3, -1], [3, float("nan")]])
def test_impossible_seats_are_refused(seats):
    with pytest.raises(MethodError):
        effective_parties(seats)


def test_seats_that_add_up_give_a_number_with_its_evidence():
    row = council_fragmentation(coded({"A": 5, "B": 5, "C": 0})).iloc[0]
    assert (row["effective_parties"], row["seats"], row["parties"], row["refused"]) == (2, 10, 2, "")
    assert row["evidence_ids"] == "E61720; E61721; E61722"


@pytest.mark.parametrize(
    ("evidence", "words"),
    [
        (coded({"A": 5, "B": 4}), "add up to 9, but the council has 10"),
        (coded({"A": 5, "B": None}), "missing"),
        (pd.concat([coded({"A": 5}), coded({"B": 5}, council=12)]), "different size"),
        (pd.concat([coded({"A": 5}), coded({"A": 5})]), "A are coded twice"),
    ],
)
def test_seats_that_do_not_add_up_are_refused_with_a_reason(evidence, words):
    row = council_fragmentation(evidence).iloc[0]
    assert pd.isna(row["effective_parties"])
    assert words in row["refused"]


def test_a_region_without_seats_by_party_says_so():
    table = council_fragmentation(coded({"A": 10}), ["6172", "7322"]).set_index("region_code")
    assert table.loc["7322", "refused"] == NO_SEATS
    assert pd.isna(table.loc["7322", "year"])


def test_two_elections_give_two_rows():
    evidence = pd.concat([coded({"A": 10}), coded({"A": 5, "B": 5}, year=2019)])
    assert list(council_fragmentation(evidence)["effective_parties"]) == [1, 2]


def test_seats_without_a_year_do_not_count():
    evidence = coded({"A": 10}).assign(year_from=None)
    assert council_fragmentation(evidence, ["6172"]).loc[0, "refused"] == NO_SEATS


def test_no_coded_seats_give_an_empty_table():
    assert council_fragmentation(coded({}).reindex(columns=coded({"A": 1}).columns)).empty


def test_known_answers_of_the_study_regions(evidence):
    table = council_fragmentation(evidence, ["6172", "7322", "3574"]).set_index("region_code")
    # Seats squared: 100 of 900 in Singkawang, 144 of 900 in Kota Probolinggo.
    assert table.loc["6172", "effective_parties"] == pytest.approx(9)
    assert table.loc["3574", "effective_parties"] == pytest.approx(6.25)
    assert table.loc["7322", "refused"] == NO_SEATS
    assert list(council_fragmentation(evidence)["region_code"]) == ["3574", "6172"]
