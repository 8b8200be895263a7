"""The answers of one satisfaction survey: checked row by row, laid out person by element."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import DataError, MethodError
from analysis.messages import say
from analysis.panels import require_columns
from analysis.voice.rows import check_one_value, check_users, check_weights, place_of, plain_value
from analysis.voice.satisfaction_index import ELEMENTS, HIGHEST, LOWEST

OVERALL = "overall"
COLUMNS: Mapping[str, str] = {**{name.lower(): name for name in ELEMENTS}, OVERALL: OVERALL}
NEEDED = ("year", "round", "unit_name", "respondent_id", *(name.lower() for name in ELEMENTS))
TEXTS = ("cluster", "sex", "age_group")


@dataclass(frozen=True)
class SatisfactionRound:
    """What the people asked in one satisfaction survey answered.

    Attributes
    ----------
    year, round : int
    people : pandas.DataFrame
        By respondent: ``unit_name, cluster, weight, sex, age_group``.
    scores : pandas.DataFrame
        Respondents by elements U1 to U9, 1 to 4; NaN where not answered.
    overall : pandas.Series
        By respondent: satisfaction as a whole, 1 to 4; NaN where not asked or answered.
    users : mapping of str to float
        Unit to the number of its users; NaN where not known.
    """

    year: int
    round: int
    people: pd.DataFrame
    scores: pd.DataFrame
    overall: pd.Series
    users: Mapping[str, float]

    @property
    def units(self) -> tuple[str, ...]:
        """The units surveyed, in order of name."""
        return tuple(sorted(self.people["unit_name"].unique()))

    def within(self, unit: str) -> SatisfactionRound:
        """Return the survey of one unit."""
        here = self.people["unit_name"] == unit
        return SatisfactionRound(
            self.year, self.round, self.people[here], self.scores[here], self.overall[here],
            {unit: self.users[unit]},
        )  # fmt: skip


def satisfaction_round(frame: pd.DataFrame, year: int, round: int) -> SatisfactionRound:
    """Check the answers of one satisfaction survey and lay them out person by element.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per person, as the template ``satisfaction-answers``: ``year, round, unit_name,
        respondent_id, u1`` to ``u9`` and, where known, ``overall, cluster, weight, users_count, sex,
        age_group``. A row is named in messages by its index plus two.
    year, round : int
        Which survey.

    Returns
    -------
    SatisfactionRound

    Raises
    ------
    MethodError
        A column is absent, or there is no such survey.
    DataError
        A score that is not 1, 2, 3 or 4; a person twice, or in two units; weights for some only; fewer users
        than respondents. The message names the rows.
    """
    require_columns(frame, NEEDED, "the table of answers")
    rows = frame[(frame["year"] == year) & (frame["round"] == round)]
    if rows.empty:
        pairs = sorted(set(zip(frame["year"], frame["round"], strict=True)))
        known = ", ".join(f"{of} ({number})" for of, number in pairs) or "none"
        raise MethodError(f"There is no survey of {year}, round {round}; the table has: {known}.")
    rows = rows.copy()
    for name in TEXTS:
        rows[name] = rows[name].fillna("") if name in rows else ""
    for name in ("weight", "users_count"):
        rows[name] = pd.to_numeric(rows[name]).astype(float) if name in rows else np.nan
    rows[OVERALL] = rows.get(OVERALL, np.nan)
    for column in COLUMNS:
        rows[column] = _scores(rows[column])
    _check_once(rows)
    check_one_value(rows, "unit_name", "users_count")
    check_weights(rows)
    people = rows.set_index("respondent_id").sort_index()
    users = people.groupby("unit_name")["users_count"].first()
    check_users(rows, people, users)
    scores = people[[name.lower() for name in ELEMENTS]].rename(columns=COLUMNS)
    return SatisfactionRound(
        int(year), int(round), people[["unit_name", "cluster", "weight", "sex", "age_group"]], scores,
        people[OVERALL], {str(unit): float(number) for unit, number in users.items()},
    )  # fmt: skip


def _scores(column: pd.Series) -> pd.Series:
    numbers = pd.to_numeric(column, errors="coerce").astype(float)
    bad = column.notna() & (numbers.isna() | ~numbers.between(LOWEST, HIGHEST) | (numbers % 1 != 0))
    if bad.any():
        raise DataError(
            say(
                "Row {row}, column {column!r}: expected 1, 2, 3 or 4, or nothing where it was not answered; "
                "found {found!r}. Correct the cell.",
                row=place_of(column.index[bad][0]),
                column=str(column.name),
                found=plain_value(column[bad].iloc[0]),
            )
        )
    return numbers


def _check_once(rows: pd.DataFrame) -> None:
    twice = rows[rows["respondent_id"].duplicated()]
    if len(twice):
        who = twice["respondent_id"].iloc[0]
        first = rows.index[rows["respondent_id"] == who][0]
        raise DataError(
            say(
                "Row {row}: respondent {who!r} stands already in row {first}. A person answers a survey "
                "once, in one unit; keep one row, or give another person another code.",
                row=place_of(twice.index[0]),
                who=who,
                first=place_of(first),
            )
        )
