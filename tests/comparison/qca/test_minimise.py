from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.comparison.qca.expressions import Term, parse_expression
from analysis.comparison.qca.minimum_covers import minimum_covers
from analysis.comparison.qca.primes import covers, prime_implicants
from analysis.comparison.qca.solutions import KINDS, minimise
from analysis.comparison.qca.truth_table import CutOffs, truth_table
from analysis.errors import MethodError
from tests.comparison.qca.golden import HEALTH, LIPSET, golden, same_models
from tests.comparison.qca.test_truth_table import PUBLISHED, two_conditions


def solved(name, key, outcome, conditions, cut):
    cases, expected = golden(name)
    table = truth_table(cases, outcome, conditions, cut)
    found = expected["expected"][key]
    helps = dict.fromkeys(conditions, True)
    return {kind: (minimise(table, kind, helps), found[kind]) for kind in KINDS if kind in found}


def below_the_cut(published):
    name, _, outcome, conditions, cut = published
    rows = truth_table(golden(name)[0], outcome, conditions, cut).rows
    return {
        case for cases in rows.loc[rows["decision"] == "remainder", "cases"] for case in cases.split(", ")
    }


@pytest.mark.parametrize("published", PUBLISHED, ids=lambda value: value[1])
def test_solutions_of_the_r_package_qca(published):
    for kind, (found, expected) in solved(*published).items():
        assert found.kind == kind
        assert same_models(found, expected["models"])
        assert found.complete
        model = found.models[0]
        whole = expected["sol"][0]
        # The published numbers were printed to eleven decimals.
        assert model.fit.inclusion == pytest.approx(whole["inclS"], abs=1e-9)
        assert model.fit.pri == pytest.approx(whole["PRI"], abs=1e-9)
        assert model.fit.coverage == pytest.approx(whole["covS"], abs=1e-9)
        rows = model.terms_fit.set_index("term")
        for term in expected["incl.cov"]:
            row = rows.loc[term["term"]]
            assert row["inclusion"] == pytest.approx(term["inclS"], abs=1e-9)
            assert row["pri"] == pytest.approx(term["PRI"], abs=1e-9)
            assert row["raw_coverage"] == pytest.approx(term["covS"], abs=1e-9)
            # R leaves out the members that stand in rows below the frequency cut-off.
            listed = set(term["cases"].replace("; ", ",").split(","))
            assert set(row["cases"].split(", ")) - below_the_cut(published) == listed
            # R prints no unique coverage for a single term; it is then its raw coverage.
            unique = row["raw_coverage"] if term["covU"] is None else term["covU"]
            assert row["unique_coverage"] == pytest.approx(unique, abs=1e-9)


def test_parsimonious_models_at_other_cut_offs():
    cases, expected = golden("qca_robustness_payf")
    for key, cut in (("alt_incl07", CutOffs(0.7, frequency=2)), ("alt_ncut1", CutOffs(0.87))):
        table = truth_table(cases, "HL", HEALTH, cut)
        assert same_models(minimise(table, "parsimonious"), expected["expected"][key])


def all_terms(count):
    for signs in product((None, 0, 1), repeat=count):
        care = value = 0
        for place, sign in enumerate(signs):
            bit = 1 << (count - 1 - place)
            care |= 0 if sign is None else bit
            value |= bit if sign else 0
        yield Term(care, value)


def holds(term, row):
    return row & term.care == term.value


def brute_primes(positive, negative, count):
    """Every term without a negative row, with a positive one, and with no more general such term."""
    safe = [term for term in all_terms(count) if not any(holds(term, row) for row in negative)]
    general = {
        term
        for term in safe
        if not any(
            other.care & term.care == other.care and other.care != term.care and holds(other, term.value)
            for other in safe
        )
    }
    return {term for term in general if any(holds(term, row) for row in positive)}


@st.composite
def tables(draw):
    count = draw(st.integers(1, 4))
    kinds = draw(st.lists(st.sampled_from("pnr"), min_size=2**count, max_size=2**count))
    positive = [row for row, kind in enumerate(kinds) if kind == "p"]
    return count, positive or [0], [row for row, kind in enumerate(kinds) if kind == "n" and positive]


@given(tables())
def test_prime_implicants_against_exhaustive_search(table):
    count, positive, negative = table
    found = prime_implicants(np.array(positive), np.array(negative, dtype=int), count)
    assert set(found) == brute_primes(positive, negative, count)
    assert len(found) == len(set(found))


@given(tables())
@settings(max_examples=60)
def test_all_smallest_covers_against_exhaustive_search(table):
    count, positive, negative = table
    terms = prime_implicants(np.array(positive), np.array(negative, dtype=int), count)
    columns = covers(terms, np.array(positive))
    found = minimum_covers(columns, cap=10_000)
    for size in range(1, len(terms) + 1):
        smallest = [c for c in combinations(range(len(terms)), size) if columns[:, list(c)].any(axis=1).all()]
        if smallest:
            break
    assert found.complete
    assert found.size == size
    assert list(found.covers) == smallest


def test_prime_implicants_of_many_conditions_exclude_every_negative_row():
    rng = np.random.default_rng(1)
    rows = rng.permutation(2**9)[:200]
    positive, negative = rows[:90], rows[90:]
    terms = prime_implicants(positive, negative, 9)
    assert covers(terms, positive).any(axis=1).all()
    assert not covers(terms, negative).any()
    for term in terms[:200]:
        for bit in (1 << place for place in range(9) if term.care >> place & 1):
            assert covers((Term(term.care & ~bit, term.value & ~bit),), negative).any()


