"""The register of procedures (SOP): what each has of what it must have, and whether it is applied."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import MethodError
from analysis.panels import require_columns
from analysis.statistics.proportions import proportion_interval

SETS = ("sop", "service_standard")
UNTOLD = ("", "unknown")  # a cell that says nothing
ANSWERS = ("yes", "partly", "no")


@dataclass(frozen=True)
class Completeness:
    """Which elements the procedures of a register have.

    Attributes
    ----------
    procedures : pandas.DataFrame
        One row per procedure: ``unit_name``, ``procedure_id``, ``title``, ``has_count``, ``asked_count``
        (elements that the register can tell of), ``complete``, ``lacks`` (their names).
    elements : pandas.DataFrame
        One row per element of the set: ``element``, ``part``, ``name_en``, ``name_id``, ``verified``,
        ``column`` (of the register; empty where it has none), ``has_count``, ``procedures_count``,
        ``has_pct`` with ``low_pct`` and ``high_pct``; missing where the register cannot tell.
    """

    procedures: pd.DataFrame
    elements: pd.DataFrame


def procedure_completeness(
    register: pd.DataFrame, elements: pd.DataFrame, *, element_set: str = "sop", level: float = 0.95
) -> Completeness:
    """Compare the procedures of a register with the elements that they must have.

    Parameters
    ----------
    register : pandas.DataFrame
        As the template ``procedures``: one row per procedure. A column named like an element (``actors``,
        ``equipment``, ...) tells of elements for which the template has no column.
    elements : pandas.DataFrame
        The table ``standards/procedure-elements``.
    element_set : str
        ``sop``, or ``service_standard`` for the components of a service standard.
    level : float
        Of the intervals (Wilson).

    Returns
    -------
    Completeness
        An element is there where its cell says something other than ``no`` and ``unknown``; a fee of zero is
        a fee that is told. What the register has no column for is not evaluated, which is not the same as
        absent.

    Raises
    ------
    MethodError
        No procedures, an unknown set, or none of its elements can be told from the register.

    Notes
    -----
    PermenPANRB 35/2012 (SOP) and UU 25/2009 article 21 (fourteen components of a service standard), as far
    as the table of elements could verify them.
    """
    if element_set not in SETS:
        raise MethodError(f"The set '{element_set}' is not known; it is one of {', '.join(SETS)}.")
    require_procedures(register)
    asked = elements[elements["set"] == element_set].reset_index(drop=True)
    columns = [
        next((name for name in (row["element"], row["template_column"]) if name and name in register), "")
        for row in asked.to_dict("records")
    ]
    told = {element: column for element, column in zip(asked["element"], columns, strict=True) if column}
    if not told:
        raise MethodError(f"The register has no column that tells of an element of the set '{element_set}'.")
    has = pd.DataFrame({element: _there(register[column]) for element, column in told.items()})
    names = dict(zip(asked["element"], asked["name_id"], strict=True))
    procedures = register[["unit_name", "procedure_id", "title"]].reset_index(drop=True)
    lacks = ["; ".join(names[name] for name in has.columns[~row]) for row in has.to_numpy()]
    procedures = procedures.assign(
        has_count=has.sum(axis=1).to_numpy(), asked_count=len(told), complete=has.all(axis=1).to_numpy(),
        lacks=lacks,
    )  # fmt: skip
    rows = [_element(has.get(element), len(register), level) for element in asked["element"]]
    kept = asked[["element", "part", "name_en", "name_id", "verified"]].assign(column=columns)
    return Completeness(procedures, kept.join(pd.DataFrame(rows)))


def _there(cells: pd.Series) -> pd.Series:
    told = cells.notna() & ~cells.astype(str).str.strip().isin((*UNTOLD, "no"))
    return told.reset_index(drop=True)


def _element(has: pd.Series | None, count: int, level: float) -> dict[str, float]:
    if has is None:
        return {"procedures_count": count, "has_count": np.nan, **_share(0, 0, level)}
    return {"procedures_count": count, "has_count": int(has.sum()), **_share(int(has.sum()), count, level)}


def _share(count: int, of: int, level: float, name: str = "has_pct") -> dict[str, float]:
    if not of:
        return {name: np.nan, "low_pct": np.nan, "high_pct": np.nan}
    found = proportion_interval(count, of, level=level)
    return {name: 100 * found.estimate, "low_pct": 100 * found.low, "high_pct": 100 * found.high}


def procedures_in_use(register: pd.DataFrame, *, by: str | None = None, level: float = 0.95) -> pd.DataFrame:
    """Count procedures that are applied, and those that users can see.

    Parameters
    ----------
    register : pandas.DataFrame
        As the template ``procedures``.
    by : str, optional
        A column, such as ``unit_name``: its groups beside all.
    level : float
        Of the intervals (Wilson).

    Returns
    -------
    pandas.DataFrame
        One row per group (``all`` first) and question (``applied``, ``published_to_users``): ``yes_count``,
        ``partly_count``, ``no_count``, ``unknown_count``, ``known_count``, ``yes_pct`` of those known with
        ``low_pct`` and ``high_pct``; missing where nothing is known. Partly applied is never counted as
        applied.

    Raises
    ------
    MethodError
        No procedures, or an absent column.
    """
    require_procedures(register)
    require_columns(register, ("applied", "published_to_users", *([by] if by else [])), "the register")
    groups = [("all", register)]
    if by:
        groups += [(str(name), rows) for name, rows in register.groupby(by)]
    made = []
    for name, rows in groups:
        for question in ("applied", "published_to_users"):
            counts = {f"{answer}_count": int((rows[question] == answer).sum()) for answer in ANSWERS}
            known = sum(counts.values())
            share = _share(counts["yes_count"], known, level, "yes_pct")
            unknown = {"unknown_count": len(rows) - known, "known_count": known}
            made.append({"group": name, "question": question, **counts, **unknown, **share})
    return pd.DataFrame(made)


def require_procedures(register: pd.DataFrame) -> None:
    """Refuse a register without procedures, or with one of them twice."""
    require_columns(register, ("unit_name", "procedure_id", "title", "duration_days"), "the register")
    if register.empty:
        raise MethodError("The register has no procedures; there is nothing to evaluate.")
    twice = register["procedure_id"].duplicated()
    if twice.any():
        raise MethodError(
            f"Procedure {register.loc[twice, 'procedure_id'].iloc[0]} stands in the register twice."
        )
