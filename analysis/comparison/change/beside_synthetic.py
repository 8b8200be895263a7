"""A district of a programme beside the mixture of others that was most like it before."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.comparison.synthetic.control import synthetic_control
from analysis.comparison.synthetic.placebos import placebos_in_space


@dataclass(frozen=True)
class BesideSynthetic:
    """One member beside the mixture of other districts that was most like it before.

    Attributes
    ----------
    region_code : str
        The member.
    average_gap : float
        Mean over the years after of the member less the mixture, in the outcome's unit.
    gap_before : float
        Root mean square of the gap in the years before: how well the mixture fits.
    p_value, smallest_attainable_p : float
        Share of donors whose own gap after, over their gap before, is as large; and the least it can be.
    donors_count : int
        Donors tried.
    path : pandas.DataFrame
        ``period, treated, synthetic, gap, after``.
    weights : pandas.DataFrame
        ``unit, weight`` of all donors, heaviest first.
    cautions : tuple of str
        What must be read with these numbers.
    """

    region_code: str
    average_gap: float
    gap_before: float
    p_value: float
    smallest_attainable_p: float
    donors_count: int
    path: pd.DataFrame
    weights: pd.DataFrame
    cautions: tuple[str, ...]


def beside_synthetic(
    yearly: pd.DataFrame,
    outcome: str,
    region_code: str,
    donors: Sequence[str],
    first_treated: int,
    *,
    seed: int = 0,
) -> BesideSynthetic:
    """Compare one member with a mixture of donors, and its gap with the gaps of the donors themselves.

    Parameters
    ----------
    yearly : pandas.DataFrame
        From :func:`yearly_outcomes`.
    outcome : str
        Its column.
    region_code : str
        The member.
    donors : sequence of str
        Districts that may enter the mixture; those that are not in ``yearly`` are left out. Far fewer than
        the country: with many donors and few years any path can be matched, which shows nothing.
    first_treated : int
        First year of the programme.
    seed : int
        Of the starts.

    Raises
    ------
    MethodError
        The member is not in the frame, or too few donors.
    """
    pool = [code for code in donors if code in set(yearly["region_code"]) and code != region_code]
    frame = yearly[yearly["region_code"].isin([region_code, *pool])]
    given: dict[str, Any] = {"first_treated": first_treated, "donors": pool, "seed": seed}
    own = synthetic_control(frame, outcome, treated_unit=region_code, **given)
    placebos = placebos_in_space(frame, outcome, treated_units=[region_code], **given)
    row = placebos.units.set_index("unit").to_dict("index")[region_code]
    return BesideSynthetic(
        region_code, own.average_gap, math.sqrt(own.pre_mspe), float(row["p_value"]),
        placebos.smallest_attainable_p, placebos.donors_count, own.path, own.weights,
        (*own.cautions, *placebos.cautions),
    )  # fmt: skip
