from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.comparison.composite.outranking import outranking
from analysis.errors import MethodError


def voters(orders):
    """Return one indicator per order of candidates, and how many voters hold it."""
    table = {order: {name: len(order) - place for place, name in enumerate(order)} for order in orders}
    return pd.DataFrame(table), orders


def test_condorcets_own_example_of_sixty_voters_is_a_circle():
    # Condorcet (1785), Essai sur l'application de l'analyse, discours preliminaire: A over B by 33 of 60,
    # B over C by 42, C over A by 35.
    values, weights = voters({"ABC": 23, "BCA": 17, "BAC": 2, "CAB": 10, "CBA": 8})
    found = outranking(values, weights)
    expected = {("A", "B"): 33 / 60, ("B", "C"): 42 / 60, ("C", "A"): 35 / 60}
    for (one, other), share in expected.items():
        assert found.support.loc[one, other] == pytest.approx(share)  # shares of whole numbers
        assert found.support.loc[other, one] == pytest.approx(1 - share)
    assert found.winner == "" and (found.units["cycle"] == 1).all()
    assert (found.units["copeland"] == 0).all() and (found.units["rank"] == 1).all()


def test_bordas_example_has_a_winner_that_plurality_misses():
    # Borda's twenty-one voters: A has most first places (8) and loses to both others.
    values, weights = voters({"ABC": 1, "ACB": 7, "BCA": 7, "CBA": 6})
    found = outranking(values, weights)
    assert found.winner == "C" and (found.units["cycle"] == 0).all()
    assert found.units["rank"].to_dict() == {"A": 3, "B": 2, "C": 1}
    assert found.support.loc["C", "A"] == pytest.approx(13 / 21)


def test_ties_count_half_and_equal_units_share_the_better_rank():
    found = outranking(pd.DataFrame({"x": [2.0, 2.0, 1.0], "y": [5.0, 5.0, 9.0]}, index=list("PQR")))
    assert found.support.loc["P", "Q"] == 0.5 and found.units["ties"].tolist() == [2, 2, 2]
    assert found.units["rank"].tolist() == [1, 1, 1] and found.winner == ""


tables = st.integers(2, 5).flatmap(
    lambda count: st.lists(
        st.lists(st.integers(0, 4), min_size=count, max_size=count), min_size=1, max_size=4
    )
)


@settings(max_examples=40)
@given(tables)
def test_majorities_by_counting_and_circles_by_brute_force(columns):
    values = pd.DataFrame({f"i{k}": column for k, column in enumerate(columns)}, dtype=float)
    found, count = outranking(values), len(values)
    rows = values.to_numpy()
    beats = np.array([[(one > other).sum() > (one < other).sum() for other in rows] for one in rows])
    assert found.units["wins"].tolist() == beats.sum(axis=1).tolist()
    assert found.units["copeland"].sum() == 0
    for unit in range(count):
        rings = (
            ring
            for size in range(2, count + 1)
            for ring in permutations(range(count), size)
            if ring[0] == unit
        )
        circle = any(
            all(beats[a, b] for a, b in zip(ring, (*ring[1:], ring[0]), strict=True)) for ring in rings
        )
        assert circle == (found.units["cycle"].iloc[unit] > 0)


@settings(max_examples=25)
@given(tables)
def test_only_the_order_within_an_indicator_counts(columns):
    values = pd.DataFrame({f"i{k}": column for k, column in enumerate(columns)}, dtype=float)
    pd.testing.assert_frame_equal(outranking(values).units, outranking(np.exp(values) * 7).units)


@pytest.mark.parametrize(
    ("values", "weights", "words"),
    [
        (pd.DataFrame({"x": [1.0]}), None, "two units"),
        (pd.DataFrame({"x": [1.0, np.nan]}), None, "every value of each"),
        (pd.DataFrame({"x": [1.0, 2.0]}, index=["a", "a"]), None, "stands twice"),
        (pd.DataFrame({"x": [1.0, 2.0]}), {"y": 1.0}, "matched by name"),
        (pd.DataFrame({"x": [1.0, 2.0]}), {"x": -1.0}, "none below zero"),
    ],
)
def test_what_cannot_be_ordered_is_refused(values, weights, words):
    with pytest.raises(MethodError, match=words):
        outranking(values, weights)
