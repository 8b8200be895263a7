"""What a region has supplied, under audit: each table with the checks that fit it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from analysis.honesty.auditing import Audit, audit
from analysis.honesty.words import require_option
from analysis.sources.tables import Table

YES, NO_ANSWER = "yes", "no_answer"
ELEMENT_COLUMNS = tuple(f"u{number}" for number in range(1, 10))


@dataclass(frozen=True)
class Reading:
    """How a template of the regions is read by the checks: as which kinds, and with which changes of form."""

    kinds: frozenset[str]
    form: Callable[[pd.DataFrame], pd.DataFrame]


def _as_it_is(frame: pd.DataFrame) -> pd.DataFrame:
    return frame


def _satisfaction(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.rename(columns={"element": "item", "mean_score": "answer"})


def _complaints(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(item=frame["complaint_id"], answer=frame["complaints_count"])


def _complaint_answers(frame: pd.DataFrame) -> pd.DataFrame:
    answered = frame[frame["answer"] != NO_ANSWER]
    return answered.assign(
        item=answered["complaint_id"], respondent=answered["respondent_id"], answer=answered["answer"] == YES
    ).astype({"answer": int})


def _satisfaction_answers(frame: pd.DataFrame) -> pd.DataFrame:
    keys = [name for name in frame if name not in ELEMENT_COLUMNS]
    long = frame.melt(keys, list(ELEMENT_COLUMNS), "item", "answer")
    return long.assign(respondent=long["respondent_id"])


def _of_first_year(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(year=frame["year_from"])


def _events(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(year=pd.to_numeric(frame["on"].str[:4]))


def _unit_costs(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(year=frame["price_year"])


READINGS: Mapping[str, Reading] = MappingProxyType(
    {
        "indicators": Reading(frozenset({"indicators", "targets", "rows"}), _as_it_is),
        "school-standards": Reading(frozenset({"rows"}), _as_it_is),
        "budget-lines": Reading(frozenset({"amounts", "rows"}), _as_it_is),
        "unit-costs": Reading(frozenset({"rows"}), _unit_costs),
        "line-indicators": Reading(frozenset({"rows"}), _as_it_is),
        "documents": Reading(frozenset({"rows"}), _of_first_year),
        "priorities": Reading(frozenset({"rows"}), _of_first_year),
        "inputs-received": Reading(frozenset({"amounts", "rows"}), _as_it_is),
        "complaint-survey": Reading(frozenset({"survey", "complaints", "rows"}), _complaints),
        "complaint-answers": Reading(frozenset({"survey", "rows"}), _complaint_answers),
        "complaint-causes": Reading(frozenset({"rows"}), _as_it_is),
        "service-promises": Reading(frozenset({"promises", "rows"}), _as_it_is),
        "promise-events": Reading(frozenset({"rows"}), _events),
        "procedures": Reading(frozenset({"rows"}), _as_it_is),
        "satisfaction-survey": Reading(frozenset({"survey", "rows"}), _satisfaction),
        "satisfaction-answers": Reading(frozenset({"survey", "rows"}), _satisfaction_answers),
    }
)


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
        In the order of the templates.

    Raises
    ------
    MethodError
        A name that is no template.
    """
    for name in tables:
        require_option(name, tuple(READINGS), "table of a region")
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
