"""The linear programme of spending: who is served with which money, as matrices for HiGHS."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import linprog
from scipy.sparse import csr_array, hstack, vstack

from analysis.errors import MethodError

INFEASIBLE = 2  # status of linprog and milp in scipy
TOLERANCE = 1e-10  # the smallest that HiGHS takes: what is left over is then below a rupiah in a billion
SLACK = 1e-9  # of a score or a count, where one solution bounds the next


@dataclass(frozen=True)
class Programme:
    """Constraints in the variables served (one per option), spent (per option and fund), run (per indicator).

    Money is divided by ``unit``, so that the numbers are near those of people whatever the currency unit.

    Attributes
    ----------
    options, funds : pandas.DataFrame
        As checked by :mod:`analysis.standards.costing.purchase`.
    pairs : numpy.ndarray
        (spent, 2): row of the option and row of the fund.
    indicators : tuple of str
        In the order of the variables ``run``.
    equal : csr_array
        Each option's cost is paid by funds: rows are options, right-hand side zero.
    limit, budget : csr_array, numpy.ndarray
        Each fund's money; then, for indicators with a set-up cost, served only if run (budget zero).
    low, high : numpy.ndarray
        Bounds of all variables.
    unit : float
        Rupiah per unit of money.
    """

    options: pd.DataFrame
    funds: pd.DataFrame
    pairs: np.ndarray
    indicators: tuple[str, ...]
    equal: csr_array
    limit: csr_array
    budget: np.ndarray
    low: np.ndarray
    high: np.ndarray
    unit: float

    @property
    def served(self) -> slice:
        """Where the variables of people are."""
        return slice(0, len(self.options))

    @property
    def spent(self) -> slice:
        """Where the variables of money are."""
        return slice(len(self.options), len(self.options) + len(self.pairs))

    @property
    def run(self) -> slice:
        """Where the switches of indicators are."""
        return slice(len(self.options) + len(self.pairs), len(self.low))

    @property
    def has_setup(self) -> bool:
        """Whether any indicator has a cost that does not depend on the number served."""
        return bool(self.options["setup_idr"].gt(0).any())


def make_programme(options: pd.DataFrame, funds: pd.DataFrame, serves: Mapping[str, set[str]]) -> Programme:
    """Lay options and funds out as a programme; arguments as checked by ``buy``."""
    codes, years = options["indicator_code"].to_numpy(), options["year"].to_list()
    indicators = tuple(sorted(set(codes)))
    money_of = list(zip(funds["funding_source"], funds["year"].isna(), funds["year"], strict=True))
    pairs = np.array(
        [
            (option, fund)
            for option, (code, year) in enumerate(zip(codes, years, strict=True))
            for fund, (source, any_year, of) in enumerate(money_of)
            if (any_year or of == year) and (source not in serves or code in serves[source])
        ],
        dtype=int,
    ).reshape(-1, 2)
    whole = (options["unit_cost_idr"] * options["gap_people"] + options["setup_idr"]).sum()
    people = options["gap_people"].sum()
    unit = float(whole / people) if whole > 0 and people > 0 else 1.0
    count, spent, run = len(options), len(pairs), len(indicators)
    owner = np.searchsorted(indicators, codes)
    each = np.arange(count)
    paid = csr_array((np.ones(spent), (pairs[:, 0], np.arange(spent))), shape=(count, spent))
    served = csr_array((-options["unit_cost_idr"].to_numpy() / unit, (each, each)), shape=(count, count))
    setup = csr_array((-options["setup_idr"].to_numpy() / unit, (each, owner)), shape=(count, run))
    money = csr_array((np.ones(spent), (pairs[:, 1], np.arange(spent))), shape=(len(funds), spent))
    top = options["limit_people"].to_numpy()
    needs_run = options.groupby("indicator_code")["setup_idr"].transform("sum").gt(0).to_numpy()
    link = hstack(
        [
            csr_array((np.ones(count), (each, each)), shape=(count, count)),
            csr_array((count, spent)),
            csr_array((-top, (each, owner)), shape=(count, run)),
        ],
        format="csr",
    )[np.flatnonzero(needs_run)]
    funded = hstack([csr_array((len(funds), count)), money, csr_array((len(funds), run))], format="csr")
    return Programme(
        options, funds, pairs, indicators,
        csr_array(hstack([served, paid, setup], format="csr")),
        csr_array(vstack([funded, link], format="csr")),
        np.concatenate([funds["amount_idr"].to_numpy(dtype=float) / unit, np.zeros(int(needs_run.sum()))]),
        np.concatenate([options["minimum_people"].to_numpy(), np.zeros(spent + run)]),
        np.concatenate([top, np.full(spent, np.inf), np.ones(run)]),
        unit,
    )  # fmt: skip


@dataclass(frozen=True)
class Solution:
    """Values of all variables, and what one more unit of each limit would add to the objective."""

    values: np.ndarray
    prices: np.ndarray


def maximise(
    programme: Programme, gain: np.ndarray, rows: csr_array | None = None, least: np.ndarray | None = None
) -> Solution | None:
    """Solve the linear programme; ``None`` where nothing fulfils all constraints.

    Parameters
    ----------
    programme : Programme
        The constraints.
    gain : numpy.ndarray
        What each variable adds; variables beyond those of the programme are free from 0 on.
    rows, least : csr_array, numpy.ndarray
        Further constraints ``rows @ variables >= least``.
    """
    extra = len(gain) - len(programme.low)
    equal, limit = (_wider(matrix, extra) for matrix in (programme.equal, programme.limit))
    budget = programme.budget
    if rows is not None and least is not None:
        limit, budget = vstack([limit, -rows], format="csr"), np.concatenate([budget, -least])
    low = np.concatenate([programme.low, np.zeros(extra)])
    high = np.concatenate([programme.high, np.full(extra, np.inf)])
    found: Any = linprog(
        -gain, A_ub=limit, b_ub=budget, A_eq=equal, b_eq=np.zeros(equal.shape[0]),
        bounds=np.column_stack([low, high]), method="highs",
        options={"primal_feasibility_tolerance": TOLERANCE, "dual_feasibility_tolerance": TOLERANCE},
    )  # fmt: skip
    if found.status == INFEASIBLE:
        return None
    if found.status != 0:
        raise MethodError(f"The linear programme was not solved: {found.message}")
    return Solution(found.x, -found.ineqlin.marginals)


def _wider(matrix: csr_array, extra: int) -> csr_array:
    return csr_array(hstack([matrix, csr_array((matrix.shape[0], extra))], format="csr")) if extra else matrix
