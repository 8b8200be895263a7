"""The national panel under audit: what is declared about it, as data, and the one way to audit it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

import pandas as pd

from analysis.honesty.auditing import Audit, audit
from analysis.honesty.declared import Declared, Equal, Total
from analysis.sources.tables import Table

DECLARATIONS = "panel.toml"


def audit_panel(
    panel: Table,
    second: Table | None = None,
    *,
    parameters: Mapping[str, Mapping[str, float]] | None = None,
) -> Audit:
    """Run every check that fits the national panel, with all that is declared about it.

    Parameters
    ----------
    panel
        The table ``national/panel``, with ``load_table(..., corrected=False)`` where the errors that the
        ledger mends are to be seen; its frame may be a selection of years or regions.
    second
        The table ``national/population-grdp``; without it, what needs a second source is not evaluated.
    parameters
        Check id to other values of its thresholds, by name.

    Returns
    -------
    Audit
    """
    declared = panel_declarations(panel.frame)
    if second is not None:
        declared["second_source"] = second.frame
    return audit(panel.frame, "panel", table=panel.name, parameters=parameters, **declared)


def panel_declarations(frame: pd.DataFrame) -> Declared:
    """Return what is declared about the columns of the panel, as far as a frame has them.

    The declarations and the reason of each stand in ``panel.toml`` beside this module.
    """
    written, present = _written(), set(map(str, frame.columns))
    totals = [
        Total(one["name"], one["whole"], tuple(one["parts"]), one.get("exact", True))
        for one in written["totals"]
        if {one["whole"], *one["parts"]} <= present
    ]
    equal = [
        Equal(one["column"], one["other_column"], one["reason"], tuple(one.get("years", ())))
        for one in written["equal"]
        if {one["column"], one["other_column"]} <= present
    ]
    bounds = {one["column"]: (float(one["lowest"]), float(one["highest"])) for one in written["bounds"]}
    return Declared(
        totals=totals,
        equal=equal,
        bounds={name: limits for name, limits in bounds.items() if name in present},
        coded=[one["column"] for one in written["coded"]],
    )


@cache
def _written() -> Mapping[str, list[dict[str, Any]]]:
    text = resources.files("analysis.honesty").joinpath(DECLARATIONS).read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))
