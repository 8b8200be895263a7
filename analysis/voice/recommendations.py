"""The list of recommendations for those above the units: what is asked, of whom, why, and what came of it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

import pandas as pd

from analysis.voice.causes import answered_causes, codes_in
from analysis.voice.record import PromiseRecord, states_on

COLUMNS = (
    "owner", "unit_name", "promise_id", "text", "complaint_id", "complaint", "cause", "due_on", "state",
    "since", "overdue_days", "evidence",
)  # fmt: skip
OWNER_ORDER = ("skpd", "district", "other", "unit")


def recommendation_list(
    record: PromiseRecord,
    as_of: str | datetime.date | pd.Timestamp,
    *,
    causes: pd.DataFrame | None = None,
    complaints: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """List recommendations by who must act, with causes that still wait for one.

    Parameters
    ----------
    record : PromiseRecord
        Of the region.
    as_of : str or date
        Day of the list.
    causes : pandas.DataFrame, optional
        As the template ``complaint-causes``: a cause that the unit cannot mend and that nothing answers gets
        a row of its own, with an empty ``promise_id`` and the state ``none``.
    complaints : mapping of str to str, optional
        Complaint code to its words.

    Returns
    -------
    pandas.DataFrame
        Columns ``COLUMNS``; the SKPD first, then the district and others; within each by unit and due date.

    Raises
    ------
    DataError
        A cause that names a promise which does not exist.
    """
    states = states_on(record, as_of)
    states = states[states["kind"] == "recommendation"]
    needed = pd.DataFrame(
        columns=["unit_name", "complaint_id", "cause", "mendable_by", "answered_by", "answer"]
    )
    if causes is not None and len(causes):
        answered = answered_causes(causes, record.promises)
        needed = answered[answered["needs"] == "recommendation"]
    named = needed.assign(promise_id=needed["answered_by"].astype(str).str.split("; ")).explode("promise_id")
    why = named.groupby("promise_id")["cause"].agg("; ".join)
    listed = states.assign(cause=why.reindex(states["promise_id"], fill_value="").to_numpy())
    open_causes = needed[needed["answer"] == "none"].rename(columns={"mendable_by": "owner"})
    missing = open_causes[["unit_name", "complaint_id", "cause", "owner"]].assign(
        promise_id="", text="", state="none", evidence=""
    )
    table = pd.concat([listed, missing], ignore_index=True) if len(missing) else listed
    words = complaints or {}
    table = table.assign(
        complaint=[
            "; ".join(words.get(code, code) for code in codes_in(str(cell))) for cell in table["complaint_id"]
        ],
        rank=table["owner"].map(OWNER_ORDER.index),
    )
    table = table.sort_values(["rank", "unit_name", "due_on", "promise_id", "cause"])
    return table[list(COLUMNS)].reset_index(drop=True)
