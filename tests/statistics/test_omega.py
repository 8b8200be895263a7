from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from statsmodels.multivariate.factor import Factor

from analysis.errors import MethodError
from analysis.statistics.omega import mcdonald_omega
from analysis.statistics.reliability import cronbach_alpha

FOLDER = Path(__file__).parents[1] / "golden" / "cronbach_attitude"


def scale(loadings, spread=None, people=200):
    """People whose items have exactly one factor: the sample correlations are products of the loadings."""
    loadings = np.array(loadings)
    noise = np.random.default_rng(7).normal(size=(people, len(loadings) + 1))
    noise -= noise.mean(axis=0)
    noise = np.linalg.qr(noise)[0] * np.sqrt(people - 1)
    values = noise[:, :1] * loadings + noise[:, 1:] * np.sqrt(1 - loadings**2)
    return pd.DataFrame(values * (np.ones(len(loadings)) if spread is None else spread)).add_prefix("i")


def test_one_exact_factor_by_hand():
    loadings = [0.9, 0.7, 0.5, 0.4]
    found = mcdonald_omega(scale(loadings))
    # (sum of loadings)^2 / ((sum)^2 + sum of 1 - loading^2) = 6.25 / (6.25 + 4 - 1.71)
    assert found.omega == pytest.approx(6.25 / (6.25 + 4 - 1.71), abs=1e-5)
    assert found.loadings.tolist() == pytest.approx(loadings, abs=1e-4)


def test_equal_loadings_give_alpha_and_unequal_ones_more():
    equal = scale([0.6] * 5)
    assert mcdonald_omega(equal).omega == pytest.approx(cronbach_alpha(equal).alpha, abs=1e-5)
    unequal = scale([0.9, 0.8, 0.3, 0.3])
    assert mcdonald_omega(unequal).omega > cronbach_alpha(unequal).alpha


def test_the_spread_of_an_item_weighs():
    # loadings .8 .8 .4 with spreads 1 1 3: (.8 + .8 + 1.2)^2 over itself plus .36 + .36 + .84 * 9
    found = mcdonald_omega(scale([0.8, 0.8, 0.4], spread=[1, 1, 3]))
    assert found.omega == pytest.approx(2.8**2 / (2.8**2 + 0.36 + 0.36 + 0.84 * 9), abs=1e-5)


def test_the_attitude_survey_beside_maximum_likelihood_of_another_library():
    attitude = pd.read_csv(FOLDER / "data.csv")
    found = mcdonald_omega(attitude)
    fit = Factor(attitude.to_numpy(), n_factor=1, method="ml").fit()
    loadings, spread = np.abs(fit.loadings[:, 0]), attitude.std().to_numpy()
    common = (loadings * spread).sum() ** 2
    other = common / (common + ((1 - loadings**2) * spread**2).sum())
    # Least squares against maximum likelihood: two estimates of one thing, a hundredth apart at most.
    assert found.omega == pytest.approx(other, abs=0.01)
    assert found.omega > cronbach_alpha(attitude).alpha


def test_an_item_that_is_the_factor_leaves_omega_undefined():
    frame = scale([0.7, 0.7, 0.7])
    broken = frame.assign(i2=frame["i0"] + frame["i1"])
    found = mcdonald_omega(broken)
    assert np.isnan(found.omega) and "'i2' itself" in found.why


@pytest.mark.parametrize(
    ("items", "words"),
    [
        (scale([0.5, 0.5]), "three items"),
        (scale([0.5] * 4).head(4), "at least 5 are needed"),
        (scale([0.5] * 3).drop(index=3).reindex(range(200)), "An answer of '3' is missing"),
        (scale([0.5] * 3).assign(i1=2.0), "same in all"),
    ],
)
def test_refusals(items, words):
    with pytest.raises(MethodError, match=words):
        mcdonald_omega(items)
