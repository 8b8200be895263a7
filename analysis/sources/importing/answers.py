"""What the user says about a file, and what is still to be asked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from analysis.errors import ParameterError, nearest
from analysis.messages import say

__all__ = ["ALL_SHEETS", "SHEET_NAME", "Answers", "Question", "check_answers"]

ALL_SHEETS = "all"
SHEET_NAME = "@sheet"  # as a value to fill in: the name of the sheet that a row comes from
ALLOWED: dict[str, tuple[str, ...]] = {"decimal": (",", "."), "percent": ("points", "shares")}


@dataclass(frozen=True)
class Answers:
    """What the user says about a file, so that nothing needs to be guessed.

    Attributes
    ----------
    sheets
        Names of the sheets to read, or ``("all",)`` for every sheet that fits; empty: choose the best.
    columns
        Header to column (``""`` leaves it out).
    decimal, percent, scale
        Column to ``,`` or ``.``; to ``points`` or ``shares``; to the factor that makes full units (1, 1000,
        1000000).
    fill
        A value for a column that the sheet does not have, in every row; ``@sheet`` is the sheet's name.
    years_hold
        The column that a table with years across holds.
    only_region
        Whether rows of other regions are left out.
    """

    sheets: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    decimal: Mapping[str, str] = field(default_factory=dict)
    percent: Mapping[str, str] = field(default_factory=dict)
    scale: Mapping[str, int] = field(default_factory=dict)
    fill: Mapping[str, str | int | float] = field(default_factory=dict)
    years_hold: str = ""
    only_region: bool = False


@dataclass(frozen=True)
class Question:
    """Something that must be answered before writing: what it is about, why, and how to answer."""

    about: str
    why: str
    answer: str


def check_answers(answers: Answers, columns: Collection[str]) -> None:
    """Refuse answers about columns that do not exist, and values that an answer cannot have.

    Raises
    ------
    ParameterError
        Names the answer, what was found and what is allowed.
    """
    named = {
        "decimal": answers.decimal,
        "percent": answers.percent,
        "scale": answers.scale,
        "fill": answers.fill,
        "years": (answers.years_hold,) if answers.years_hold else (),
    }
    for kind, given in named.items():
        for column in given:
            if column not in columns:
                near = ", ".join(nearest(column, columns, cutoff=0.3) or columns)
                raise ParameterError(
                    say(
                        "{kind}: the template has no column {column!r}. The nearest: {near}.",
                        kind=kind,
                        column=column,
                        near=near,
                    )
                )
    for kind, values in (("decimal", answers.decimal), ("percent", answers.percent)):
        for column, value in values.items():
            if value not in ALLOWED[kind]:
                _refuse(kind, column, value, ", ".join(ALLOWED[kind]))
    for column, factor in answers.scale.items():
        if factor < 1:
            _refuse("scale", column, factor, "1, 1000, 1000000")


def _refuse(kind: str, column: str, value: object, options: str) -> None:
    raise ParameterError(
        say(
            "{kind} of {column!r} must be one of {options}; found {value!r}.",
            kind=kind,
            column=column,
            options=options,
            value=value,
        )
    )
