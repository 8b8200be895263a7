"""The catalogues of minimum service standards (Standar Pelayanan Minimal, SPM) as records.

A regulation numbers its indicators but gives no machine codes: KES-01 and the like are ours, IP-2.1 is
official. The text of no regulation was seen whole, so every record says which of its parts is verified.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import MethodError, nearest
from analysis.messages import say
from analysis.panels import require_columns
from analysis.sources import load_table

__all__ = [
    "Indicator",
    "catalogue_frame",
    "catalogue_of_checks",
    "find_indicator",
    "indicators_of",
    "load_catalogue",
]

YES = "yes"
FLAGS = ("verified", "name_verified", "definition_verified", "target_verified", "target_year_verified")
WHOLE = ("target_year", "valid_from", "valid_to")


@dataclass(frozen=True)
class Indicator:
    """One indicator of a minimum service standard.

    Attributes
    ----------
    indicator_code, catalogue, sector_id, sector_en, group_code : str
        Its code, catalogue and sector, and the numbered item of the regulation that it belongs to.
    role : str
        ``indicator``, or ``heading`` for an item without a value of its own.
    name_id, name_en, numerator_id, denominator_id : str
        Name and operational definition (definisi operasional); a definition is empty where no source has it.
    counted_id, counted_en : str
        The unit of analysis: what a gap is counted in.
    measure : str
        ``proportion`` (at most 100 percent), ``ratio`` (the numerator is no part of the denominator),
        ``rate`` (per 100,000 people) or ``none`` (a heading).
    denominator_basis : str
        ``population``, ``estimated``, ``found`` (cases found), ``formed`` (units formed), ``unknown`` or
        ``none``.
    unit, direction : str
        As the source has it; ``higher`` or ``lower`` is better.
    target : float or None
        In percent, or as ``unit`` says; None where no source has it.
    target_year, valid_from, valid_to : int or None
        ``valid_to`` is None while the catalogue is in force.
    target_period, legal_basis, office_id, source, note_id, note_en : str
    verified, name_verified, definition_verified, target_verified, target_year_verified : bool
        ``verified`` as the catalogue has it, the others part by part.
    """

    indicator_code: str
    catalogue: str
    sector_id: str
    sector_en: str
    group_code: str
    role: str
    name_id: str
    name_en: str
    numerator_id: str
    denominator_id: str
    counted_id: str
    counted_en: str
    measure: str
    denominator_basis: str
    unit: str
    direction: str
    target: float | None
    target_year: int | None
    target_period: str
    legal_basis: str
    office_id: str
    valid_from: int | None
    valid_to: int | None
    verified: bool
    name_verified: bool
    definition_verified: bool
    target_verified: bool
    target_year_verified: bool
    source: str
    note_id: str
    note_en: str

    @property
    def is_proportion(self) -> bool:
        """Whether the numerator is a part of the denominator, so that more than 100 percent cannot be."""
        return self.measure == "proportion"

    def name(self, language: str) -> str:
        """Return the name in English (``en``) or Indonesian (``id``); what is not verified says so."""
        words = self.name_id if language == "id" else self.name_en
        mark = "belum terverifikasi" if language == "id" else "unverified"
        return words if self.verified else f"{words} ({mark})"


def indicators_of(frame: pd.DataFrame) -> tuple[Indicator, ...]:
    """Return the rows of ``standards/indicators`` as records, in their order.

    Raises
    ------
    MethodError
        A column is absent, or a code stands twice.
    """
    names = [field.name for field in fields(Indicator)]
    require_columns(frame, names, "the table of indicators of the standards")
    twice = frame.loc[frame["indicator_code"].duplicated(), "indicator_code"]
    if len(twice):
        raise MethodError(
            say("The catalogue has the code {code} twice. Keep one row of it.", code=twice.iloc[0])
        )
    return tuple(Indicator(**_typed(row)) for row in frame[names].to_dict("records"))


def _typed(row: Mapping[Any, Any]) -> dict[str, Any]:
    made: dict[str, Any] = dict(row)
    made |= {name: row[name] == YES for name in FLAGS}
    made |= {name: None if pd.isna(row[name]) else int(row[name]) for name in WHOLE}
    return made | {"target": None if pd.isna(row["target"]) else float(row["target"])}


def load_catalogue(*, root: Path | str | None = None) -> tuple[Indicator, ...]:
    """Load all catalogues, of the study era and of today, as one tuple of records.

    Raises
    ------
    DataError
        The table cannot be read.
    """
    return indicators_of(load_table("standards/indicators", root=root).frame)


def find_indicator(code: str, indicators: Iterable[Indicator]) -> Indicator:
    """Find an indicator by its code; letter case and spaces do not matter.

    Raises
    ------
    MethodError
        No indicator has the code; the nearest codes are named.
    """
    known = {each.indicator_code: each for each in indicators}
    plain = {_plain(each): record for each, record in known.items()}
    found = plain.get(_plain(code))
    if found is None:
        raise MethodError(
            say(
                "No standard has the indicator code {code!r}. The nearest: {near}.",
                code=code,
                near=", ".join(nearest(code, known, cutoff=0.3)) or say("none is near"),
            )
        )
    return found


def _plain(code: str) -> str:
    return "".join(str(code).split()).casefold()


def catalogue_frame(indicators: Iterable[Indicator]) -> pd.DataFrame:
    """Return records as a tidy frame, a row per indicator, with ``is_proportion``."""
    names = [field.name for field in fields(Indicator)]
    rows = [
        {**{name: getattr(each, name) for name in names}, "is_proportion": each.is_proportion}
        for each in indicators
    ]
    whole = dict.fromkeys(WHOLE, "Int64")
    return pd.DataFrame(rows, columns=[*names, "is_proportion"]).astype({**whole, "target": float})


def catalogue_of_checks(indicators: Iterable[Indicator]) -> pd.DataFrame:
    """Return records in the form that the checks on data know a catalogue by.

    Returns
    -------
    pandas.DataFrame
        ``indicator_code, name, numerator, denominator, target_pct, is_proportion``; headings are left out.
    """
    rows = [
        (each.indicator_code, each.name_id, each.numerator_id, each.denominator_id, each.target,
         each.is_proportion)
        for each in indicators
        if each.role != "heading"
    ]  # fmt: skip
    names = ["indicator_code", "name", "numerator", "denominator", "target_pct", "is_proportion"]
    return pd.DataFrame(rows, columns=names).astype({"target_pct": float})
