"""Gower's dissimilarity for mixed inputs: interval, nominal, ordinal and asymmetric binary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.spatial.distance import pdist, squareform

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


@dataclass(frozen=True)
class _Parts:
    """Inputs sorted by kind, each a matrix of units by inputs with NaN for what is missing, and weights."""

    scaled: list[np.ndarray]
    scaled_weights: list[float]
    nominal: list[np.ndarray]
    nominal_weights: list[float]
    present: list[np.ndarray]
    present_weights: list[float]
    spans: dict[str, float]


def _parts(
    units: pd.DataFrame, base: pd.DataFrame, kinds: dict[str, str], weights: dict[str, float]
) -> _Parts:
    found = _Parts([], [], [], [], [], [], {})
    for name in units.columns:
        kind, weight = kinds.get(name, INTERVAL), float(weights.get(name, 1.0))
        if kind not in KINDS or not weight > 0:
            raise MethodError(
                f"The input '{name}' has kind '{kind}' and weight {weight:g}; the kinds are "
                f"{', '.join(KINDS)}, and a weight must be above zero."
            )
        found.spans[name] = float("nan")
        if kind == NOMINAL:
            codes = pd.factorize(units[name])[0]
            found.nominal.append(codes)
            found.nominal_weights.append(weight)
        elif kind == ASYMMETRIC:
            found.present.append(_presence(units[name], name))
            found.present_weights.append(weight)
        else:
            values, found.spans[name] = _scaled(units[name], base[name], kind, name)
            found.scaled.append(values)
            found.scaled_weights.append(weight)
    return found


def _product(left: np.ndarray, weights: np.ndarray, right: np.ndarray) -> np.ndarray:
    return (left * weights) @ right.T


def _scaled_part(parts: _Parts) -> tuple[np.ndarray, np.ndarray | float]:
    """Return weighted absolute differences and compared weight; a missing value counts nothing.

    Missing values are first taken as zero, and what that added to a pair is taken away again.
    """
    values, weights = np.column_stack(parts.scaled), np.array(parts.scaled_weights)
    known = ~np.isnan(values)
    filled = np.where(known, values, 0.0) * weights
    apart = squareform(pdist(filled, "cityblock"))
    if known.all():
        return apart, weights.sum()
    gaps = ~known.all(axis=0)
    added = np.abs(filled[:, gaps]) @ (~known[:, gaps]).T.astype(float)
    apart -= added + added.T
    return np.maximum(apart, 0, out=apart), _product(known.astype(float), weights, known.astype(float))


def _nominal_part(parts: _Parts) -> tuple[np.ndarray, np.ndarray | float]:
    """Return the weight of nominal inputs that differ and that are compared, for each pair."""
    weights = np.array(parts.nominal_weights)
    known = np.column_stack(parts.nominal) >= 0
    compared = weights.sum() if known.all() else _product(known.astype(float), weights, known.astype(float))
    levels, level_weights = [], []
    for codes, weight in zip(parts.nominal, weights, strict=True):
        levels.append(codes[:, None] == np.arange(codes.max() + 1))
        level_weights += [weight] * (codes.max() + 1)
    shown = np.hstack(levels).astype(float)
    apart = _product(shown, np.array(level_weights), shown)
    np.subtract(compared, apart, out=apart)
    return np.maximum(apart, 0, out=apart), compared


def _present_part(parts: _Parts) -> tuple[np.ndarray, np.ndarray | float]:
    """Return the weight of traits that one of the two has and that at least one has."""
    values, weights = np.column_stack(parts.present), np.array(parts.present_weights)
    has, lacks = (values == 1).astype(float), (values == 0).astype(float)
    apart = _product(has, weights, lacks)
    apart = apart + apart.T
    return apart, apart + _product(has, weights, has)


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
    of the number of units: 5,000 units take about a second, 20,000 are 3 GB per matrix.
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
    parts = _parts(units, base, kinds, weights)
    made = [
        make(parts)
        for some, make in (
            (parts.scaled, _scaled_part),
            (parts.nominal, _nominal_part),
            (parts.present, _present_part),
        )
        if some
    ]
    apart, compared = made[0]
    for more, known in made[1:]:
        apart += more
        compared = compared + known
    share = np.broadcast_to(
        compared / sum(float(weights.get(name, 1.0)) for name in units.columns), (size, size)
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        distances = np.divide(apart, compared, out=apart)
    if share.min() <= 1e-12:
        distances[share <= 1e-12] = np.nan
    own = np.diag(distances)
    np.fill_diagonal(distances, np.where(np.isnan(own), np.nan, 0.0))
    return GowerDistances(
        distances=pd.DataFrame(distances, units.index, units.index),
        weight_compared=pd.DataFrame(share, units.index, units.index),
        ranges=pd.Series(parts.spans, name="range", dtype=float),
    )
