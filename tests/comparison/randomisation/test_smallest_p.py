import json
import math
from itertools import combinations
from pathlib import Path

import pytest

from analysis.comparison.randomisation.smallest_p import smallest_attainable_p
from analysis.errors import MethodError

GOLDEN = Path(__file__).parents[2] / "golden" / "randomization_darwin_tea" / "expected.json"


def test_three_cases_as_in_the_golden_case():
    expected = json.loads(GOLDEN.read_text(encoding="utf-8"))["expected"]["smallest_possible_p"]
    limits = smallest_attainable_p(3)
    # The golden values are printed to eleven decimals.
    assert limits.smallest_p_group == pytest.approx(expected["three_districts_one_treated"], abs=1e-10)
    assert limits.smallest_p_order == pytest.approx(expected["three_districts_full_order"], abs=1e-10)
    assert limits.smallest_p_signs == pytest.approx(expected["sign_flip_three_pairs"], abs=1e-10)


def test_fishers_lady_tasting_tea():
    expected = json.loads(GOLDEN.read_text(encoding="utf-8"))["expected"]["lady_tasting_tea"]
    limits = smallest_attainable_p(8, singled_out=4)
    assert limits.smallest_p_group == pytest.approx(expected["correct_4_of_4"], abs=1e-10)


@pytest.mark.parametrize(("cases", "singled_out"), [(2, 1), (5, 2), (9, 4)])
def test_assignments_by_enumeration(cases, singled_out):
    ways = len(list(combinations(range(cases), singled_out)))
    limits = smallest_attainable_p(cases, singled_out=singled_out)
    assert limits.assignments == ways
    assert limits.smallest_p_order == 1 / math.factorial(cases)


def test_the_sentence_names_the_numbers_and_the_unit():
    assert "1/3" in smallest_attainable_p(3).says and "1/6" in smallest_attainable_p(3).says
    assert "puskesmas" in smallest_attainable_p(3, unit="puskesmas").says


@pytest.mark.parametrize(("cases", "singled_out"), [(1, 1), (0, 1), (3, 0), (3, 3)])
def test_a_design_without_contrast_is_refused(cases, singled_out):
    with pytest.raises(MethodError):
        smallest_attainable_p(cases, singled_out=singled_out)
