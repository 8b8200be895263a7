"""What one cell leaves open, its column may settle: the decimal mark, and percent as 0.85 or as 85."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from analysis.messages import say
from analysis.sources.importing.numbers import parse_number

__all__ = ["Notation", "PercentForm", "infer_notation", "infer_percent"]

SHARES_NEEDED = 3  # fewer values up to 1 could just as well be very small percentages
SHARE_SEEN = 0.2  # a column of shares reaches at least this; a column that never does may be rare events


@dataclass(frozen=True)
class Notation:
    """The notation of a column, or why it is not known.

    ``status`` is ``decided``, ``not needed`` (no cell depends on it), ``ambiguous`` (cells such as ``1.234``
    and no other cell that tells) or ``mixed`` (some cells show a decimal comma, others a decimal point).
    ``decimal`` and ``thousands`` are marks, or ``None``. The counts are of cells: those that show a comma,
    those that show a point, and those that show neither.
    """

    status: Literal["decided", "not needed", "ambiguous", "mixed"]
    decimal: str | None
    thousands: str | None
    why: str
    comma_count: int
    point_count: int
    open_count: int


@dataclass(frozen=True)
class PercentForm:
    """How a column writes percentages.

    ``form`` is ``points`` (85), ``shares`` (0.85), ``mixed``, ``ambiguous`` or ``none`` (no values);
    ``factor`` turns a cell without a percent sign into percentage points: 1, 100, or ``None`` when not known.
    """

    form: Literal["points", "shares", "mixed", "ambiguous", "none"]
    factor: int | None
    why: str


def infer_notation(values: Iterable[object]) -> Notation:
    """Decide the decimal mark of a column from all its cells, or refuse.

    Parameters
    ----------
    values
        The cells of one column. Numbers of a workbook (int, float) need no notation and are passed over.

    Returns
    -------
    Notation
        ``1.250.000`` and ``85,5`` show a decimal comma, ``1,250,000`` and ``85.5`` a decimal point;
        ``1.234`` shows neither and is settled by the others only.
    """
    counts = {",": 0, ".": 0}
    undecided: list[str] = []
    for value in values:
        if not isinstance(value, str):
            continue
        parsed = parse_number(value)
        if parsed.notation:
            counts[parsed.notation] += 1
        elif parsed.status == "ambiguous" and parsed.readings:
            undecided.append(value.strip())
    comma, point, pending = counts[","], counts["."], len(undecided)
    if comma and point:
        why = say("{comma} cells show a decimal comma and {point} a decimal point", comma=comma, point=point)
        return Notation("mixed", None, None, why, comma, point, pending)
    if comma or point:
        mark, other = (",", ".") if comma else (".", ",")
        why = say(
            "{count} cells show the decimal mark {mark!r}, none the other", count=comma or point, mark=mark
        )
        return Notation("decided", mark, other, why, comma, point, pending)
    if pending:
        why = say(
            "{count} cells such as {example!r} can be read in two ways and no other cell settles it",
            count=pending,
            example=undecided[0],
        )
        return Notation("ambiguous", None, None, why, 0, 0, pending)
    return Notation("not needed", None, None, say("no cell depends on the notation"), 0, 0, 0)


def infer_percent(values: Iterable[float], signed: Iterable[float] = ()) -> PercentForm:
    """Decide whether a column writes percentages as points (85) or as shares (0.85), or refuse.

    Parameters
    ----------
    values
        The numbers of the cells without a percent sign.
    signed
        The numbers of the cells with one; they are points by themselves and bear witness for the rest.

    Returns
    -------
    PercentForm
        ``mixed`` when values strictly between 0 and 1 stand beside larger ones: 0.85 may be 85 or less than
        one per cent. ``ambiguous`` when all are at most 1 but are too few or too small to tell.
    """
    bare = [abs(value) for value in values]
    points = [abs(value) for value in signed]
    if not bare:
        form: Literal["points", "none"] = "points" if points else "none"
        return PercentForm(form, 1, say("every value carries a percent sign") if points else say("no values"))
    small = [value for value in bare if 0 < value < 1]
    large = [value for value in [*bare, *points] if value > 1]
    if small and (large or points):
        why = say(
            "{count} values lie between 0 and 1 beside values above 1 or with a percent sign",
            count=len(small),
        )
        return PercentForm("mixed", None, why)
    if large or points:
        return PercentForm("points", 1, say("values exceed 1 and none lies between 0 and 1"))
    if not any(bare):
        return PercentForm("points", 1, say("all values are zero, which is the same in both forms"))
    if small and sum(value > 0 for value in bare) >= SHARES_NEEDED and max(bare) >= SHARE_SEEN:
        return PercentForm(
            "shares", 100, say("all {count} values are at most 1, so they are shares of 1", count=len(bare))
        )
    why = say("all values are at most 1 and too few or too small to tell shares of 1 from small percentages")
    return PercentForm("ambiguous", None, why)
