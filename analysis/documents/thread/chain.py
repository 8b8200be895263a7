"""The chain of planning and budgeting documents of one year: which there are, in their order."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.errors import MethodError
from analysis.messages import say
from analysis.panels import require_columns

# From the plan of five years to the paper by which an office spends, in the order in which they are made.
CHAIN = ("rpjmd", "renstra", "rkpd", "renja", "kua_ppas", "rka", "apbd", "dpa")


def chain_of(documents: pd.DataFrame, year: int, chain: Sequence[str] = CHAIN) -> pd.DataFrame:
    """Return the documents of the chain that speak of a year, in order.

    Parameters
    ----------
    documents : pandas.DataFrame
        ``document_id, document_type, year_from, year_to``.
    year : int
        The budget year that is followed.
    chain : sequence of str
        Types of documents in order; where several documents have a type (a Renstra for each office), all
        count.

    Returns
    -------
    pandas.DataFrame
        ``place`` (in the chain), ``document_type, document_id``. A document without years is left out: it
        cannot be said that it speaks of the year.

    Raises
    ------
    MethodError
        Absent column, or no document of the chain covers the year; the message says which years are covered.
    """
    require_columns(documents, ["document_id", "document_type", "year_from", "year_to"], "the documents")
    order = {name: place for place, name in enumerate(chain)}
    dated = documents.dropna(subset=["year_from", "year_to"])
    dated = dated[dated["document_type"].isin(order)]
    covering = dated[(dated["year_from"] <= year) & (year <= dated["year_to"])]
    if covering.empty:
        spans = sorted({f"{row.year_from}-{row.year_to}" for row in dated.itertuples()})
        raise MethodError(
            say(
                "No document of the chain ({chain}) speaks of {year}. Years covered: {spans}. Name another "
                "year, or register the documents.",
                chain=", ".join(chain),
                year=year,
                spans=", ".join(spans) or say("none"),
            )
        )
    found = covering.assign(place=covering["document_type"].map(order))
    return found.sort_values(["place", "document_id"], ignore_index=True)[
        ["place", "document_type", "document_id"]
    ]


def busiest_year(documents: pd.DataFrame, chain: Sequence[str] = CHAIN) -> int:
    """Return the year of which most types of documents of the chain speak; of several the latest.

    Raises
    ------
    MethodError
        No document of the chain has years.
    """
    dated = documents.dropna(subset=["year_from", "year_to"])
    dated = dated[dated["document_type"].isin(list(chain))]
    if dated.empty:
        raise MethodError(
            say(
                "No document of the chain has years. Say in the register (documents.csv) which years each "
                "covers."
            )
        )
    years = range(int(dated["year_from"].min()), int(dated["year_to"].max()) + 1)
    counts = {
        year: dated.loc[dated["year_from"].le(year) & dated["year_to"].ge(year), "document_type"].nunique()
        for year in years
    }
    return max(years, key=lambda year: (counts[year], year))
