import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import MethodError
from analysis.planning.line_survival import (
    change_difference,
    line_survival,
    relative_changes,
    survival_by_group,
)

STEP = ("kua_ppas", "apbd")


def chain(before, after, linked):
    size = len(before)
    return pd.DataFrame(
        {
            "organisation": "Dinas", "code": [f"1.02.{n:03}" for n in range(size)], "name": "kegiatan",
            "programme_code": "1.02.01.15", "linked": linked, "kua_ppas_idr": np.array(before, float),
            "kua_ppas_by": "", "apbd_idr": np.array(after, float), "apbd_by": "code",
        }
    )  # fmt: skip


def counted(kept_linked, linked, kept_others, others):
    """Make a chain in which so many lines survive."""
    after = [1.0] * kept_linked + [np.nan] * (linked - kept_linked)
    after += [1.0] * kept_others + [np.nan] * (others - kept_others)
    return chain([1.0] * (linked + others), after, [True] * linked + [False] * others)


# Newcombe (1998), Statistics in Medicine 17: 873-890, table II, method 10, printed to four decimals.
@pytest.mark.parametrize(
    ("counts", "printed"),
    [
        ((56, 70, 48, 80), (0.0524, 0.3339)),
        ((9, 10, 3, 10), (0.1705, 0.8090)),
        ((6, 7, 2, 7), (0.0582, 0.8062)),
        ((5, 56, 0, 29), (-0.0381, 0.1926)),
    ],
)
def test_lines_surviving_as_in_newcombe_s_examples(counts, printed):
    found = line_survival(counted(*counts), *STEP)
    assert (round(found.difference.low, 4), round(found.difference.high, 4)) == printed
    assert found.difference.difference == pytest.approx(counts[0] / counts[1] - counts[2] / counts[3])


def test_by_hand_what_stays_goes_comes_and_its_money():
    table = chain([100, 200, np.nan, 50], [150, np.nan, 30, 50], [True, True, True, False])
    linked, others = survival_by_group(table, *STEP).to_dict("records")
    assert linked["group"] == "linked" and (linked["lines_count"], linked["kept_count"]) == (2, 1)
    assert (linked["gone_count"], linked["new_count"]) == (1, 1)
    assert (linked["first_idr"], linked["second_idr"]) == (300, 180)
    assert linked["change_pct"] == pytest.approx(-40) and linked["kept_pct"] == 50
    assert (linked["gone_idr"], linked["new_idr"]) == (200, 30)
    assert others["change_pct"] == 0 and others["kept_pct"] == 100
    assert relative_changes(table, *STEP)["change_pct"].tolist() == pytest.approx([50, 0])


def test_a_group_without_lines_has_no_share():
    others = survival_by_group(chain([1.0], [2.0], [True]), *STEP).set_index("group").loc["others"]
    assert np.isnan(others["kept_pct"]) and np.isnan(others["change_pct"]) and others["lines_count"] == 0


def test_cut_linked_lines_are_told_from_the_others_of_their_kind():
    after = [70.0, 72, 74, 76, 78, 98, 99, 100, 101, 102, 300, 310, 320]
    table = chain([100.0] * 13, after, [True] * 5 + [False] * 8)
    kinds = pd.Series(["1.02"] * 10 + ["overhead"] * 3)
    found = change_difference(relative_changes(table, *STEP), kinds)
    assert found.difference == pytest.approx(-26) and (found.members_count, found.others_count) == (5, 5)
    # Medians of 74 and 100 need 70, 72, 74 on one side, 100, 101, 102 on the other and two of the four values
    # between on either: six ways, and as many with the sides exchanged, of 252.
    assert found.exact and found.p_value == pytest.approx(12 / 252) and found.left_out_count == 3


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans(), st.integers(1, 99)), min_size=1))
def test_counts_and_money_add_up(rows):
    before = [amount if was else np.nan for was, _, _, amount in rows]
    after = [amount if now or not was else np.nan for was, now, _, amount in rows]
    table = chain(before, after, [linked for *_, linked, _ in rows])
    found = survival_by_group(table, *STEP)
    assert found["lines_count"].sum() == np.isfinite(before).sum()
    assert (found["kept_count"] + found["gone_count"] == found["lines_count"]).all()
    assert found["second_idr"].sum() == pytest.approx(np.nansum(after))
    assert (found["kept_count"] + found["new_count"]).sum() == np.isfinite(after).sum()


def test_what_is_refused():
    with pytest.raises(MethodError, match="3 are linked to standards and 9 are not; 5 of each"):
        line_survival(counted(3, 3, 9, 9), *STEP)
    with pytest.raises(MethodError, match="has no 'dpa'; its documents are kua_ppas, apbd"):
        survival_by_group(counted(1, 1, 1, 1), "apbd", "dpa")
    with pytest.raises(MethodError, match="5 of each"):
        change_difference(relative_changes(counted(6, 6, 2, 9), *STEP))
