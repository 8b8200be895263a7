"""A complaint survey of which only the counts are known."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.errors import DataError, MethodError
from analysis.messages import say
from analysis.panels import require_columns
from analysis.voice.answers import ComplaintRound
from analysis.voice.rows import place_of

COUNTED = ("round", "unit_name", "complaint_id", "complaint", "respondents_count", "complaints_count")


def round_from_counts(frame: pd.DataFrame, round: int) -> ComplaintRound:
    """Lay counts out as people with answers, so that one way of computing serves counts and answers.

    Only the counts of each complaint mean something: which answers go together is not known, so nothing that
    rests on it may be computed from the result.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per unit, round and complaint, as the template ``complaint-survey``.
    round : int
        Which round.

    Raises
    ------
    MethodError
        A column is absent, or the round has no counts.
    DataError
        More complaints than respondents, or a complaint twice in one unit; the message names the row.
    """
    require_columns(frame, COUNTED, "the table of counts")
    rows = frame[frame["round"] == round]
    if rows.empty:
        known = ", ".join(str(number) for number in sorted(frame["round"].unique())) or "none"
        raise MethodError(f"Round {round} has no counts; the table has: {known}.")
    _check_counts(rows)
    sizes = rows.groupby("unit_name")["respondents_count"].max()
    people = pd.DataFrame({"unit_name": np.repeat(sizes.index, sizes.to_numpy())})
    # Who is who is not known, so nobody is taken to be the same person in two rounds.
    codes = [f"round {round}, {number}" for number in range(len(people))]
    people.index = pd.Index(codes, name="respondent_id")
    people = people.assign(cluster="", weight=np.nan, sex="", age_group="", distance_band="")
    start = sizes.cumsum() - sizes
    names = sorted(rows["complaint_id"].unique())
    answers = pd.DataFrame(np.nan, index=people.index, columns=names)
    columns = ["unit_name", "complaint_id", "respondents_count", "complaints_count"]
    for unit, name, asked, complained in rows[columns].to_numpy(object):
        first, column = int(start.loc[unit]), names.index(name)
        answers.iloc[first : first + asked, column] = 0.0
        answers.iloc[first : first + complained, column] = 1.0
    given = rows["users_count"] if "users_count" in rows else pd.Series(np.nan, index=rows.index)
    users = pd.to_numeric(given).groupby(rows["unit_name"]).first()
    wording = rows.groupby("complaint_id")["complaint"].first()
    return ComplaintRound(
        int(round), people, answers, answers.notna(),
        {name: str(wording[name]) for name in names},
        {str(unit): float(number) if pd.notna(number) else np.nan for unit, number in users.items()},
    )  # fmt: skip


def _check_counts(rows: pd.DataFrame) -> None:
    above = rows[rows["complaints_count"] > rows["respondents_count"]]
    twice = rows[rows.duplicated(["unit_name", "complaint_id"])]
    if len(above):
        row = above.iloc[0]
        raise DataError(
            say(
                "Row {row}: {complaints} of {respondents} respondents have complaint {complaint!r}. Each "
                "person counts once; correct one of the two counts.",
                row=place_of(above.index[0]),
                complaints=row["complaints_count"],
                respondents=row["respondents_count"],
                complaint=row["complaint_id"],
            )
        )
    if len(twice):
        raise DataError(
            say(
                "Row {row}: complaint {complaint!r} of {unit} stands twice in this round. Keep one row.",
                row=place_of(twice.index[0]),
                complaint=twice["complaint_id"].iloc[0],
                unit=twice["unit_name"].iloc[0],
            )
        )
