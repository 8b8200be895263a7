"""Which effect a design could have seen: power of the randomisation test, simulated on the real units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.comparison.randomisation.adjusted import Shifted, make_contrasts, shift
from analysis.comparison.randomisation.contrast import Design, adjusted_outcome, make_design
from analysis.errors import MethodError
from analysis.statistics.assignments import Strata, drawn_groups
from analysis.statistics.extremes import CLOSE
from analysis.statistics.options import require_level

LARGEST_FACTOR = 64.0


@dataclass(frozen=True)
class DetectableEffect:
    """The smallest constant effect that a design finds with a given chance.

    Attributes
    ----------
    outcome : str
        The outcome whose spread among the units was used.
    effect : float
        Smallest effect with the wanted power, in the outcome's unit, sign disregarded; infinite where no
        effect reaches it because the smallest attainable p is above ``alpha``.
    effect_in_sd : float
        The same in standard deviations of the outcome given the covariates.
    power, power_error : float
        Power found at that effect and its Monte Carlo standard error.
    size, size_error : float
        Share of rejections without any effect and its Monte Carlo standard error; ``alpha`` is promised.
    wanted, alpha : float
        Power wanted and the level of the test.
    treated_count, control_count, simulations, draws : int
        Units, simulated assignments, and draws for the p-value in each.
    curve : pandas.DataFrame
        ``effect, power, power_error`` from no effect to twice the smallest detectable one.
    """

    outcome: str
    effect: float
    effect_in_sd: float
    power: float
    power_error: float
    size: float
    size_error: float
    wanted: float
    alpha: float
    treated_count: int
    control_count: int
    simulations: int
    draws: int
    curve: pd.DataFrame


def _drawn(strata: Strata, count: int, generator: np.random.Generator) -> np.ndarray:
    return np.concatenate(list(drawn_groups(strata, count, generator)))


@dataclass(frozen=True)
class _Simulation:
    """Statistics of every draw in every simulated assignment, for any planted effect."""

    null: Shifted
    own_coefficient: np.ndarray
    own_error: np.ndarray
    alpha: float

    def power(self, effect: float) -> float:
        """Return the share of simulated assignments that the test rejects when the effect is planted."""
        drawn = np.abs(self.null.statistic(-effect, True))
        own = np.abs(self.own_coefficient + effect) / self.own_error
        counts = (~(drawn < own - CLOSE * (1 + own))).sum(axis=0)
        return float(((1 + counts) / (1 + len(drawn)) <= self.alpha + 1e-12).mean())

    def error(self, share: float) -> float:
        """Return the Monte Carlo standard error of a share."""
        return float(np.sqrt(share * (1 - share) / len(self.own_error)))

    def smallest(self, wanted: float) -> float:
        """Return the smallest effect with the wanted power, or infinity."""
        low, high = 0.0, float(np.median(self.own_error))
        limit = LARGEST_FACTOR * high
        while self.power(high) < wanted:
            low, high = high, 2 * high
            if high > limit:
                return float("inf")
        for _ in range(12):
            middle = (low + high) / 2
            low, high = (low, middle) if self.power(middle) >= wanted else (middle, high)
        return high


def _simulate(design: Design, outcome: str, plan: tuple[int, int, int, float]) -> tuple[_Simulation, float]:
    simulations, draws, seed, alpha = plan
    adjustment, residual, observed = adjusted_outcome(design, outcome)
    own_contrast = adjustment.residual(design.assigned.astype(float))
    residual = residual - float(observed.coefficient(0.0)[0]) * own_contrast
    generator = np.random.default_rng(seed)
    planted = next(make_contrasts(_drawn(design.strata, simulations, generator), adjustment))
    tried = next(make_contrasts(_drawn(design.strata, draws, generator), adjustment))
    own = shift(planted, residual, residual)
    clear = own.standard_error(0.0) > 0
    if not clear.all():
        raise MethodError(f"'{outcome}' leaves no spread within the groups, so power cannot be simulated.")
    null = shift(tried, residual, np.ascontiguousarray(planted.residual.T))
    spread = float(np.sqrt((residual**2).sum() / (adjustment.observed.sum() - adjustment.basis.shape[1] - 1)))
    return _Simulation(null, own.coefficient(0.0), own.standard_error(0.0), alpha), spread


def smallest_detectable_effect(
    frame: pd.DataFrame,
    outcome: str,
    treated: str,
    *,
    strata: str | None = None,
    covariates: Sequence[str] = (),
    within_strata: bool = False,
    unit: str | None = None,
    power: float = 0.8,
    alpha: float = 0.05,
    simulations: int = 500,
    draws: int = 499,
    seed: int = 0,
) -> DetectableEffect:
    """Return the smallest constant effect that the randomisation test finds with a given chance here.

    Say it beside every null result: "no effect found" means little where only a huge one could be seen.

    Parameters
    ----------
    frame, outcome, treated, strata, covariates, within_strata, unit
        As for :func:`analysis.comparison.randomisation.inference.randomisation_inference`; the observed
        number of treated units per stratum is the design.
    power, alpha : float
        Power wanted, and the level of the two-sided studentised test.
    simulations, draws : int
        Assignments in which the effect is planted, and assignments that judge each of them.
    seed : int
        Seed of ``numpy.random.default_rng``.

    Returns
    -------
    DetectableEffect

    Raises
    ------
    MethodError
        As for the test, or a power, level or number outside its range.

    Notes
    -----
    The real units keep their outcomes, less the contrast that was found; in each simulation another set of
    the same composition is treated and the effect added, so the real spread, outliers and imbalance count.
    The effect is the same in every unit and positive; outcomes are kept from simulation to simulation, so
    the error given is that of the drawing, not of the panel. The draws that judge are shared by all
    simulations.
    """
    require_level(1 - alpha)
    if not alpha < power < 1 or simulations < 2 or draws < 1:
        raise MethodError(
            f"Power {power:g} must lie between the level {alpha:g} and 1, with at least two simulations and "
            f"one draw; found {simulations} and {draws}."
        )
    design = make_design(
        frame,
        treated,
        strata=strata,
        covariates=covariates,
        within_strata=within_strata,
        needed=[outcome],
        unit=unit,
    )
    simulation, spread = _simulate(design, outcome, (simulations, draws, seed, alpha))
    effect = simulation.smallest(power)
    end = 2 * effect if np.isfinite(effect) else LARGEST_FACTOR * float(np.median(simulation.own_error))
    grid = np.linspace(0, end, 9)
    powers = [simulation.power(float(value)) for value in grid]
    found = simulation.power(effect) if np.isfinite(effect) else powers[-1]
    return DetectableEffect(
        outcome=outcome,
        effect=effect,
        effect_in_sd=effect / spread,
        power=found,
        power_error=simulation.error(found),
        size=powers[0],
        size_error=simulation.error(powers[0]),
        wanted=power,
        alpha=alpha,
        treated_count=int(design.assigned.sum()),
        control_count=int((~design.assigned).sum()),
        simulations=simulations,
        draws=draws,
        curve=pd.DataFrame(
            {"effect": grid, "power": powers, "power_error": [simulation.error(value) for value in powers]}
        ),
    )
