import dataclasses

import pandas as pd
import pytest

from analysis.errors import MethodError, ParameterError
from analysis.honesty.auditing import CHECKS, audit, coverage, find_check, scorecard
from analysis.honesty.check import KINDS, Check
from analysis.honesty.record import FLAGGED, NOT_EVALUATED, PASSED, SEVERITIES

EMPTY = pd.DataFrame({"region_code": pd.Series(dtype=str), "year": pd.Series(dtype=int), "x_pct": []})


def test_ids_and_names_are_unique_and_everything_is_said():
    assert len({check.id for check in CHECKS}) == len(CHECKS)
    for language in ("name_en", "name_id"):
        assert len({getattr(check, language) for check in CHECKS}) == len(CHECKS)
    for check in CHECKS:
        assert check.looks_for and check.source and check.settles and check.applies_to
        assert check.severity in SEVERITIES and check.applies_to <= set(KINDS)
        assert all(parameter.meaning and parameter.source for parameter in check.parameters.values())


def test_a_check_and_its_parameters_cannot_be_changed():
    check = find_check("sudden-jump")
    with pytest.raises(dataclasses.FrozenInstanceError):
        check.severity = "note"
    with pytest.raises(TypeError):
        check.parameters["own_spreads"] = None


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_an_empty_table_is_never_a_pass(check, run):
    kind = sorted(check.applies_to)[0]
    result = run(check.id, EMPTY, kind)
    assert result.status == NOT_EVALUATED and "has no rows" in result.sentence and result.rows.empty


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_a_table_of_another_kind_is_not_evaluated(check, run, clean):
    other = next(kind for kind in KINDS if kind not in check.applies_to)
    result = run(check.id, clean, other)
    assert result.status == NOT_EVALUATED and "it fits tables of the kind" in result.sentence


@pytest.mark.parametrize("check", [c for c in CHECKS if "panel" in c.applies_to], ids=lambda check: check.id)
def test_a_panel_without_values_is_not_evaluated(check, run, clean):
    frame = clean.assign(**{name: float("nan") for name in clean.columns[2:]})
    result = run(check.id, frame)
    assert result.status == NOT_EVALUATED and result.sentence.startswith("Not evaluated, because")


def test_unknown_parameter_names_the_nearest(run, clean):
    with pytest.raises(ParameterError, match="Did you mean 'own_spreads'"):
        run("sudden-jump", clean, changes={"own_spread": 3})
    with pytest.raises(ParameterError, match="it has: none"):
        find_check("zero-denominator").values({"x": 1})


def test_unknown_check_names_the_nearest(clean):
    with pytest.raises(ParameterError, match="Did you mean 'scale-error'"):
        find_check("scale-errors")
    with pytest.raises(ParameterError, match="Did you mean 'sudden-jump'"):
        audit(clean, "panel", parameters={"suden-jump": {}})


def test_unknown_kind_names_the_nearest(clean):
    with pytest.raises(MethodError, match="Did you mean 'panel'"):
        audit(clean, "panels")
    with pytest.raises(MethodError, match="The severity 'eror' does not exist"):
        dataclasses.replace(find_check("heaping"), severity="eror")
    with pytest.raises(MethodError, match="No check fits"):
        audit(clean, "panel", checks=[])


def test_two_rows_for_a_year_and_an_absent_measure_are_refused(clean):
    with pytest.raises(MethodError, match="two rows for region 1101 in 2001"):
        audit(pd.concat([clean, clean.head(1)]), "panel")
    with pytest.raises(MethodError, match="Did you mean 'births_pct'"):
        audit(clean, "panel", measures=["birth_pct"])


def test_a_check_added_to_the_registry_is_run(clean):
    twin = dataclasses.replace(find_check("out-of-range"), id="twin")
    assert isinstance(twin, Check)
    assert [r.check_id for r in audit(clean, "panel", checks=[*CHECKS, twin]).results][-1] == "twin"


def test_only_fitting_checks_run_and_the_caller_keeps_the_frame(clean):
    before = clean.copy(deep=True)
    found = audit(clean, "panel")
    assert {r.check_id for r in found.results} == {c.id for c in CHECKS if "panel" in c.applies_to}
    pd.testing.assert_frame_equal(clean, before)
    with pytest.raises(MethodError, match="check of this audit"):
        found.result("straight-targets")


