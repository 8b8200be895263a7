"""The specimen's world: one set of assumptions from which its tables and its documents both follow.

The assumptions are tables in ``assumptions/``:

- ``settings``: people, births, schools, the seed, each with its reason; ``places``: sub-districts;
- ``denominators``: births : deliveries : pregnancies as 1.00 : 1.05 : 1.10, a fifth of pregnancies with
  complications, and so on;
- ``indicators``: attainment in 2010 and 2015 and the planned targets; ``national-targets``: the standard;
- ``programmes`` and ``activities``: study-era codes, who pays, which indicators each serves, amounts of 2013;
- ``documents``; ``chain``: how far each indicator comes in each document, level 0 to 5; ``changes``: targets
  and amounts that are altered on the way, with the reason;
- ``phrasings``: how an indicator is worded, and whether the list of synonyms knows the wording or it is held
  out; ``traps``: sentences that look like an indicator and are none; ``sentences``: what stands between.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import DataError
from analysis.sources import SPECIMEN_CODE

__all__ = [
    "CODE",
    "YEARS",
    "amounts",
    "assumptions",
    "attainments",
    "denominators",
    "levels",
    "national_targets",
    "planned_targets",
    "rows_of",
    "settings",
]

CODE = SPECIMEN_CODE
BASE_YEAR = 2010
YEARS = (2011, 2012, 2013, 2014, 2015)
RATE_PER = 100_000  # what a shape of `rate` is expressed in
# How far of the way from 2010 to 2015 a series has come after 0 to 5 years.
SHAPES = {
    "steady": (0.0, 0.2, 0.4, 0.6, 0.8, 1.0),
    "late": (0.0, 0.06, 0.18, 0.38, 0.66, 1.0),
    "step": (0.0, 0.0, 0.0, 1.0, 1.0, 1.0),
    "flat": (0.0, 0.2, 0.4, 0.6, 0.8, 1.0),
    "rate": (0.0, 0.2, 0.4, 0.6, 0.8, 1.0),
}


def assumptions(name: str) -> pd.DataFrame:
    """Read one table of assumptions as text, with ``""`` for an empty cell.

    Raises
    ------
    DataError
        There is no table of this name.
    """
    return _read(name).copy()


@lru_cache(maxsize=16)
def _read(name: str) -> pd.DataFrame:
    place = files("analysis.specimen").joinpath("assumptions", f"{name}.csv")
    if not place.is_file():
        raise DataError(f"The specimen has no table of assumptions {name!r}.")
    with place.open("rb") as handle:
        return pd.read_csv(handle, dtype=str, keep_default_na=False)


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table as records."""
    columns = [frame[name].tolist() for name in frame.columns]
    return [dict(zip(frame.columns, row, strict=True)) for row in zip(*columns, strict=True)]


def settings() -> dict[str, str]:
    """Return the single values: people, births, schools, seed."""
    table = assumptions("settings")
    return dict(zip(table["name"], table["value"], strict=True))


def denominators() -> pd.DataFrame:
    """Count who has to be served: ``denominator, year, count``, from 2010 to 2015."""
    given = settings()
    rows = []
    for line in rows_of(assumptions("denominators")):
        for years, year in enumerate((BASE_YEAR, *YEARS)):
            growth = (1 + float(given["population_growth_pct"]) / 100) ** years
            people = float(given["population_2010"]) * growth
            basis = {
                "population": people,
                "births": people * float(given["crude_birth_rate"]) / 1000,
                "settings": float(given.get(line["denominator"], "nan")),
                "fixed": 1.0,
            }[line["basis"]]
            rows.append((line["denominator"], year, round(basis * float(line["factor"]))))
    return pd.DataFrame(rows, columns=["denominator", "year", "count"])


