"""The benchmark plants what it says, and gross errors are found at hardly any false alarm."""

import numpy as np
import pytest

from analysis.honesty.auditing import CHECKS, find_check
from analysis.honesty.subject import make_subject
from benchmarks import planting as plant
from benchmarks.cases import PANEL_ERRORS, WORLDS
from benchmarks.honesty import flagged_keys, recall_row, record_recall

# Sizes at which an error is small, or too few answers or values are given to tell it from chance.
SUBTLE = {
    ("two-denominators", 0.9), ("bunched-at-target", 1), ("year-end-jump", 2), ("straight-answers", 5),
    ("straight-answers", 10), ("straight-types", 2), ("straight-types", 5), ("late-changes", 1),
    ("small-amounts", 1e-3),
}  # fmt: skip
GROSS = [("scale-error", plant.scale, 10), ("scale-error", plant.scale, 100),
         ("identical-columns", plant.column, 1.0), ("swapped-entities", plant.swap, 0.5)]  # fmt: skip


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)
def test_gross_errors_in_records_are_found(world):
    for row in record_recall(world, seed=5, count=30):
        assert row["planted_count"] > 0 and row["clean_rows"] > 0
        if (row["check_id"], row["size"]) not in SUBTLE:
            assert row["found_count"] >= 0.9 * row["judged_count"], row
        assert row["false_alarms"] <= row["planted_count"] + row["clean_rows"] / 200, row


@pytest.mark.parametrize(("check_id", "planter", "size"), GROSS)
def test_gross_errors_in_a_panel_are_found(check_id, planter, size):
    check, frame = find_check(check_id), plant.clean_series(5, regions_count=200)
    before = flagged_keys(check.run(make_subject(frame, "panel")))
    planted = planter(frame, size, 40, np.random.default_rng(5))
    result = check.run(make_subject(planted.frame, "panel"))
    row = recall_row(("normal noise", check_id, "", size), before, planted, result)
    assert row["planted_count"] > 0 and row["found_count"] >= 0.9 * row["planted_count"]
    assert row["false_alarms"] <= row["clean_rows"] / 200


def test_planting_leaves_the_clean_table_alone():
    frame = plant.clean_series(1, regions_count=60)
    kept = frame.copy(deep=True)
    for _, _, planter, sizes in PANEL_ERRORS:
        planter(frame, sizes[0], 10, np.random.default_rng(1))
    assert frame.equals(kept)


def test_every_check_is_planted_or_its_absence_has_a_reason():
    planted = {check_id for check_id, *_ in PANEL_ERRORS}
    planted |= {check_id for world in WORLDS for check_id, *_ in world.errors}
    exact = {  # they compare two cells or read one, and are tested by hand: a recall of 1 would tell nothing
        "equal-columns", "denominator-source", "found-cases", "compensating-average", "changing-base",
        "complaints-above-respondents", "unchecked-promises",
    }  # fmt: skip
    assert {check.id for check in CHECKS} == planted | exact
