"""The plan that is costed: for each indicator and year the target and the denominator, from a baseline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.errors import MethodError
from analysis.messages import say
from analysis.panels import require_columns

USUAL_YEARS = (3, 5)  # the horizon of costing in the practice of districts; others are told
HIGHEST_PROPORTION = 100.0


@dataclass(frozen=True)
class Plan:
    """Targets and denominators by year.

    Attributes
    ----------
    table : pandas.DataFrame
        ``indicator_code, year, baseline_pct, target_pct, denominator, reached, goal_pct, way``: ``reached``
        where the baseline is at the target or above; the target lies ``way`` of the way from the baseline to
        ``goal_pct``, so that a plan can be drawn again from another baseline. Sorted by indicator and year.
    base_year : int
        Of the baseline.
    notes : tuple of str
        What a reader has to know: an unusual horizon, indicators that are at their target already.
    """

    table: pd.DataFrame
    base_year: int
    notes: tuple[str, ...]

    @property
    def years(self) -> tuple[int, ...]:
        """Years of the plan, sorted."""
        return tuple(sorted({int(year) for year in self.table["year"]}))

    @property
    def indicators(self) -> tuple[str, ...]:
        """Codes, sorted."""
        return tuple(sorted(set(self.table["indicator_code"])))

    def only(self, codes: Iterable[str]) -> Plan:
        """Return the plan of some indicators."""
        return replace(
            self, table=self.table[self.table["indicator_code"].isin(set(codes))].reset_index(drop=True)
        )


def make_plan(
    baselines: pd.DataFrame,
    years: Sequence[int],
    *,
    base_year: int,
    targets: pd.DataFrame | None = None,
    denominators: pd.DataFrame | None = None,
    growth: float | Mapping[str, float] = 0.0,
) -> Plan:
    """Return the path from the baseline to the target for each indicator.

    Parameters
    ----------
    baselines : pandas.DataFrame
        A row per indicator: ``indicator_code``, ``baseline_pct``, ``target_pct`` (of the last year) and
        ``denominator`` (of the base year: people, schools, villages); ``is_proportion`` where some are no
        proportion (true if the column is absent).
    years : sequence of int
        The years of the plan, all after the base year; three to five are usual.
    base_year : int
        Year of the baseline.
    targets : pandas.DataFrame, optional
        ``indicator_code, year, target_pct``: targets that are given; between two of them, the baseline among
        them, the path is straight.
    denominators : pandas.DataFrame, optional
        ``indicator_code, year, denominator``: denominators that are given.
    growth : float or mapping of str to float
        Yearly growth of denominators after the last that is given (0.01 is one per cent), one for all or by
        indicator; none for an indicator that is not named.

    Returns
    -------
    Plan

    Raises
    ------
    MethodError
        A column is absent; an indicator occurs twice; a baseline, target or denominator is missing or
        negative; a proportion is above 100; no years, or a year not after the base year; a path that is given
        for an unknown indicator.

    Notes
    -----
    Straight path from baseline to target: the practice of target tables, not a forecast; investment usually
    precedes coverage. A baseline at or above the target keeps the target: nothing has to be added.
    """
    wanted = _years(years, base_year)
    start = _baselines(baselines)
    goals = _given(targets, "target_pct", start, wanted, "targets")
    sizes = _given(denominators, "denominator", start, wanted, "denominators")
    parts = []
    for code, row in start.iterrows():
        goal, way = _path(float(row["target_pct"]), goals.get(str(code), {}), wanted, base_year)
        rate = growth if isinstance(growth, int | float) else growth.get(str(code), 0.0)
        known = {base_year: float(row["denominator"]), **sizes.get(str(code), {})}
        base = float(row["baseline_pct"])
        parts.append(
            pd.DataFrame(
                {
                    "indicator_code": str(code), "year": wanted, "baseline_pct": base,
                    "target_pct": np.where(goal > base, base + way * (goal - base), goal),
                    "denominator": _grown(known, float(rate), wanted), "reached": base >= goal,
                    "goal_pct": goal, "way": way,
                }
            )
        )  # fmt: skip
    table = pd.concat(parts, ignore_index=True)
    return Plan(table, base_year, _notes(table, wanted))


def _years(years: Sequence[int], base_year: int) -> list[int]:
    wanted = sorted({int(year) for year in years})
    if not wanted or wanted[0] <= base_year:
        raise MethodError(
            f"The plan has the years {', '.join(map(str, wanted)) or 'none'} and the base year {base_year}; "
            "give at least one year, all after the base year."
        )
    return wanted


def _baselines(baselines: pd.DataFrame) -> pd.DataFrame:
    columns = ["indicator_code", "baseline_pct", "target_pct", "denominator"]
    require_columns(baselines, columns, "the baselines")
    if baselines.empty:
        raise MethodError(
            "There is no indicator to cost; give a baseline, a target and a denominator for one."
        )
    twice = baselines.loc[baselines["indicator_code"].duplicated(), "indicator_code"]
    if len(twice):
        raise MethodError(f"The indicator {twice.iloc[0]} has two baselines; choose one.")
    start = baselines.set_index("indicator_code").sort_index()
    proportion = start.get("is_proportion", pd.Series(True, index=start.index)).astype(bool)
    for name in columns[1:]:
        values = start[name].astype(float)
        _refuse(values, values.isna() | (values < 0), name, "a number of zero or more")
        if name != "denominator":
            _refuse(values, proportion & (values > HIGHEST_PROPORTION), name, "a proportion of at most 100")
    return start


def _refuse(values: pd.Series, wrong: pd.Series, name: str, expected: str) -> None:
    if wrong.any():
        code = wrong[wrong].index[0]
        raise MethodError(f"Indicator {code}, {name}: expected {expected}, found {values[code]:g}.")


def _given(
    frame: pd.DataFrame | None, column: str, start: pd.DataFrame, years: list[int], what: str
) -> dict[str, dict[int, float]]:
    """Return what is given by indicator and year; refuse what fits no indicator or is no number."""
    if frame is None:
        return {}
    require_columns(frame, ["indicator_code", "year", column], f"the {what}")
    unknown = sorted(set(frame["indicator_code"]) - set(start.index))
    if unknown:
        raise MethodError(f"The {what} name {unknown[0]}, which has no baseline.")
    proportion = start.get("is_proportion", pd.Series(True, index=start.index)).astype(bool)
    found: dict[str, dict[int, float]] = {}
    for code, year, value in frame[["indicator_code", "year", column]].itertuples(index=False):
        high = HIGHEST_PROPORTION if column == "target_pct" and proportion[code] else float("inf")
        if not 0 <= float(value) <= high or int(year) in found.get(code, {}):
            raise MethodError(
                f"The {what} of {code} in {int(year)}: expected one number from 0"
                f"{f' to {high:g}' if np.isfinite(high) else ''}, found {float(value):g}."
            )
        if int(year) in years:
            found.setdefault(str(code), {})[int(year)] = float(value)
    return found


def _path(
    last: float, given: Mapping[int, float], years: list[int], base_year: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return for each year the goal and how much of the way to it from the baseline is due."""
    knots = {years[-1]: last, **given}
    first = min(knots)
    at = np.array(years)
    goal = np.interp(at, sorted(knots), [knots[year] for year in sorted(knots)])
    return goal, np.minimum((at - base_year) / (first - base_year), 1.0)


def _grown(known: Mapping[int, float], rate: float, years: list[int]) -> list[float]:
    if not rate > -1:
        raise MethodError(f"The growth is {rate:g}; a rate is above -1 (0.01 is one per cent).")
    values = []
    for year in years:
        last = max(each for each in known if each <= year)
        values.append(known[last] * (1 + rate) ** (year - last))
    return values


def _notes(table: pd.DataFrame, years: list[int]) -> tuple[str, ...]:
    notes = []
    if not USUAL_YEARS[0] <= len(years) <= USUAL_YEARS[1]:
        usual = f"{USUAL_YEARS[0]}-{USUAL_YEARS[1]}"
        notes.append(
            say(
                "Years of the plan: {count}; plans to reach the standards usually have {usual}.",
                count=len(years),
                usual=usual,
            )
        )
    done = table.groupby("indicator_code")["reached"].all()
    if done.any():
        codes = ", ".join(str(code) for code in done.index[done])
        notes.append(
            say("At or above the target in every year, so nothing has to be added: {codes}.", codes=codes)
        )
    return tuple(notes)
