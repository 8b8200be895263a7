"""How the shares of several complaints of the same people move together."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy import stats

from analysis.statistics.proportions import ProportionInterval
from analysis.voice.sampling import Sample

LARGEST_SIZE = 1e12  # stands for everybody asked: no noise is left


def share_covariance(
    answers: pd.DataFrame, sample: Sample, intervals: Mapping[str, ProportionInterval], level: float = 0.95
) -> pd.DataFrame:
    """Return the covariance of the estimated shares, complaints by complaints.

    Parameters
    ----------
    answers : pandas.DataFrame
        Respondents by complaints: 1, 0, NaN.
    sample : Sample
        From :func:`analysis.voice.sampling.sample_of`.
    intervals : mapping of str to ProportionInterval
        Complaint to its share and effective size; complaints that nobody answered are left out.
    level : float
        Level for which the standard errors are meant.

    Notes
    -----
    Correlations by Taylor linearisation between clusters (people, where drawn one by one) within units.
    Standard errors after Agresti and Coull (1998), The American Statistician 52: 119-126: with z squared
    answers more, half of them yes, so that a complaint that nobody or everybody has keeps an error above
    zero; these answers are taken as independent, which pulls the correlations a little towards zero.
    """
    names = list(intervals)
    squared = float(stats.norm.ppf((1 + level) / 2)) ** 2
    size = np.array([min(intervals[name].trials_effective, LARGEST_SIZE) for name in names])
    share = np.array([intervals[name].estimate for name in names])
    drawn_in = (share * size + squared / 2) / (size + squared)
    error = np.sqrt(drawn_in * (1 - drawn_in) / (size + squared))
    count = len(answers)
    together = _correlation(answers[names], sample) * count / (count + squared)
    np.fill_diagonal(together, 1.0)
    return pd.DataFrame(together * np.outer(error, error), index=names, columns=names)


def _correlation(answers: pd.DataFrame, sample: Sample) -> np.ndarray:
    """Return the correlation of the linearised shares; zero where a share does not vary."""
    weight = sample.frame["weight"].to_numpy(float)[:, None] * answers.notna().to_numpy(float)
    value = answers.fillna(0.0).to_numpy(float)
    mean = (weight * value).sum(axis=0) / weight.sum(axis=0)
    scores = pd.DataFrame(weight * (value - mean) / weight.sum(axis=0), index=answers.index)
    totals = scores.groupby([sample.frame["unit_name"], sample.frame["cluster"]]).sum()
    covariance = np.zeros((answers.shape[1], answers.shape[1]))
    for _, inside in totals.groupby(level=0):
        if len(inside) > 1:
            covariance += len(inside) * np.cov(inside.to_numpy(), rowvar=False).reshape(covariance.shape)
    spread = np.sqrt(np.diag(covariance))
    scale = np.divide(1.0, spread, out=np.zeros_like(spread), where=spread > 1e-12)
    return np.clip(covariance * np.outer(scale, scale), -1.0, 1.0)
