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
from analysis.honesty.coverage import cells_covered, scorecard_of
from analysis.honesty.declared import Declared
from analysis.honesty.record import CheckResult
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
        ``region_code, year, cells_count, judged_cells_count``: all regions and years of the table, sorted,
        with the values (of a panel) or rows (of any other table) that they have, and how many of them at
        least one check could judge; see :func:`analysis.honesty.coverage.cells_covered`.
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
    return Audit(table, subject.kinds, results, cells_covered(subject, results))


def scorecard(found: Audit) -> pd.DataFrame:
    """Return, per table, region and year, what was looked at and what was found; never one number.

    Returns
    -------
    pandas.DataFrame
        ``table, region_code, year``; ``cells_count, judged_cells_count, judged_cells_share``: values (or
        rows) and how many of them at least one check could judge; ``checks_count, evaluated_count``;
        ``error_flags, warning_flags, note_flags``; ``flagged_checks`` and ``not_evaluated``: the ids of the
        checks, joined by a space. A region and year in which nothing could be judged has 0 evaluated checks
        and all of them named.
    """
    card = scorecard_of(found.results, found.places)
    card.insert(0, "table", found.table)
    return card


def coverage(found: Audit) -> pd.DataFrame:
    """Return how much of a table each check could judge.

    Returns
    -------
    pandas.DataFrame
        ``check_id, status``; ``judged_count`` values or rows; ``places_count`` regions and years with at
        least one of them, and ``places_share`` of all regions and years of the table.
    """
    rows = [
        {
            "check_id": result.check_id, "status": result.status,
            "judged_count": int(result.evaluated["cells"].sum()), "places_count": len(result.evaluated),
            "places_share": len(result.evaluated) / max(len(found.places), 1),
        }
        for result in found.results
    ]  # fmt: skip
    return pd.DataFrame(rows)
