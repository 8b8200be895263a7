import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import MethodError
from analysis.voice.disclosure import suppress, suppressed_ranges


def table(*rows):
    return pd.DataFrame(rows, dtype=float)


def test_by_hand():
    # 3 is small; its row's total is known, so the smallest other cell, 9, goes too. Zero is shown.
    found = suppress(table([3, 20, 9], [0, 20, 9]))
    assert found.state.iloc[0].tolist() == ["suppressed", "shown", "suppressed"]
    assert found.state.iloc[1].tolist() == ["shown"] * 3
    assert (found.small_count, found.protecting_count) == (1, 1)
    assert found.shown.iloc[0].isna().tolist() == [True, False, True]
    assert found.shown.iloc[1].tolist() == [0, 20, 9]


def test_two_small_cells_that_add_up_to_too_little_take_a_third():
    found = suppress(table([1, 1, 40, 60]))
    assert found.state.iloc[0].tolist() == ["suppressed", "suppressed", "suppressed", "shown"]


def test_a_missing_cell_stays_missing():
    found = suppress(table([np.nan, 2, 30]))
    assert found.state.iloc[0].tolist() == ["missing", "suppressed", "suppressed"]


def test_without_published_totals_only_small_cells_go():
    assert suppress(table([3, 20, 9]), totals=()).protecting_count == 0


def test_a_hidden_group_of_zeros_is_protected():
    hidden = pd.DataFrame([[True, False, False]])
    found = suppress(table([0, 20, 9]), hidden=hidden)
    assert found.state.iloc[0].tolist() == ["suppressed", "shown", "suppressed"]


def possible(values, out):
    """Every table of whole numbers with the same shown cells and the same totals of rows and columns."""
    cells = [tuple(c) for c in np.argwhere(out)]
    top = int(values.sum())
    rows, columns = values.sum(axis=1), values.sum(axis=0)
    for guess in itertools.product(range(top + 1), repeat=len(cells)):
        tried = np.where(out, 0, values)
        for cell, value in zip(cells, guess, strict=True):
            tried[cell] = value
        if (tried.sum(axis=1) == rows).all() and (tried.sum(axis=0) == columns).all():
            yield tried


def test_ranges_against_every_possible_table():
    values = np.array([[1.0, 3.0, 0.0], [2.0, 1.0, 4.0]])
    out = np.array([[True, True, False], [True, True, False]])
    low, high = suppressed_ranges(values, out)
    tables = np.array(list(possible(values, out)))
    assert low[out].tolist() == tables.min(axis=0)[out].tolist()
    assert high[out].tolist() == tables.max(axis=0)[out].tolist()
    assert np.isnan(low[~out]).all()


counts = st.lists(st.lists(st.integers(0, 9), min_size=2, max_size=4), min_size=1, max_size=4).filter(
    lambda rows: len({len(row) for row in rows}) == 1
)


@given(counts)
@settings(max_examples=60)
def test_no_suppressed_cell_can_be_computed_from_its_row(rows):
    frame = table(*rows)
    found = suppress(frame)
    for row, state in zip(frame.to_numpy(), found.state.to_numpy(), strict=True):
        out = state == "suppressed"
        small = (row > 0) & (row < 5)
        assert (out | ~small).all()  # every small cell is out
        if out.any() and row.sum() > 0:
            assert out.all() or (out.sum() >= 2 and row[out].sum() >= 5)
        if not small.any():
            assert not out.any()
    assert found.shown.isna().to_numpy().tolist() == (found.state != "shown").to_numpy().tolist()


@given(st.lists(st.lists(st.integers(0, 8), min_size=3, max_size=3), min_size=2, max_size=3))
@settings(max_examples=15, deadline=None)
def test_no_suppressed_cell_can_be_computed_from_rows_and_columns(rows):
    frame = table(*rows)
    found = suppress(frame, totals=("rows", "columns"))
    out = (found.state == "suppressed").to_numpy()
    if not out.any() or out.all():
        return
    low, high = suppressed_ranges(frame.to_numpy(), out)
    free_lines = (~out).any(axis=1)[:, None] & (~out).any(axis=0)[None, :]
    positive = (frame.sum(axis=1) > 0).to_numpy()[:, None] & (frame.sum(axis=0) > 0).to_numpy()[None, :]
    assert (high - low)[out & free_lines & positive].min(initial=1) > 0.5


def test_a_higher_threshold_never_shows_more():
    frame = table([3, 6, 20, 9], [7, 8, 9, 10])
    shown = [(suppress(frame, threshold=t).state == "shown").to_numpy().sum() for t in (1, 5, 8, 100)]
    assert shown == sorted(shown, reverse=True)
    assert shown[0] == 8 and shown[-1] == 0


@pytest.mark.parametrize(
    ("frame", "arguments", "words"),
    [
        (table([1.5, 2]), {}, "whole numbers"),
        (table([-1, 2]), {}, "whole numbers"),
        (table([1, 2]), {"threshold": 0}, "at least 1"),
        (table([1, 2]), {"totals": ("row",)}, "Did you mean 'rows'"),
    ],
)
def test_refusals(frame, arguments, words):
    with pytest.raises(MethodError, match=words):
        suppress(frame, **arguments)
