"""How far two districts are apart over all declared inputs together, beside all other pairs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from analysis.comparison.similarity.distance import mahalanobis_distances
from analysis.comparison.similarity.gower import gower_distances
from analysis.comparison.similarity.inputs import window_inputs
from analysis.errors import MethodError
from analysis.panels import require_region

LEAST_SHARE = 0.75


def region_pairs(regions: pd.DataFrame, codes: Sequence[str]) -> list[tuple[str, str]]:
    """Return every pair of the districts named, in their order.

    Raises
    ------
    MethodError
        An unknown district, a province, a repeat, or fewer than two.
    """
    for code in codes:
        require_region(regions, code)
    if len(set(codes)) < 2 or len(set(codes)) < len(codes):
        raise MethodError("Name at least two regions to compare, and each region once.")
    return list(combinations(codes, 2))


def share_closer(gap: float, gaps: np.ndarray) -> float:
    """Return the percentage of all gaps (sorted) that are smaller than one gap; NaN for a missing gap."""
    if np.isnan(gap) or not gaps.size:
        return float("nan")
    return 100 * float(np.searchsorted(gaps, gap * (1 - 1e-12), side="left")) / gaps.size


@dataclass(frozen=True)
class PairSimilarity:
    """How far two districts are apart over all inputs together; NaN where that cannot be said."""

    region_a: str
    region_b: str
    inputs_compared: int
    gower_distance: float
    gower_closer_pct: float
    mahalanobis_distance: float
    mahalanobis_closer_pct: float

    @property
    def codes(self) -> str:
        """Both codes in one word, such as ``6172-7322``."""
        return f"{self.region_a}-{self.region_b}"


@dataclass(frozen=True)
class SimilaritySummary:
    """All pairs compared, with what the distances rest on and why one was refused.

    Attributes
    ----------
    pairs : tuple of PairSimilarity
        ``*_closer_pct`` is the percentage of all pairs of districts that are closer than this pair.
    inputs : tuple of str
        The declared inputs.
    first_year, last_year : int
        The window.
    gower_districts, mahalanobis_districts : int
        How many districts each distance could be computed for.
    refused : str
        Why the Mahalanobis distance was refused; empty if it was not.
    """

    pairs: tuple[PairSimilarity, ...]
    inputs: tuple[str, ...]
    first_year: int
    last_year: int
    gower_districts: int
    mahalanobis_districts: int
    refused: str

    @property
    def ordered(self) -> tuple[PairSimilarity, ...]:
        """The pairs with a Gower distance, the closest first."""
        known = [pair for pair in self.pairs if pd.notna(pair.gower_distance)]
        return tuple(sorted(known, key=lambda pair: pair.gower_distance))

    def frame(self) -> pd.DataFrame:
        """Return the pairs as a tidy frame, one row per pair."""
        return pd.DataFrame([asdict(pair) for pair in self.pairs])


def _mahalanobis(complete: pd.DataFrame) -> tuple[pd.DataFrame | None, str]:
    """Return all Mahalanobis distances between districts with every input, or why there are none."""
    try:
        return mahalanobis_distances(complete).distances, ""
    except MethodError as refusal:
        return None, str(refusal)


def _between(distances: pd.DataFrame, a: str, b: str) -> float:
    """Return one distance; NaN where one of the two has none."""
    return float(distances.reindex(index=[a], columns=[b]).to_numpy()[0, 0])


def _gaps(distances: pd.DataFrame) -> np.ndarray:
    upper = distances.to_numpy()[np.triu_indices(len(distances), 1)]
    return np.sort(upper[~np.isnan(upper)])


def similarity_summary(
    panel: pd.DataFrame,
    regions: pd.DataFrame,
    codes: Sequence[str],
    inputs: Sequence[str],
    first_year: int,
    last_year: int,
    log_inputs: Collection[str] = (),
) -> SimilaritySummary:
    """Return how far each pair of regions is apart over all declared inputs together.

    Parameters
    ----------
    panel, regions, codes, inputs, first_year, last_year, log_inputs
        As for :func:`analysis.comparison.similarity.differences.input_differences`.

    Returns
    -------
    SimilaritySummary
        Gower's distance with the ranges of all districts, and the Mahalanobis distance with the covariance
        of all districts that have every input, each with the percentage of all pairs of districts that are
        closer. A pair that shares less than three quarters of the inputs has NaN and does not count.

    Raises
    ------
    MethodError
        As for :func:`analysis.comparison.similarity.differences.input_differences`.

    Notes
    -----
    Gower (1971), Biometrics 27(4): 857-871; Mahalanobis (1936), Proceedings of the National Institute of
    Sciences of India 2: 49-55. Mahalanobis is refused below ten districts per input or when the correlation
    matrix is singular (condition number 1e8 or more: both are conventions of ours). Gower's range, and so its
    distance, is moved by one extreme district; Mahalanobis counts correlated inputs once, Gower twice.
    """
    pairs = region_pairs(regions, codes)
    found = window_inputs(panel, regions, inputs, first_year, last_year, log_inputs)
    observed = found.scaled.notna()
    gower = gower_distances(found.scaled)
    gower_apart = gower.distances.where(gower.weight_compared >= LEAST_SHARE)
    complete = found.standardised.dropna()
    joint, refused = _mahalanobis(complete)
    gower_gaps = _gaps(gower_apart)
    joint_gaps = np.array([]) if joint is None else _gaps(joint)
    records = []
    for a, b in pairs:
        near = _between(gower_apart, a, b)
        far = float("nan") if joint is None else _between(joint, a, b)
        records.append(
            PairSimilarity(
                region_a=a,
                region_b=b,
                inputs_compared=int(observed.loc[[a, b]].all().to_numpy().sum()),
                gower_distance=near,
                gower_closer_pct=share_closer(near, gower_gaps),
                mahalanobis_distance=far,
                mahalanobis_closer_pct=share_closer(far, joint_gaps),
            )
        )
    return SimilaritySummary(
        pairs=tuple(records),
        inputs=tuple(inputs),
        first_year=first_year,
        last_year=last_year,
        gower_districts=int((observed.mean(axis=1) >= LEAST_SHARE).sum()),
        mahalanobis_districts=len(complete) if joint is not None else 0,
        refused=refused,
    )
