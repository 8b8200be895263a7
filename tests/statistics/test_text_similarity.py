import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import MethodError
from analysis.statistics.text_similarity import STOP_WORDS, cosine_similarities, term_weights, text_terms

NOVELS = json.loads(
    (Path(__file__).parents[1] / "golden" / "text_similarity_novels" / "expected.json").read_text("utf-8")
)
TEXTS = st.lists(st.lists(st.sampled_from("abcde"), max_size=8), min_size=1, max_size=6)


def repeated(counts):
    terms = NOVELS["expected"]["terms"]
    return [term for term, count in zip(terms, counts, strict=True) for _ in range(count)]


def test_three_novels_as_printed():
    expected, printed = NOVELS["expected"], NOVELS["tolerance"]["abs"]
    weights = term_weights([repeated(counts) for counts in expected["counts"].values()], rarity=False)
    order = np.argsort(np.argsort(expected["terms"]))  # columns stand in alphabetical order
    for row, told in zip(weights.toarray(), expected["unit_weights"].values(), strict=True):
        assert row[order] == pytest.approx(told, abs=0.0006)  # printed to three decimals from rounded logs
    cosines, names = cosine_similarities(weights, weights), list(expected["counts"])
    for one, other, cosine in expected["cosines"]:
        assert cosines[names.index(one), names.index(other)] == pytest.approx(cosine, abs=printed)


def test_by_hand_a_term_of_all_texts_counts_nothing():
    # a stands in all three texts; b in two, c and d in one each: weights 0, log 3/2, log 3, log 3.
    weights = term_weights([["a", "b", "c"], ["a", "b"], ["a", "d", "d"]])
    two, three = math.log10(3 / 2), math.log10(3)
    cosines = cosine_similarities(weights, weights)
    assert cosines[0, 1] == pytest.approx(two / math.hypot(two, three))
    assert cosines[0, 2] == cosines[1, 2] == 0
    assert term_weights([["a"], ["a"]]).toarray().tolist() == [[0.0], [0.0]]


def brute(texts, rarity):
    names = sorted({term for terms in texts for term in terms})
    rows = []
    for terms in texts:
        row = []
        for name in names:
            count, having = terms.count(name), sum(name in other for other in texts)
            weight = (1 + math.log10(count)) if count else 0.0
            row.append(weight * (math.log10(len(texts) / having) if rarity else 1))
        length = math.sqrt(sum(value**2 for value in row))
        rows.append([value / length if length else 0.0 for value in row])
    return np.array(rows).reshape(len(texts), len(names))


@settings(max_examples=30, deadline=None)
@given(TEXTS, st.booleans())
def test_as_counted_one_by_one(texts, rarity):
    assert term_weights(texts, rarity=rarity).toarray() == pytest.approx(brute(texts, rarity), abs=1e-12)


@settings(max_examples=30, deadline=None)
@given(TEXTS, st.randoms(use_true_random=False))
def test_order_does_not_matter_and_a_text_is_like_itself(texts, shuffle):
    weights = term_weights(texts, rarity=False)
    cosines = cosine_similarities(weights, weights)
    assert ((cosines >= 0) & (cosines <= 1)).all() and cosines == pytest.approx(cosines.T)
    assert np.diag(cosines) == pytest.approx([float(bool(terms)) for terms in texts])
    mixed = [shuffle.sample(terms, len(terms)) for terms in texts]
    assert term_weights(mixed, rarity=False).toarray() == pytest.approx(weights.toarray())


def test_terms_are_stems_without_filling_words_and_runs_of_them():
    assert text_terms("Pelayanan yang DILAYANI, melayani 2013!") == ("layan",) * 3
    assert text_terms("dan 2013") == () and "dan" in STOP_WORDS
    single, pairs = text_terms("mutu guru desa"), text_terms("mutu guru desa", longest=2)
    assert pairs == (*single, " ".join(single[:2]), " ".join(single[1:]))


def test_what_is_refused():
    with pytest.raises(MethodError, match="no text"):
        term_weights([])
    with pytest.raises(MethodError, match="longest run of words is 0"):
        text_terms("a", longest=0)
