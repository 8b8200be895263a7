"""The programme of spending in whole units: indicators that are run or not, people as whole numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from analysis.errors import MethodError
from analysis.standards.costing.programme import INFEASIBLE, Programme, Solution, maximise

SHRINK = 1e-5  # where a choice of switches was only affordable within a tolerance, it is made again below it


def maximise_whole(programme: Programme, gain: np.ndarray, *, integer: bool) -> Solution | None:
    """Solve with switches that are on or off, and people as whole numbers if asked; then price the limits.

    HiGHS takes a switch at 0.999999 for one, which leaves a millionth of a set-up cost unpaid; so switches
    are rounded and the rest is solved again. The prices are those with the switches as they were found.
    """
    for budget in (programme.budget, programme.budget * (1 - SHRINK)):
        found = _mixed(replace(programme, budget=budget), gain, integer=integer)
        if found is None:
            return None
        low, high = programme.low.copy(), programme.high.copy()
        low[programme.run] = high[programme.run] = np.round(found[programme.run])
        fixed = replace(programme, low=low, high=high)
        priced = maximise(fixed, gain)
        values = _mixed(fixed, gain, integer=True) if integer and priced is not None else None
        if priced is not None:
            return Solution(priced.values if values is None else values, priced.prices)
    return None


def _mixed(programme: Programme, gain: np.ndarray, *, integer: bool) -> np.ndarray | None:
    """Solve with whole switches, and whole people if asked; ``None`` where nothing fulfils all limits."""
    kinds = np.zeros(len(programme.low))
    kinds[programme.run] = 1
    kinds[programme.served] = float(integer)
    found: Any = milp(
        -gain, integrality=kinds, bounds=Bounds(programme.low, programme.high),
        constraints=[
            LinearConstraint(programme.equal, 0, 0),
            LinearConstraint(programme.limit, -np.inf, programme.budget),
        ],
        options={"mip_rel_gap": 0.0},
    )  # fmt: skip
    if found.status == INFEASIBLE:
        return None
    if found.status != 0:
        raise MethodError(f"The programme in whole units was not solved: {found.message}")
    values = np.asarray(found.x, dtype=float)
    values[kinds == 1] = np.round(values[kinds == 1])
    return values
