"""Multiverse: one estimate under every defensible combination of choices, and the choice that drives it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import MethodError, PelayananError

MOST_SPECIFICATIONS = 20_000
NEEDED = "estimate"
OPTIONAL = ("standard_error", "interval_low", "interval_high", "p_value")


@dataclass(frozen=True)
class Recipe:
    """The choices of an analysis, each with its defensible options.

    Attributes
    ----------
    choices : mapping of str to mapping of str to object
        Choice to option to what is handed to the estimator, such as ``{"years before": {"2005-2010":
        (2005, 2010), "2008-2010": (2008, 2010)}}``. Order is kept.
    headline : mapping of str to str
        The option of each choice in the result that is told.
    impossible : callable, optional
        Takes the options (choice to option) and returns why the combination makes no sense, or ``""``.
    """

    choices: Mapping[str, Mapping[str, Any]]
    headline: Mapping[str, str]
    impossible: Callable[[Mapping[str, str]], str] | None = field(default=None, compare=False)

    @property
    def size(self) -> int:
        """Number of combinations."""
        return math.prod(len(options) for options in self.choices.values())


@dataclass(frozen=True)
class Multiverse:
    """Estimates under all combinations of choices.

    Attributes
    ----------
    specifications : pandas.DataFrame
        One row per combination in order of the recipe: ``specification`` (1 ...), one column per choice with
        the option, ``estimate, standard_error, interval_low, interval_high, p_value`` (missing where the
        estimator gives none), the further numbers asked for, ``headline`` and ``refused`` (the reason, or
        ``""``).
    drivers : pandas.DataFrame
        ``choice, options_count, alone, last, range_of_means``: shares of the variance of the estimates that
        the choice accounts for alone and after all others (0 to 1), and how far its options' mean estimates
        lie apart; the largest ``alone`` first.
    interaction : float
        Share of the variance that no sum of single choices accounts for.
    headline_estimate : float
        The estimate told; NaN where it is refused.
    headline_rank : int or None
        Its rank among the estimates, 1 the smallest.
    estimated_count, refused_count : int
        Combinations with an estimate and without.
    lowest, median, highest : float
        Of the estimates.
    same_sign_share : float
        Share of estimates with the sign of the headline (of the median where that is refused).
    above_zero_count, below_zero_count : int
        Combinations whose interval lies above zero, and below.
    excluding_zero_share : float
        Share of those with an interval whose interval leaves out zero; NaN without intervals.
    small_p_share : float
        Share of those with a p-value at or below ``alpha``; NaN without p-values.
    alpha : float
        The level used there.
    says : str
        One sentence for the reader.
    """

    specifications: pd.DataFrame = field(compare=False)
    drivers: pd.DataFrame = field(compare=False)
    interaction: float
    headline_estimate: float
    headline_rank: int | None
    estimated_count: int
    refused_count: int
    lowest: float
    median: float
    highest: float
    same_sign_share: float
    above_zero_count: int
    below_zero_count: int
    excluding_zero_share: float
    small_p_share: float
    alpha: float
    says: str

    @property
    def tried_count(self) -> int:
        """All combinations, estimated or refused."""
        return self.estimated_count + self.refused_count


def _require_recipe(recipe: Recipe) -> None:
    if not recipe.choices or min(len(options) for options in recipe.choices.values()) < 1:
        raise MethodError("A multiverse needs at least one choice, and each choice at least one option.")
    taken = {"specification", "headline", "refused", NEEDED, *OPTIONAL} & set(recipe.choices)
    if taken:
        raise MethodError(f"'{sorted(taken)[0]}' cannot be the name of a choice; it names a result.")
    for choice, options in recipe.choices.items():
        if recipe.headline.get(choice) not in options:
            raise MethodError(
                f"The headline takes '{recipe.headline.get(choice)}' for '{choice}'; it must be one of "
                f"{', '.join(options)}."
            )
    if recipe.size > MOST_SPECIFICATIONS:
        raise MethodError(
            f"The recipe has {recipe.size:,} combinations; at most {MOST_SPECIFICATIONS:,} are run. Leave "
            "out options that nobody would defend."
        )


def _read(result: Any, names: Sequence[str]) -> dict[str, float]:
    """Return estimate, error, interval and what else is asked for from a mapping or a record."""

    def value(name: str) -> float:
        found = result.get(name) if isinstance(result, Mapping) else getattr(result, name, None)
        return float("nan") if found is None else float(found)

    return {name: value(name) for name in names}


def _one(
    recipe: Recipe, estimate: Callable[..., Any], options: Mapping[str, str], names: Sequence[str]
) -> dict[str, Any]:
    reason = recipe.impossible(options) if recipe.impossible else ""
    blank = dict.fromkeys(names, float("nan"))
    if reason:
        return blank | {"refused": reason}
    given = {choice: recipe.choices[choice][option] for choice, option in options.items()}
    try:
        found = _read(estimate(given), names)
    except PelayananError as error:
        return blank | {"refused": str(error)}
    if not np.isfinite(found[NEEDED]):
        return blank | {"refused": "The estimator gave no finite estimate."}
    return found | {"refused": ""}


def _unexplained(estimates: np.ndarray, columns: list[pd.Series]) -> float:
    """Return the share of variance that the options' indicators, added up, leave."""
    dummies = [pd.get_dummies(one, dtype=float) for one in columns]
    design = np.hstack([np.ones((len(estimates), 1)), *dummies])
    left = estimates - design @ np.linalg.lstsq(design, estimates, rcond=None)[0]
    spread = ((estimates - estimates.mean()) ** 2).sum()
    return float((left**2).sum() / spread) if spread > 0 else 0.0


