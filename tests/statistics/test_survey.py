import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import MethodError
from analysis.statistics.survey import Design, logit_interval, survey_mean, survey_ratio, survey_total

FOLDER = Path(__file__).parents[1] / "golden" / "survey_api_design"
GOLDEN = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
EXPECTED = GOLDEN["expected"]
# Tolerance of the case: the weights in the file carry that many digits.
RELATIVE = GOLDEN["tolerance"]["rel"]
STRATA, CLUSTERS = (
    pd.read_csv(FOLDER / f"{name}.csv").assign(wide=lambda rows: rows["sch.wide"].eq("Yes").astype(float))
    for name in ("apistrat", "apiclus1")
)
BY_STRATUM = Design("pw", strata="stype", population="fpc")
BY_DISTRICT = Design("pw", clusters="dnum", population="fpc")


def close(found, expected, name):
    assert found.estimate == pytest.approx(expected[name], rel=RELATIVE)
    assert found.standard_error == pytest.approx(expected["se"], rel=RELATIVE)
    if "deff" in expected:
        assert found.design_effect == pytest.approx(expected["deff"], rel=RELATIVE)


def test_california_schools_by_stratum():
    close(survey_mean(STRATA, "api00", BY_STRATUM), EXPECTED["strat_mean_api00"], "mean")
    close(survey_total(STRATA, "enroll", BY_STRATUM), EXPECTED["strat_total_enroll"], "total")
    for row in EXPECTED["strat_by_stype"]:
        kind = STRATA["stype"] == row["stype"]
        close(survey_mean(STRATA, "api00", BY_STRATUM, within=kind), row, "mean")


def test_california_schools_by_district():
    close(survey_mean(CLUSTERS, "api00", BY_DISTRICT), EXPECTED["clus1_mean_api00_fpc"], "mean")
    replaced = Design("pw", clusters="dnum")
    close(survey_mean(CLUSTERS, "api00", replaced), EXPECTED["clus1_mean_api00_nofpc"], "mean")
    share = {name: values[1] for name, values in EXPECTED["clus1_prop_schwide"].items()}
    close(survey_mean(CLUSTERS, "wide", BY_DISTRICT), share, "mean")


def test_interval_of_a_share_on_the_logit_scale():
    found = logit_interval(survey_mean(STRATA, "wide", BY_STRATUM))
    assert found == pytest.approx(EXPECTED["ci_strat_logit_schwide"], rel=RELATIVE)


def test_a_simple_sample_by_hand():
    frame = pd.DataFrame({"y": [1.0, 2.0, 3.0], "w": 2.0, "N": 6.0})
    found = survey_mean(frame, "y", Design("w", population="N"))
    assert found.estimate == 2
    assert found.standard_error == pytest.approx(np.sqrt((1 - 3 / 6) * 1 / 3))
    assert found.design_effect == pytest.approx(1)
    assert survey_total(frame, "y", Design("w")).estimate == 12


def test_a_mean_is_the_ratio_to_a_count():
    frame = STRATA.assign(one=1.0)
    mean, ratio = (
        survey_mean(frame, "api00", BY_STRATUM),
        survey_ratio(frame, "api00", "one", BY_STRATUM),
    )
    assert ratio.estimate == pytest.approx(mean.estimate)
    assert ratio.standard_error == pytest.approx(mean.standard_error)


@given(st.integers(0, 1000), st.floats(0.1, 100), st.floats(-50, 50))
def test_units_move_the_mean_and_order_does_not(seed, scale, shift):
    generator = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {"y": generator.normal(size=12), "w": generator.uniform(1, 5, 12), "c": np.repeat(range(4), 3)}
    )
    design = Design("w", clusters="c")
    first = survey_mean(frame, "y", design)
    moved = survey_mean(
        frame.assign(y=frame["y"] * scale + shift).sample(frac=1, random_state=1), "y", design
    )
    assert moved.estimate == pytest.approx(first.estimate * scale + shift, abs=1e-7)
    assert moved.standard_error == pytest.approx(first.standard_error * scale, abs=1e-7)


@pytest.mark.parametrize(
    ("frame", "design", "words"),
    [
        (STRATA, Design("weight"), "'weight' is not in the sample"),
        (STRATA.assign(pw=0.0), Design("pw"), "above zero"),
        (STRATA.assign(api00=np.nan), Design("pw"), "'api00' is missing in row 0"),
        (STRATA, Design("pw", strata="snum"), "one cluster only"),
        (STRATA.assign(fpc=3), BY_STRATUM, "cannot give a sample"),
    ],
)
def test_what_cannot_be_estimated_is_refused(frame, design, words):
    with pytest.raises(MethodError, match=words):
        survey_mean(frame, "api00", design)


def test_an_empty_domain_and_a_share_of_one_are_refused():
    with pytest.raises(MethodError, match="no row in the sample"):
        survey_mean(STRATA, "api00", BY_STRATUM, within=STRATA["stype"] == "X")
    with pytest.raises(MethodError, match="has no logit"):
        logit_interval(survey_mean(STRATA.assign(wide=1.0), "wide", BY_STRATUM))
