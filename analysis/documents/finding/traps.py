"""Minimum service standards named in general, told apart from what shares their letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from analysis.documents.finding.language_tables import rows_of

__all__ = ["General", "defined_otherwise", "general_mentions"]

AROUND = 90  # characters on each side that tell what the letters stand for
WRITTEN_OUT = re.compile(r"standar[dt]?\s+(?:pe)?layanan\s+m[il1]n[il1]mal", re.IGNORECASE)
LIKELY = re.compile("[Ss](?:tandar|TANDAR)")
LETTERS = re.compile(r"(?<![\w-])SPM(?![\w]|-(?:UP|GU|TU|LS|TUP|GUP|Nihil))")
# What stands near SPM where it is an order to pay (Surat Perintah Membayar).
PAYING = re.compile(
    r"perintah\s+membayar|SP2D|\bSPP\b|\bSPD\b|permintaan\s+pembayaran|pencairan\s+dana|bendahara|penerbitan\s+SPM"
    r"|\bLS\b|\bGU\b|\bUP\b|kuitansi|verifikasi\s+SPM|register\s+SPM|PPK.SKPD|kuasa\s+BUD|kas\s+daerah",
    re.IGNORECASE,
)
HOSPITAL = re.compile(
    r"129/\s?menkes|nomor\s+129|SPM\s+(?:RSUD|RSU|RS|rumah\s+sakit)\b|minimal\s+(?:RSUD|RSU|rumah\s+sakit)",
    re.IGNORECASE,
)
DEFINED = re.compile(r"([^()]{0,60})\(\s*SPM\s*\)")
SECTORS = tuple((row["sector"], re.compile(row["pattern"], re.IGNORECASE)) for row in rows_of("sectors.csv"))
SECTOR_REACH = 60


class General(NamedTuple):
    """A general mention: of which sector (empty: of all), where, how sure."""

    sector: str
    start: int
    end: int
    confidence: float


def general_mentions(text: str) -> Iterator[General]:
    """Go through the places where a text names minimum service standards in general.

    Hospital standards (Permenkes 129/2008), orders to pay and other things with the letters SPM are left out.
    """
    if "SPM" not in text and not LIKELY.search(text):
        return
    last = -1
    for match in sorted([*WRITTEN_OUT.finditer(text), *LETTERS.finditer(text)], key=lambda one: one.start()):
        if match.start() < last:
            continue
        around = text[max(match.start() - AROUND, 0) : match.end() + AROUND]
        written_out = match.re is WRITTEN_OUT
        if HOSPITAL.search(around) or (not written_out and _another(text, match, around)):
            continue
        if (
            not written_out
            and text[match.start() - 1 : match.end() + 1] == "(SPM)"
            and not WRITTEN_OUT.search(around)
        ):
            continue  # a tag behind the name of an indicator
        after = text[match.end() : match.end() + SECTOR_REACH].split(".")[0]
        sectors = _sectors(after)
        if not sectors and not written_out:
            sectors = _sectors(around)[:1]
        known = written_out or WRITTEN_OUT.search(around) is not None
        for sector in sectors or [""]:
            yield General(sector, match.start(), match.end(), 0.98 if known else 0.85)
        last = match.end() + 12  # "Standar Pelayanan Minimal (SPM)" is one mention


def defined_otherwise(text: str) -> bool:
    """Say whether a page explains SPM as something else and never as the standards."""
    if "SPM" not in text or WRITTEN_OUT.search(text):
        return False
    return any(_initials(defined[1]) for defined in DEFINED.finditer(text))


def _another(text: str, match: re.Match[str], around: str) -> bool:
    """Say whether the letters stand for something else here."""
    if PAYING.search(around):
        return True
    before = text[max(match.start() - 61, 0) : match.end() + 1]
    defined = DEFINED.search(before)
    return bool(
        defined and defined[1].strip() and not WRITTEN_OUT.search(defined[1]) and _initials(defined[1])
    )


def _initials(words: str) -> bool:
    """Say whether the last three words before the brackets begin with S, P and M."""
    last = re.findall(r"\w+", words)[-3:]
    return "".join(word[0] for word in last).upper() == "SPM"


def _sectors(text: str) -> list[str]:
    """Return the sectors that a text names, in its order."""
    found = [(match.start(), sector) for sector, pattern in SECTORS if (match := pattern.search(text))]
    return [sector for _, sector in sorted(found)]
