"""Most similar systems with different outcomes, most different systems with the same outcome."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from analysis.errors import MethodError
from analysis.statistics.unchanged import unchanged_interval

MSDO, MDSO = "most similar, different outcome", "most different, same outcome"
DESIGNS = (MSDO, MDSO)


@dataclass(frozen=True)
class SystemsPairs:
    """All pairs of cases, and how extreme each is for its design.

    Attributes
    ----------
    pairs : pandas.DataFrame
        One row per pair: ``case_a, case_b, outcome_a, outcome_b, design`` (which of the two it could serve),
        ``distance`` (conditions in which they differ), ``distance_<block>`` for each block, ``differs_on``
        and ``shares`` (conditions in which they differ and agree; absence shared is written ``~``).
    levels : pandas.DataFrame
        One row per pair and level: ``group`` (the design, for MDSO with the outcome), ``level``,
        ``extreme_blocks`` (blocks in which the pair is at most `level` steps from the extreme of its group)
        and ``selected`` (no pair of the group is extreme in more blocks at that level).
    blocks : tuple of str
        The blocks in order.
    """

    pairs: pd.DataFrame
    levels: pd.DataFrame
    blocks: tuple[str, ...]

    def extreme(self, design: str, outcome: int | None = None) -> pd.DataFrame:
        """Return the pairs at the extreme distance over all conditions together.

        Parameters
        ----------
        design : str
            `MSDO` or `MDSO`.
        outcome : int, optional
            For `MDSO`: only pairs with this outcome, and the extreme among them.

        Raises
        ------
        MethodError
            Unknown design.
        """
        if design not in DESIGNS:
            raise MethodError(f"The design '{design}' is unknown; choose one of {', '.join(DESIGNS)}.")
        found = self.pairs.loc[self.pairs["design"] == design]
        if outcome is not None:
            found = found.loc[found["outcome_a"] == outcome]
        distance = found["distance"]
        edge = distance.min() if design == MSDO else distance.max()
        return found.loc[distance == edge].reset_index(drop=True)


def dichotomise(values: pd.DataFrame, cuts: Mapping[str, float]) -> pd.DataFrame:
    """Return 1 where a value reaches its cut point, else 0; columns without a cut are left as they are.

    Raises
    ------
    MethodError
        A cut for a column that does not exist, or a missing value.
    """
    stray = sorted(set(cuts) - set(values.columns))
    if stray:
        raise MethodError(f"There is a cut point for '{stray[0]}', which is no column of the values.")
    found = values.copy()
    for name, cut in cuts.items():
        if values[name].isna().any():
            case = values.index[values[name].isna()][0]
            raise MethodError(f"'{name}' is missing for {case}; leave the case or the condition out.")
        found[name] = (values[name] >= cut).astype(int)
    return found


def _checked(
    cases: pd.DataFrame, outcome: str, blocks: Mapping[str, Sequence[str]]
) -> tuple[np.ndarray, np.ndarray, list[str]]:
    names = [name for block in blocks.values() for name in block]
    absent = [name for name in [*names, outcome] if name not in cases.columns]
    if absent or not names or len(set(names)) < len(names) or outcome in names:
        found = f"'{absent[0]}' is no column" if absent else "none, a repeated one, or the outcome was named"
        raise MethodError(f"Give each condition once, in one block, and not the outcome: {found}.")
    if any(not list(block) for block in blocks.values()):
        raise MethodError("A block holds no condition; leave it out.")
    if len(cases) < 2 or cases.index.has_duplicates:
        raise MethodError("Pairs need at least two different cases.")
    coded = cases[[*names, outcome]]
    wrong = np.argwhere(~coded.isin([0, 1]).to_numpy())
    if len(wrong):
        row, column = wrong[0]
        raise MethodError(
            f"'{coded.columns[column]}' of {coded.index[row]} is {coded.iloc[row, column]}; conditions and "
            "outcome must be 0 or 1. Dichotomise measured values first, and see what the cut points do."
        )
    numbers = coded.to_numpy(dtype=int)
    return numbers[:, :-1], numbers[:, -1], names


def _literals(values: np.ndarray, names: list[str], chosen: np.ndarray) -> str:
    pairs = zip(names, values, chosen, strict=True)
    return "*".join(name if value else f"~{name}" for name, value, take in pairs if take)


def _pair_rows(
    cases: pd.DataFrame,
    bits: np.ndarray,
    result: np.ndarray,
    names: list[str],
    blocks: Mapping[str, Sequence[str]],
) -> pd.DataFrame:
    labels = cases.index.astype(str).to_numpy()
    columns = {block: [names.index(name) for name in members] for block, members in blocks.items()}
    rows = []
    for a, b in combinations(range(len(bits)), 2):
        differs = bits[a] != bits[b]
        rows.append(
            {
                "case_a": labels[a],
                "case_b": labels[b],
                "outcome_a": int(result[a]),
                "outcome_b": int(result[b]),
                "design": MDSO if result[a] == result[b] else MSDO,
                "distance": int(differs.sum()),
                **{f"distance_{block}": int(differs[places].sum()) for block, places in columns.items()},
                "differs_on": "*".join(np.array(names)[differs]),
                "shares": _literals(bits[a], names, ~differs),
            }
        )
    return pd.DataFrame(rows)


def _level_rows(pairs: pd.DataFrame, blocks: Collection[str], levels: int) -> pd.DataFrame:
    """Count, for each level, in how many blocks a pair is that near to the extreme of its group."""
    distances = pairs[[f"distance_{block}" for block in blocks]]
    group = pairs["design"].where(
        pairs["design"] == MSDO, pairs["design"] + " " + pairs["outcome_a"].astype(str)
    )
    least = distances.groupby(group).transform("min")
    most = distances.groupby(group).transform("max")
    similar = (pairs["design"] == MSDO).to_numpy()[:, None]
    steps = np.where(similar, distances - least, most - distances)
    found = []
    for level in range(levels):
        near = pd.Series((steps <= level).sum(axis=1), index=pairs.index)
        frame = pairs[["case_a", "case_b"]].assign(group=group, level=level, extreme_blocks=near)
        found.append(frame.assign(selected=near == near.groupby(group).transform("max")))
    return pd.concat(found, ignore_index=True)


def systems_pairs(cases: pd.DataFrame, outcome: str, blocks: Mapping[str, Sequence[str]]) -> SystemsPairs:
    """Return which pairs of cases a comparison can learn most from.

    Parameters
    ----------
    cases : pandas.DataFrame
        One row per case (unique index), conditions and outcome coded 0 or 1.
    outcome : str
        Column of the outcome.
    blocks : mapping of str to sequence of str
        Conditions by thematic block, each condition in one block; one block for all is allowed.

    Returns
    -------
    SystemsPairs
        Pairs with different outcomes serve the most-similar design (what differs is a candidate cause);
        pairs with the same outcome serve the most-different design (what they share is).

    Raises
    ------
    MethodError
        Codes other than 0 and 1, an unknown, repeated or missing condition, an empty block, or fewer than two
        cases.

    Notes
    -----
    De Meur and Berg-Schlosser (1994), European Journal of Political Research 26: 193-219: Boolean distances
    by block, so that a large block does not drown a small one; a pair counts at level h in the blocks where
    its distance is within h of the extreme among the pairs of its design and outcome. Levels run up to half
    the conditions of the largest block. No table of theirs could be checked here; the definition and data of
    the tests are published. A pair points at a condition to look into, and proves nothing.
    """
    bits, result, names = _checked(cases, outcome, blocks)
    pairs = _pair_rows(cases, bits, result, names, blocks)
    largest = max(len(members) for members in blocks.values())
    return SystemsPairs(pairs, _level_rows(pairs, list(blocks), largest // 2 + 1), tuple(blocks))


def shared_configuration(pairs: pd.DataFrame) -> str:
    """Return what all the pairs share, such as ``DEV*LIT*STB``; empty if nothing, or no pair.

    Parameters
    ----------
    pairs : pandas.DataFrame
        Rows with ``shares``, as from :meth:`SystemsPairs.extreme`.
    """
    parts = [text.split("*") if text else [] for text in pairs["shares"]]
    return "*".join(name for name in (parts[0] if parts else []) if all(name in other for other in parts))


def cut_point_sensitivity(
    values: pd.DataFrame, cuts: Mapping[str, float], outcome: str, blocks: Mapping[str, Sequence[str]]
) -> pd.DataFrame:
    """Return between which cut points the extreme pairs stay the same.

    Parameters
    ----------
    values : pandas.DataFrame
        One row per case: measured or coded conditions and outcome.
    cuts : mapping of str to float
        The cut point of each measured column; a value that reaches it counts as 1.
    outcome, blocks
        As for :func:`systems_pairs`.

    Returns
    -------
    pandas.DataFrame
        One row per cut point: ``column, cut, lower, upper``: the extreme pairs of both designs are the same
        for every cut above `lower` and up to `upper`, the others held; ``pairs_count`` of them, and
        ``lost_below`` and ``lost_above``: how many are no longer extreme just outside (missing where there
        is no outside).

    Raises
    ------
    MethodError
        As for :func:`dichotomise` and :func:`systems_pairs`.
    """

    def selected(column: str, cut: float) -> frozenset[tuple[str, str]]:
        found = systems_pairs(dichotomise(values, {**cuts, column: cut}), outcome, blocks)
        frames = [found.extreme(MSDO), found.extreme(MDSO, 0), found.extreme(MDSO, 1)]
        return frozenset(
            (a, b) for frame in frames for a, b in zip(frame["case_a"], frame["case_b"], strict=True)
        )

    rows = []
    for column, cut in cuts.items():
        known = values[column].to_numpy(float)
        own = selected(column, cut)
        found = unchanged_interval(
            cut,
            known,
            -np.inf,
            np.inf,
            lambda value, column=column: selected(column, value),  # type: ignore[misc]
        )
        rows.append(
            {
                "column": column,
                "cut": cut,
                "lower": found.lower,
                "upper": found.upper,
                "pairs_count": len(own),
                "lost_below": np.nan if found.below is None else len(own - found.below),
                "lost_above": np.nan if found.above is None else len(own - found.above),
            }
        )
    return pd.DataFrame(rows)
