import math
from pathlib import Path

import pandas as pd
import pytest
from scipy import stats

from analysis.errors import MethodError
from analysis.statistics.proportions import proportion_interval
from analysis.statistics.survey import Design, SurveyEstimate, survey_mean
from analysis.statistics.survey_shares import survey_share_interval

API = pd.read_csv(Path(__file__).parents[1] / "golden" / "survey_api_design" / "apiclus1.csv")
SCHOOLS = API.assign(yes=(API["sch.wide"] == "Yes").astype(float))


@pytest.fixture(scope="module")
def clustered():
    return survey_mean(SCHOOLS, "yes", Design("pw", clusters="dnum", population="fpc"))


def test_korn_and_graubard_from_the_published_share_and_standard_error(clustered):
    # Share and standard error of the golden case: .87431693989 and .020359477245, 183 schools, 15 districts.
    size = 0.87431693989 * 0.12568306011 / 0.020359477245**2
    size *= (stats.t.ppf(0.975, 182) / stats.t.ppf(0.975, 14)) ** 2
    found = survey_share_interval(clustered, method="korn_graubard")
    assert found.trials_effective == pytest.approx(size, rel=1e-6)  # the tolerance of the golden case
    count = 0.87431693989 * size
    assert found.low == pytest.approx(stats.beta.ppf(0.025, count, size - count + 1), abs=1e-6)
    assert found.high == pytest.approx(stats.beta.ppf(0.975, count + 1, size - count), abs=1e-6)


def test_people_drawn_one_by_one_have_the_plain_interval():
    frame = pd.DataFrame({"yes": [1.0] * 12 + [0.0] * 28, "w": 1.0})
    share = survey_mean(frame, "yes", Design("w"))
    found = survey_share_interval(share)
    plain = proportion_interval(12 * 39 / 40, 39)  # the estimated variance has 39 where the plain one has 40
    assert (found.low, found.high) == (pytest.approx(plain.low), pytest.approx(plain.high))


def test_wilson_is_narrower_than_korn_and_graubard_and_clusters_widen(clustered):
    narrow, wide = (survey_share_interval(clustered, method=m) for m in ("wilson", "korn_graubard"))
    assert wide.low < narrow.low < narrow.estimate < narrow.high < wide.high


def test_a_share_of_zero_takes_the_design_effect_of_others():
    none = SurveyEstimate(0.0, 0.0, 0.0, 0.0, math.nan, 99, 100)
    plain, clumped = survey_share_interval(none), survey_share_interval(none, design_effect=2.0)
    assert plain.low == clumped.low == 0
    assert plain.high == pytest.approx(proportion_interval(0, 100).high)
    assert clumped.high == pytest.approx(proportion_interval(0, 50).high)


def test_clusters_that_look_alike_can_be_held_to_the_respondents(clustered):
    alike = SurveyEstimate(0.5, 0.01, 0.4, 0.6, 0.1, 14, 183)
    size = 0.25 / 0.01**2 * (stats.t.ppf(0.975, 182) / stats.t.ppf(0.975, 14)) ** 2
    assert survey_share_interval(alike).trials_effective == pytest.approx(size)
    assert survey_share_interval(alike, truncate=True).trials_effective == 183
    own = survey_share_interval(clustered).trials_effective  # design effect 0.7
    assert survey_share_interval(clustered, truncate=True).trials_effective == min(own, 183)


def test_everybody_asked_leaves_no_doubt():
    whole = SurveyEstimate(0.4, 0.0, 0.4, 0.4, math.nan, 9, 10)
    found = survey_share_interval(whole)
    assert (found.low, found.high, found.trials_effective) == (0.4, 0.4, math.inf)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"method": "logit"}, "'logit' is not known"),
        ({"level": 2}, "between 0 and 1"),
        ({"design_effect": 0}, "above zero"),
    ],
)
def test_refusals(clustered, arguments, words):
    with pytest.raises(MethodError, match=words):
        survey_share_interval(clustered, **arguments)
    with pytest.raises(MethodError, match="is no share"):
        survey_share_interval(SurveyEstimate(3.0, 0.1, 2.8, 3.2, 1.0, 9, 10))
