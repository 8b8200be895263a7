import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.errors import DataError, MethodError
from analysis.messages import in_language
from analysis.sources import load_table
from analysis.statistics.classes import bands_of
from analysis.voice.satisfaction import reliability, satisfaction, satisfaction_from_means
from analysis.voice.satisfaction_answers import satisfaction_round
from analysis.voice.satisfaction_index import ELEMENTS
from tests.voice.scores import scores

FOLDER = Path(__file__).parents[1] / "golden" / "ikm_skm_permenpan14"


@pytest.fixture(scope="module")
def bands():
    return bands_of(load_table("standards/index-bands").frame, "satisfaction")


def published():
    """The 29 people of the published calculation, as its counts leave them: who gave what is not known."""
    counts = pd.read_csv(FOLDER / "data.csv").set_index("unsur")
    columns = {name.lower(): np.repeat([4, 3, 2, 1], counts.loc[name].to_numpy()) for name in ELEMENTS}
    frame = pd.DataFrame({**columns, "respondent_id": [f"R{i}" for i in range(29)]})
    return frame.assign(year=2023, round=1, unit_name="A")


def test_the_published_calculation(bands):
    expected = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))["expected"]
    found = satisfaction(satisfaction_round(published(), 2023, 1), bands=bands, weight=0.11)
    # Printed with four and two decimals.
    assert found.elements["mean_score"].round(4).tolist() == expected["nrr_published_4dp"]
    assert round(found.index.exact, 2) == expected["ikm_published_exact"]
    assert round(found.index.rounded, 2) == expected["ikm_published_weight_0_11"]
    assert found.index.class_exact.band == expected["category"]
    assert found.respondents_count == found.complete_count == expected["n_respondents"]
    # Everybody gave U4 the full score: no spread to judge from.
    assert found.elements.set_index("element").loc["U4", ["low", "high"]].isna().all()


def test_the_interval_by_hand():
    frame = scores(40)
    found = satisfaction(satisfaction_round(frame, 2013, 1))
    own = frame[[name.lower() for name in ELEMENTS]].mean(axis=1) * 25
    assert found.index.exact == pytest.approx(own.mean())
    assert found.standard_error == pytest.approx(own.std(ddof=1) / np.sqrt(40))
    reach = 2.0226909 * found.standard_error  # Student's t, 39 degrees of freedom
    assert [found.low, found.high] == pytest.approx([own.mean() - reach, own.mean() + reach])


def test_the_error_against_a_bootstrap_with_answers_left_open():
    frame = scores(120, seed=4).astype({"u2": float})
    frame.loc[frame.index % 4 == 0, "u2"] = np.nan
    found = satisfaction(satisfaction_round(frame, 2013, 1))
    values = frame[[name.lower() for name in ELEMENTS]].to_numpy()
    rng = np.random.default_rng(2)
    draws = [25 * np.nanmean(values[rng.integers(0, 120, 120)], axis=0).mean() for _ in range(2000)]
    assert found.standard_error == pytest.approx(np.std(draws), rel=0.08)  # 2,000 draws: about two percent
    assert found.complete_count == 90
    assert found.elements["respondents_count"].tolist()[:2] == [120, 90]


def test_how_sure_the_class_is(bands):
    near = scores(50, seed=3)
    found = satisfaction(satisfaction_round(near, 2013, 1), bands=bands)
    assert sum(found.class_shares.values()) == pytest.approx(1)
    assert found.class_shares["A"] < 0.01 < found.class_shares["B"] + found.class_shares["C"]
    sure = satisfaction(satisfaction_round(published(), 2023, 1), bands=bands)
    assert sure.class_shares["A"] > 0.9 and set(sure.class_shares) == {"A", "B", "C", "D"}
    everyone = satisfaction(
        satisfaction_round(near.assign(users_count=50), 2013, 1), bands=bands
    )  # all users asked: no doubt is left
    assert everyone.class_is_sure and everyone.standard_error == 0
    assert set(everyone.class_shares.values()) == {0.0, 1.0}


