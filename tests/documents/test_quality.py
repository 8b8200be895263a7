import math

import numpy as np
import pandas as pd
import pytest

from analysis.documents.labelled import COLUMNS, match_hits
from analysis.documents.quality import level_scores, reliability, scores
from analysis.errors import MethodError


def hits(*rows):
    full = [(("d", *row[:3]) + (row[3:] + (None, None, "", None)[len(row[3:]) :])) for row in rows]
    frame = pd.DataFrame(
        full, columns=["document_id", "kind", "indicator_code", "page", "value", "year", "code", "amount_idr"]
    )
    frame = frame.assign(confidence=0.9, mention=0, rule="row")[COLUMNS]
    return frame.astype({"year": "Int64", "value": float, "amount_idr": float})


def truth(*rows):
    return hits(*rows).drop(columns=["confidence", "mention", "rule"]).assign(document_type="rpjmd")


def outcome(found, there):
    return match_hits(found, there)["outcome"].value_counts().to_dict()


def test_a_hit_counts_once_and_up_to_a_page_away():
    there = truth(("mention", "K", 4), ("mention", "K", 9))
    assert outcome(hits(("mention", "K", 4), ("mention", "K", 4)), there) == {
        "right": 1,
        "wrong": 1,
        "missed": 1,
    }
    assert outcome(hits(("mention", "K", 5), ("mention", "K", 9)), there) == {"right": 2}
    assert outcome(hits(("mention", "K", 6)), there) == {"missed": 2, "wrong": 1}


def test_value_and_year_must_agree_but_not_the_year_of_a_national_target():
    there = truth(("target", "K", 1, 90.0, 2014), ("national_target", "K", 1, 95.0, 2015))
    assert outcome(hits(("target", "K", 1, 90.0, 2013)), there) == {"missed": 2, "wrong": 1}
    assert outcome(hits(("target", "K", 1, 90.0, 2014), ("national_target", "K", 1, 95.0)), there) == {
        "right": 2
    }


def test_amounts_agree_to_what_a_document_in_millions_prints():
    there = truth(("amount", "K", 1, None, 2014, "", 154_853_211.0))
    assert outcome(hits(("amount", "K", 1, None, 2014, "", 154_850_000.0)), there) == {"right": 1}
    assert outcome(hits(("amount", "K", 1, None, 2014, "", 154_900_000.0)), there) == {
        "missed": 1,
        "wrong": 1,
    }


def test_programme_and_activity_are_codes_and_traps_are_left_out():
    there = truth(("programme", "K", 1, None, None, "1.02.01.32"), ("trap", "spm", 1))
    assert outcome(hits(("code", "K", 1, None, None, "1.02.01.32")), there) == {"right": 1}


def test_scores_by_hand():
    there = truth(("mention", "A", 1), ("mention", "B", 2), ("mention", "C", 3))
    matched = match_hits(hits(("mention", "A", 1), ("mention", "B", 2), ("mention", "X", 7)), there)
    row = scores(matched).iloc[0]
    assert (row["right_count"], row["wrong_count"], row["missed_count"]) == (2, 1, 1)
    assert math.isclose(row["precision"], 2 / 3) and math.isclose(row["recall"], 2 / 3)
    assert math.isclose(row["f1"], 2 / 3)
    assert row["f1_lower"] < row["f1"] < row["f1_upper"]


def test_wrong_hits_are_counted_against_each_phrasing():
    there = truth(("mention", "A", 1), ("mention", "B", 2)).assign(phrasing=["listed", "held-out"])
    matched = match_hits(hits(("mention", "A", 1), ("mention", "X", 3)), there)
    table = scores(matched, ["phrasing", "kind"]).set_index("phrasing")
    assert table.loc["listed", ["right_count", "wrong_count", "missed_count"]].tolist() == [1, 1, 0]
    assert table.loc["held-out", ["right_count", "wrong_count", "missed_count"]].tolist() == [0, 1, 1]


def test_nothing_to_score_is_refused():
    with pytest.raises(MethodError, match="nothing to score"):
        scores(match_hits(hits(), truth()))


def test_levels_by_hand():
    levels = pd.DataFrame(
        {
            "document_id": "d",
            "indicator_code": list("abcd"),
            "level": [0, 2, 5, 5],
            "found_level": pd.array([0, 2, 3, None], dtype="Int64"),
        }
    )
    row = level_scores(levels).iloc[0]
    assert (row["cells_count"], row["not_evaluated_count"]) == (4, 1)
    assert math.isclose(row["accuracy"], 2 / 3)
    # By hand, codes 0, 2, 3, 5 equally spaced: observed disagreement 1/3 of the pairs at distance 1; expected
    # over truth (0, 2, 5) against found (0, 2, 3) 28/9 squared steps.
    steps = {0: 0, 2: 1, 3: 2, 5: 3}
    expected = np.mean([(steps[a] - steps[b]) ** 2 for a in (0, 2, 5) for b in (0, 2, 3)])
    assert math.isclose(row["kappa"], 1 - (1 / 3) / expected)


def test_confidence_is_set_against_the_share_that_is_right():
    there = truth(("mention", "A", 1))
    table = reliability(match_hits(hits(("mention", "A", 1), ("mention", "X", 2)), there)).iloc[0]
    assert (table["hits_count"], table["mean_confidence"], table["share_right"]) == (2, 0.9, 0.5)
