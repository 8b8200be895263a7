"""The declared inputs: which quantities count as inputs is a choice, so it is a table that can be changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from analysis.comparison.similarity.inputs import derive_inputs
from analysis.errors import MethodError
from analysis.sources import Field, Table

DERIVED = {
    "money": ("_idr", "_per_capita_2010_idr"),
    "count": ("_count", "_per_100k"),
    "prices": ("_per_capita_idr", "_per_capita_2010_idr"),
}


@dataclass(frozen=True)
class DeclaredInputs:
    """The panel with the declared inputs in it, and how to compare them.

    Attributes
    ----------
    panel : pandas.DataFrame
        The panel with derived columns at its end.
    names : tuple of str
        Columns of the inputs, in the declared order.
    log : tuple of str
        The inputs compared on a logarithmic scale.
    fields : mapping of str to Field
        Column descriptions, those of the derived inputs among them.
    """

    panel: pd.DataFrame
    names: tuple[str, ...]
    log: tuple[str, ...]
    fields: Mapping[str, Field]


def declare_inputs(panel: Table, deflator: pd.DataFrame, declared: pd.DataFrame) -> DeclaredInputs:
    """Return the panel with the declared inputs, derived per person where the declaration says so.

    Parameters
    ----------
    panel : Table
        The national panel.
    deflator : pandas.DataFrame
        ``year`` and ``grdp_deflator_index_2010``.
    declared : pandas.DataFrame
        ``column``, ``derive`` (``as-is``, ``money``, ``count`` or ``prices``), ``scale`` (``linear`` or
        ``log``),
        ``title``, ``title_id``: one row per input, rows of ``study/declared-inputs``.

    Raises
    ------
    MethodError
        If a column is not in the panel or cannot be derived as declared.
    """
    names, log, fields = [], [], dict(panel.fields)
    wanted = declared[["column", "derive", "scale", "title", "title_id"]].astype(str)
    for column, derive, scale, title, title_id in wanted.itertuples(index=False, name=None):
        if column not in panel.fields:
            raise MethodError(
                f"The declared input '{column}' is not a column of {panel.name}; correct the table "
                "study/declared-inputs."
            )
        old, new = DERIVED.get(derive, ("", ""))
        name = column.removesuffix(old) + new
        names.append(name)
        log += [name] if scale == "log" else []
        fields[name] = replace(fields[column], name=name, title=title, title_id=title_id)
    of_kind = {kind: list(declared.loc[declared["derive"] == kind, "column"]) for kind in DERIVED}
    derived = derive_inputs(panel.frame, deflator, of_kind["money"], of_kind["count"], of_kind["prices"])
    return DeclaredInputs(derived, tuple(names), tuple(log), fields)
