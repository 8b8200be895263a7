"""Budget shares of one year beside those of the year before and the need that planners could know."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from analysis.errors import MethodError
from analysis.panels import require_columns
from analysis.planning.composition import centred_log_ratio, compositions_of, replace_zeros

KEYS = ["region_code", "year"]


@dataclass(frozen=True)
class BudgetSeries:
    """Regions, years and sectors for which a budget, the one before and the needs are all known.

    Attributes
    ----------
    now, before : numpy.ndarray
        Centred log-ratios of the shares of the year and of the year before; shape (rows, sectors).
    gaps : numpy.ndarray
        Need by sector, in standard deviations, centred within each row; shape (rows, sectors).
    regions, years : numpy.ndarray
        What each row is; sorted by region, then year.
    sectors : tuple of str
        What the columns are.
    gap_sd : tuple of float
        The standard deviation of each sector's gap, in its own unit, over the rows.
    zeros_count : int
        Shares that were zero and were replaced.
    """

    now: np.ndarray
    before: np.ndarray
    gaps: np.ndarray
    regions: np.ndarray
    years: np.ndarray
    sectors: tuple[str, ...]
    gap_sd: tuple[float, ...]
    zeros_count: int = 0

    @cached_property
    def region_index(self) -> np.ndarray:
        """The place of each row's region in the sorted list of regions."""
        return np.unique(self.regions, return_inverse=True)[1]

    @cached_property
    def regions_count(self) -> int:
        """How many regions there are."""
        return len(np.unique(self.regions))

    def sum_by_region(self, values: np.ndarray) -> np.ndarray:
        """Add up the rows of each region; the first axis becomes the regions."""
        starts = np.flatnonzero(np.diff(self.region_index, prepend=-1))
        return np.asarray(np.add.reduceat(values, starts, axis=0))

    @property
    def sectors_count(self) -> int:
        """How many sectors there are."""
        return len(self.sectors)

    def rows(self, chosen: np.ndarray) -> BudgetSeries:
        """Return the series of some rows; nothing is standardised anew."""
        return replace(
            self,
            now=self.now[chosen], before=self.before[chosen], gaps=self.gaps[chosen],
            regions=self.regions[chosen], years=self.years[chosen],
        )  # fmt: skip

    def with_noise(self, noise: np.ndarray) -> BudgetSeries:
        """Return the series with noise, in standard deviations, added to the gaps."""
        noisy = self.gaps + noise
        return replace(self, gaps=noisy - noisy.mean(axis=1, keepdims=True))


@dataclass(frozen=True)
class SeriesYears:
    """First and last budget year of a series, and its rows (regions times years)."""

    first: int
    last: int
    rows_count: int


def series_years(series: BudgetSeries) -> SeriesYears:
    """Return the years that a series covers."""
    return SeriesYears(int(series.years.min()), int(series.years.max()), len(series.years))


def budget_series(
    shares: pd.DataFrame, gaps: pd.DataFrame, *, gap_lag: int = 1, zero: float | None = None
) -> BudgetSeries:
    """Bring budget shares and the gaps to the standard into one set of rows.

    Parameters
    ----------
    shares : pandas.DataFrame
        ``region_code, year, sector, share``: amounts or shares; only their ratios matter.
    gaps : pandas.DataFrame
        ``region_code, year, sector, gap``: how far the service is from the standard, larger is worse, each
        sector in its own unit. The sectors compared are those of this table.
    gap_lag : int
        How many years before the budget the gap was known; 1 or 2 are usual.
    zero : float, optional
        The share that replaces a zero (:func:`replace_zeros`); by default a row with a zero is left out.

    Returns
    -------
    BudgetSeries
        Only regions with two rows or more: one row says nothing about change.

    Raises
    ------
    MethodError
        A column is absent, a row occurs twice, fewer than two sectors, a lag below 0, a gap that does not
        vary, or no region with two complete rows.
    """
    require_columns(shares, [*KEYS, "sector", "share"], "the table of shares")
    require_columns(gaps, [*KEYS, "sector", "gap"], "the table of gaps")
    sectors = sorted(gaps["sector"].astype(str).unique())
    if len(sectors) < 2:
        raise MethodError("Shares are compared between sectors: gaps of two sectors or more are needed.")
    if gap_lag < 0:
        raise MethodError(f"The lag of the gap is {gap_lag}; a planner cannot know a later year.")
    parts = compositions_of(shares, KEYS, "sector", "share", sectors)
    parts = parts[parts.sum(axis=1) > 0]
    zeros = parts.eq(0)
    parts = parts[~zeros.any(axis=1)] if zero is None else replace_zeros(parts, zero)
    need = compositions_of(gaps, KEYS, "sector", "gap", sectors)
    if parts.empty or need.empty:
        raise MethodError("No region and year has shares and gaps of all sectors; nothing can be compared.")
    now = centred_log_ratio(parts)
    before = _moved(now, 1).add_suffix("|before")
    joined = now.join([before, _moved(need, gap_lag).add_suffix("|gap")], how="inner").sort_index()
    joined = joined[joined.groupby("region_code")[sectors[0]].transform("size") >= 2]
    if joined.empty:
        raise MethodError(
            "No region has two years in which the shares, those of the year before and the gaps are all "
            "known; nothing can be estimated."
        )
    count = len(sectors)
    values = joined.to_numpy(float)
    gap, spread = _standardised(values[:, 2 * count :], sectors)
    index = joined.index.to_frame()
    used = zeros.reindex(joined.index).to_numpy(bool) if zero is not None else np.zeros(1)
    return BudgetSeries(
        values[:, :count], values[:, count : 2 * count], gap,
        index["region_code"].to_numpy(str), index["year"].to_numpy(int), tuple(sectors),
        tuple(map(float, spread)), int(used.sum()),
    )  # fmt: skip


def _moved(wide: pd.DataFrame, years: int) -> pd.DataFrame:
    """Return a table as the rows of `years` later see it."""
    frame = wide.reset_index()
    return frame.assign(year=frame["year"] + years).set_index(KEYS)


def _standardised(gap: np.ndarray, sectors: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return gaps in standard deviations, centred within each row, and the standard deviations."""
    spread = gap.std(axis=0, ddof=1)
    if (spread <= 1e-12).any():
        flat = sectors[int(np.argmin(spread))]
        raise MethodError(f"The gap of '{flat}' is the same everywhere; it cannot explain any budget.")
    scaled = (gap - gap.mean(axis=0)) / spread
    return scaled - scaled.mean(axis=1, keepdims=True), spread


def take_out_levels(values: np.ndarray, series: BudgetSeries, *, within: bool = True) -> np.ndarray:
    """Take sector-in-year and, within regions, sector-of-region levels out of each column; shape unchanged.

    One region alone has no sector-in-year level apart from its own figures, so only its means are taken out.
    """
    if series.regions_count == 1:
        return values - values.mean(axis=0)
    dummies = (series.years[:, None] == np.unique(series.years)).astype(float)
    if within:
        dummies = _less_region_means(dummies, series)
        values = _less_region_means(values, series)
    inverse = np.linalg.pinv(dummies.T @ dummies, rcond=1e-10, hermitian=True)
    return values - dummies @ (inverse @ (dummies.T @ values))


def _less_region_means(values: np.ndarray, series: BudgetSeries) -> np.ndarray:
    place = series.region_index
    return values - (series.sum_by_region(values) / np.bincount(place)[:, None])[place]
