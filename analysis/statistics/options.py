"""Refusals of options that do not exist, the same everywhere."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.errors import MethodError, nearest


def require_option(value: str, options: Sequence[str], what: str) -> None:
    """Refuse an option that does not exist, and name the nearest.

    Raises
    ------
    MethodError
        Naming the options allowed.
    """
    if value not in options:
        near = nearest(str(value), options, count=1)
        hint = f" Did you mean '{near[0]}'?" if near else ""
        raise MethodError(f"The {what} '{value}' is not known; it is one of {', '.join(options)}.{hint}")


def require_level(level: float, what: str = "confidence level") -> None:
    """Refuse a share, such as a confidence level, that is not strictly between 0 and 1.

    Raises
    ------
    MethodError
        Naming the level found.
    """
    if not 0 < level < 1:
        raise MethodError(f"The {what} is {level:g}; it must lie between 0 and 1.")
