"""What can be bought and with which money, checked: gaps with unit costs, funds, and earmarks."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

from analysis.errors import MethodError, nearest
from analysis.panels import require_columns
from analysis.standards.costing.need import KEYS

OBJECTIVES = ("people", "weighted", "gap_share", "attainment")
OPTIONAL = {"setup_idr": 0.0, "minimum_people": 0.0, "capacity_people": np.inf}
ANY = "all"
ROUNDING = 1e-9  # of a person


def checked_options(options: pd.DataFrame, objective: str, *, integer: bool = False) -> pd.DataFrame:
    """Return options with every column and with ``limit_people``, the most that can be added.

    In whole numbers a gap is the least number that closes it, and a capacity the most that it allows.
    """
    if objective not in OBJECTIVES:
        near = ", ".join(nearest(objective, OBJECTIVES) or OBJECTIVES)
        raise MethodError(f"'{objective}' is no objective; choose {near}.")
    needed = ["people_at_target"] if objective == "attainment" else []
    require_columns(options, [*KEYS, "gap_people", "unit_cost_idr", *needed], "the options")
    if options.empty or options.duplicated(KEYS).any():
        raise MethodError("Give at least one option, and each indicator and year once.")
    ready = options.reset_index(drop=True)
    for name, default in OPTIONAL.items():
        given = ready.get(name, pd.Series(np.nan, index=ready.index)).astype(float)
        ready[name] = given.fillna(default)
    for name in ("gap_people", "unit_cost_idr", *OPTIONAL, *needed):
        wrong = ~(ready[name].astype(float) >= 0)
        if wrong.any():
            row = ready[wrong].iloc[0]
            raise MethodError(
                f"{row['indicator_code']} in {row['year']}: expected {name} of zero or more, found "
                f"{row[name]}."
            )
        ready[name] = ready[name].astype(float)
    if integer:
        ready["gap_people"] = np.ceil(ready["gap_people"] - ROUNDING)
        ready["capacity_people"] = np.floor(ready["capacity_people"] + ROUNDING)
    ready["limit_people"] = ready[["gap_people", "capacity_people"]].min(axis=1)
    above = ready[ready["minimum_people"] > ready["limit_people"]]
    if len(above):
        row = above.iloc[0]
        what = "capacity" if row["capacity_people"] < row["gap_people"] else "gap"
        raise MethodError(
            f"{row['indicator_code']} in {row['year']}: the minimum of {row['minimum_people']:g} people is "
            f"above the {what} of {row['limit_people']:g}. Lower the minimum or raise the {what}."
        )
    return ready


def checked_funds(funds: pd.DataFrame | float) -> pd.DataFrame:
    """Return funds as ``funding_source, year, amount_idr``; the year is missing where any will do."""
    if not isinstance(funds, pd.DataFrame):
        funds = pd.DataFrame({"funding_source": [ANY], "amount_idr": [float(funds)]})
    require_columns(funds, ["funding_source", "amount_idr"], "the funds")
    ready = funds.reset_index(drop=True)
    year = ready.get("year", pd.Series(pd.NA, index=ready.index)).astype("Int64")
    ready = ready[["funding_source"]].assign(year=year, amount_idr=ready["amount_idr"].astype(float))
    wrong = ~(ready["amount_idr"] >= 0) | ~np.isfinite(ready["amount_idr"])
    if ready.empty or wrong.any():
        found = f"{ready[wrong].iloc[0]['amount_idr']:g}" if wrong.any() else "no fund"
        raise MethodError(f"A fund has an amount of zero or more rupiah; found {found}.")
    if ready.duplicated(["funding_source", "year"]).any():
        raise MethodError("A source has two amounts for one year; add them up.")
    return ready


def checked_serves(
    serves: Mapping[str, Collection[str]] | None, funds: pd.DataFrame, options: pd.DataFrame
) -> dict[str, set[str]]:
    """Return the earmarks as sets; refuse a source or an indicator that is not there."""
    known = {
        "source": sorted(set(funds["funding_source"])),
        "indicator": sorted(set(options["indicator_code"])),
    }
    found = {source: {str(code) for code in codes} for source, codes in (serves or {}).items()}
    named = {"source": list(found), "indicator": sorted({code for codes in found.values() for code in codes})}
    for what, names in named.items():
        stray = [name for name in names if name not in known[what]]
        if stray:
            near = ", ".join(nearest(stray[0], known[what]) or known[what])
            raise MethodError(
                f"The earmarks name the {what} '{stray[0]}', which is not there; there is {near}."
            )
    return found


def weights_of(options: pd.DataFrame, objective: str, weights: Mapping[str, float] | None) -> np.ndarray:
    """Return what one served counts, by option."""
    if objective != "weighted":
        if weights is not None:
            raise MethodError(f"Weights are for the objective 'weighted', not for '{objective}'.")
        return np.ones(len(options))
    given = dict(weights or {})
    missing = sorted(set(options["indicator_code"]) - set(given))
    if missing or any(not value >= 0 for value in given.values()):
        raise MethodError(
            f"Weights of zero or more are needed for every indicator; "
            f"{'missing: ' + ', '.join(missing) if missing else 'one is negative or no number'}."
        )
    return options["indicator_code"].map(given).to_numpy(dtype=float)
