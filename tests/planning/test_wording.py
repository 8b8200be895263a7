import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import MethodError
from analysis.planning.chain import linked_to_standards
from analysis.planning.programme_texts import (
    programme_similarities,
    programme_texts,
    statement_text,
    statement_texts,
)
from analysis.planning.wording import wording_across_programmes, wording_across_regions
from analysis.planning.wording_choices import wording_by_choice
from tests.planning.budget_chain import line, lines

THEMES = ["jalan", "sawah", "pasar", "nelayan", "hutan", "wisata", "sungai", "kopi", "tambang", "pelabuhan",
          "jembatan", "ternak"]  # fmt: skip
OTHERS = {f"91{n:02}": f"{theme} rakyat makmur" for n, theme in enumerate(THEMES)}


def programmes(texts, linked, kind="1.02"):
    return pd.DataFrame({"text": texts, "linked": linked, "kind": kind})


NEAR = programmes(["ibu bayi sehat"] * 5 + ["gedung kantor"] * 5, [True] * 5 + [False] * 5)


def test_programmes_are_their_names_with_those_of_their_activities():
    table = lines(
        line("apbd", "1.02.01.32.01", "Kelas ibu", 1, indicator="KES-01"),
        line("apbd", "1.02.01.32.02", "Rumah tunggu", 1),
        line("apbd", "1.02.01.32.02", "Rumah tunggu", 2),
        line("apbd", "1.02.01.01.01", "Surat", 1),
        line("dpa", "1.02.01.32.03", "Lain", 1),
    )
    found = programme_texts(table, linked_to_standards(table), 2013, "apbd", ["1.02.xx.01"])
    assert found["kind"].tolist() == ["overhead", "1.02"] and found["linked"].tolist() == [False, True]
    assert found["text"].tolist()[1] == "Program 1.02.01.32. Kelas ibu. Rumah tunggu"
    with pytest.raises(MethodError, match="no line of 'rkpd' in 2013"):
        programme_texts(table, linked_to_standards(table), 2013, "rkpd")


def test_statements_become_one_text_for_each_region_but_the_one_left_out():
    rows = pd.DataFrame({"region_code": ["7322", "3574", "7322"], "text": ["a", "b", "c"]})
    assert statement_texts(rows) == {"3574": "b", "7322": "a. c"}
    assert statement_texts(rows, leave_out="3574") == {"7322": "a. c"}
    assert statement_text(rows[rows["region_code"] == "7322"]) == "a. c"


def test_by_hand_without_rarity_the_share_of_words_in_common():
    found = programme_similarities(
        programmes(["ibu bayi", "ibu ibu desa"], True), {"m": "ibu sehat"}, rarity=False
    )["m"]
    twice = 1 + np.log10(2)
    assert found.tolist() == pytest.approx([1 / 2, twice / np.hypot(twice, 1) / np.sqrt(2)])


def test_programmes_in_the_words_of_their_own_mission_stand_before_all_other_regions():
    found = wording_across_regions(NEAR, "ibu dan bayi yang sehat", OTHERS)
    assert found.p_value == found.smallest_attainable_p == pytest.approx(1 / 13)
    assert found.median == 0 and found.similarity == pytest.approx(found.above_median)
    assert found.low == found.high == pytest.approx(found.similarity)  # all five are worded alike
    assert found.regions["similarity"].eq(0).all() and found.programmes_count == 5


def test_null_control_a_mission_like_all_others_stands_nowhere():
    found = wording_across_regions(NEAR, "rakyat makmur", OTHERS)
    assert found.p_value == 1 and found.above_median == 0


def test_linked_programmes_against_their_kind_by_all_exchanges():
    found = wording_across_programmes(NEAR, "ibu sehat")
    assert found.exact and found.tried == 252 and found.p_value == pytest.approx(2 / 252)
    assert found.difference > 0 and found.low > 0
    apart = NEAR.assign(kind=["1.02"] * 5 + ["overhead"] * 5)
    with pytest.raises(MethodError, match="no other group is possible"):
        wording_across_programmes(apart, "ibu sehat")


def test_the_first_choice_is_the_default_and_all_agree_on_a_plain_case():
    found = wording_by_choice(NEAR, "ibu sehat", OTHERS)
    plain = wording_across_regions(NEAR, "ibu sehat", OTHERS), wording_across_programmes(NEAR, "ibu sehat")
    first = found.iloc[0]
    assert (first["similarity"], first["regions_p"]) == (plain[0].similarity, plain[0].p_value)
    assert (first["difference"], first["programmes_p"]) == (plain[1].difference, plain[1].p_value)
    assert found["regions_p"].nunique() == found["programmes_p"].nunique() == 1 and len(found) == 4


@settings(max_examples=10, deadline=None)
@given(st.permutations(sorted(OTHERS)), st.integers(0, 9))
def test_the_order_of_regions_and_programmes_does_not_matter(order, seed):
    mixed = programmes(["ibu bayi", "sawah ibu", "pasar", "bayi sehat", "kopi ibu"], True)
    plain = wording_across_regions(mixed, "ibu sehat", OTHERS, draws=50)
    turned = mixed.sample(frac=1, random_state=seed)
    again = wording_across_regions(turned, "ibu sehat", {code: OTHERS[code] for code in order}, draws=50)
    assert again.similarity == pytest.approx(plain.similarity) and again.p_value == plain.p_value
    assert (again.p10, again.median, again.p90) == pytest.approx((plain.p10, plain.median, plain.p90))


def test_what_is_refused():
    few = dict(list(OTHERS.items())[:7])
    with pytest.raises(MethodError, match="7 other regions are known; 10 are needed .* so 3 are missing"):
        wording_across_regions(NEAR, "ibu", few)
    with pytest.raises(MethodError, match="4 programmes carry standards; 5 are needed"):
        wording_across_regions(NEAR.iloc[1:], "ibu", OTHERS)
    with pytest.raises(MethodError, match="shares a word with the statements"):
        wording_across_programmes(NEAR, "kopi dan sawah")
    with pytest.raises(MethodError, match="4 programmes carry standards"):
        wording_across_programmes(NEAR.iloc[1:], "ibu")
    with pytest.raises(MethodError, match="'dan 2013' has no word"):
        wording_across_regions(NEAR, "dan 2013", OTHERS)
    with pytest.raises(MethodError, match="no programmes"):
        programme_similarities(NEAR.iloc[:0], OTHERS)
