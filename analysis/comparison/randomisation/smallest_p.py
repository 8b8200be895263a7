"""What a small design can show at best: the smallest p-value that its own randomisation can give."""

from __future__ import annotations

import math
from dataclasses import dataclass

from analysis.errors import MethodError


@dataclass(frozen=True)
class DesignLimits:
    """The best that an exact test can do with a number of cases, before any data are seen.

    Attributes
    ----------
    cases, singled_out : int
        The cases, and how many of them are set apart from the rest.
    assignments : int
        In how many ways that many cases can be singled out.
    smallest_p_group : float
        ``1 / assignments``: the cases singled out are the most extreme set of their size.
    smallest_p_order : float
        ``1 / cases!``: a full order of the cases that was foretold comes out exactly.
    smallest_p_signs : float
        ``1 / 2 ** cases``: every case moves in the direction foretold.
    unit, claim : str
        The unit of analysis, and the level of the claim that such a test could carry.
    says : str
        One sentence for the reader.
    """

    cases: int
    singled_out: int
    assignments: int
    smallest_p_group: float
    smallest_p_order: float
    smallest_p_signs: float
    unit: str
    claim: str
    says: str


def smallest_attainable_p(cases: int, *, singled_out: int = 1, unit: str = "district") -> DesignLimits:
    """Return the smallest exact p-values that a comparison of a few cases can attain.

    Use it before comparing a handful of regions: if the smallest attainable p is large, no data can make the
    contrast significant, and the comparison describes and bounds; it does not test.

    Parameters
    ----------
    cases : int
        Number of cases, two or more.
    singled_out : int
        How many are set apart (treated, of one model), at least one and fewer than all.
    unit : str
        Unit of analysis, for the sentence.

    Returns
    -------
    DesignLimits

    Raises
    ------
    MethodError
        Fewer than two cases, or nobody or everybody singled out.

    Notes
    -----
    One-sided, counting the observed assignment itself: Fisher (1935), The Design of Experiments, chapters II
    and III. Three cases: 1/3 with one singled out, 1/6 for a full order, 1/8 for three signs. An exact test
    also supposes that the cases could have been assigned otherwise, which purposive choice does not give.
    """
    if cases < 2:
        raise MethodError(f"A comparison needs at least two cases; found {cases}.")
    if not 1 <= singled_out < cases:
        raise MethodError(
            f"Of {cases} cases {singled_out} are singled out; at least one and fewer than all are needed."
        )
    ways = math.comb(cases, singled_out)
    return DesignLimits(
        cases=cases,
        singled_out=singled_out,
        assignments=ways,
        smallest_p_group=1 / ways,
        smallest_p_order=1 / math.factorial(cases),
        smallest_p_signs=1 / 2**cases,
        unit=unit,
        claim=f"these {cases} cases only",
        says=(
            f"With {cases} cases of the unit '{unit}', {singled_out} of them singled out, the smallest exact "
            f"p-value that any data could give is 1/{ways}, and 1/{math.factorial(cases)} for a full order "
            "foretold."
        ),
    )
