"""What is wrong with a row of answers: told with the row, and with the row that it contradicts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import DataError
from analysis.messages import say

__all__ = ["check_one_value", "check_users", "check_weights", "place_of", "plain_value"]


def place_of(label: Any) -> str:
    """Return how a row is named in messages: its place in the file, whose header is row 1."""
    return str(int(label) + 2) if isinstance(label, int | np.integer) else repr(label)


def plain_value(value: Any) -> Any:
    """Return a value as it is told: a plain number or text, a whole number without its point."""
    plain = value.item() if hasattr(value, "item") else value
    return int(plain) if isinstance(plain, float) and plain.is_integer() else plain


def check_one_value(rows: pd.DataFrame, key: str, name: str) -> None:
    """Refuse two known values of one thing for one respondent, unit or complaint."""
    known = rows[rows[name].notna() & (rows[name] != "")]
    first = known.groupby(key)[name].transform("first")
    other = known[known[name] != first]
    if len(other):
        who = other[key].iloc[0]
        start = known[known[key] == who].iloc[0]
        raise DataError(
            say(
                "Row {row}, column {column!r}: {key} {who!r} has {found!r} here and {expected!r} in row "
                "{first}. One round has one value for each; correct the row, or give another person another "
                "code.",
                row=place_of(other.index[0]),
                column=name,
                key=key,
                who=who,
                found=plain_value(other[name].iloc[0]),
                expected=plain_value(start[name]),
                first=place_of(start.name),
            )
        )


def check_weights(rows: pd.DataFrame) -> None:
    """Refuse a weight that is not above zero, and weights for some respondents only."""
    known = rows.groupby("respondent_id")["weight"].transform("count")
    wrong = rows[rows["weight"] <= 0]
    lacking = rows[known == 0] if (known > 0).any() else rows.iloc[:0]
    for bad, found in ((wrong, "0"), (lacking, "")):
        if len(bad):
            raise DataError(
                say(
                    "Row {row}, column 'weight': expected a number above zero, found {found!r}. Give every "
                    "respondent of the round a weight, or none.",
                    row=place_of(bad.index[0]),
                    found=found,
                )
            )


def check_users(rows: pd.DataFrame, people: pd.DataFrame, users: pd.Series) -> None:
    """Refuse a unit with fewer users than respondents."""
    for unit, count in people["unit_name"].value_counts().sort_index().items():
        if float(users.loc[str(unit)]) < count:
            row = rows.index[(rows["unit_name"] == unit) & rows["users_count"].notna()][0]
            raise DataError(
                say(
                    "Row {row}, column 'users_count': {unit} has {count} respondents but only {users} users. "
                    "Give the number of users from whom the respondents were drawn, or leave it empty.",
                    row=place_of(row),
                    unit=unit,
                    count=count,
                    users=f"{users.loc[str(unit)]:g}",
                )
            )
