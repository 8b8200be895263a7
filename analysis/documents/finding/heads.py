"""What a column of a table holds, from the words of its head: targets of which year, money in which scale."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from analysis.documents.finding.language_tables import Role, role_patterns
from analysis.documents.finding.numbers import rate_unit, scale_said, years_in

__all__ = ["Column", "Role", "column_of", "role_of"]

ROLES = role_patterns("roles.csv")  # the first that fits counts, so the narrower stands before the wider
RELATIVE = re.compile(
    r"(?:tahun )?ke\s?-?\s?(\d|[ivx]+)\b|\bn\s?([+\u2013-])\s?(\d)\b|tahun (i{1,3}|iv|v)\b", re.IGNORECASE
)
ORDINAL = re.compile(r"\bke\s?-?\s*(?:\|\s*)?\(?([1-9]|i{1,3}|iv|v)\b", re.IGNORECASE)
NUMBERED_YEAR = re.compile(r"\b(?:tahun|th\.?|thn\.?)\s?-?\s?([0-9])(?!\d)", re.IGNORECASE)
ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5}
END = re.compile(r"akhir", re.IGNORECASE)
OFFSET = re.compile(
    r"\(?\bn\s?([+\u2013-])\s?(\d)\b|\btahun\s+\(?(n)\b(?!\s?[+\u2013-])|\((n)\)", re.IGNORECASE
)
CHANGE = re.compile(
    r"bertambah|berkurang|selisih|lebih\s?/\s?kurang", re.IGNORECASE
)  # neither before nor after
SHARE = re.compile(r"^\W*(?:%|persen)|\(\s*(?:%|persen)\s*\)\W*$", re.IGNORECASE)
PART = re.compile(
    r"\b(?:tw|trw|triw(?:ulan)?|tri ?wulan|semester|smt|caturwulan)\s*[.-]?\s*\(?(?:[1-4]|i{1,3}|iv)\b"
    r"|^(?:jan(?:uari)?|feb(?:ruari)?|mar(?:et)?|apr(?:il)?|mei|juni?|juli?|agu?s(?:tus)?|sep(?:t(?:ember)?)?"
    r"|okt(?:ober)?|nop(?:ember)?|nov(?:ember)?|des(?:ember)?)\b\.?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds.

    Attributes
    ----------
    role : str
        See ``Role``; ``other`` where the head does not say.
    year : int or None
        The year that its head names.
    place : int or None
        Which year of the plan, where the head counts instead (Tahun ke-2).
    scale : int or None
        Of rupiah; ``None`` where the head does not say.
    unit : str
        ``percent`` or a rate where the head says so.
    head : str
        The words of the head from top to bottom.
    final : bool
        Whether it is for the end of the period.
    offset : int or None
        Years from the document's own, where the head counts from it (n-2, tahun n, n+1).
    part : bool
        Whether it is for a quarter, a half year or a month.
    """

    role: Role = "other"
    year: int | None = None
    place: int | None = None
    scale: int | None = None
    unit: str = ""
    head: str = ""
    final: bool = False
    offset: int | None = None
    part: bool = False


def role_of(text: str) -> Role:
    """Return what one cell of a head says that is under it; ``other`` where it does not say."""
    return next((role for role, pattern in ROLES if pattern.search(text)), "other")


@lru_cache(maxsize=2048)
def column_of(heads: tuple[str, ...]) -> Column:
    """Read the heads over one column.

    Parameters
    ----------
    heads
        From top to bottom; the lowest that says something decides, because it is the narrowest.

    Returns
    -------
    Column
    """
    lowest_first = list(dict.fromkeys(" ".join(text.split()) for text in reversed(heads) if text.strip()))
    roles = [role_of(text) for text in lowest_first]
    role: Role = next((one for one in roles if one != "other"), "other")
    if role == "name" and any(one in {"target", "achievement", "baseline"} for one in roles[1:]):
        role = next(one for one in roles[1:] if one in {"target", "achievement", "baseline"})
    if any(CHANGE.search(text) for text in lowest_first) and role != "name":
        role = "note"
    if role == "money" and SHARE.search(lowest_first[0]):
        role = "ratio"
    years = [[year for year, _ in years_in(text)] for text in lowest_first]
    year = next((found[0] for found in years if len(set(found)) == 1), None)
    path = " | ".join(reversed(lowest_first))
    final = bool(END.search(path)) and role in {"target", "achievement", "money"}
    if year is None and final:
        year = next((found[-1] for found in years if found), None)
    scales = [scale for text in lowest_first if (scale := scale_said(text)) is not None]
    return Column(
        role=role,
        year=year,
        place=_place(path) if year is None else None,
        scale=max(scales) if scales else None,
        unit=rate_unit(path) or ("percent" if re.search(r"%|\bpersen\b", path) else ""),
        head=path,
        final=final,
        offset=_offset(lowest_first) if year is None else None,
        part=bool(lowest_first) and PART.search(lowest_first[0]) is not None,
    )


def _offset(lowest_first: Sequence[str]) -> int | None:
    """Return how many years from the document's own a head counts; the lowest cell that says it decides."""
    for text in lowest_first:
        match = OFFSET.search(text)
        if match:
            years = int(match[2] or 0)
            return years if match[1] == "+" else -years
    return None


def _place(path: str) -> int | None:
    numbered = NUMBERED_YEAR.search(path)
    if numbered:
        return int(numbered[1])
    match = RELATIVE.search(path)
    counted = ORDINAL.search(path)
    if counted:
        said = counted[1].casefold()
        return int(said) if said.isdigit() else ROMAN.get(said)
    if not match:
        return None
    said = (match[1] or match[4] or "").casefold()
    return int(said) if said.isdigit() else ROMAN.get(said)
