"""The flags of an audit as one tidy frame, counted by check, year and region, and drawn for judging."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.errors import MethodError
from analysis.honesty.auditing import Audit

FLAG_KEYS = ("check_id", "region_code", "year", "column", "other", "value")
COLUMNS = ("column", "total", "example_column")  # what a check says it looked at, by kind of check
OTHERS = ("other_region_code", "other_column")
VALUES = ("value", "whole", "columns_count")


def _first(evidence: pd.DataFrame, names: Sequence[str], default: object) -> pd.Series:
    for name in names:
        if name in evidence:
            return evidence[name]
    return pd.Series(default, index=evidence.index)


def all_flags(audit: Audit) -> pd.DataFrame:
    """Return every flag of an audit in one frame.

    Parameters
    ----------
    audit : Audit
        Of one table.

    Returns
    -------
    pandas.DataFrame
        ``check_id, severity, region_code, year, column, other, value, flag_id``, in the order of the registry
        and of the keys. ``column`` is the column or the total concerned, ``other`` the second region or
        column where a flag is about two; ``flag_id`` is a digest of the rest, the same in every run.
    """
    pieces = []
    for result in audit.results:
        evidence = result.evidence
        if evidence.empty:
            continue
        pieces.append(
            pd.DataFrame(
                {
                    "check_id": result.check_id,
                    "severity": result.severity,
                    "region_code": evidence["region_code"].astype(str),
                    "year": evidence["year"].astype(int),
                    "column": _first(evidence, COLUMNS, "").astype(str),
                    "other": _first(evidence, OTHERS, "").astype(str),
                    "value": _first(evidence, VALUES, np.nan).astype(float),
                }
            )
        )
    if not pieces:
        return pd.DataFrame(columns=[*FLAG_KEYS[:1], "severity", *FLAG_KEYS[1:], "flag_id"])
    table = pd.concat(pieces, ignore_index=True)
    table["flag_id"] = flag_ids(table)
    return table


def flag_ids(flags: pd.DataFrame) -> list[str]:
    """Return a digest of check, region, year, column, other and value (eight digits) for each flag."""
    words = flags[list(FLAG_KEYS[:-1])].astype(str).assign(value=flags["value"].map(lambda v: f"{v:.8g}"))
    return [
        hashlib.sha256("|".join(row).encode()).hexdigest()[:12]
        for row in words.itertuples(index=False, name=None)
    ]


def sample_flags(audit: Audit, count: int, seed: int) -> pd.DataFrame:
    """Draw flags for judging one by one: at random within each check, the checks as equal as they allow.

    Parameters
    ----------
    audit : Audit
        Of one table.
    count : int
        How many flags.
    seed : int
        Of the draw.

    Returns
    -------
    pandas.DataFrame
        The rows of :func:`all_flags` drawn, in its order.

    Raises
    ------
    MethodError
        If there are fewer flags than are to be drawn, or ``count`` is below 1.

    Notes
    -----
    Every check gives the same number; what a check with few flags cannot give is shared among the others. A
    share found in such a sample holds for a check; over all checks it would have to be weighted.
    """
    flags = all_flags(audit)
    if not 1 <= count <= len(flags):
        raise MethodError(f"{count} flags cannot be drawn from {len(flags)}; ask for 1 to {len(flags)}.")
    sizes = flags.groupby("check_id", sort=False).size()
    shares = equal_shares(sizes.tolist(), count)
    random = np.random.default_rng(seed)
    drawn: list[int] = []
    for (_, group), share in zip(flags.groupby("check_id", sort=False), shares, strict=True):
        drawn += random.choice(group.index.to_numpy(), size=share, replace=False).tolist()
    return flags.loc[sorted(drawn)].reset_index(drop=True)


def equal_shares(sizes: Sequence[int], count: int) -> list[int]:
    """Share a count among groups one by one in turn, none beyond its size.

    Examples
    --------
    >>> equal_shares([1, 10, 3], 9)
    [1, 5, 3]
    """
    shares = [0] * len(sizes)
    while sum(shares) < count:
        for place, size in enumerate(sizes):
            if shares[place] < size and sum(shares) < count:
                shares[place] += 1
    return shares


def flags_by_year(audit: Audit) -> pd.DataFrame:
    """Return, per check and year, how many values were judged and how many flagged.

    Returns
    -------
    pandas.DataFrame
        ``check_id, severity, year, judged_count, flags_count, flags_per_1000``: one row for every check and
        every year of the table; the rate is missing where nothing was judged.
    """
    flags = all_flags(audit)
    years = sorted(audit.places["year"].unique())
    pieces = []
    for result in audit.results:
        judged = result.evaluated.groupby("year")["cells"].sum().reindex(years, fill_value=0)
        own = flags.loc[flags["check_id"] == result.check_id]
        found = own.groupby("year").size().reindex(years, fill_value=0)
        rows = pd.DataFrame(
            {"year": years, "judged_count": judged.to_numpy(), "flags_count": found.to_numpy()}
        )
        rows.insert(0, "check_id", result.check_id)
        rows.insert(1, "severity", result.severity)
        pieces.append(rows)
    table = pd.concat(pieces, ignore_index=True)
    known = table["judged_count"].where(table["judged_count"] > 0)
    return table.assign(flags_per_1000=1000 * table["flags_count"] / known)


def flags_by_region(card: pd.DataFrame) -> pd.DataFrame:
    """Return one row per region of a scorecard: years, values, flags by severity, checks that flagged.

    Parameters
    ----------
    card : pandas.DataFrame
        From :func:`analysis.honesty.auditing.scorecard`.

    Returns
    -------
    pandas.DataFrame
        ``region_code, years_count, cells_count, judged_count`` (values, and those that at least one check
        could judge), ``error_flags, warning_flags, note_flags, flagged_checks, never_evaluated`` (ids
        joined by a space; the last: checks that could judge nothing of the region in any year) and
        ``error_flags_per_1000`` (of the values judged).
    """
    groups = card.groupby("region_code")
    table = groups[["cells_count", "judged_cells_count"]].sum()
    table = table.rename(columns={"judged_cells_count": "judged_count"})
    table.insert(0, "years_count", groups["year"].nunique())
    table = table.join(groups[["error_flags", "warning_flags", "note_flags"]].sum())
    order = sorted(set(" ".join([*card["flagged_checks"], *card["not_evaluated"]]).split()))
    table["flagged_checks"] = groups["flagged_checks"].agg(lambda rows: _union(rows, order))
    table["never_evaluated"] = groups["not_evaluated"].agg(lambda rows: _common(rows, order))
    known = table["judged_count"].where(table["judged_count"] > 0)
    table["error_flags_per_1000"] = 1000 * table["error_flags"] / known
    return table.reset_index()


def _union(rows: pd.Series, order: Sequence[str]) -> str:
    found = set(" ".join(rows).split())
    return " ".join(check_id for check_id in order if check_id in found)


def _common(rows: pd.Series, order: Sequence[str]) -> str:
    found = set.intersection(*(set(row.split()) for row in rows))
    return " ".join(check_id for check_id in order if check_id in found)
