import math
import time
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from analysis.comparison.change.groups import group_difference
from analysis.comparison.change.permutation import permutation_p
from analysis.comparison.change.windows import change_between
from analysis.errors import MethodError


def changes(change, before=None):
    codes = [f"{1101 + i}" for i in range(len(change))]
    level = np.arange(len(change)) if before is None else before
    return pd.DataFrame(
        {"region_code": codes, "before_mean": np.asarray(level, float), "change": np.asarray(change, float)}
    )


def test_four_districts_by_hand():
    # Of the six pairs, {4, 3} and {1, 2} are the two furthest from zero: 2 / 6.
    found = permutation_p(changes([4, 3, 2, 1]), ["1101", "1102"])
    assert found.exact
    assert found.p_value == pytest.approx(1 / 3)
    assert found.smallest_attainable_p == pytest.approx(1 / 6)
    assert found.observed == 2


def test_full_enumeration_agrees_with_brute_force_and_adjustment():
    generator = np.random.default_rng(4)
    table = changes(generator.normal(size=9), generator.uniform(20, 90, 9))
    codes = list(table["region_code"])
    for degree in (0, 1, 2):
        found = permutation_p(table, codes[:3], draws=200, degree=degree)
        every = [group_difference(table, group, degree=degree).difference for group in combinations(codes, 3)]
        observed = abs(every[0])
        assert found.observed == pytest.approx(every[0])
        assert found.draws == math.comb(9, 3)
        assert found.p_value == sum(abs(value) >= observed - 1e-9 for value in every) / len(every)


def test_strata_keep_the_composition_and_agree_with_brute_force():
    table = changes([9, 1, 2, 3, 8, 1, 5, 0])
    codes = list(table["region_code"])
    strata = dict(zip(codes, ["A"] * 4 + ["B"] * 3 + ["C"], strict=True))
    found = permutation_p(table, ["1101", "1105"], strata)
    values = dict(zip(codes, table["change"], strict=True))
    every = [
        np.mean([values[a], values[b]]) - np.mean([values[c] for c in codes if c not in (a, b)])
        for a in codes[:4]
        for b in codes[4:7]
    ]
    assert found.draws == 12
    assert found.p_value == sum(abs(v) >= abs(every[0]) - 1e-9 for v in every) / 12
    assert (found.strata_count, found.strata_without_choice) == (3, 1)


def test_random_draws_come_near_the_exact_share_and_count_the_observed_group():
    generator = np.random.default_rng(8)
    table = changes(generator.normal(size=14))
    members = list(table["region_code"][:5])
    exact = permutation_p(table, members, draws=5000)
    drawn = permutation_p(table, members, draws=2001 - 1, seed=1)
    assert exact.exact and not drawn.exact
    # Four standard errors of a share from 2,000 draws.
    assert drawn.p_value == pytest.approx(exact.p_value, abs=4 * np.sqrt(0.25 / 2000))
    assert drawn.p_value == (1 + drawn.count_as_extreme) / 2001


def test_drawn_strata_come_near_the_exact_share():
    table = changes(np.random.default_rng(9).normal(size=16))
    members = ["1101", "1102", "1109", "1110"]
    strata = {code: "A" if int(code) < 1109 else "B" for code in table["region_code"]}
    exact = permutation_p(table, members, strata, draws=28 * 28)
    drawn = permutation_p(table, members, strata, draws=780, seed=5)
    assert exact.exact and not drawn.exact
    # Four standard errors of a share from 780 draws.
    assert drawn.p_value == pytest.approx(exact.p_value, abs=4 * np.sqrt(0.25 / 780))


def test_the_seed_decides_and_the_order_of_rows_does_not():
    table = changes(np.random.default_rng(6).normal(size=40))
    members = list(table["region_code"][:6])
    first = permutation_p(table, members, draws=500, seed=3)
    assert permutation_p(table.iloc[::-1], members[::-1], draws=500, seed=3) == first
    assert permutation_p(table, members, draws=500, seed=4) != first


def test_a_p_value_from_draws_is_never_zero():
    table = changes([100.0] * 5 + [0.0] * 40)
    found = permutation_p(table, list(table["region_code"][:5]), draws=99)
    assert found.p_value == 0.01 == found.smallest_attainable_p


def test_equal_changes_give_a_p_value_of_one():
    assert permutation_p(changes([2.0] * 30), ["1101", "1102"], draws=99).p_value == 1


def test_the_size_is_right_under_the_null():
    generator = np.random.default_rng(10)
    small = 0
    for _ in range(300):
        table = changes(generator.exponential(size=20), generator.uniform(0, 1, 20))
        small += permutation_p(table, list(table["region_code"][:5]), draws=199, degree=2).p_value <= 0.1
    # Ten percent of 300 with a simulation error of 0.017: three of them.
    assert small / 300 == pytest.approx(0.1, abs=0.052)


@pytest.mark.parametrize(
    ("members", "arguments", "words"),
    [
        (["1101"], {}, "1 members"),
        (["1101", "1102"], {"draws": 0}, "at least one is needed"),
        (["1101", "1102"], {"strata": {"1101": "A", "1102": "A"}}, "1103 has no stratum"),
        (
            ["1101", "1102"],
            {"strata": dict(zip(["1101", "1102", "1103", "1104"], "AABB", strict=True))},
            "wider strata",
        ),
        (["1101", "1102"], {"degree": 7}, "degree"),
    ],
)
def test_what_cannot_be_permuted_is_refused(members, arguments, words):
    with pytest.raises(MethodError, match=words):
        permutation_p(changes([4, 3, 2, 1]), members, **arguments)


def test_a_group_that_the_level_before_tells_apart_is_refused():
    table = changes([4, 3, 2, 1], before=[1, 1, 2, 2])
    with pytest.raises(MethodError, match="cannot be told apart at degree 1"):
        permutation_p(table, ["1101", "1102"], degree=1)


def test_random_groups_that_the_level_tells_apart_count_as_extreme():
    table = changes([5, 1, 0, 1], before=[1, 1, 2, 2])
    found = permutation_p(table, ["1101", "1104"], degree=1)
    # Residuals 2, -2, -0.5, 0.5. Of six groups, the observed one and its mirror reach 2.5, two reach 1.5, and
    # the two that are equal in level have no coefficient.
    assert found.count_as_extreme == 4
    assert found.p_value == pytest.approx(4 / 6)


def test_the_kinerja_districts_on_the_committed_panel(panel, regions):
    table = change_between(
        panel, regions, "skilled_birth_attendance_pct", (2005, 2010), (2012, 2016), (2005, 2016)
    )
    members = [
        "3504",
        "3509",
        "3511",
        "3513",
        "3574",
        "6101",
        "6102",
        "6109",
        "6110",
        "6172",
        "7302",
        "7310",
        "7317",
    ]
    members += ["7322", "7371"]
    provinces = regions.set_index("region_code")["province_code"]
    start = time.process_time()
    raw = permutation_p(table, members, provinces, 9999, 1)
    adjusted = permutation_p(table, members, provinces, 9999, 1, degree=2)
    # Measured 0.04 s; one second of processor time leaves room for a slow machine.
    assert time.process_time() - start < 1
    assert raw.observed == pytest.approx(5.351, abs=0.0005)
    assert adjusted.observed == pytest.approx(group_difference(table, members, degree=2).difference)
    # Pinned by order of magnitude only: another seed moves the third decimal.
    assert 0.03 < raw.p_value < 0.09
    assert 0.08 < adjusted.p_value < 0.15
    assert raw.members_count == 15 and raw.strata_count - raw.strata_without_choice == 3
