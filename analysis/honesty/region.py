"""What a region has supplied, under audit: each table with the checks that fit it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from analysis.honesty.auditing import Audit, audit
from analysis.sources.tables import Table


@dataclass(frozen=True)
class Reading:
    """How a template of the regions is read by the checks: as which kinds, and with which changes of form."""

    kinds: frozenset[str]
    form: Callable[[pd.DataFrame], pd.DataFrame]


def _satisfaction(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.rename(columns={"element": "item", "mean_score": "answer"})


READINGS: Mapping[str, Reading] = {
    "indicators": Reading(frozenset({"indicators", "targets"}), lambda frame: frame),
    "satisfaction-survey": Reading(frozenset({"survey"}), _satisfaction),
}


def audit_region(
    tables: Mapping[str, Table],
    *,
    catalogue: pd.DataFrame | None = None,
    parameters: Mapping[str, Mapping[str, float]] | None = None,
) -> tuple[Audit, ...]:
    """Run the checks that fit each table that a region has supplied.

    Parameters
    ----------
    tables
        Name of the template (``indicators``, ``budget-lines``, ...) to the table of the region; a table that
        the region has not supplied is left out.
    catalogue
        The standards; see :class:`analysis.honesty.subject.Subject`. Without it, what needs the text or the
        target of a standard is not evaluated.
    parameters
        Check id to other values of its thresholds, by name; a check that fits no table of the region is left
        aside.

    Returns
    -------
    tuple of Audit
        In the order of the templates; a table for which there is no check is not among them.
    """
    found = []
    for name, reading in READINGS.items():
        if name in tables:
            table = tables[name]
            found.append(
                audit(
                    reading.form(table.frame), reading.kinds, table=table.name, parameters=parameters,
                    catalogue=catalogue,
                )
            )  # fmt: skip
    return tuple(found)
