"""Days of a table as dates; a day that is in no calendar is refused with its row."""

from __future__ import annotations

import datetime

import pandas as pd

from analysis.errors import DataError, ParameterError
from analysis.messages import say


def text_of(column: pd.Series) -> pd.Series:
    """Return a column as text, with empty text where a cell is missing, however the file was read."""
    return column.astype(object).where(column.notna(), "").astype(str)


def days_of(frame: pd.DataFrame, column: str, label: str) -> pd.Series:
    """Return a column of days (``2014-06-30``, empty where not known) as dates.

    Raises
    ------
    DataError
        A day that is in no calendar.
    """
    text = text_of(frame[column])
    days = pd.to_datetime(text.where(text != ""), format="%Y-%m-%d", errors="coerce")
    wrong = (text != "") & days.isna()
    if wrong.any():
        row = int(wrong.to_numpy().argmax())
        raise DataError(
            say(
                "{label}, row {row} (the header is row 1), column '{column}': '{found}' is no day of the "
                "calendar. Write year-month-day, for example 2014-06-30.",
                label=label,
                row=row + 2,
                column=column,
                found=text.iloc[row],
            )
        )
    return days


def as_day(day: str | datetime.date | pd.Timestamp) -> pd.Timestamp:
    """Return the day of an analysis, given as text or date; the clock is never asked.

    Raises
    ------
    ParameterError
        It is no day.
    """
    try:
        return pd.Timestamp(pd.to_datetime(day, format="%Y-%m-%d")).normalize()
    except (ValueError, TypeError):
        raise ParameterError(
            say("'{day}' is no day. Write year-month-day, for example 2014-06-30.", day=day)
        ) from None


def written(day: pd.Timestamp) -> str:
    """Return a day as tables have it; a question mark where it is not known."""
    return "?" if pd.isna(day) else f"{day:%Y-%m-%d}"
