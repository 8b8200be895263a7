"""Ideal types as corners of a property space: how far a case belongs to each, and where that is not known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from analysis.comparison.qca.expressions import parse_expression, term_text
from analysis.errors import MethodError

SUPPORTED, CONTRADICTED, NOT_EVALUATED = "supported", "contradicted", "not evaluated"
MORE_IN = (float(np.nextafter(0.5, 1)), 1.0)
MORE_OUT = (0.0, 1 - MORE_IN[0])
UNKNOWN = (0.0, 1.0)
MOST_DIMENSIONS = 12


@dataclass(frozen=True)
class IdealTypes:
    """Membership of each case in each corner of the property space.

    Attributes
    ----------
    corners : pandas.DataFrame
        One row per case and corner: ``case, corner`` (such as ``DATA*~POLITICS``), ``name`` (empty for a
        corner that no model names), ``lowest, highest`` (membership; equal where all is known) and
        ``verdict``: supported (surely above 0.5), contradicted (surely below), or not evaluated.
    cases : pandas.DataFrame
        One row per case: ``case, corner, name`` of its type (empty where it is not settled), ``membership``
        (lowest), ``possible_corners`` (how many are not contradicted), ``unknown`` and ``at_half``: the
        dimensions that are not known and those at exactly 0.5.
    dimensions : tuple of str
        The dimensions in order.
    """

    corners: pd.DataFrame
    cases: pd.DataFrame
    dimensions: tuple[str, ...]


BOUNDS = {
    SUPPORTED: MORE_IN,
    CONTRADICTED: MORE_OUT,
    NOT_EVALUATED: UNKNOWN,
    "contested": UNKNOWN,
    "open": UNKNOWN,
}


def bounds_of_verdicts(verdicts: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the lowest and highest memberships that verdicts on dimensions allow, for :func:`ideal_types`.

    Parameters
    ----------
    verdicts : pandas.DataFrame
        Cases by dimensions: ``supported`` (more in than out), ``contradicted`` (more out than in), or
        ``contested``, ``open``, ``not evaluated`` (anywhere).

    Raises
    ------
    MethodError
        Another word, or a missing one.
    """
    wrong = np.argwhere(~verdicts.isin(list(BOUNDS)).to_numpy())
    if len(wrong):
        row, column = wrong[0]
        raise MethodError(
            f"The verdict on '{verdicts.columns[column]}' of {verdicts.index[row]} is "
            f"'{verdicts.iloc[row, column]}'; it must be one of {', '.join(BOUNDS)}."
        )
    low, high = (verdicts.map(lambda word, end=end: BOUNDS[word][end]).astype(float) for end in (0, 1))
    return low, high


def _bounds(lowest: pd.DataFrame, highest: pd.DataFrame | None) -> tuple[np.ndarray, np.ndarray]:
    """Return both bounds as arrays, an unknown membership as 0 to 1."""
    if highest is not None and not (
        highest.index.equals(lowest.index) and highest.columns.equals(lowest.columns)
    ):
        raise MethodError(
            "The lowest and highest memberships must name the same cases and dimensions in order."
        )
    low = lowest.to_numpy(dtype=float, na_value=np.nan)
    high = low if highest is None else highest.to_numpy(dtype=float, na_value=np.nan)
    low, high = np.where(np.isnan(low), 0.0, low), np.where(np.isnan(high), 1.0, high)
    bad = np.argwhere((low < 0) | (high > 1) | (low > high))
    if len(bad):
        row, column = bad[0]
        raise MethodError(
            f"The membership of {lowest.index[row]} in '{lowest.columns[column]}' is {low[row, column]:g} to "
            f"{high[row, column]:g}; it must lie between 0 and 1, the lower bound first."
        )
    return low, high


def _corner_names(names: Mapping[str, str] | None, dimensions: list[str]) -> dict[str, str]:
    """Return the names by corner, written in the order of the dimensions."""
    found: dict[str, str] = {}
    full = (1 << len(dimensions)) - 1
    for text, name in (names or {}).items():
        terms = parse_expression(text, dimensions)
        if len(terms) != 1 or terms[0].care != full:
            raise MethodError(
                f"The type '{name}' is given as '{text}', which is not one corner. Name every dimension, "
                f"joined by '*', with '~' where it is absent: {'*'.join(dimensions)}."
            )
        corner = term_text(terms[0], dimensions)
        if corner in found:
            raise MethodError(f"'{found[corner]}' and '{name}' name the same corner {corner}.")
        found[corner] = name
    return found


