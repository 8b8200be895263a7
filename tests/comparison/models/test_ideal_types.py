import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.comparison.models.ideal_types import MORE_IN, MORE_OUT, UNKNOWN, bounds_of_verdicts, ideal_types
from analysis.errors import MethodError

GOLDEN = Path(__file__).parents[2] / "golden" / "ideal_type_min_rule"
MODELS = {
    "DATA*~POLITICS*~PARTICIPATION": "idealist technocratic",
    "DATA*POLITICS*~PARTICIPATION": "pragmatic technocratic",
    "DATA*POLITICS*PARTICIPATION": "cross-sector participatory",
}
DIMENSIONS = ["DATA", "POLITICS", "PARTICIPATION"]


def test_ideal_types_of_the_published_memberships():
    golden = json.loads((GOLDEN / "expected.json").read_text(encoding="utf-8"))
    cases = pd.read_csv(GOLDEN / "data.csv", index_col="case")
    found = ideal_types(cases)
    table = found.corners.pivot(index="case", columns="corner", values="lowest")
    for row in golden["expected"]["membership"]:
        for corner, value in row.items():
            if corner != "case":
                assert table.at[row["case"], corner] == pytest.approx(value, abs=golden["tolerance"]["abs"])
    best = found.cases.set_index("case")
    for row in golden["expected"]["best_type"]:
        assert best.at[row["case"], "corner"] == row["type"]
        assert best.at[row["case"], "membership"] == pytest.approx(row["membership"], abs=1e-9)


def frame(rows, columns=DIMENSIONS):
    return pd.DataFrame(rows, columns=columns, index=[f"r{i}" for i in range(len(rows))], dtype=float)


def test_all_corners_are_reported_and_three_have_names():
    found = ideal_types(frame([[0.9, 0.7, 0.2]]), names=MODELS)
    assert len(found.corners) == 8
    assert (found.corners["name"] != "").sum() == 3
    row = found.cases.iloc[0]
    assert (row["corner"], row["name"]) == ("DATA*POLITICS*~PARTICIPATION", "pragmatic technocratic")
    # Smallest of .9, .7 and 1 - .2.
    assert row["membership"] == pytest.approx(0.7)
    assert row["possible_corners"] == 1


def test_an_unknown_dimension_gives_an_interval():
    found = ideal_types(frame([[0.9, np.nan, 0.2]]), names=MODELS)
    corners = found.corners.set_index("corner")
    pragmatic = corners.loc["DATA*POLITICS*~PARTICIPATION"]
    assert (pragmatic["lowest"], pragmatic["highest"]) == (0, 0.8)
    assert pragmatic["verdict"] == "not evaluated"
    assert corners.at["DATA*POLITICS*PARTICIPATION", "verdict"] == "contradicted"
    row = found.cases.iloc[0]
    assert (row["corner"], row["possible_corners"], row["unknown"]) == ("", 2, "POLITICS")


def test_a_membership_of_exactly_half_has_no_type():
    row = ideal_types(frame([[0.9, 0.5, 0.2]])).cases.iloc[0]
    assert (row["corner"], row["at_half"], row["unknown"]) == ("", "POLITICS", "")
    assert np.isnan(row["membership"])


def test_evidence_without_a_number_settles_a_type_only_when_every_dimension_is_settled():
    bounds = [[MORE_IN, MORE_IN, MORE_OUT], [MORE_IN, MORE_IN, UNKNOWN], [MORE_OUT, UNKNOWN, UNKNOWN]]
    low, high = (frame([[pair[i] for pair in row] for row in bounds]) for i in (0, 1))
    found = ideal_types(low, high, names=MODELS)
    verdicts = found.corners[found.corners["name"] != ""].pivot(
        index="case", columns="name", values="verdict"
    )
    assert verdicts.loc["r0", "pragmatic technocratic"] == "supported"
    assert verdicts.loc["r1"].to_dict() == {
        "cross-sector participatory": "not evaluated",
        "idealist technocratic": "contradicted",
        "pragmatic technocratic": "not evaluated",
    }
    assert set(verdicts.loc["r2"]) == {"contradicted"}
    assert found.cases["possible_corners"].tolist() == [1, 2, 4]


def test_verdicts_of_evidence_become_bounds():
    verdicts = frame([[0.0] * 3]).astype(object)
    verdicts.iloc[0] = ["supported", "contested", "contradicted"]
    found = ideal_types(*bounds_of_verdicts(verdicts), names=MODELS)
    assert found.cases.at[0, "unknown"] == "POLITICS"
    open_corners = found.corners.loc[found.corners["verdict"] == "not evaluated", "corner"]
    assert set(open_corners) == {"DATA*~POLITICS*~PARTICIPATION", "DATA*POLITICS*~PARTICIPATION"}
    with pytest.raises(MethodError, match="'DATA' of r0 is 'maybe'"):
        bounds_of_verdicts(verdicts.replace("supported", "maybe"))


@pytest.mark.parametrize(
    ("rows", "highest", "names", "words"),
    [
        ([[0.2, 1.4, 0]], None, None, "'POLITICS' is 1.4 to 1.4"),
        ([[0.9, 0.4, 0]], [[0.3, 0.4, 0]], None, "lower bound first"),
        ([[0.9, 0.4, 0]], [[1, 1, 1], [1, 1, 1]], None, "same cases"),
        ([[0.9, 0.4, 0]], None, {"DATA": "short"}, "not one corner"),
        ([[0.9, 0.4, 0]], None, {"DATA*POLITICS*X": "odd"}, "names 'X'"),
        (
            [[0.9, 0.4, 0]],
            None,
            {"DATA*POLITICS*PARTICIPATION": "a", "POLITICS*DATA*PARTICIPATION": "b"},
            "same corner",
        ),
        ([], None, None, "at least one case"),
    ],
)
def test_impossible_input_is_refused(rows, highest, names, words):
    with pytest.raises(MethodError, match=words):
        ideal_types(frame(rows), None if highest is None else frame(highest), names=names)


def test_too_many_dimensions_are_refused():
    with pytest.raises(MethodError, match="8,192 types"):
        ideal_types(frame([[0.1] * 13], [f"D{i}" for i in range(13)]))


cells = st.one_of(st.integers(0, 20).map(lambda number: number / 20), st.just(np.nan))
tables = st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=5)


@given(tables, st.randoms())
@settings(max_examples=30)
def test_every_completion_of_the_unknown_lies_within_the_bounds(rows, random):
    known = frame([list(row) for row in rows])
    found = ideal_types(known).corners
    completed = ideal_types(known.where(known.notna(), random.random())).corners
    assert (completed["lowest"] >= found["lowest"] - 1e-12).all()
    assert (completed["lowest"] <= found["highest"] + 1e-12).all()


@given(tables)
@settings(max_examples=40)
def test_a_case_is_above_half_in_at_most_one_corner(rows):
    found = ideal_types(frame([list(row) for row in rows]))
    above = found.corners["lowest"].gt(0.5).groupby(found.corners["case"]).sum()
    assert (above <= 1).all()
    known = frame([list(row) for row in rows])
    settled = known.notna().all(axis=1) & (known != 0.5).all(axis=1)
    assert (above == settled.astype(int)).all()