def test_clusters_and_users():
    frame = scores(60)
    plain = satisfaction(satisfaction_round(frame, 2013, 1))
    few = satisfaction(satisfaction_round(frame.assign(users_count=80), 2013, 1))
    assert few.standard_error == pytest.approx(plain.standard_error * np.sqrt(1 - 60 / 80))
    ordered = frame.sort_values([name.lower() for name in ELEMENTS], ignore_index=True)
    lumped = ordered.assign(cluster=[f"d{i // 10}" for i in range(60)])
    clustered = satisfaction(satisfaction_round(lumped, 2013, 1))
    assert clustered.sampling == "clusters"
    assert clustered.standard_error > 1.5 * plain.standard_error


def test_means_give_the_index_and_say_what_they_cannot(bands):
    frame = scores(30)
    own = satisfaction(satisfaction_round(frame, 2013, 1), bands=bands)
    means = own.elements.assign(year=2013, round=1, unit_name="Unit A")
    found = satisfaction_from_means(means, 2013, 1, "Unit A", bands=bands)
    assert found.index.exact == pytest.approx(own.index.exact)
    assert found.cannot == ("interval", "reliability", "drivers")
    assert np.isnan(found.low) and found.class_is_sure is None and found.class_shares == {}
    partial = satisfaction_from_means(means[means["element"] != "U4"], 2013, 1, "Unit A", bands=bands)
    assert partial.index.missing == ("U4",) and partial.index.class_exact is None


def test_reliability_leaves_out_what_does_not_vary():
    frame = scores(80).assign(u4=4)
    alpha, omega = reliability(satisfaction_round(frame, 2013, 1))
    assert alpha.items_count == 8 and "U4" not in omega.loadings
    assert alpha.lower < alpha.alpha < alpha.upper
    assert omega.omega == pytest.approx(alpha.alpha, abs=0.05)


def test_one_unit_of_several_and_the_order_of_rows():
    both = pd.concat([scores(30), scores(30, unit="B", prefix="S", seed=9)], ignore_index=True)
    answered = satisfaction_round(both.sample(frac=1, random_state=5), 2013, 1)
    alone = satisfaction(satisfaction_round(scores(30), 2013, 1))
    assert satisfaction(answered.within("Unit A")).index.exact == alone.index.exact
    assert answered.units == ("B", "Unit A")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda f: f.assign(u3=[5] + [3] * 9), "Row 2, column 'u3': expected 1, 2, 3 or 4.*found 5"),
        (lambda f: f.assign(u3=[2.5] + [3] * 9), "Row 2, column 'u3'"),
        (lambda f: f.assign(overall=["baik"] + [3] * 9), "Row 2, column 'overall'.*'baik'"),
        (
            lambda f: f.assign(respondent_id=["R0", "R0", *"bcdefghi"]),
            "Row 3: respondent 'R0' stands already in row 2",
        ),
        (lambda f: f.assign(users_count=4), "10 respondents but only 4 users"),
        (lambda f: f.assign(weight=[1] * 9 + [np.nan]), "Row 11, column 'weight'"),
    ],
)
def test_a_bad_row_is_named(change, words):
    with pytest.raises(DataError, match=words):
        satisfaction_round(change(scores(10)), 2013, 1)


def test_refusals():
    with pytest.raises(MethodError, match=r"no survey of 2014, round 1; the table has: 2013 \(1\)"):
        satisfaction_round(scores(5), 2014, 1)
    with in_language("id"), pytest.raises(DataError, match="Baris 2, kolom 'u1'"):
        satisfaction_round(scores(5).assign(u1=7), 2013, 1)
    silent = scores(5).assign(**{name.lower(): np.nan for name in ELEMENTS})
    with pytest.raises(MethodError, match="No element"):
        satisfaction(satisfaction_round(silent, 2013, 1))
    means = pd.DataFrame(
        {"year": 2013, "round": 1, "unit_name": "A", "element": ["U1", "U1"], "respondents_count": 9,
         "mean_score": 3.0}
    )  # fmt: skip
    with pytest.raises(MethodError, match="U1 stands twice"):
        satisfaction_from_means(means, 2013, 1, "A")
    with pytest.raises(MethodError, match="no survey of B"):
        satisfaction_from_means(means, 2013, 1, "B")
