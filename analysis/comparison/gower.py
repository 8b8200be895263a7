"""Gower's dissimilarity for mixed inputs: interval, nominal, ordinal and asymmetric binary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import MethodError

INTERVAL, ORDINAL, NOMINAL, ASYMMETRIC = "interval", "ordinal", "nominal", "asymmetric"
KINDS = (INTERVAL, ORDINAL, NOMINAL, ASYMMETRIC)


@dataclass(frozen=True)
class GowerDistances:
    """Distances between all units, and what they rest on.

    Attributes
    ----------
    distances : pandas.DataFrame
        Square, units by units, between 0 and 1; NaN where two units share no compared input.
    weight_compared : pandas.DataFrame
        Square: the share of the total weight of the inputs that could be compared for that pair, 0 to 1.
    ranges : pandas.Series
        The range by which each interval or ordinal input was divided.
    """

    distances: pd.DataFrame
    weight_compared: pd.DataFrame
    ranges: pd.Series


def _dense_ranks(values: pd.Series, reference: pd.Series) -> tuple[pd.Series, pd.Series]:
    levels = sorted(set(reference.dropna()) | set(values.dropna()))
    ranks = {level: float(position) for position, level in enumerate(levels, start=1)}
    return values.map(ranks).astype(float), reference.map(ranks).astype(float)


def _scaled(values: pd.Series, reference: pd.Series, kind: str, name: str) -> tuple[np.ndarray, float]:
    """Return the values divided by the range of the reference, and that range."""
    if kind == ORDINAL:
        values, reference = _dense_ranks(values, reference)
    numbers = values.to_numpy(dtype=float, na_value=np.nan)
    known = reference.to_numpy(dtype=float, na_value=np.nan)
    known = known[~np.isnan(known)]
    span = float(known.max() - known.min()) if known.size else float("nan")
    if not span > 0:
        raise MethodError(
            f"The input '{name}' does not vary in the reference units, so it has no range to scale by. "
            "Leave it out: it cannot tell units apart."
        )
    return numbers / span, span


def _presence(values: pd.Series, name: str) -> np.ndarray:
    numbers = pd.to_numeric(values, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    bad = ~np.isin(numbers[~np.isnan(numbers)], (0.0, 1.0))
    if bad.any() or (values.notna().to_numpy() & np.isnan(numbers)).any():
        raise MethodError(f"The asymmetric binary input '{name}' must hold only 0 (absent) and 1 (present).")
    return numbers


def _one_input(
    values: pd.Series, reference: pd.Series, kind: str, name: str
) -> tuple[np.ndarray, np.ndarray, float]:
    """Return one input's dissimilarity, which pairs it compares, and its range (NaN if it has none)."""
    if kind == NOMINAL:
        codes = pd.factorize(values)[0].astype(float)
        codes[codes < 0] = np.nan
        apart, span = (codes[:, None] != codes[None, :]).astype(float), float("nan")
        known = ~np.isnan(codes)
        return apart, known[:, None] & known[None, :], span
    if kind == ASYMMETRIC:
        scaled, span = _presence(values, name), float("nan")
    else:
        scaled, span = _scaled(values, reference, kind, name)
    apart = np.abs(scaled[:, None] - scaled[None, :])
    compared = ~np.isnan(apart)
    if kind == ASYMMETRIC:
        compared &= (scaled[:, None] == 1) | (scaled[None, :] == 1)
    return np.where(compared, apart, 0.0), compared, span


def gower_distances(
    units: pd.DataFrame,
    *,
    kinds: Mapping[str, str] | None = None,
    weights: Mapping[str, float] | None = None,
    reference: pd.DataFrame | None = None,
) -> GowerDistances:
    """Return Gower's dissimilarity between all units, for inputs measured on different scales.

    Parameters
    ----------
    units : pandas.DataFrame
        One row per unit, one column per input; missing values allowed.
    kinds : mapping, optional
        Kind of each input by name: ``interval`` (default), ``ordinal`` (dense ranks taken as interval),
        ``nominal`` (0 if equal, else 1), ``asymmetric`` (0/1; a pair without the trait in both is left out).
    weights : mapping, optional
        Weight of each input by name, above zero; 1 where omitted.
    reference : pandas.DataFrame, optional
        The population whose ranges scale the inputs; ``units`` if omitted. Use all districts, never the few
        cases compared: the range of three cases makes one of them extreme on every input.

    Returns
    -------
    GowerDistances
        A missing value drops that input from that pair, and the weights of the rest are rescaled. A distance
        can exceed 1 only when a unit lies outside the range of ``reference``.

    Raises
    ------
    MethodError
        Unknown kind or name, a weight not above zero, an input without range, fewer than two units, repeated
        units.

    Notes
    -----
    Gower (1971), A general coefficient of similarity and some of its properties, Biometrics 27(4): 857-871;
    ordinal and asymmetric rules as in Kaufman and Rousseeuw (1990), Finding Groups in Data, chapter 1, and
    ``daisy`` of the R package cluster, whose output the tests reproduce. Time and memory grow with the square
    of the number of units: 514 districts are instant, 20,000 villages are 3 GB per matrix.
    """
    if len(units) < 2 or units.shape[1] == 0 or units.index.has_duplicates:
        raise MethodError(
            f"Distances need at least two different units and one input; found {len(units)} rows"
            f"{' with repeated names' if units.index.has_duplicates else ''} and {units.shape[1]} inputs."
        )
    kinds, weights = dict(kinds or {}), dict(weights or {})
    base = units if reference is None else reference
    stray = sorted((set(kinds) | set(weights)) - set(units.columns)) + sorted(set(units.columns) - set(base))
    if stray:
        raise MethodError(f"'{stray[0]}' is not an input of both frames; inputs: {', '.join(units.columns)}.")
    size = len(units)
    apart, compared = np.zeros((size, size)), np.zeros((size, size))
    spans: dict[str, float] = {}
    for name in units.columns:
        kind, weight = kinds.get(name, INTERVAL), float(weights.get(name, 1.0))
        if kind not in KINDS or not weight > 0:
            raise MethodError(
                f"The input '{name}' has kind '{kind}' and weight {weight:g}; the kinds are "
                f"{', '.join(KINDS)}, and a weight must be above zero."
            )
        part, known, spans[name] = _one_input(units[name], base[name], kind, name)
        apart += weight * part
        compared += weight * known
    total = sum(float(weights.get(name, 1.0)) for name in units.columns)
    with np.errstate(invalid="ignore"):
        distances = np.where(compared > 0, apart / np.where(compared > 0, compared, 1), np.nan)
    return GowerDistances(
        distances=pd.DataFrame(distances, units.index, units.index),
        weight_compared=pd.DataFrame(compared / total, units.index, units.index),
        ranges=pd.Series(spans, name="range", dtype=float),
    )
