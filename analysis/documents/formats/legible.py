"""Whether the words of a page are what is printed on it: scans and fonts without letters are told apart."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from analysis.documents import problems
from analysis.documents.layout.raw import RawPage

__all__ = ["doubt", "resembles_language", "why_unreadable"]

HARDLY_ANY = 30  # characters on a page that is otherwise a picture: a stamp, a page number
FEW = 250  # a note of an electronic signature on a scanned page is about this long
MOST_OF_PAGE = 0.5
WHOLE_PAGE = 0.8
MANY_SHAPES = 300  # a page of outlined letters has more, a page of charts mostly fewer
MOST_ODD = 0.2  # share of characters that are no letters of any script
MOST_UNMAPPED = 0.5
LETTERS_NEEDED = 200
LEAST_SIMILAR = 0.75  # 200 letters of Indonesian give 0.86 and more, shuffled alphabets mostly about 0.5
ALPHABET = "abcdefghijklmnopqrstuvwxyz"
ODD = re.compile("[\ue000-\uf8ff\ufffd\x00-\x08\x0e-\x1f\x7f-\x9f]")
# Letters per thousand, a to z, in the Indonesian and the English texts of this project.
INDONESIAN = (
    *(212, 27, 5, 57, 76, 2, 34, 26, 73, 5, 45, 31, 31),
    *(105, 14, 35, 0, 50, 40, 60, 49, 1, 1, 0, 18, 0),
)
ENGLISH = (
    *(76, 13, 34, 45, 132, 27, 18, 51, 67, 2, 6, 32, 21),
    *(69, 78, 23, 0, 67, 75, 99, 24, 11, 17, 2, 12, 1),
)


def why_unreadable(raw: RawPage) -> str:
    """Say why the words of a page are not what is printed on it.

    Parameters
    ----------
    raw : RawPage
        Words, share of pictures, number of shapes and share of characters without a letter.

    Returns
    -------
    str
        A problem of ``analysis.documents.problems``; empty where the words can be trusted, or there are
        neither words nor a picture.
    """
    text = "".join(raw.words)
    count = len(text)
    if count < HARDLY_ANY and raw.picture_share >= MOST_OF_PAGE:
        return problems.NO_TEXT_LAYER
    if count < HARDLY_ANY and raw.shapes > MANY_SHAPES:
        return problems.DRAWN
    if not count:
        return ""
    odd = 0 if text.isascii() and text.isprintable() else len(ODD.findall(text))
    if odd > MOST_ODD * count or (raw.unmapped > MOST_UNMAPPED and not resembles_language(text)):
        return problems.NO_LETTERS
    if not resembles_language(text):
        return problems.NO_LANGUAGE
    return ""


def doubt(raw: RawPage) -> str:
    """Say what is doubtful about a page that can be read: little text on a page that a picture covers."""
    few = sum(map(len, raw.words)) < FEW
    return problems.UNDER_PICTURE if few and raw.picture_share >= WHOLE_PAGE else ""


def resembles_language(text: str) -> bool:
    """Say whether letters are as frequent as in a language written in Latin letters.

    Parameters
    ----------
    text : str
        Of a page.

    Returns
    -------
    bool
        By the cosine between the frequencies of letters and those of Indonesian and English, the larger one.
        True where there are too few letters to tell (200 are needed). A font that names its letters in a
        shifted or shuffled order is found in nearly every case, not in all.
    """
    letters = list(map(text.lower().count, ALPHABET))
    if sum(letters) < LETTERS_NEEDED:
        return True
    return max(_cosine(letters, INDONESIAN), _cosine(letters, ENGLISH)) >= LEAST_SIMILAR


def _cosine(one: Sequence[int], other: Sequence[int]) -> float:
    product = sum(a * b for a, b in zip(one, other, strict=True))
    return product / math.sqrt(sum(a * a for a in one) * sum(b * b for b in other))
