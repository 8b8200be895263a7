import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.documents.thread.chain import busiest_year, chain_of
from analysis.documents.thread.figures import ambition, contradictions, realism
from analysis.documents.thread.following import continuity, leakage, thread
from analysis.errors import MethodError
from tests.documents.thread.frames import DOCUMENTS, frame, levels, region


def test_the_chain_of_a_year_holds_the_documents_that_speak_of_it_in_order():
    found = chain_of(DOCUMENTS.iloc[::-1], 2013)
    assert found["document_id"].tolist() == ["rpjmd", "rkpd-2013", "dpa-2013"]
    assert chain_of(DOCUMENTS, 2012)["document_id"].tolist() == ["rpjmd"]
    assert busiest_year(DOCUMENTS) == 2013


def test_a_year_without_documents_and_documents_without_years_are_refused():
    with pytest.raises(MethodError, match=r"speaks of 1999. Years covered: 2011-2015, 2013-2013"):
        chain_of(DOCUMENTS, 1999)
    undated = DOCUMENTS.assign(year_from=pd.array([pd.NA] * 4, dtype="Int64"))
    with pytest.raises(MethodError, match="Say in the register"):
        busiest_year(undated)


def test_by_hand_what_reaches_the_budget_and_what_is_lost_on_the_way():
    found = region(levels(A=(3, 4, 5, 2), B=(3, 2, 0, 3), C=(0, 0, 0, 0)))
    told = leakage(thread(found, 2013)).set_index("indicator_code")
    assert told.loc["A", ["leakage", "survives_to", "lost_at"]].tolist() == [-2, "dpa", ""]
    assert told.loc["B", ["leakage", "survives_to", "lost_at"]].tolist() == [3, "rkpd", "dpa"]
    assert told.loc["C", ["leakage", "survives_to", "lost_at"]].tolist() == [0, "", ""]


def test_nothing_is_lost_in_a_document_that_nobody_could_read():
    found = region(levels(A=(3, None, 5, 2), B=(3, 3, None, 2)))
    followed = thread(found, 2013)
    assert followed["status"].tolist().count("not evaluated") == 2
    told = leakage(followed).set_index("indicator_code")
    assert told["lost_at"].tolist() == ["", ""]
    assert told.loc["B", ["last_level", "unknown_count", "documents_count"]].tolist() == [3, 1, 2]


def test_of_several_documents_of_a_type_the_highest_level_counts():
    cells = levels(A=(3, 0, 0, 0))
    twin = cells[cells["document_id"] == "dpa-2013"].assign(document_id="dpa-2013-2", level=5)
    found = region(pd.concat([cells, twin], ignore_index=True))
    again = DOCUMENTS[DOCUMENTS["document_id"] == "dpa-2013"].assign(document_id="dpa-2013-2")
    more = pd.concat([DOCUMENTS, again])
    followed = thread(type(found)(more, found.levels, found.figures, found.money, found.lines), 2013)
    assert followed.loc[followed["document_type"] == "dpa", "level"].tolist() == [5]


@given(st.lists(st.one_of(st.none(), st.integers(0, 5)), min_size=4, max_size=4))
def test_what_survives_and_what_is_lost_fit_together(cells: list[int | None]):
    told = leakage(thread(region(levels(A=tuple(cells))), 2013)).iloc[0]
    order = ["", "rpjmd", "rkpd", "dpa"]
    named = [kind for kind, level in zip(order[1:], cells[:3], strict=True) if (level or 0) >= 2]
    assert told["survives_to"] == (named[-1] if named else "")
    if told["lost_at"]:
        assert order.index(told["lost_at"]) > order.index(named[0])
    assert told["documents_count"] + told["unknown_count"] == 3


