"""Districts of a programme beside all others: changes of several outcomes in one frame."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.comparison.change.windows import change_between
from analysis.comparison.randomisation.inference import randomisation_inference
from analysis.comparison.randomisation.power import smallest_detectable_effect
from analysis.comparison.synthetic.control import synthetic_control
from analysis.comparison.synthetic.placebos import placebos_in_space
from analysis.errors import MethodError
from analysis.panels import district_rows, require_columns, window
from analysis.statistics.multiplicity import adjust_p_values

MEMBER, STRATUM = "member", "stratum"
NUMBERS = ("estimate", "interval_low", "interval_high", "p_value", "smallest_detectable")


def changes_of_districts(
    panel: pd.DataFrame,
    regions: pd.DataFrame,
    outcomes: Sequence[str],
    members: Collection[str],
    before: tuple[int, int],
    after: tuple[int, int],
) -> pd.DataFrame:
    """Return the level before and the change of each outcome for every district, member or not.

    Parameters
    ----------
    panel, regions : pandas.DataFrame
        The panel and the table of regions.
    outcomes : sequence of str
        Columns of the panel.
    members : collection of str
        Codes of the districts of the programme.
    before, after : tuple of int
        First and last year of each window.

    Returns
    -------
    pandas.DataFrame
        ``region_code, member, stratum`` (province and kind of district), then ``<outcome>_before`` and
        ``<outcome>_change`` per outcome: missing where a district is not observed in every year of the
        windows in which the country is.

    Raises
    ------
    MethodError
        A column is absent, a member is no district, or windows overlap.
    """
    require_columns(regions, ["region_code", "level", "province_code"], "the table of regions")
    districts = regions[regions["level"].isin(("kabupaten", "kota"))].sort_values("region_code")
    unknown = sorted(set(members) - set(districts["region_code"]))
    if unknown:
        raise MethodError(f"The member '{unknown[0]}' is not a district of the table of regions.")
    frame = pd.DataFrame(
        {
            "region_code": districts["region_code"].to_numpy(),
            MEMBER: districts["region_code"].isin(set(members)).to_numpy(),
            STRATUM: (districts["province_code"] + " " + districts["level"]).to_numpy(),
        }
    )
    for outcome in outcomes:
        change = change_between(panel, regions, outcome, before, after).set_index("region_code")
        whole = change["before_years"].eq(_years(panel, outcome, before)) & change["after_years"].eq(
            _years(panel, outcome, after)
        )
        known = change[whole].reindex(frame["region_code"])
        frame[f"{outcome}_before"] = known["before_mean"].to_numpy()
        frame[f"{outcome}_change"] = known["change"].to_numpy()
    return frame


def yearly_outcomes(
    panel: pd.DataFrame,
    regions: pd.DataFrame,
    outcome: str,
    members: Collection[str],
    years: tuple[int, int],
) -> pd.DataFrame:
    """Return the yearly values of the districts that are observed in every year.

    Parameters
    ----------
    panel, regions, members
        As for :func:`changes_of_districts`.
    outcome : str
        A column of the panel.
    years : tuple of int
        First and last year.

    Returns
    -------
    pandas.DataFrame
        ``region_code, year, member`` and the outcome; sorted.

    Raises
    ------
    MethodError
        A column is absent, or no district is observed in every year.
    """
    rows = window(district_rows(panel, regions), *years)[["region_code", "year", outcome]].dropna()
    count = rows.groupby("region_code")["year"].transform("size")
    whole = rows[count == years[1] - years[0] + 1]
    if whole.empty:
        raise MethodError(f"No district has '{outcome}' in every year from {years[0]} to {years[1]}.")
    return (
        whole.astype({outcome: float})
        .assign(member=whole["region_code"].isin(set(members)))
        .sort_values(["region_code", "year"], ignore_index=True)
    )


def unbroken_from(panel: pd.DataFrame, region_code: str, outcome: str, years: tuple[int, int]) -> int:
    """Return the first year from which a region has an outcome in every year up to the last.

    Raises
    ------
    MethodError
        If the region lacks the outcome in the last year.
    """
    rows = window(panel, *years)
    own = rows.loc[(rows["region_code"] == region_code) & rows[outcome].notna(), "year"].astype(int)
    observed = set(own)
    if years[1] not in observed:
        raise MethodError(f"The region {region_code} has no '{outcome}' in {years[1]}.")
    first = years[1]
    while first - 1 in observed:
        first -= 1
    return first


def _years(panel: pd.DataFrame, outcome: str, years: tuple[int, int]) -> int:
    """Return in how many years of a window the country has the outcome at all."""
    rows = window(panel, *years)
    return int(rows.loc[rows[outcome].notna(), "year"].nunique())


def effects_on_outcomes(
    frame: pd.DataFrame, outcomes: Sequence[str], *, draws: int = 9_999, seed: int = 0
) -> pd.DataFrame:
    """Return how members changed beside others, outcome by outcome, with the number of outcomes counted in.

    Parameters
    ----------
    frame : pandas.DataFrame
        From :func:`changes_of_districts`.
    outcomes : sequence of str
        Two or more.
    draws, seed : int
        Of the randomisation test.

    Returns
    -------
    pandas.DataFrame
        ``outcome, estimate, interval_low, interval_high`` (in the outcome's unit, adjusted for the level
        before and for strata), ``p_value, benjamini_hochberg, members_count, others_count,
        smallest_detectable`` (seen with a power of 0.8), ``cautions`` (what must be read with the estimate),
        ``refused`` (empty, or why there is no estimate).

    Notes
    -----
    Other groups of the same composition are drawn within province and kind of district, studentised
    (:func:`analysis.comparison.randomisation.inference.randomisation_inference`). No assignment of the
    programme is known to have been random, so this says how ordinary the difference is, not that the
    programme caused it.
    """
    rows = [{"outcome": outcome, **_effect(frame, outcome, draws, seed)} for outcome in outcomes]
    table = pd.DataFrame(rows)
    known = table[table["refused"].eq("")].set_index("outcome")["p_value"]
    table["benjamini_hochberg"] = float("nan")
    if len(known) > 1:
        adjusted = adjust_p_values(known).set_index("outcome")["benjamini_hochberg"]
        table["benjamini_hochberg"] = table["outcome"].map(adjusted)
    return table


def _effect(frame: pd.DataFrame, outcome: str, draws: int, seed: int) -> dict[str, object]:
    given: dict[str, Any] = {"strata": STRATUM, "covariates": [f"{outcome}_before"], "unit": "region_code"}
    known = frame.dropna(subset=[f"{outcome}_before", f"{outcome}_change"])
    try:
        found = randomisation_inference(known, f"{outcome}_change", MEMBER, draws=draws, seed=seed, **given)
        power = smallest_detectable_effect(
            known, f"{outcome}_change", MEMBER, simulations=200, draws=199, seed=seed, **given
        )
    except MethodError as refusal:
        blank = dict.fromkeys(NUMBERS, float("nan"))
        counts = {"members_count": 0, "others_count": 0}
        return {**blank, **counts, "cautions": "", "refused": str(refusal)}
    return {
        **{name: getattr(found, name) for name in NUMBERS[:4]},
        "smallest_detectable": power.effect,
        "members_count": found.treated_count,
        "others_count": found.control_count,
        "cautions": " ".join(found.cautions),
        "refused": "",
    }


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
