import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize
from scipy.special import expit, xlogy

from analysis.comparison.qca.calibration import Anchor, calibrate
from analysis.comparison.qca.indirect import calibrate_indirectly
from analysis.errors import MethodError
from tests.comparison.golden import golden


def incomes():
    """Return Ragin's 24 incomes and a grouping into six."""
    _, data = golden("calibration_ragin_direct")
    income = data.set_index("country")["income"].astype(float)
    bins = [0, 1_500, 3_500, 6_000, 12_000, 20_000, 1e9]
    groups = pd.cut(income, bins, labels=False).map(dict(enumerate((0.0, 0.2, 0.4, 0.6, 0.8, 1.0))))
    return income, groups.astype(float)


def deviance(shares, fitted):
    own = xlogy(shares, shares) + xlogy(1 - shares, 1 - shares)
    return 2 * float((own - xlogy(shares, fitted) - xlogy(1 - shares, 1 - fitted)).sum())


def direct_search(income, groups, powers):
    logs = np.log(income / income.mean())
    first, second = (logs if power == 0 else np.exp(power * logs) for power in powers)
    second = first * logs if powers[0] == powers[1] else second
    basis, _ = np.linalg.qr(np.column_stack([np.ones(len(logs)), first, second]))

    def loss(beta):
        return deviance(groups, np.clip(expit(basis @ beta), 1e-12, 1 - 1e-12))

    return float(minimize(loss, np.zeros(3), method="BFGS").fun)


def test_the_fit_is_the_highest_likelihood_by_a_direct_search_and_no_other_powers_reach_it():
    income, groups = incomes()
    found = calibrate_indirectly(income, groups)
    assert found.deviance == pytest.approx(deviance(groups, found.membership), rel=1e-6)
    # Two searches for one maximum; the second takes its gradient by differences.
    assert found.deviance == pytest.approx(direct_search(income, groups, found.powers), rel=1e-3)
    for powers in ((0.0, 0.0), (1.0, 2.0), (-1.0, 1.0), (-0.5, 0.5)):
        assert found.deviance < direct_search(income, groups, powers)


def test_it_comes_near_the_direct_calibration_where_the_groups_do():
    income, groups = incomes()
    found = calibrate_indirectly(income, groups)
    anchor = Anchor(2_500, 5_000, 20_000, "Ragin's anchors of developed countries", "Ragin (2008), table 5.2")
    direct = calibrate(income, anchor).membership
    assert found.rising and np.corrcoef(found.membership, direct)[0, 1] > 0.95
    assert set(found.moved) <= set(income.index[(income - 6_000).abs() < 2_500])


def test_a_set_of_small_values_falls_and_a_missing_value_stays_missing():
    income, groups = incomes()
    income.iloc[3] = np.nan
    found = calibrate_indirectly(income, 1 - groups)
    assert found.rising and np.isnan(found.membership.iloc[3])
    assert found.membership["Switzerland"] < 0.1 < 0.9 < found.membership["Burundi"]


@pytest.mark.parametrize("factor", [0.001, 7.3, 15_000.0])
def test_the_unit_of_the_value_does_not_matter(factor):
    income, groups = incomes()
    one, other = calibrate_indirectly(income, groups), calibrate_indirectly(factor * income, groups)
    np.testing.assert_allclose(one.membership, other.membership, atol=1e-6)


@pytest.mark.parametrize(
    ("values", "groups", "words"),
    [
        ([1.0, 2, 3], [0.0, 0.5, 1], "at least 6 cases"),
        ([0.0, 2, 3, 4, 5, 6], [0.0, 0, 0.4, 0.6, 1, 1], "smallest value 0"),
        ([1.0, 2, 3, 4, 5, 6], [0.0, 0, 0.4, 0.6, 1, 2], "between 0 and 1"),
        ([1.0, 2, 3, 4, 5, 6], [0.0, 0, 0, 1, 1, 1], "three kinds"),
        ([1.0, 2, 3, 4, 5, "six"], [0.0, 0, 0.4, 0.6, 1, 1], "finite numbers"),
    ],
)
def test_what_cannot_be_fitted_is_refused(values, groups, words):
    with pytest.raises(MethodError, match=words):
        calibrate_indirectly(pd.Series(values), pd.Series(groups))
    with pytest.raises(MethodError, match="same cases"):
        calibrate_indirectly(pd.Series([1.0], index=["a"]), pd.Series([1.0], index=["b"]))
