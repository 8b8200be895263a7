"""Characters of words: ligatures written out, invisible marks removed, words divided at line ends joined."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["joins_without_hyphen", "normal"]

LIGATURES = {
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0xFB05: "st",
    0xFB06: "st",
}
INVISIBLE = dict.fromkeys([0x00AD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF, 0xFFFE])
CHARACTERS = LIGATURES | INVISIBLE
# Symbol fonts place their characters at U+F020 to U+F0FF: bullets, and letters of fonts marked as symbols.
SYMBOLS = re.compile("[\uf020-\uf0ff]+")
LETTERS = re.compile(r"[^\W\d_]+")
SUFFIX = re.compile(r"(?:nya|kan|an|i|lah|pun)$")


def normal(word: str) -> str:
    """Write a word with plain characters.

    Parameters
    ----------
    word : str
        As the file has it.

    Returns
    -------
    str
        Ligature characters written out, invisible characters removed, accents composed; a symbol font's
        bullet as a bullet. Letters that a ligature has taken with it cannot be known here, and stay lost.
    """
    if word.isascii():
        return word
    word = SYMBOLS.sub(_of_symbol_font, word)
    return unicodedata.normalize("NFC", word.translate(CHARACTERS))


def _of_symbol_font(match: re.Match[str]) -> str:
    plain = "".join(chr(ord(character) - 0xF000) for character in match.group())
    return plain if len(plain) > 1 and plain.isascii() else "\u2022"


def joins_without_hyphen(before: str, after: str) -> bool:
    """Say whether a hyphen at the end of a line only divided a word.

    Parameters
    ----------
    before : str
        Last word of the line, with its hyphen.
    after : str
        First word of the next line.

    Returns
    -------
    bool
        False where the hyphen belongs to the word: reduplication (``anak-anak``, ``bersama-sama``), numbers,
        and what begins with a capital letter.

    Notes
    -----
    A reduplication divided elsewhere than at its hyphen carries two hyphens and is not mistaken. A word whose
    second half happens to begin with its first of three letters or more would keep a hyphen; none was met.
    """
    first = LETTERS.findall(before.rstrip("-\u2010\u00ad"))
    second = LETTERS.match(after)
    if not first or not second or not after[0].islower() or not before.rstrip("-\u2010\u00ad")[-1:].isalpha():
        return False
    return not _reduplicates(first[-1].casefold(), second.group().casefold())


def _reduplicates(first: str, second: str) -> bool:
    if len(first) < 3 or len(second) < 3:
        return False
    stem = SUFFIX.sub("", second)
    return second.startswith(first) or (len(stem) >= 3 and first.endswith(stem))
