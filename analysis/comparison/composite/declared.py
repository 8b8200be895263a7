"""An index that somebody declared in a table: its recipe, its values by district, its uncertainty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import pandas as pd

from analysis.comparison.composite.building import CompositeIndex, build_index
from analysis.comparison.composite.dominance import weight_robustness
from analysis.comparison.composite.recipe import Dimension, Indicator, Recipe
from analysis.comparison.composite.sensitivity import IndexSensitivity, index_sensitivity
from analysis.comparison.composite.uncertainty import IndexUncertainty, index_uncertainty
from analysis.comparison.similarity.inputs import window_inputs
from analysis.errors import MethodError
from analysis.panels import require_columns

RECIPE_COLUMNS = ("indicator", "dimension", "weight", "transform", "goalpost_low", "goalpost_high")
INDEX = "index"
# What could be chosen otherwise: how dimensions are put together, and what a point on the scale means.
CHOICES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "aggregation": ("geometric", "arithmetic", "harmonic"),
        "normalisation": ("goalposts", "min-max", "rank"),
    }
)
CONCENTRATION = 20.0


def declared_recipe(table: pd.DataFrame) -> Recipe:
    """Return the recipe that a table declares: fixed scales, means within dimensions, geometric above.

    Parameters
    ----------
    table : pandas.DataFrame
        One row per indicator: ``indicator, dimension, weight, transform`` (none or log), ``goalpost_low``
        (worst) and ``goalpost_high`` (best).

    Raises
    ------
    MethodError
        Absent column, a repeated indicator, or what :class:`Recipe` refuses.

    Notes
    -----
    The geometric mean of the dimensions keeps a strong one from making up for a weak one in full, and the
    scale starts at one because a geometric mean of zero says nothing of the rest (Human Development Report
    2010, technical note 1).
    """
    require_columns(table, RECIPE_COLUMNS, "the table of the recipe")
    if table["indicator"].duplicated().any():
        twice = table.loc[table["indicator"].duplicated(), "indicator"].iloc[0]
        raise MethodError(f"The recipe names the indicator '{twice}' twice; keep one row.")
    indicators = tuple(
        Indicator(
            name=str(row["indicator"]),
            parent=str(row["dimension"]),
            weight=float(row["weight"]),
            transform=str(row["transform"]),
            goalposts=(float(row["goalpost_low"]), float(row["goalpost_high"])),
        )
        for _, row in table.iterrows()
    )
    dimensions = [
        Dimension(name, INDEX, aggregation="arithmetic") for name in dict.fromkeys(table["dimension"])
    ]
    return Recipe(
        indicators,
        (Dimension(INDEX), *dimensions),
        normalisation="goalposts",
        scale=(1.0, 100.0),
        aggregation="geometric",
    )


def indicator_values(
    panel: pd.DataFrame, regions: pd.DataFrame, table: pd.DataFrame, years: tuple[int, int]
) -> pd.DataFrame:
    """Return the indicators of a declared recipe for every district that has all of them.

    Parameters
    ----------
    panel, regions : pandas.DataFrame
        The panel with every indicator as a column, and the table of regions; only districts count.
    table : pandas.DataFrame
        As for :func:`declared_recipe`.
    years : tuple of int
        First and last year; a value is the mean over the observed years.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``region_code``, one column per indicator, complete rows only.

    Raises
    ------
    MethodError
        As for :func:`analysis.comparison.similarity.inputs.window_inputs`.
    """
    names = [str(name) for name in table["indicator"]]
    return window_inputs(panel, regions, names, *years).means.dropna()


def declared_index(values: pd.DataFrame, table: pd.DataFrame) -> CompositeIndex:
    """Return the declared index with every step on the way."""
    return build_index(values, declared_recipe(table))


def declared_uncertainty(
    values: pd.DataFrame,
    table: pd.DataFrame,
    *,
    compare: Sequence[str] = (),
    draws: int = 2_000,
    seed: int = 0,
) -> IndexUncertainty:
    """Return how ranks spread over other weights and over `CHOICES`.

    Weights are drawn around the declared ones (Dirichlet, concentration `CONCENTRATION` per dimension).
    Parameters, errors and limits as for
    :func:`analysis.comparison.composite.uncertainty.index_uncertainty`.
    """
    return index_uncertainty(
        values, declared_recipe(table), CHOICES, CONCENTRATION, draws=draws, seed=seed, compare=compare
    )


def declared_sensitivity(
    values: pd.DataFrame, table: pd.DataFrame, *, draws: int = 500, seed: int = 0
) -> IndexSensitivity:
    """Return which choice drives the ranking, alone and together with others.

    Parameters, errors and limits as for
    :func:`analysis.comparison.composite.sensitivity.index_sensitivity`.
    """
    return index_sensitivity(values, declared_recipe(table), CHOICES, CONCENTRATION, draws=draws, seed=seed)


def declared_dominance(
    values: pd.DataFrame, table: pd.DataFrame, units: Sequence[str], *, seed: int = 0
) -> pd.DataFrame:
    """Return, for pairs of units, whether their order depends on the weights of the indicators.

    Units that are not in `values` are passed over. Columns and limits as for
    :func:`analysis.comparison.composite.dominance.weight_robustness`.
    """
    known = [unit for unit in units if unit in values.index]
    return weight_robustness(declared_index(values, table).normalised, known, seed=seed)