def _drivers(known: pd.DataFrame, choices: list[str]) -> tuple[pd.DataFrame, float]:
    estimates = known["estimate"].to_numpy()
    whole = _unexplained(estimates, [known[choice] for choice in choices])
    rows = []
    for choice in choices:
        others = [known[other] for other in choices if other != choice]
        means = known.groupby(choice)["estimate"].mean()
        alone = 1 - _unexplained(estimates, [known[choice]])
        last = _unexplained(estimates, others) - whole if np.ptp(estimates) > 0 else 0.0
        if np.ptp(estimates) == 0:
            alone = 0.0
        rows.append((choice, len(means), alone, max(last, 0.0), float(means.max() - means.min())))
    table = pd.DataFrame(rows, columns=["choice", "options_count", "alone", "last", "range_of_means"])
    return table.sort_values("alone", ascending=False, kind="stable", ignore_index=True), whole


def _share(flags: pd.Series) -> float:
    return float(flags.mean()) if len(flags) else float("nan")


def run_multiverse(
    recipe: Recipe,
    estimate: Callable[[Mapping[str, Any]], Any],
    *,
    alpha: float = 0.05,
    also: Sequence[str] = (),
) -> Multiverse:
    """Return the estimates under all combinations of a recipe's choices.

    Parameters
    ----------
    recipe : Recipe
        Choices with options, and the headline's options.
    estimate : callable
        Takes the values of one option per choice (choice to value) and returns a record or mapping with
        ``estimate`` and, where it has them, ``standard_error, interval_low, interval_high, p_value``. What it
        refuses with an error of this package becomes a refused specification; other errors stop the run.
    alpha : float
        For the share of small p-values.
    also : sequence of str
        Further numbers of the estimator's result that are kept beside the estimate, such as a count of units.

    Returns
    -------
    Multiverse

    Raises
    ------
    MethodError
        An empty or too large recipe, a headline that is not in it, a name that is taken, or no combination
        that can be estimated.

    Notes
    -----
    Steegen, Tuerlinckx, Gelman and Vanpaemel (2016), Perspectives on Psychological Science 11: 702-712;
    Simonsohn, Simmons and Nelson (2020), Nature Human Behaviour 4: 1208-1214. Shares of combinations are no
    probabilities: the estimates share their data, and who lists the options sets their weights.
    """
    _require_recipe(recipe)
    names, numbers = list(recipe.choices), (NEEDED, *OPTIONAL, *also)
    rows = []
    for number, options in enumerate(product(*(recipe.choices[name] for name in names)), start=1):
        chosen = dict(zip(names, options, strict=True))
        headline = all(recipe.headline[name] == option for name, option in chosen.items())
        result = _one(recipe, estimate, chosen, numbers)
        rows.append({"specification": number, **chosen, **result, "headline": headline})
    table = pd.DataFrame(rows)
    table = table[["specification", *names, *numbers, "headline", "refused"]]
    known = table.loc[table["refused"] == ""]
    if known.empty:
        raise MethodError(
            f"None of {len(table)} combinations could be estimated; the first: {rows[0]['refused']}"
        )
    return _summary(table, known, names, alpha)


def _summary(table: pd.DataFrame, known: pd.DataFrame, names: list[str], alpha: float) -> Multiverse:
    drivers, interaction = _drivers(known, names)
    estimates = known["estimate"]
    told = known.loc[known["headline"], "estimate"]
    headline = float(told.iloc[0]) if len(told) else float("nan")
    anchor = headline if len(told) else float(estimates.median())
    ends = known.dropna(subset=["interval_low", "interval_high"])
    above, below = ends["interval_low"] > 0, ends["interval_high"] < 0
    p_values = known["p_value"].dropna()
    same = _share(np.sign(estimates) == np.sign(anchor))
    lead = drivers.iloc[0]
    refused = len(table) - len(known)
    return Multiverse(
        specifications=table,
        drivers=drivers,
        interaction=interaction,
        headline_estimate=headline,
        headline_rank=int((estimates < headline).sum()) + 1 if len(told) else None,
        estimated_count=len(known),
        refused_count=refused,
        lowest=float(estimates.min()),
        median=float(estimates.median()),
        highest=float(estimates.max()),
        same_sign_share=same,
        above_zero_count=int(above.sum()),
        below_zero_count=int(below.sum()),
        excluding_zero_share=_share(above | below),
        small_p_share=_share(p_values <= alpha),
        alpha=alpha,
        says=(
            f"Over {len(known)} of {len(table)} combinations ({refused} refused) the estimate runs from "
            f"{estimates.min():.3g} to {estimates.max():.3g} (median {estimates.median():.3g}); {same:.0%} "
            f"have the sign of the headline, and '{lead['choice']}' alone accounts for {lead['alone']:.0%} "
            "of the variation."
        ),
    )