def crisp(rows, count):
    names = [f"X{i}" for i in range(count)]
    frame = pd.DataFrame(
        [[row >> (count - 1 - i) & 1 for i in range(count)] for row, _ in rows], columns=names
    )
    return frame.assign(Y=[outcome for _, outcome in rows]).rename(index=str), names


@given(tables(), st.lists(st.sampled_from([True, False, None]), min_size=4, max_size=4))
@settings(max_examples=20)
def test_the_intermediate_solution_lies_between_the_other_two(table, helps):
    count, positive, negative = table
    cases, names = crisp([(row, 1) for row in positive] + [(row, 0) for row in negative], count)
    found = {
        kind: minimise(
            truth_table(cases, "Y", names), kind, dict(zip(names, helps, strict=False)), largest_chance=1
        )
        for kind in KINDS
    }
    every = np.arange(2**count)

    def rows_of(solution):
        sets = []
        for model in solution.models:
            terms = () if model.terms == ("1",) else parse_expression(model.text, names)
            inside = covers(terms, every).any(axis=1) if terms else np.ones(2**count, dtype=bool)
            sets.append(inside)
        return sets

    between = rows_of(found["intermediate"])
    assert between
    for inside in between:
        assert inside[positive].all()
        assert not inside[negative].any()
        assert any((small <= inside).all() for small in rows_of(found["conservative"]))
    assert found["conservative"].assumptions == ()
    assert set(found["intermediate"].assumptions) <= {
        row + 1 for row in set(every) - set(positive + negative)
    }


def test_without_expectation_nothing_is_simplified_against_the_cases():
    cases, _ = golden("qca_lipset_crisp")
    table = truth_table(cases, "SURV", LIPSET)
    silent = minimise(table, "intermediate", dict.fromkeys(LIPSET, None))
    assert same_models(silent, [minimise(table).models[0].terms])


def test_easy_counterfactuals_by_hand():
    # DEV*~URB*LIT*STB: urbanisation should help, so ~URB can go; LIT agrees and stays; DEV*STB is needed.
    cases, _ = golden("qca_lipset_crisp")
    table = truth_table(cases, "SURV", LIPSET)
    assert same_models(minimise(table, "intermediate", dict.fromkeys(LIPSET, True)), [["DEV*LIT*STB"]])
    against = minimise(
        table, "intermediate", {"LIT": False, "URB": True, "IND": True, "DEV": True, "STB": True}
    )
    assert same_models(against, [["DEV*STB"]])


def test_tied_models_are_all_given_and_told():
    # The cyclic table of the textbooks: six prime implicants, two smallest covers of three.
    rows = {0: 1, 1: 1, 3: 1, 4: 1, 6: 1, 7: 1, 2: 0, 5: 0}
    cases, names = crisp(list(rows.items()) * 2, 3)
    solution = minimise(truth_table(cases.reset_index(drop=True), "Y", names))
    assert len(solution.prime_implicants) == 6
    assert [len(model.terms) for model in solution.models] == [3, 3]
    assert "ambiguous: 2 models" in solution.warnings[-1]
    capped = minimise(truth_table(cases.reset_index(drop=True), "Y", names), models_cap=1)
    assert not capped.complete
    assert "at least 1 models" in capped.warnings[-1]


def test_no_positive_row_is_a_solution_without_models():
    solution = minimise(truth_table(two_conditions([[1, 1, 0]] * 9), "Y", ["A", "B"]))
    assert solution.models == ()
    assert any("no solution to find" in told for told in solution.warnings)


def test_too_few_cases_are_refused_with_the_number_that_it_takes():
    cases = two_conditions([[1, 1, 1], [1, 0, 0], [0, 1, 0]])
    with pytest.raises(MethodError, match=r"3 cases and 2 conditions.*takes 7 cases"):
        minimise(truth_table(cases, "Y", ["A", "B"]))
    assert minimise(truth_table(cases, "Y", ["A", "B"]), largest_chance=1).models[0].terms == ("A*B",)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"kind": "complex"}, "kind of solution 'complex'"),
        ({"kind": "intermediate"}, "none was given"),
        ({"kind": "intermediate", "expectations": {"C": True}}, "'C' is not a condition"),
        ({"models_cap": 0}, "cap on models is 0"),
    ],
)
def test_impossible_requests_are_refused(arguments, words):
    table = truth_table(two_conditions([[1, 1, 1], [0, 0, 0]] * 5), "Y", ["A", "B"])
    with pytest.raises(MethodError, match=words):
        minimise(table, **arguments)


def test_a_table_too_large_to_minimise_says_what_it_would_take():
    rows = np.arange(2**16)
    with pytest.raises(MethodError, match=r"16 conditions with 32,768 positive .* about \de\+\d+ steps"):
        prime_implicants(rows[::2], rows[1::2], 16)


def test_too_many_prime_implicants_say_what_they_would_take():
    with pytest.raises(MethodError, match=r"20,001 prime implicants; .* about 8e\+08 comparisons"):
        minimum_covers(np.ones((2, 20_001), dtype=bool))


def test_a_row_that_nothing_covers_is_refused():
    with pytest.raises(MethodError, match="covered by no prime implicant"):
        minimum_covers(np.array([[True], [False]]))
