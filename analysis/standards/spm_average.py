"""The SPM index of an affair (urusan) and of a district: plain means that say what is missing."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.errors import MethodError
from analysis.messages import say
from analysis.panels import require_columns

__all__ = ["Average", "average_index", "average_of_parts"]

HUNDRED = 100.0


@dataclass(frozen=True)
class Average:
    """The index of an affair or a district: the plain mean of its parts.

    Attributes
    ----------
    value : float
        The mean of the parts that have a value; see ``missing``.
    parts : tuple of str
        The parts in the mean.
    missing : tuple of str
        Parts that belong to a whole index and have no value.
    """

    value: float
    parts: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def partial(self) -> bool:
        """Whether parts are missing: then this is the mean of some, not the index of the regulation."""
        return bool(self.missing)


def average_index(values: Mapping[str, float | None], expected: Sequence[str]) -> Average:
    """Return the index of an affair from its services, or of a district from its affairs.

    Parameters
    ----------
    values : mapping of str to float
        Index by name, 0 to 100; None or NaN where it is not known.
    expected : sequence of str
        The parts of a whole index, by name: the services of the affair, or the six affairs of a district.

    Raises
    ------
    MethodError
        A part that is not expected, an index outside 0 to 100, or no value at all.

    Notes
    -----
    A district has six affairs; public works and housing count apart (Bulungan 2023: 97.81 over six, 97.37
    over five).
    """
    strange = [name for name in values if name not in expected]
    if strange:
        raise MethodError(
            say(
                "{name!r} is no part of this index; its parts are {expected}.",
                name=strange[0],
                expected=", ".join(expected),
            )
        )
    known = {
        name: float(value)
        for name in expected
        if (value := values.get(name)) is not None and not math.isnan(value)
    }
    outside = [name for name, value in known.items() if not 0 <= value <= HUNDRED]
    if outside or not known:
        raise MethodError(
            say("An index is a number from 0 to 100; {found}.", found=outside[0] if outside else say("none"))
        )
    missing = tuple(name for name in expected if name not in known)
    return Average(math.fsum(known.values()) / len(known), tuple(known), missing)


def average_of_parts(parts: pd.DataFrame, expected: Sequence[str]) -> Average:
    """Return the index of a table of parts; see :func:`average_index`.

    Parameters
    ----------
    parts : pandas.DataFrame
        ``part`` and ``value``.
    expected : sequence of str
        The parts of a whole index.

    Raises
    ------
    MethodError
        As for :func:`average_index`, and a part that stands twice.
    """
    require_columns(parts, ["part", "value"], "the table of parts")
    twice = parts.loc[parts["part"].duplicated(), "part"]
    if len(twice):
        raise MethodError(say("The part {part!r} of an index stands twice. Keep one.", part=twice.iloc[0]))
    return average_index(dict(zip(parts["part"], parts["value"], strict=True)), expected)
