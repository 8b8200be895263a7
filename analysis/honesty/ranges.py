"""Values that cannot be: outside the possible range, parts that do not fit their total."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.honesty.declared import Total
from analysis.honesty.finding import Finding, nothing
from analysis.honesty.robust import cell_finding, middle
from analysis.honesty.subject import Cube, Subject
from analysis.honesty.words import because
from analysis.panels import require_columns


def out_of_range(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag shares outside 0-100, negative amounts, and values outside declared bounds."""
    cube = subject.cube
    low = np.where(cube.shares | cube.amounts, 0.0, -np.inf)
    high = np.where(cube.shares, values["highest_share"], np.inf)
    for place, name in enumerate(cube.columns):
        if name in subject.bounds:
            low[place], high[place] = subject.bounds[name]
    limited = np.isfinite(low) | np.isfinite(high)
    judged = np.isfinite(cube.values) & limited[:, None, None]
    low, high = low[:, None, None], high[:, None, None]
    wrong = (cube.values < low) | (cube.values > high)
    free = [name for name, known in zip(cube.columns, limited, strict=True) if not known]
    reason = because("no possible range is known for {columns}", columns=", ".join(free)) if free else None
    return cell_finding(cube, judged, wrong, {"lowest": low, "highest": high}, reason)


def parts_and_totals(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag rows in which the parts of a declared total do not add up to it, or one part exceeds it.

    Where a part is missing, a smaller sum proves nothing and is not judged; a larger one is flagged. A part
    that hardly any region reports in a year is out of use if the other parts make up the total in the median
    region of that year, and missing otherwise.
    """
    if not subject.totals:
        return nothing("no total with its parts is declared for the table")
    cube = subject.cube
    wanted = [name for total in subject.totals for name in (total.whole, *total.parts)]
    require_columns(pd.DataFrame(columns=list(cube.columns)), wanted, "the measures of the table")
    pieces = [_one_total(cube, total, values) for total in subject.totals]
    flags = pd.concat([piece[0] for piece in pieces], ignore_index=True)
    cells = pd.concat([piece[1] for piece in pieces]).groupby(["region_code", "year"])["cells"].sum()
    judged = cells.sort_index().reset_index()
    return Finding(
        flags.sort_values(["region_code", "year", "total"], ignore_index=True),
        ("region_code", "year", "total"),
        judged,
        None if len(judged) else because("no row has a total with its parts"),
    )


def _one_total(cube: Cube, total: Total, values: Mapping[str, float]) -> tuple[pd.DataFrame, pd.DataFrame]:
    place = {name: number for number, name in enumerate(cube.columns)}
    whole = cube.values[place[total.whole]]
    parts = cube.values[[place[name] for name in total.parts]]
    seen = np.isfinite(parts)
    observed = np.maximum(np.isfinite(whole).sum(axis=0), 1)
    used = seen.sum(axis=1) / observed >= values["least_use"]
    missing = (used[:, None, :] & ~seen).any(axis=0) | ~seen.any(axis=0)
    summed = np.nansum(parts, axis=0) if total.exact else np.where(seen, parts, -np.inf).max(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        usual = middle(np.where(whole > 0, summed / whole, np.nan), 0)
    # a part that hardly any region reports is out of use only if the others make up the total without it
    makes_up = (seen.sum(axis=1) > 0).all(axis=0) | (np.abs(usual - 1) <= values["tolerance"])
    missing |= ~makes_up[None, :]
    slack = values["tolerance"] * np.abs(whole)
    above, below = summed > whole + slack, summed < whole - slack
    if total.exact:
        judged = np.isfinite(whole) & (whole > 0) & seen.any(axis=0) & (~missing | above | ~below)
        wrong = above | (below & ~missing)
    else:
        judged, wrong = np.isfinite(whole) & seen.any(axis=0), above
    where = np.nonzero(judged & wrong)
    regions, years = np.array(cube.regions, dtype=object), np.array(cube.years)
    flags = pd.DataFrame(
        {
            "region_code": regions[where[0]].astype(str),
            "year": years[where[1]],
            "total": total.name,
            "whole": whole[where],
            "parts_sum": summed[where],
            "ratio": summed[where] / np.where(whole[where] > 0, whole[where], np.nan),
            "parts_missing": missing[where],
        }
    )
    place_of, time_of = np.nonzero(judged)
    rows = {"region_code": regions[place_of].astype(str), "year": years[time_of], "cells": 1}
    return flags, pd.DataFrame(rows)
