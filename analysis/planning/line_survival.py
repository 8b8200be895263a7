"""What becomes of lines that carry standards between two documents, beside the other lines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import MethodError
from analysis.messages import say
from analysis.panels import require_columns
from analysis.statistics.proportions import proportion_interval
from analysis.statistics.two_proportions import ShareDifference, independent_difference
from analysis.statistics.within_strata import GroupDifference, median_difference

LEAST_LINES = 5  # on either side; of fewer no share and no median tells anything
GROUPS = {True: "linked", False: "others"}


@dataclass(frozen=True)
class LineSurvival:
    """Lines of one document that stand in the next, linked to standards against the others.

    Attributes
    ----------
    first, second : str
        The two documents.
    groups : pandas.DataFrame
        From :func:`survival_by_group`.
    difference : ShareDifference
        Share surviving of the linked lines less that of the others.
    matched_by_name : int
        Lines found again by their name because their code was changed or missing.
    difference_points, low_points, high_points : float
        The difference and its interval in points of percent.
    """

    first: str
    second: str
    groups: pd.DataFrame
    difference: ShareDifference
    matched_by_name: int
    difference_points: float
    low_points: float
    high_points: float


def survival_by_group(chain: pd.DataFrame, first: str, second: str, *, level: float = 0.95) -> pd.DataFrame:
    """Count lines that stay, go and come between two documents, and their money.

    Parameters
    ----------
    chain : pandas.DataFrame
        From :func:`analysis.planning.chain.line_chain`.
    first, second : str
        Two of its stages; they need not be neighbours.
    level : float
        Of the intervals.

    Returns
    -------
    pandas.DataFrame
        By ``group`` (``linked``, ``others``): ``lines_count`` in the first document, ``kept_count``,
        ``kept_pct`` with ``low_pct`` and ``high_pct`` (Wilson), ``gone_count``, ``new_count`` (in the second
        and not in the first), ``first_idr``, ``second_idr``, ``change_pct`` of all their money, ``gone_idr``
        and ``new_idr``. Shares and changes are missing where the first document has no line.

    Raises
    ------
    MethodError
        The chain has no such stage.
    """
    _require(chain, first, second)
    records = []
    for linked, group in GROUPS.items():
        rows = chain[chain["linked"] == linked]
        before, after = rows[f"{first}_idr"], rows[f"{second}_idr"]
        was, now = before.notna(), after.notna()
        kept, total = int((was & now).sum()), int(was.sum())
        share = proportion_interval(kept, total, level=level) if total else None
        records.append(
            {
                "group": group,
                "lines_count": total,
                "kept_count": kept,
                "kept_pct": 100 * share.estimate if share else np.nan,
                "low_pct": 100 * share.low if share else np.nan,
                "high_pct": 100 * share.high if share else np.nan,
                "gone_count": total - kept,
                "new_count": int((now & ~was).sum()),
                "first_idr": before.sum(),
                "second_idr": after.sum(),
                "change_pct": 100 * (after.sum() / before.sum() - 1) if total else np.nan,
                "gone_idr": before[~now].sum(),
                "new_idr": after[~was].sum(),
            }
        )
    return pd.DataFrame(records)


def line_survival(chain: pd.DataFrame, first: str, second: str, *, level: float = 0.95) -> LineSurvival:
    """Compare the share of lines that survive from one document to a later one.

    Parameters
    ----------
    chain, first, second, level
        As for :func:`survival_by_group`.

    Returns
    -------
    LineSurvival

    Raises
    ------
    MethodError
        The chain has no such stage, or the first document has fewer than five lines linked to standards, or
        fewer than five others.

    Notes
    -----
    Interval of the difference: Newcombe (1998), Statistics in Medicine 17: 873-890, method 10. Lines of one
    budget are no sample: interval and test ask whether as much of a difference would arise if it did not
    matter which lines are linked. They say nothing of why a line was struck out.
    """
    groups = survival_by_group(chain, first, second, level=level).set_index("group")
    _require_lines(groups["lines_count"], first)
    kept, total = groups["kept_count"].to_dict(), groups["lines_count"].to_dict()
    difference = independent_difference(
        kept["others"], total["others"], kept["linked"], total["linked"], level=level
    )
    by_name = (chain[f"{second}_by"] == "name") & chain[f"{first}_idr"].notna()
    points = (100 * part for part in (difference.difference, difference.low, difference.high))
    return LineSurvival(first, second, groups.reset_index(), difference, int(by_name.sum()), *points)


def relative_changes(chain: pd.DataFrame, first: str, second: str) -> pd.DataFrame:
    """Return by how much each line that stands in both documents changed.

    Parameters
    ----------
    chain, first, second
        As for :func:`survival_by_group`.

    Returns
    -------
    pandas.DataFrame
        The columns that name a line, ``linked``, the two amounts and ``change_pct``.

    Raises
    ------
    MethodError
        The chain has no such stage.
    """
    _require(chain, first, second)
    before, after = chain[f"{first}_idr"], chain[f"{second}_idr"]
    names = ["organisation", "code", "name", "programme_code", "linked", f"{first}_idr", f"{second}_idr"]
    both = before.notna() & after.notna()
    return chain.loc[both, names].assign(change_pct=100 * (after / before - 1)[both]).reset_index(drop=True)


def change_difference(
    changes: pd.DataFrame, kinds: pd.Series | None = None, *, draws: int = 9_999, seed: int = 0
) -> GroupDifference:
    """Compare the median relative change of linked lines with that of the others of their kind.

    Parameters
    ----------
    changes : pandas.DataFrame
        From :func:`relative_changes`.
    kinds : pandas.Series of str, optional
        Kind of each line, as :func:`analysis.planning.chain.programme_kinds` gives it: links are exchanged
        within a kind only, so that overhead, which no standard can be linked to, is not compared.
    draws, seed : int
        Exchanges of links drawn where there are more possible ones.

    Returns
    -------
    GroupDifference
        In points of percent.

    Raises
    ------
    MethodError
        A column is absent, fewer than five lines on either side, or no kind with lines on both sides.
    """
    require_columns(changes, ["linked", "change_pct"], "the changes of lines")
    linked = changes["linked"].to_numpy(bool)
    counts = pd.Series({"linked": int(linked.sum()), "others": int((~linked).sum())})
    _require_lines(counts, "both documents")
    labels = None if kinds is None else kinds.to_numpy(dtype=str)
    return median_difference(changes["change_pct"].to_numpy(float), linked, labels, draws=draws, seed=seed)


def _require(chain: pd.DataFrame, first: str, second: str) -> None:
    stages = [name.removesuffix("_by") for name in chain.columns if name.endswith("_by")]
    for stage in (first, second):
        if stage not in stages:
            raise MethodError(f"The chain has no '{stage}'; its documents are {', '.join(stages)}.")


def _require_lines(counts: pd.Series, where: str) -> None:
    if counts.min() < LEAST_LINES:
        raise MethodError(
            say(
                "Of the lines of {where}, {linked} are linked to standards and {others} are not; {least} of "
                "each are needed to compare them.",
                where=where,
                linked=int(counts["linked"]),
                others=int(counts["others"]),
                least=LEAST_LINES,
            )
        )
