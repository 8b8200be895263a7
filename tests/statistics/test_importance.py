import itertools
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import MethodError
from analysis.statistics.importance import relative_importance

GOLDEN = Path(__file__).parents[1] / "golden" / "lmg_swiss"
NAMES = ["Agriculture", "Examination", "Education", "Catholic", "Infant.Mortality"]


def r_squared(frame, names):
    if not names:
        return 0.0
    design = np.column_stack([np.ones(len(frame)), frame[list(names)]])
    left = frame["y"] - design @ np.linalg.lstsq(design, frame["y"], rcond=None)[0]
    return 1 - float(left @ left) / float(((frame["y"] - frame["y"].mean()) ** 2).sum())


def made(seed, rows=30):
    generator = np.random.default_rng(seed)
    frame = pd.DataFrame(generator.normal(size=(rows, 3)), columns=["a", "b", "c"])
    frame["b"] += 0.5 * frame["a"]
    return frame.assign(y=frame["a"] + 0.5 * frame["b"] + generator.normal(size=rows))


def test_swiss_fertility_of_the_r_package_relaimpo():
    golden = json.loads((GOLDEN / "expected.json").read_text(encoding="utf-8"))
    found = relative_importance(pd.read_csv(GOLDEN / "data.csv"), "Fertility", NAMES)
    # Tolerance of the golden case: it was printed to eleven digits.
    tolerance = golden["tolerance"]["abs"]
    assert found.r_squared == pytest.approx(golden["expected"]["R2"], abs=tolerance)
    expected = pd.DataFrame(golden["expected"]["table"]).set_index("_row").loc[NAMES]
    for column in ("lmg", "last", "first", "betasq", "pratt"):
        assert found.table[column].to_numpy() == pytest.approx(expected[column].to_numpy(), abs=tolerance)


def test_every_order_of_entry_by_brute_force():
    frame = made(1)
    gains = {name: [] for name in "abc"}
    for order in itertools.permutations("abc"):
        for place, name in enumerate(order):
            gains[name].append(r_squared(frame, order[: place + 1]) - r_squared(frame, order[:place]))
    found = relative_importance(frame, "y", ["a", "b", "c"]).table.set_index("regressor")["lmg"]
    assert found.to_dict() == pytest.approx({name: np.mean(each) for name, each in gains.items()})


def test_two_uncorrelated_regressors_by_hand():
    frame = pd.DataFrame({"a": [1, 1, -1, -1], "b": [1, -1, 1, -1]}).assign(y=lambda f: 2 * f["a"] + f["b"])
    found = relative_importance(frame, "y", ["a", "b"])
    assert found.table["lmg"].tolist() == pytest.approx([0.8, 0.2])


@given(st.integers(0, 10_000))
def test_shares_add_up_and_do_not_depend_on_the_order_of_columns(seed):
    frame = made(seed)
    found = relative_importance(frame, "y", ["a", "b", "c"])
    assert found.table["lmg"].sum() == pytest.approx(found.r_squared)
    turned = relative_importance(frame, "y", ["c", "b", "a"]).table["lmg"].tolist()[::-1]
    assert turned == pytest.approx(found.table["lmg"].tolist())


@pytest.mark.parametrize(
    ("change", "names", "words"),
    [
        ({"a": 1.0}, ["a", "b"], "'a' is the same in every row"),
        ({"a": np.nan}, ["a", "b"], "missing"),
        ({}, ["a", "z"], "'z' is not in"),
        ({}, [], "Give 1 to 12"),
    ],
)
def test_what_cannot_be_divided_is_refused(change, names, words):
    with pytest.raises(MethodError, match=words):
        relative_importance(made(2).assign(**change), "y", names)


def test_regressors_that_repeat_each_other_are_refused():
    frame = made(3)
    with pytest.raises(MethodError, match="repeat each other"):
        relative_importance(frame.assign(twice=2 * frame["a"]), "y", ["a", "twice"])