def test_targets_and_codes_of_neighbours_are_compared_where_both_have_them():
    figures = frame(
        "figures",
        ("rpjmd", "A", "target", 90.0, "percent", 2013, 3, 0.9),
        ("rpjmd", "A", "target", 70.0, "percent", 2013, 9, 0.4),  # less sure: does not count
        ("rkpd-2013", "A", "target", 90.4, "percent", 2013, 4, 0.9),
        ("dpa-2013", "A", "target", 85.0, "percent", 2013, 2, 0.9),
        ("rpjmd", "A", "baseline", 60.0, "percent", 2013, 3, 0.9),
    )
    lines = frame(
        "lines",
        ("rkpd-2013", "A", "1.02.01.32", "programme", 4, 0.9),
        ("dpa-2013", "A", "1.02.01.32", "programme", 2, 0.9),
    )
    found = continuity(region(levels(A=(3, 4, 5, 0), B=(3, 0, 0, 0)), figures, lines=lines), 2013)
    assert found[["from_type", "to_type"]].to_numpy().tolist() == [["rpjmd", "rkpd"], ["rkpd", "dpa"]]
    assert found["same_target"].tolist() == [True, False]
    assert found["same_code"].isna().tolist() == [True, False] and bool(found["same_code"][1])


def test_ambition_is_below_zero_where_less_is_asked_than_the_standard():
    national = pd.DataFrame(
        {
            "indicator_code": ["A", "B"],
            "target": [90.0, 10.0],
            "target_year": [2015, 2015],
            "direction": ["higher", "lower"],
        }
    )
    figures = frame(
        "figures",
        ("rpjmd", "A", "target", 80.0, "percent", 2013, 3, 0.9),
        ("rpjmd", "B", "target", 15.0, "percent", 2013, 3, 0.9),
        ("rpjmd", "B", "target", 12.0, "per 100000", 2013, 3, 0.9),
    )
    assert ambition(region(levels(), figures), national)["ambition"].tolist() == [-10.0, -5.0]


def test_money_of_the_deepest_level_counts_once_and_stands_beside_the_need():
    money = frame(
        "money",
        ("dpa-2013", "A", 900.0, 2013, "", "programme", False, 2, 0.9),  # sums up its activities
        ("dpa-2013", "A", 300.0, 2013, "DAU", "activity", False, 3, 0.9),
        ("dpa-2013", "A", 300.0, 2013, "DAU", "activity", False, 8, 0.9),  # the same line again
        ("dpa-2013", "A", 200.0, 2013, "PAD", "activity", False, 3, 0.9),
        ("dpa-2013", "A", 250.0, 2013, "PAD", "activity", True, 3, 0.9),  # spent, not planned
    )
    need = pd.DataFrame({"indicator_code": ["A", "B", "C"], "need_idr": [1000.0, 400.0, 0.0]})
    found = realism(region(levels(), money=money), need, 2013)
    assert found["allocated_idr"].tolist() == [500.0, 0.0, 0.0]
    assert found["funded_pct"].tolist()[:2] == [50.0, 0.0] and pd.isna(found["funded_pct"][2])


def test_contradictions_are_listed_in_pairs_with_their_pages_and_equal_figures_are_none():
    figures = frame(
        "figures",
        ("rpjmd", "A", "target", 90.0, "percent", 2013, 3, 0.9),
        ("rpjmd", "A", "target", 90.0, "percent", 2013, 7, 0.8),
        ("rkpd-2013", "A", "target", 85.0, "percent", 2013, 4, 0.9),
        ("dpa-2013", "A", "target", 90.3, "percent", 2013, 2, 0.9),
        ("rkpd-2013", "A", "baseline", 60.0, "percent", 2012, 4, 0.9),
        ("rkpd-2013", "A", "baseline", 66.0, "percent", 2012, 5, 0.9),
        ("rpjmd", "A", "target", 95.0, "percent", 2014, 3, 0.9),
    )
    found = contradictions(region(levels(), figures))
    pairs = {(row.document_id, row.other_document_id, row.kind): row for row in found.itertuples()}
    assert {(frozenset(key[:2]), key[2]) for key in pairs} == {
        (frozenset({"rpjmd", "rkpd-2013"}), "target"),
        (frozenset({"dpa-2013", "rkpd-2013"}), "target"),
        (frozenset({"rkpd-2013"}), "baseline"),
    }
    assert found["within"].tolist().count(True) == 1
    own = pairs[("rkpd-2013", "rkpd-2013", "baseline")]
    assert {(own.page, own.value), (own.other_page, own.other_value)} == {(4, 60.0), (5, 66.0)}
