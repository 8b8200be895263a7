"""Between which values of a cut-off a result stays the same; exact: only data values can change it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

Result = TypeVar("Result")


@dataclass(frozen=True)
class Unchanged(Generic[Result]):
    """The interval, and what the result is just outside.

    Attributes
    ----------
    lower, upper : float
        The result is the same for every cut-off above `lower` and up to and including `upper`.
    below, above : Result or None
        The result just below and just above; None where the interval reaches the end of the scale.
    """

    lower: float
    upper: float
    below: Result | None
    above: Result | None


def unchanged_interval(
    chosen: float, values: np.ndarray, low: float, high: float, find: Callable[[float], Result]
) -> Unchanged[Result]:
    """Return the widest interval of a cut-off around the chosen one in which a result is the same.

    Parameters
    ----------
    chosen : float
        The cut-off used.
    values : numpy.ndarray
        The data values that are compared with it, as ``value >= cut-off``.
    low, high : float
        Ends of the scale: `low` itself is no cut-off, `high` is.
    find : callable
        The result at a cut-off; compared with ``==``.

    Notes
    -----
    Between two neighbouring data values no comparison changes, so one cut-off stands for each gap.
    """
    inside = values[(values > low) & (values < high)]
    edges = np.unique(np.concatenate([[low], inside, [high]]))
    own = min(max(int(np.searchsorted(edges, chosen, side="left")) - 1, 0), len(edges) - 2)
    same = find(chosen)

    def first_change(gaps: Iterable[int]) -> tuple[int | None, Result | None]:
        for gap in gaps:
            found = find(float(edges[gap + 1]))
            if found != same:
                return gap, found
        return None, None

    over, above = first_change(range(own + 1, len(edges) - 1))
    under, below = first_change(range(own - 1, -1, -1))
    return Unchanged(
        lower=low if under is None else float(edges[under + 1]),
        upper=high if over is None else float(edges[over]),
        below=below,
        above=above,
    )
