"""To which standards a document is held: those of the catalogues in force in the year that is followed."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.documents.record import Outcome
from analysis.documents.thread.chain import busiest_year
from analysis.documents.thread.gathering import gathered, of_catalogues

__all__ = ["catalogues_in_force", "in_force"]


def catalogues_in_force(indicators: pd.DataFrame, year: int) -> set[str]:
    """Return the catalogues of which a year is one of their years."""
    ends = indicators["valid_to"].isna() | (indicators["valid_to"] >= year)
    return set(indicators.loc[(indicators["valid_from"] <= year) & ends, "catalogue"])


def in_force(outcomes: Sequence[Outcome], indicators: pd.DataFrame, year: int | None = None) -> list[Outcome]:
    """Return outcomes with the levels of the catalogues that were in force in the year that is followed.

    Parameters
    ----------
    outcomes : sequence of Outcome
        Of reading with :class:`analysis.documents.findings.DocumentFinder`.
    indicators : pandas.DataFrame
        ``catalogue, valid_from, valid_to`` as in ``standards/indicators``.
    year : int, optional
        By default that of which most types of documents speak.

    Returns
    -------
    list of Outcome
        With the levels of all catalogues where no catalogue was in force.

    Raises
    ------
    MethodError
        No year was given and no document of the chain has years.
    """
    chosen = busiest_year(gathered(outcomes).documents) if year is None else year
    return of_catalogues(outcomes, catalogues_in_force(indicators, chosen) or set(indicators["catalogue"]))
