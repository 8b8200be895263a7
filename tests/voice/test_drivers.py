import numpy as np
import pandas as pd
import pytest

from analysis.errors import MethodError
from analysis.statistics.importance import relative_importance
from analysis.voice.drivers import element_importance, element_leverage
from analysis.voice.satisfaction import satisfaction
from analysis.voice.satisfaction_answers import satisfaction_round
from analysis.voice.satisfaction_index import ELEMENTS
from tests.voice.scores import scores


@pytest.fixture(scope="module")
def answered():
    return satisfaction_round(scores(150, seed=2), 2013, 1)


@pytest.fixture(scope="module")
def drivers(answered):
    return element_importance(answered, draws=20)


def test_leverage_by_hand():
    # U1 gives 1 and 3 to two people, U2 3 and 3, the rest 4: all that people differ in is U1.
    frame = pd.DataFrame({name.lower(): [4, 4] for name in ELEMENTS}).assign(u1=[1, 3], u2=[3, 3])
    frame = frame.assign(year=2013, round=1, unit_name="A", respondent_id=["a", "b"])
    table = element_leverage(satisfaction_round(frame, 2013, 1)).set_index("element")
    assert table.loc["U1", "points_to_full"] == pytest.approx(2 * 25 / 9)
    assert table.loc["U2", "points_to_full"] == pytest.approx(25 / 9)
    assert table.loc["U3", "points_to_full"] == 0
    assert table["spread_share_pct"].tolist() == pytest.approx([100] + [0] * 8)


def test_leverage_adds_up_to_what_is_missing_to_full_marks(answered):
    table = element_leverage(answered)
    assert table["points_to_full"].sum() == pytest.approx(100 - satisfaction(answered).index.exact)
    assert table["spread_share_pct"].sum() == pytest.approx(100)


def test_importance_is_that_of_the_regression_and_finds_what_was_built_in(answered, drivers):
    frame = answered.scores.assign(overall=answered.overall)
    other = relative_importance(frame, "overall", list(ELEMENTS))
    table = drivers.table.set_index("element")
    assert table["importance_pct"].tolist() == pytest.approx((100 * other.table["lmg_share"]).tolist())
    assert drivers.explained_pct == pytest.approx(100 * other.r_squared)
    assert set(table["importance_pct"].nlargest(2).index) == {"U3", "U7"}
    assert (
        (table["low_pct"] <= table["importance_pct"]) & (table["importance_pct"] <= table["high_pct"])
    ).sum() >= 8
    assert drivers.draws == 20 and drivers.left_out == ()


def test_the_same_seed_gives_the_same_intervals(answered, drivers):
    pd.testing.assert_frame_equal(element_importance(answered, draws=20).table, drivers.table)


def test_an_element_that_all_score_alike_is_left_out_and_named():
    frame = scores(60).assign(u4=4)
    found = element_importance(satisfaction_round(frame, 2013, 1), draws=0)
    assert found.left_out == ("U4",) and "U4" not in set(found.table["element"])
    assert found.table["low_pct"].isna().all()


def test_refusals():
    frame = scores(20)
    with pytest.raises(MethodError, match="was not asked"):
        element_importance(satisfaction_round(frame.drop(columns="overall"), 2013, 1))
    with pytest.raises(MethodError, match="20 complete answers on 9 elements that vary; .* 45 answers"):
        element_importance(satisfaction_round(frame, 2013, 1))
    with pytest.raises(MethodError, match="'overall' is the same in every row"):
        element_importance(satisfaction_round(scores(60).assign(overall=3), 2013, 1))
    silent = scores(5).assign(u1=np.nan)
    with pytest.raises(MethodError, match="Nobody answered every element"):
        element_leverage(satisfaction_round(silent, 2013, 1))
