"""Which district lost the people that new districts began with: parents of splits in the panel."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any

import pandas as pd

__all__ = ["Parent", "assign_parents", "find_neighbours"]

FIT = (0.5, 2.0)  # children over the parent's loss: outside, the loss does not explain the children
LOSS = 0.03  # share of its people that a district must lose in a year to count as split
MOST_ASSIGNMENTS = 100_000  # beyond this many combinations a group is left without parents


@dataclass(frozen=True)
class Parent:
    """A parent that the panel suggests, with the figures it rests on."""

    code: str
    loss: int
    children: int
    only_child: bool
    neighbour: bool


def find_neighbours(outlines: dict[str, Any]) -> dict[str, set[str]]:
    """Say which districts share a point of their outlines."""
    at: dict[tuple[float, float], set[str]] = {}
    for feature in outlines["features"]:
        shape = feature["geometry"]
        polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
        for polygon in polygons:
            for ring in polygon:
                for x, y in ring:
                    at.setdefault((x, y), set()).add(feature["properties"]["region_code"])
    found: dict[str, set[str]] = {}
    for codes in at.values():
        for code in codes:
            found.setdefault(code, set()).update(codes - {code})
    return found


def assign_parents(
    people: pd.DataFrame,
    children: list[str],
    neighbours: dict[str, set[str]],
    named: dict[str, str] | None = None,
) -> dict[str, Parent]:
    """Find for each child the district that lost about as many people as its children began with.

    Children of one province and year are assigned together, so that the losses of all candidates are
    explained as well as possible: least sum over candidates of the difference between loss and children.

    Parameters
    ----------
    people
        Population: a row per region code, a column per year.
    children
        Codes to find parents for; those without population are passed over.
    neighbours
        From ``find_neighbours``.
    named
        Child to the parent that a public source names; it is taken when it lost people in that year.
    """
    first = people.apply(lambda row: row.first_valid_index(), axis=1).dropna().astype("int64")
    found: dict[str, Parent] = {}
    groups: dict[tuple[str, int], list[str]] = {}
    for code in children:
        if code in first.index and int(first[code]) - 1 in people.columns:
            groups.setdefault((code[:2], int(first[code])), []).append(code)
    for (province, year), group in sorted(groups.items()):
        losses = _losses(people, province, year, set(group))
        options = [_options(code, losses, neighbours, (named or {}).get(code, "")) for code in group]
        if losses and all(options) and prod(map(len, options)) <= MOST_ASSIGNMENTS:
            found |= _best(group, options, losses, people[year], neighbours)
    return found


def _losses(people: pd.DataFrame, province: str, year: int, children: set[str]) -> dict[str, float]:
    rows = people[people.index.str.startswith(province) & ~people.index.isin(children)]
    loss = (rows[year - 1] - rows[year]).dropna()
    large = loss[loss > LOSS * rows.loc[loss.index, year - 1]]
    return {str(code): float(value) for code, value in large.items()}


def _options(code: str, losses: dict[str, float], neighbours: dict[str, set[str]], named: str) -> list[str]:
    if named in losses:
        return [named]
    near = [parent for parent in losses if parent in neighbours.get(code, set())]
    return near or list(losses)


def _best(
    group: list[str],
    options: list[list[str]],
    losses: dict[str, float],
    size: pd.Series,
    neighbours: dict[str, set[str]],
) -> dict[str, Parent]:
    def unexplained(choice: tuple[str, ...]) -> float:
        left = dict(losses)
        for child, parent in zip(group, choice, strict=True):
            left[parent] -= size[child]
        return sum(abs(value) for value in left.values())

    best = min(product(*options), key=unexplained)
    total = {
        parent: sum(size[c] for c, p in zip(group, best, strict=True) if p == parent) for parent in set(best)
    }
    return {
        child: Parent(
            parent,
            loss=round(losses[parent]),
            children=round(total[parent]),
            only_child=best.count(parent) == 1,
            neighbour=parent in neighbours.get(child, set()),
        )
        for child, parent in zip(group, best, strict=True)
        if FIT[0] <= total[parent] / losses[parent] <= FIT[1]
    }