def test_scorecard_counts_what_was_seen_and_names_what_was_not(clean):
    frame = clean.copy()
    frame.loc[3, "births_pct"] = 122.0
    frame.loc[5, frame.columns[2:]] = float("nan")
    found = audit(frame, "panel", table="test")
    card = scorecard(found)
    assert len(card) == len(frame) and set(card["table"]) == {"test"}
    planted = card[(card["region_code"] == "1101") & (card["year"] == 2004)].iloc[0]
    assert planted["error_flags"] >= 1 and "out-of-range" in planted["flagged_checks"].split()
    blank = card[(card["region_code"] == "1101") & (card["year"] == 2006)].iloc[0]
    assert blank["evaluated_count"] == 0
    assert len(blank["not_evaluated"].split()) == blank["checks_count"] == len(found.results)
    assert "parts-total" in planted["not_evaluated"].split()
    named = card["not_evaluated"].str.split().str.len()
    assert (named + card["evaluated_count"] == card["checks_count"]).all()


def test_a_pair_of_regions_counts_at_both(clean):
    frame = clean.copy()
    source = frame[(frame["region_code"] == "1102") & (frame["year"] == 2005)].index[0]
    target = frame[(frame["region_code"] == "1107") & (frame["year"] == 2005)].index[0]
    frame.loc[target, frame.columns[2:]] = frame.loc[source, frame.columns[2:]].to_numpy()
    card = scorecard(audit(frame, "panel"))
    hit = card[card["flagged_checks"].str.contains("identical-districts")]
    assert list(zip(hit["region_code"], hit["year"], strict=True)) == [("1102", 2005), ("1107", 2005)]


def test_the_statuses_and_sentences(run, clean):
    passed = run("out-of-range", clean)
    assert passed.status == PASSED and passed.sentence.startswith("None among")
    frame = clean.copy()
    frame.loc[0, "water_pct"] = -1.0
    flagged = run("out-of-range", frame)
    assert flagged.status == FLAGGED and flagged.sentence.startswith("1 found among")
    assert flagged.rows.to_dict("records") == [{"region_code": "1101", "year": 2001, "column": "water_pct"}]
    assert flagged.evidence.loc[0, "value"] == -1.0 and flagged.settles


def test_the_scorecard_says_how_many_cells_at_least_one_check_could_judge(clean):
    frame = clean.assign(strange=1.0)  # no bounds, no unit, never moving: hardly a check can judge it
    frame.loc[5, "births_pct"] = float("nan")
    card = scorecard(audit(frame, "panel", checks=[find_check("out-of-range")]))
    assert card["cells_count"].tolist()[:7] == [8] * 5 + [7] + [8]
    assert (card["judged_cells_count"] == card["cells_count"] - 1).all()
    assert card.loc[0, "judged_cells_share"] == 7 / 8


def test_cells_that_several_checks_judge_count_once(clean):
    both = scorecard(audit(clean, "panel", checks=[find_check("out-of-range"), find_check("scale-error")]))
    assert (both["judged_cells_count"] <= both["cells_count"]).all()
    assert both["judged_cells_share"].max() == 1.0


def test_rows_of_another_table_are_counted_as_rows():
    frame = pd.DataFrame(
        {
            "region_code": "1101", "year": [2012, 2012, 2013], "indicator_code": ["a", "b", "a"],
            "numerator": [1.0, 2.0, 3.0], "denominator": [2.0, None, 4.0], "value_pct": [50.0, 40.0, 75.0],
            "target_pct": 80.0,
        }
    )  # fmt: skip
    card = scorecard(audit(frame, "indicators", checks=[find_check("value-differs")]))
    assert card[["cells_count", "judged_cells_count"]].to_numpy().tolist() == [[2, 1], [1, 1]]


def test_coverage_names_what_each_check_could_judge(clean):
    table = coverage(audit(clean, "panel")).set_index("check_id")
    assert table.loc["out-of-range", "places_share"] == 1.0
    assert table.loc["out-of-range", "judged_count"] == 7 * len(clean)
    assert table.loc["parts-total", ["status", "judged_count", "places_share"]].tolist() == [
        "not evaluated",
        0,
        0,
    ]
