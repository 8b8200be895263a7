"""The recipe of a composite index: what goes in, and every choice made on the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from analysis.errors import MethodError, nearest

MISSING = ("refuse", "mean", "median", "available")
OUTLIERS = ("none", "winsorise", "log", "winsorise-or-log", "box-cox")
NORMALISATIONS = ("min-max", "z-score", "rank", "goalposts")
AGGREGATIONS = ("arithmetic", "geometric", "harmonic")
TRANSFORMS = ("none", "log")
OPTIONS = {
    "missing": MISSING,
    "outliers": OUTLIERS,
    "normalisation": NORMALISATIONS,
    "aggregation": AGGREGATIONS,
}


@dataclass(frozen=True)
class Indicator:
    """One column of the data.

    Attributes
    ----------
    name, parent : str
        The column, and the dimension it belongs to.
    weight : float
        Above zero; weights are rescaled to sum to one within each parent.
    higher_is_better : bool
        False turns the scale round.
    transform : str
        ``log`` takes the natural logarithm of values and goalposts first.
    goalposts : tuple of float or None
        Fixed worst and best value for the ``goalposts`` normalisation, in the unit of the data; the larger
        may stand first where less is better.
    """

    name: str
    parent: str
    weight: float = 1.0
    higher_is_better: bool = True
    transform: str = "none"
    goalposts: tuple[float, float] | None = None


@dataclass(frozen=True)
class Dimension:
    """A node above the indicators.

    Attributes
    ----------
    name : str
        Its name; the one without parent is the index.
    parent : str
        The node above; empty for the index.
    weight : float
        Above zero, as for an indicator.
    aggregation : str
        How its parts are put together; empty for the recipe's own.
    """

    name: str
    parent: str = ""
    weight: float = 1.0
    aggregation: str = ""


Part = Indicator | Dimension


@dataclass(frozen=True)
class Recipe:
    """All choices of a composite index.

    Attributes
    ----------
    indicators : tuple of Indicator
        What is measured.
    dimensions : tuple of Dimension
        The nodes above, exactly one of them without parent.
    missing : str
        ``refuse``; ``mean`` or ``median`` of the indicator; or ``available`` (the weights of what is there
        are rescaled within each dimension, which hides weak spots).
    most_missing : float
        A unit with a larger share of missing indicators is left out and named.
    outliers : str
        ``none``; or, for indicators with |skewness| > 2 and kurtosis > 3.5, ``winsorise`` (up to
        `most_winsorised` values), ``log`` (shifted), ``winsorise-or-log`` (the second where the first does
        not suffice) or ``box-cox``.
    most_winsorised : int
        Limit of winsorised values.
    normalisation : str
        ``min-max`` or ``rank`` of the sample, ``z-score``, or fixed ``goalposts``.
    scale : tuple of float
        Worst and best normalised value; for ``z-score`` mean and standard deviation.
    aggregation : str
        ``arithmetic``, ``geometric`` or ``harmonic`` mean.
    """

    indicators: tuple[Indicator, ...]
    dimensions: tuple[Dimension, ...] = field(default=(Dimension("index"),))
    missing: str = "refuse"
    most_missing: float = 1.0
    outliers: str = "none"
    most_winsorised: int = 5
    normalisation: str = "min-max"
    scale: tuple[float, float] = (0.0, 100.0)
    aggregation: str = "arithmetic"

    def __post_init__(self) -> None:
        """Refuse a recipe that cannot be followed."""
        _check_options(self)
        _check_tree(self)

    @property
    def parts(self) -> list[Part]:
        """Return indicators and dimensions."""
        return [*self.indicators, *self.dimensions]

    @property
    def index_name(self) -> str:
        """Return the name of the node without parent."""
        return next(node.name for node in self.dimensions if not node.parent)

    def children(self) -> dict[str, list[Part]]:
        """Return the parts of each dimension, every dimension after all of its parts."""
        parts: dict[str, list[Part]] = {node.name: [] for node in self.dimensions}
        for part in self.parts:
            if part.parent:
                parts[part.parent].append(part)
        return {name: parts[name] for name in _bottom_up(self.dimensions)}

    def changed(self, **choices: Any) -> Recipe:
        """Return the recipe with other choices; an unknown one, or one that changes nothing, is refused.

        Raises
        ------
        MethodError
            Unknown name of a choice, an option that does not exist, or a choice that is already made.
        """
        known = [one.name for one in fields(self)]
        for name, value in choices.items():
            if name not in known:
                near = nearest(name, known)
                raise MethodError(
                    "A recipe has no choice "
                    f"'{name}'{'; did you mean ' + ' or '.join(near) if near else ''}. Choices: "
                    f"{', '.join(known)}."
                )
            if getattr(self, name) == value:
                raise MethodError(
                    f"The alternative {name} = {value} is what the recipe says already; it would compare the "
                    "index with itself."
                )
        return replace(self, **choices)

    def reweighted(self, weights: Mapping[str, float]) -> Recipe:
        """Return the recipe with other weights, matched by the names of indicators and dimensions.

        Raises
        ------
        MethodError
            A name that the recipe does not have, or a weight not above zero.
        """
        names = [part.name for part in self.parts]
        stray = sorted(set(weights) - set(names))
        if stray:
            raise MethodError(f"There is a weight for '{stray[0]}', which is not part of the recipe.")
        indicators = tuple(
            replace(one, weight=float(weights.get(one.name, one.weight))) for one in self.indicators
        )
        dimensions = tuple(
            replace(one, weight=float(weights.get(one.name, one.weight))) for one in self.dimensions
        )
        return replace(self, indicators=indicators, dimensions=dimensions)


def _bottom_up(dimensions: Iterable[Dimension]) -> list[str]:
    parents = {node.name: node.parent for node in dimensions}

    def depth(name: str) -> int:
        return 1 + depth(parents[name]) if parents[name] else 0

    return sorted(parents, key=depth, reverse=True)


def _option(name: str, value: str, options: tuple[str, ...]) -> None:
    if value not in options:
        raise MethodError(
            f"The choice {name} = '{value}' does not exist; choose one of {', '.join(options)}."
        )


def _check_options(recipe: Recipe) -> None:
    for name, options in OPTIONS.items():
        _option(name, getattr(recipe, name), options)
    for node in recipe.dimensions:
        _option(f"aggregation of {node.name}", node.aggregation or recipe.aggregation, AGGREGATIONS)
    for one in recipe.indicators:
        _option(f"transform of {one.name}", one.transform, TRANSFORMS)
        if recipe.normalisation == "goalposts" and one.goalposts is None:
            raise MethodError(
                f"The indicator '{one.name}' has no goalposts; give its fixed worst and best value."
            )
        if one.goalposts is not None and one.goalposts[0] == one.goalposts[1]:
            raise MethodError(f"Both goalposts of '{one.name}' are {one.goalposts[0]:g}; they must differ.")
    low, high = recipe.scale
    right = high > 0 if recipe.normalisation == "z-score" else low < high
    if not right or not 0 <= recipe.most_missing <= 1 or recipe.most_winsorised < 1:
        raise MethodError(
            f"Impossible scale {recipe.scale}, share of missing {recipe.most_missing:g} (0 to 1) or number "
            f"of winsorised values {recipe.most_winsorised} (from 1)."
        )


def _check_tree(recipe: Recipe) -> None:
    parts = recipe.parts
    names = [part.name for part in parts]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise MethodError(f"'{repeated[0]}' occurs twice in the recipe; every part needs its own name.")
    bad = [part for part in parts if not part.weight > 0]
    if bad:
        raise MethodError(
            f"The weight of '{bad[0].name}' is {bad[0].weight:g}; it must be above zero. To leave a part "
            "out, take it out of the recipe."
        )
    nodes = {node.name: node.parent for node in recipe.dimensions}
    lost = [part for part in parts if part.parent and part.parent not in nodes]
    if lost or sum(not parent for parent in nodes.values()) != 1:
        found = (
            f"'{lost[0].name}' belongs to '{lost[0].parent}'"
            if lost
            else "not exactly one node has no parent"
        )
        raise MethodError(f"The parts must form one tree: {found}. Dimensions: {', '.join(nodes)}.")
    for start in nodes:
        seen, name = set(), start
        while name:
            if name in seen:
                raise MethodError(f"The dimension '{name}' is above itself.")
            seen.add(name)
            name = nodes[name]
    empty = sorted(set(nodes) - {part.parent for part in parts})
    if empty:
        raise MethodError(f"The dimension '{empty[0]}' has no part; leave it out.")
