"""Classes of an index, such as A to D or Tuntas Madya, from bands that a regulation prints.

Printed bands leave gaps (76.60, 76.61): an index belongs to the highest band whose lower bound it reaches,
after it is rounded as the regulation rounds it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd

from analysis.errors import MethodError, nearest
from analysis.messages import say
from analysis.panels import require_columns

__all__ = ["Band", "bands_of", "class_of", "round_half_up"]

COLUMNS = (
    "index", "variant", "preferred", "lower", "upper_printed", "band", "label_id", "label_en", "valid_from",
    "valid_to", "legal_basis", "verified",
)  # fmt: skip


@dataclass(frozen=True)
class Band:
    """One class of an index.

    Attributes
    ----------
    band : str
        Short name of the class: ``A``, ``madya``.
    lower, upper_printed : float
        The bounds as printed; only the lower one decides.
    label_id, label_en, legal_basis : str
    verified : bool
        Whether the text of the regulation was read.
    """

    band: str
    lower: float
    upper_printed: float
    label_id: str
    label_en: str
    legal_basis: str
    verified: bool


def bands_of(
    frame: pd.DataFrame, index: str, *, variant: str | None = None, year: int | None = None
) -> tuple[Band, ...]:
    """Return the bands of an index from ``standards/index-bands``, the highest first.

    Parameters
    ----------
    frame : pandas.DataFrame
        As the table is described.
    index : str
        ``spm`` or ``satisfaction``.
    variant : str, optional
        Which bands; the preferred ones if omitted.
    year : int, optional
        Only bands in force in the year.

    Raises
    ------
    MethodError
        A column is absent, or there are no such bands.
    """
    require_columns(frame, COLUMNS, "the table of classes")
    chosen = _one(frame, "index", index)
    chosen = chosen[chosen["preferred"] == "yes"] if variant is None else _one(chosen, "variant", variant)
    if year is not None:
        ends = chosen["valid_to"].fillna(year)
        chosen = chosen[(chosen["valid_from"] <= year) & (ends >= year)]
    if chosen.empty:
        raise MethodError(
            say("There are no classes of the index {index!r} for {year}.", index=index, year=year)
        )
    rows = chosen.sort_values("lower", ascending=False).to_dict("records")
    return tuple(
        Band(
            str(row["band"]),
            float(row["lower"]),
            float(row["upper_printed"]),
            str(row["label_id"]),
            str(row["label_en"]),
            str(row["legal_basis"]),
            row["verified"] == "yes",
        )
        for row in rows
    )


def _one(frame: pd.DataFrame, column: str, value: str) -> pd.DataFrame:
    options = list(dict.fromkeys(frame[column]))
    if value not in options:
        near = nearest(value, options, cutoff=0.3) or options
        raise MethodError(
            say(
                "The table of classes has no {column} {value!r}. The nearest: {near}.",
                column=column,
                value=value,
                near=", ".join(near),
            )
        )
    return frame[frame[column] == value]


def class_of(value: float, bands: Sequence[Band], *, decimals: int = 2) -> Band:
    """Return the class that an index falls into.

    Parameters
    ----------
    value : float
        The index.
    bands : sequence of Band
        In any order.
    decimals : int
        The index is rounded to so many decimals first, halves up, as a report prints it.

    Raises
    ------
    MethodError
        No bands, no value, or a value below the lowest band or more than a rounding above 100.

    Notes
    -----
    The regulations print closed bands with two decimals; assignment by the lower bound of the rounded index
    is our reading, because their texts were not seen.
    """
    if not bands or not math.isfinite(value):
        raise MethodError(say("An index without a value, or without bands, has no class."))
    rounded = round_half_up(value, decimals)
    ranked = sorted(bands, key=lambda band: -band.lower)
    top = max(band.upper_printed for band in bands)
    for band in ranked:
        if band.lower <= rounded <= top:
            return band
    raise MethodError(
        say(
            "The index {value} lies outside its classes, {lowest} to {highest}. Check its parts.",
            value=f"{rounded:g}",
            lowest=f"{ranked[-1].lower:g}",
            highest=f"{top:g}",
        )
    )


def round_half_up(value: float, decimals: int = 2) -> float:
    """Round as people and spreadsheets do, halves away from zero: 2.675 becomes 2.68."""
    step = Decimal(1).scaleb(-decimals)
    return float(Decimal(repr(float(value))).quantize(step, rounding=ROUND_HALF_UP))
