"""Codes of programmes and activities, of the study era (Permendagri 13/2006) and of today (90/2019)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from analysis.documents.finding.language_tables import rows_of

__all__ = ["OVERHEAD", "Code", "code_in_cells", "programme_key", "code_key", "codes_in"]

Level = Literal["programme", "activity", "sub-activity"]
# Programmes for the office itself; their share of a budget is the administrative overhead.
OVERHEAD = {"study": frozenset({"01", "02", "03", "04", "05", "06"}), "today": frozenset({"01"})}
MAYBE = re.compile(r"(?<![\d.,/-])[1-8lI]\s?\.\s?[0-9oO][0-9lIoO](?:\s?\.\s?[0-9oOlIxX]{1,4})+(?![0-9])")
SPLIT = re.compile(r"[\s.]+")
LETTERS = str.maketrans({"l": "1", "I": "1", "o": "0", "O": "0"})


@dataclass(frozen=True, slots=True)
class Code:
    """A code as read.

    Attributes
    ----------
    text : str
        With points and without spaces, misread letters as digits.
    level : str
        ``programme``, ``activity`` or ``sub-activity``.
    era : str
        ``study``, ``today``, or empty where the form does not tell.
    field, programme : str
        Field of government (1.02 is health) and number of the programme.
    start, end : int
        Where it stands.
    """

    text: str
    level: Level
    era: str
    field: str
    programme: str
    start: int = 0
    end: int = 0

    @property
    def key(self) -> str:
        """The code without the office, by which documents can be compared: 1.02.xx.32.06."""
        parts = self.text.split(".")
        if self.era == "today":
            at = next((place for place, part in enumerate(parts) if place > 2 and len(part) == 1), len(parts))
            return ".".join([self.field, self.programme, *parts[at:]])
        last = parts[-1:] if self.level == "activity" else []
        return ".".join([self.field, "xx", self.programme, *last])

    @property
    def overhead(self) -> bool:
        """Whether it is a programme for the office itself."""
        return self.programme in OVERHEAD.get(self.era, OVERHEAD["today"])


@cache
def _forms() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    return tuple((row["form"], row["era"], re.compile(row["pattern"])) for row in rows_of("code_forms.csv"))


def codes_in(text: str) -> list[Code]:
    """Return the codes of a text in its order.

    A code of three parts is one only where the word program follows it: in the study era 1.02.01 is an
    office.
    """
    found = []
    for match in MAYBE.finditer(text):
        plain = re.sub(r"\s", "", match.group()).rstrip(".").replace("X", "x")
        plain = plain.translate(LETTERS)
        named = text[match.end() : match.end() + 12].lstrip(" :-\n").casefold().startswith("program")
        code = _read(plain, named)
        if code is not None:
            end = match.start() + len(match.group().rstrip(" .\n\t"))
            found.append(Code(**{**_parts(code), "start": match.start(), "end": end}))
    return found


def _parts(code: Code) -> dict:
    return {
        "text": code.text,
        "level": code.level,
        "era": code.era,
        "field": code.field,
        "programme": code.programme,
    }


def _read(plain: str, named: bool) -> Code | None:
    for form, era, pattern in _forms():
        match = pattern.fullmatch(plain)
        if not match or (form == "programme" and not named):
            continue
        groups = match.groupdict()
        level: Level = (
            "sub-activity" if groups.get("part") else "activity" if groups.get("activity") else "programme"
        )
        return Code(plain, level, era, groups["field"], groups["programme"])
    return None


def code_key(text: str) -> str:
    """Return the key of a code given as text, or the text where it is no code; see :attr:`Code.key`."""
    code = _read(re.sub(r"\s", "", text), True)
    return code.key if code is not None else text


def programme_key(text: str) -> str:
    """Return the key of the programme that a code belongs to, without the office: 1.02.xx.32.

    A plan of five years prints programmes, a budget their activities: by this key they can be compared. Text
    that is no code is given back as it is.
    """
    code = _read(re.sub(r"\s", "", text), True)
    return f"{code.field}.xx.{code.programme}" if code is not None else text


def code_in_cells(cells: list[str], following: str = "") -> Code | None:
    """Read a code whose parts stand in cells of their own: 1 | 02 | 02 | 2.02 | 0001.

    Parameters
    ----------
    cells
        The texts of neighbouring cells.
    following
        The text behind them; a code of three parts needs the word program in it.
    """
    parts = [part for cell in cells for part in SPLIT.split(cell.strip().translate(LETTERS)) if part]
    if len(parts) < 3 or not all(re.fullmatch(r"\d{1,4}|xx|XX", part) for part in parts):
        return None
    return _read(".".join(parts).replace("X", "x"), following.casefold().lstrip().startswith("program"))
