"""The least served first: the smallest score made as large as possible, then the next smallest, and so on."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array, hstack

from analysis.standards.costing.programme import SLACK, Programme, Solution, maximise

PRICE = 1e-7  # a dual above it binds; HiGHS gives duals to about that


def max_min(programme: Programme, base: np.ndarray, per_person: np.ndarray) -> Solution | None:
    """Return the spending whose scores, from the smallest up, are as large as they can be.

    Parameters
    ----------
    programme : Programme
        The constraints.
    base, per_person : numpy.ndarray
        Score of each option when nobody is served, and what one more served adds; an option to which nobody
        can be added has ``per_person`` zero and plays no part.

    Returns
    -------
    Solution or None
        The prices are those of the first round: what one more unit of money adds to the smallest score.

    Notes
    -----
    Lexicographic maximin by linear programmes: in each round the options whose constraint has a price are as
    high as the smallest score can be, and stay there (Ogryczak, Pioro and Tomaszewski 2005, Journal of
    Telecommunications and Information Technology 3, on telecommunications network design). At least one has a
    price in each round.
    """
    count, width = len(programme.options), len(programme.low)
    scores = csr_array((per_person, (np.arange(count), np.arange(count))), shape=(count, width))
    open_, level = per_person > 0, np.full(count, -np.inf)
    first: Solution | None = None
    gain = np.zeros(width + 1)
    gain[-1] = 1.0
    while open_.any():
        lifted = csr_array(hstack([scores, csr_array(-open_.astype(float)[:, None])], format="csr"))
        rows = np.flatnonzero((per_person > 0) & (open_ | (level > -np.inf)))
        least = np.where(open_, -base, level - base - SLACK)[rows]
        found = maximise(programme, gain, lifted[rows], least)
        if found is None:
            return None
        first = first or found
        bound = np.zeros(count, dtype=bool)
        bound[rows] = found.prices[len(programme.budget) :] > PRICE
        bound &= open_
        if not bound.any():  # no price above the tolerance: what stands is as good as HiGHS can tell
            bound = open_
        level[bound] = found.values[-1]
        open_ = open_ & ~bound
    rows = np.flatnonzero(level > -np.inf)
    people = np.zeros(width)
    people[programme.served] = 1.0
    last = maximise(programme, people, scores[rows], (level - base - SLACK)[rows])
    if last is None or first is None:
        return last
    return Solution(last.values, first.prices)