def _verdicts(lowest: np.ndarray, highest: np.ndarray) -> np.ndarray:
    return np.select([lowest > 0.5, highest < 0.5], [SUPPORTED, CONTRADICTED], NOT_EVALUATED)


def ideal_types(
    lowest: pd.DataFrame, highest: pd.DataFrame | None = None, *, names: Mapping[str, str] | None = None
) -> IdealTypes:
    """Return how far each case belongs to each of the 2^k ideal types that k dimensions make.

    Parameters
    ----------
    lowest : pandas.DataFrame
        Cases by dimensions: memberships between 0 and 1. A missing one is unknown, anywhere from 0 to 1.
    highest : pandas.DataFrame, optional
        The same with upper bounds, where evidence bounds a membership without fixing it; `MORE_IN` and
        `MORE_OUT` are the bounds of "more in than out" and the reverse. Same as `lowest` if omitted.
    names : mapping of str to str, optional
        Names of some corners, such as ``{"DATA*POLITICS*~PARTICIPATION": "pragmatic technocratic"}``. All
        other corners are reported too, without a name.

    Returns
    -------
    IdealTypes

    Raises
    ------
    MethodError
        No case, repeated cases, more than `MOST_DIMENSIONS` dimensions, an impossible membership, or a name
        that is not one corner.

    Notes
    -----
    Kvist (2007), Fuzzy set ideal type analysis, Journal of Business Research 60: 474-481: membership in a
    corner is the smallest over the dimensions, absence being one minus. A case is above 0.5 in at most one
    corner; with a dimension at exactly 0.5 it is in none, and the tie is not broken. With an unknown one
    every membership is an interval: its highest end is the smallest over the known dimensions.
    """
    if lowest.empty or lowest.index.has_duplicates or lowest.columns.has_duplicates:
        raise MethodError("Ideal types need at least one case and one dimension, each named once.")
    dimensions = [str(name) for name in lowest.columns]
    count = len(dimensions)
    if count > MOST_DIMENSIONS:
        raise MethodError(f"{count} dimensions make {2**count:,} types; at most {MOST_DIMENSIONS} are taken.")
    low, high = _bounds(lowest, highest)
    named = _corner_names(names, dimensions)
    present = np.array(list(product((False, True), repeat=count)))
    texts = ["*".join(d if on else f"~{d}" for d, on in zip(dimensions, row, strict=True)) for row in present]
    least = np.where(present, low[:, None, :], 1 - high[:, None, :]).min(axis=2)
    most = np.where(present, high[:, None, :], 1 - low[:, None, :]).min(axis=2)
    corners = pd.DataFrame(
        {
            "case": np.repeat(lowest.index.to_numpy(), len(texts)),
            "corner": texts * len(lowest),
            "name": [named.get(text, "") for text in texts] * len(lowest),
            "lowest": least.ravel(),
            "highest": most.ravel(),
            "verdict": _verdicts(least.ravel(), most.ravel()),
        }
    )
    return IdealTypes(corners, _by_case(lowest.index, dimensions, corners, low, high), tuple(dimensions))


def _by_case(
    index: pd.Index, dimensions: list[str], corners: pd.DataFrame, low: np.ndarray, high: np.ndarray
) -> pd.DataFrame:
    settled = corners.loc[corners["verdict"] == SUPPORTED].set_index("case")
    possible = corners["verdict"].ne(CONTRADICTED).groupby(corners["case"], sort=False).sum()
    labels = np.array(dimensions)
    return pd.DataFrame(
        {
            "case": index,
            "corner": settled["corner"].reindex(index).fillna("").to_numpy(),
            "name": settled["name"].reindex(index).fillna("").to_numpy(),
            "membership": settled["lowest"].reindex(index).to_numpy(),
            "possible_corners": possible.reindex(index).to_numpy(),
            "unknown": ["; ".join(labels[row]) for row in (low <= 0.5) & (high >= 0.5) & (low < high)],
            "at_half": ["; ".join(labels[row]) for row in (low == 0.5) & (high == 0.5)],
        }
    )