@lru_cache(maxsize=1)
def _attainments() -> pd.DataFrame:
    given = settings()
    draws = np.random.default_rng(int(given["seed"]))
    people = {(row["denominator"], row["year"]): row["count"] for row in rows_of(denominators())}
    rows = []
    for line in rows_of(assumptions("indicators")):
        first, last = float(line["pct_2010"]), float(line["pct_2015"])
        noise = draws.normal(0.0, float(given["noise_points"]), len(YEARS) + 1)
        for place, year in enumerate((BASE_YEAR, *YEARS)):
            whole = people[line["denominator"], year]
            path = first + (last - first) * SHAPES[line["shape"]][place]
            served = _served(line["indicator_code"], line["shape"], path, noise[place], whole)
            scale = RATE_PER if line["shape"] == "rate" else 100
            value = round(scale * served / whole, 2)
            rows.append((line["indicator_code"], line["organisation"], year, served, whole, value))
    columns = ["indicator_code", "organisation", "year", "numerator", "denominator", "value_pct"]
    return pd.DataFrame(rows, columns=columns)


def attainments() -> pd.DataFrame:
    """Say what was attained: ``indicator_code, organisation, year, numerator, denominator, value_pct``.

    A share of people, villages or schools can be at most the whole; KES-14 and KES-15 divide visits and
    patients by the poor and may lie above. A rate (KES-13a) is per 100,000, and ``value_pct`` holds it so.
    """
    return _attainments().copy()


def _served(code: str, shape: str, path: float, noise: float, whole: int) -> int:
    if shape == "rate":
        return round(path * whole / RATE_PER)
    wobble = 0.0 if shape in ("flat", "step") else noise
    served = round((path + wobble) * whole / 100)
    return served if code in ("KES-14", "KES-15") else min(max(served, 0), whole)


def levels() -> pd.DataFrame:
    """Say how far each indicator comes: ``indicator_code, document_type, level`` (0 to 5)."""
    chain = assumptions("chain").melt("indicator_code", var_name="document_type", value_name="level")
    return chain.astype({"level": int})


def planned_targets(document_type: str) -> pd.DataFrame:
    """Return the targets that documents of a type hold: ``indicator_code, year, target``.

    They are the plan's, but for what ``changes`` alters in documents of this type.
    """
    table = rows_of(assumptions("indicators"))
    plan = {(row["indicator_code"], year): float(row[f"target_{year}"]) for row in table for year in YEARS}
    plan |= {key: value for key, value in _changes(document_type, "target").items() if key in plan}
    rows = [(code, year, target) for (code, year), target in plan.items()]
    return pd.DataFrame(rows, columns=["indicator_code", "year", "target"])


def national_targets() -> dict[str, tuple[float, int]]:
    """Return the national target of each indicator with its year."""
    table = rows_of(assumptions("national-targets"))
    return {row["indicator_code"]: (float(row["target"]), int(row["year"])) for row in table}


@lru_cache(maxsize=64)
def _amounts(document_type: str, year: int) -> pd.DataFrame:
    given = settings()
    table = assumptions("activities")
    table["programme_code"] = table["activity_code"].str.rsplit(".", n=1).str[0]
    names = assumptions("programmes").set_index("programme_code")["programme_name"]
    table["programme_name"] = table["programme_code"].map(names)
    growth = (1 + float(given["budget_growth_pct"]) / 100) ** (year - 2013)
    changed = _changes(document_type, "amount")
    factor = [changed.get((code, year), 1.0) for code in table["activity_code"]]
    plain = table["amount_2013_idr"].astype(float) * growth * factor
    table["amount_idr"] = ((plain / 50_000).round() * 50_000).astype("int64")
    kept = table[table["amount_idr"] > 0].drop(columns="amount_2013_idr")
    return kept.reset_index(drop=True)


def amounts(document_type: str, year: int) -> pd.DataFrame:
    """Return the activities that documents of a type hold for a year, with their amounts.

    Returns
    -------
    pandas.DataFrame
        ``programme_code, programme_name, activity_code, activity_name, serves, funding_source,
        spending_class, origin, amount_idr``; an activity that was struck out is not there. Amounts grow from
        year to year as assumed and are rounded to 50,000 rupiah, as plans do.
    """
    return _amounts(document_type, year).copy()


def _changes(document_type: str, what: str) -> dict[tuple[str, int], float]:
    table = assumptions("changes")
    rows = table[(table["document_type"] == document_type) & (table["what"] == what)]
    return {(row["key"], int(row["year"])): float(row["value"]) for row in rows_of(rows)}
