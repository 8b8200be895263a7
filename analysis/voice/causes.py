"""Causes of complaints: who can mend each, and whether a promise or a recommendation answers it."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from analysis.errors import DataError, nearest
from analysis.messages import say
from analysis.panels import require_columns
from analysis.voice.dates import text_of

CAUSES = "complaint-causes"
CAUSE_COLUMNS = ("unit_name", "complaint_id", "cause", "mendable_by", "promise_id")
MENDABLE_BY = ("unit", "skpd", "district", "other")
SEPARATORS = re.compile(r"[;,\s]+")


def complaints_answered(promises: pd.DataFrame) -> pd.DataFrame:
    """Return one row per promise and complaint that it answers.

    Parameters
    ----------
    promises : pandas.DataFrame
        With ``complaint_id``: one code, or several with a comma, a semicolon or a space between them. A
        promise that names none is left out.
    """
    require_columns(promises, ("complaint_id",), "the table of promises")
    codes = text_of(promises["complaint_id"]).map(codes_in)
    return promises.assign(complaint_id=codes).explode("complaint_id").dropna(subset=["complaint_id"])


def codes_in(text: str) -> list[str]:
    """Return the codes in a cell, which a comma, a semicolon or a space separates."""
    return [code for code in SEPARATORS.split(text) if code]


def answered_causes(causes: pd.DataFrame, promises: pd.DataFrame, *, label: str = CAUSES) -> pd.DataFrame:
    """Say of each cause what would mend it and what answers it.

    Parameters
    ----------
    causes : pandas.DataFrame
        As the template ``complaint-causes``: one row per cause.
    promises : pandas.DataFrame
        As the template ``service-promises``, or the states of promises on a day.
    label : str
        What the table of causes is called in messages.

    Returns
    -------
    pandas.DataFrame
        The rows given, with ``needs`` (``promise`` where the unit can mend the cause, else
        ``recommendation``), ``answered_by`` (codes of the promise or recommendation that the row names; where
        it names none, those of the unit on the complaint and of the kind needed), ``answer`` (``none``,
        ``fits``, or ``other owner``: what answers it is addressed to somebody who cannot mend it).

    Raises
    ------
    DataError
        A promise that does not exist, or an unknown value of ``mendable_by``.
    MethodError
        A column is absent.

    Notes
    -----
    Step 5 and 6 of the complaint survey (PermenPAN 13/2009, as its users describe it): the unit promises
    what it can mend and recommends the rest to those who can.
    """
    require_columns(causes, CAUSE_COLUMNS, label)
    require_columns(promises, ("promise_id", "unit_name", "complaint_id", "kind", "owner"), "the promises")
    table = causes.reset_index(drop=True).assign(promise_id=text_of(causes["promise_id"]).to_numpy())
    known = promises.set_index("promise_id")
    answers = complaints_answered(promises)
    made = []
    for place, row in enumerate(table.to_dict("records")):
        _require_known(row["mendable_by"], str(row["promise_id"] or ""), known, label, place + 2)
        needs = "promise" if row["mendable_by"] == "unit" else "recommendation"
        named = [str(row["promise_id"])] if row["promise_id"] else _found(answers, row, needs)
        owners = {str(known.at[name, "owner"]) for name in named}
        answer = "none" if not named else "fits" if row["mendable_by"] in owners else "other owner"
        made.append({"needs": needs, "answered_by": "; ".join(named), "answer": answer})
    return table.join(pd.DataFrame(made, columns=["needs", "answered_by", "answer"], index=table.index))


def _found(answers: pd.DataFrame, row: Mapping[Hashable, Any], needs: str) -> list[str]:
    own = answers[
        (answers["unit_name"] == row["unit_name"])
        & (answers["complaint_id"] == row["complaint_id"])
        & (answers["kind"] == needs)
    ]
    return sorted(set(own["promise_id"].astype(str)))


def _require_known(mendable_by: object, promise_id: str, known: pd.DataFrame, label: str, row: int) -> None:
    if mendable_by not in MENDABLE_BY:
        raise DataError(
            say(
                "{label}, row {row} (the header is row 1), column 'mendable_by': '{found}' is not one of "
                "{values}.",
                label=label, row=row, found=mendable_by, values=", ".join(MENDABLE_BY),
            )
        )  # fmt: skip
    if promise_id and promise_id not in known.index:
        options = [str(name) for name in known.index]
        near = ", ".join(nearest(promise_id, options) or sorted(options)[:3]) or say("none is near")
        raise DataError(
            say(
                "{label}, row {row} (the header is row 1): there is no promise {promise}. The nearest: "
                "{near}. Add it to {table}, or correct the code.",
                label=label, row=row, promise=promise_id, near=near, table="service-promises",
            )
        )  # fmt: skip
