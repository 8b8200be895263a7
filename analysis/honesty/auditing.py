"""Run all checks that fit a table, and say per region and year what was looked at and what was found."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Unpack

import pandas as pd

from analysis.errors import MethodError, ParameterError, nearest
from analysis.honesty.catalogue import PANEL_CHECKS
from analysis.honesty.catalogue_answers import ANSWER_CHECKS
from analysis.honesty.catalogue_records import RECORD_CHECKS
from analysis.honesty.catalogue_standards import STANDARD_CHECKS
from analysis.honesty.check import KINDS, Check
from analysis.honesty.declared import Declared
from analysis.honesty.record import FLAGGED, NOT_EVALUATED, SEVERITIES, CheckResult
from analysis.honesty.subject import make_subject
from analysis.honesty.words import require_option
from analysis.panels import require_columns

CHECKS: tuple[Check, ...] = (*PANEL_CHECKS, *RECORD_CHECKS, *STANDARD_CHECKS, *ANSWER_CHECKS)


@dataclass(frozen=True)
class Audit:
    """What all fitting checks said about one table.

    Attributes
    ----------
    table
        How the reader knows the table.
    kinds
        What kinds of table it was taken for.
    results
        One result per check, in the order of the registry.
    places
        ``region_code, year``: all regions and years of the table, sorted.
    """

    table: str
    kinds: frozenset[str]
    results: tuple[CheckResult, ...]
    places: pd.DataFrame

    def result(self, check_id: str) -> CheckResult:
        """Return the result of one check.

        Raises
        ------
        MethodError
            If the check was not run.
        """
        found = {result.check_id: result for result in self.results}
        require_option(check_id, tuple(found), "check of this audit")
        return found[check_id]

    def summary(self) -> pd.DataFrame:
        """Return one row per check: ``check_id, status, severity, flags_count, judged_count, sentence``."""
        rows = [
            {
                "check_id": result.check_id,
                "status": result.status,
                "severity": result.severity,
                "flags_count": len(result.rows),
                "judged_count": int(result.evaluated["cells"].sum()),
                "sentence": result.sentence,
            }
            for result in self.results
        ]
        return pd.DataFrame(rows)


def find_check(check_id: str) -> Check:
    """Return a check by its id.

    Raises
    ------
    ParameterError
        If there is none; the message names the nearest.
    """
    for check in CHECKS:
        if check.id == check_id:
            return check
    known = [check.id for check in CHECKS]
    near = nearest(check_id, known, count=1)
    hint = f" Did you mean '{near[0]}'?" if near else f" The checks are: {', '.join(known)}."
    raise ParameterError(f"There is no check '{check_id}'.{hint}")


def audit(
    frame: pd.DataFrame,
    kind: str | Collection[str],
    *,
    table: str = "the table",
    parameters: Mapping[str, Mapping[str, float]] | None = None,
    checks: Sequence[Check] = CHECKS,
    **declared: Unpack[Declared],
) -> Audit:
    """Run all checks that fit a table.

    Parameters
    ----------
    frame
        At least ``region_code`` and ``year``; it is not changed.
    kind
        One or several of ``analysis.honesty.check.KINDS``.
    table
        How the reader knows the table.
    parameters
        Check id to other values of its thresholds, by name.
    checks
        The registry; only those that declare the kind are run.
    **declared
        What is declared about the table (``measures, totals, bounds, equal, coded, population, groups,
        second_source, catalogue``); see :class:`analysis.honesty.subject.Subject`.

    Returns
    -------
    Audit

    Raises
    ------
    MethodError
        Unknown kind, an absent column, two rows of a panel for one region and year, no check that fits.
    ParameterError
        Unknown check or threshold in ``parameters``.
    """
    subject = make_subject(frame, kind, **declared)
    for name in sorted(subject.kinds):
        require_option(name, KINDS, "kind of table")
    changes = dict(parameters or {})
    for check_id in changes:
        if check_id not in {check.id for check in checks}:
            find_check(check_id)
    fitting = [check for check in checks if check.applies_to & subject.kinds]
    if not fitting:
        raise MethodError(
            f"No check fits the kind {', '.join(sorted(subject.kinds))}; nothing was looked at."
        )
    require_columns(frame, ["region_code", "year"], "the table")
    results = tuple(check.run(subject, changes.get(check.id)) for check in fitting)
    places = frame[["region_code", "year"]].drop_duplicates()
    places = places.sort_values(["region_code", "year"], ignore_index=True)
    return Audit(table, subject.kinds, results, places)


def scorecard(found: Audit) -> pd.DataFrame:
    """Return, per table, region and year, what was looked at and what was found; never one number.

    Returns
    -------
    pandas.DataFrame
        ``table, region_code, year, checks_count, evaluated_count``, then ``error_flags, warning_flags,
        note_flags``, then ``flagged_checks`` and ``not_evaluated``: the ids of the checks, joined by a space.
        A region and year in which nothing could be judged has 0 evaluated checks and all of them named.
    """
    index = pd.MultiIndex.from_frame(found.places)
    card = pd.DataFrame(index=index)
    evaluated = pd.Series(0, index=index)
    flags = {severity: pd.Series(0, index=index) for severity in SEVERITIES}
    flagged, missing = pd.Series("", index=index), pd.Series("", index=index)
    for result in found.results:
        seen = pd.Series(False, index=index)
        if result.status != NOT_EVALUATED:
            seen = pd.Series(
                index.isin(pd.MultiIndex.from_frame(result.evaluated[["region_code", "year"]])), index
            )
        evaluated += seen.astype(int)
        missing = missing.where(seen, missing + result.check_id + " ")
        if result.status == FLAGGED:
            counts = _flags_per_place(result).reindex(index, fill_value=0)
            flags[result.severity] += counts
            flagged = flagged.where(counts == 0, flagged + result.check_id + " ")
    card["checks_count"] = len(found.results)
    card["evaluated_count"] = evaluated
    for severity in SEVERITIES:
        card[f"{severity}_flags"] = flags[severity]
    card["flagged_checks"] = flagged.str.strip()
    card["not_evaluated"] = missing.str.strip()
    card = card.reset_index()
    card.insert(0, "table", found.table)
    return card


def _flags_per_place(result: CheckResult) -> pd.Series:
    """Count the flags of a region and year; a pair of regions counts at both."""
    rows = [result.rows[["region_code", "year"]]]
    if "other_region_code" in result.rows:
        pair = result.rows[["other_region_code", "year"]]
        rows.append(pair.rename(columns={"other_region_code": "region_code"}))
    return pd.concat(rows).groupby(["region_code", "year"]).size()
