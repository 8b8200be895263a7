"""What stands against a costing in the tables of a region, each problem in one sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from analysis.errors import DataError
from analysis.messages import say
from analysis.standards.catalogue import Indicator
from analysis.standards.costing.inputs import costing_inputs
from analysis.standards.costing.lines import SHARES, check_lines

COSTED = ("indicators", "unit-costs", "budget-lines", "line-indicators")


def costing_problems(tables: Mapping[str, pd.DataFrame], catalogue: Iterable[Indicator]) -> list[str]:
    """Say what is wrong between the tables that a costing needs, or within one of them.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        Those of ``COSTED`` that the region has supplied.
    catalogue : iterable of Indicator
        The standards.

    Returns
    -------
    list of str
        Each names table, row and column. Tables that are not there are no problem, but unit costs without
        indicators and shares without lines are.
    """
    known, found = tuple(catalogue), []
    held = {name: tables[name] for name in COSTED if name in tables and len(tables[name])}
    if "unit-costs" in held:
        found += _of_costs(held, known)
    if "line-indicators" in held and "budget-lines" not in held:
        found.append(say("{table} shares lines, but there is no budget-lines.csv with rows.", table=SHARES))
    elif "budget-lines" in held:
        try:
            codes = [each.indicator_code for each in known]
            check_lines(held["budget-lines"], held.get("line-indicators"), codes)
        except DataError as error:
            found.append(str(error))
    return found


def _of_costs(held: Mapping[str, pd.DataFrame], known: tuple[Indicator, ...]) -> list[str]:
    if "indicators" not in held:
        return [say("unit-costs.csv has costs, but there is no indicators.csv with rows to start from.")]
    try:
        inputs = costing_inputs(held["indicators"], held["unit-costs"], known, strict=False)
    except DataError as error:
        return [str(error)]
    return [str(why) for why in inputs.left_out["why"]]
