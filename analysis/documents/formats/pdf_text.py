"""Words of a PDF page with their boxes, by PDFium.

PDFium gives a page's characters in one call and the box of a character in a call of its own. Boxes are asked
for the first and the last character of each word only, with plain addresses instead of Python objects: there
are about a thousand such calls a page, and the time of reading would go into them.
"""

from __future__ import annotations

import ctypes
import sys
from collections import deque
from collections.abc import Callable
from itertools import compress, repeat

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from numpy.typing import NDArray

from analysis.documents.layout.raw import Floats, RawPage, turned
from analysis.documents.layout.words import normal

__all__ = ["by_address", "read_words", "seen_boxes"]

HYPHEN = "\ufffe"  # how PDFium marks a hyphen at the end of a line
SAMPLE = 40  # characters whose font is asked for its Unicode map
MOST_CHARACTERS = 1_000_000  # on a page; the densest real tables have a hundredth
SPACES = np.array([chr(code).isspace() for code in range(0x10000)])
LINE_ENDS = np.isin(np.arange(0x10000), [10, 13, ord(HYPHEN)])


def by_address(function: object, *kinds: type, gives: type = ctypes.c_int) -> Callable[..., int]:
    """Give a function of PDFium that takes addresses as numbers and keeps the interpreter's lock."""
    address = ctypes.cast(function, ctypes.c_void_p).value  # type: ignore[arg-type]
    return ctypes.PYFUNCTYPE(gives, *kinds)(address or 0)


_box_of_character = by_address(
    pdfium_c.FPDFText_GetLooseCharBox, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p
)

_lacks_unicode = by_address(pdfium_c.FPDFText_HasUnicodeMapError, ctypes.c_void_p, ctypes.c_int)


def read_words(page: pdfium.PdfPage, number: int) -> RawPage:
    """Read the words of a page.

    Parameters
    ----------
    page : pypdfium2.PdfPage
        An open page.
    number : int
        From 1.

    Returns
    -------
    RawPage
        With words, boxes, breaks and the direction of the text; rulings and pictures are not looked at.
    """
    width, height = page.get_size()
    raw = RawPage(number, width, height)
    text_page = page.get_textpage()
    try:
        codes = _characters(text_page)
        first, last = _spans(codes)
        if not len(first):
            return raw
        raw.words = _words(codes)
        passed = np.cumsum(LINE_ENDS[codes])[first]
        raw.breaks = np.append(True, passed[1:] > passed[:-1])
        last = last - ((codes[last] == ord(HYPHEN)) & (last > first))
        corners = _boxes(text_page, np.concatenate([first, last]))
        raw.unmapped = _unmapped(text_page, first)
    finally:
        text_page.close()
    corners = seen_boxes(corners, page, raw)
    _place(raw, *_on_page(raw, corners[: len(first)], corners[len(first) :]))
    return raw


def _characters(text_page: pdfium.PdfTextPage) -> NDArray[np.uint16]:
    """Give the code of each character; those beyond the first 65,536, which no font here has, as unknown."""
    count = min(text_page.count_chars(), MOST_CHARACTERS)
    buffer = (ctypes.c_ushort * (count + 1))()
    if pdfium_c.FPDFText_GetText(text_page, 0, count, buffer) == count + 1:
        codes = np.ctypeslib.as_array(buffer)[:count]
    else:  # text and characters do not run in step
        found = [pdfium_c.FPDFText_GetUnicode(text_page, at) for at in range(count)]
        codes = np.array([code if code < 0x10000 else 0xFFFD for code in found], dtype=np.uint16)
    return np.where((codes == 0) | (codes >> 11 == 0x1B), 0xFFFD, codes)  # 0xD800 to 0xDFFF are halves


def _spans(codes: NDArray[np.uint16]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Give the first and the last character of each word; a hyphen at a line's end ends its word."""
    word = ~SPACES[codes]
    ends = codes == ord(HYPHEN)
    before = np.append(False, word[:-1] & ~ends[:-1])
    after = np.append(word[1:], False) & ~ends
    return np.flatnonzero(word & ~before), np.flatnonzero(word & ~after)


def _words(codes: NDArray[np.uint16]) -> list[str]:
    text = codes.tobytes().decode("utf-16-le" if sys.byteorder == "little" else "utf-16-be")
    words = text.replace(HYPHEN, "-\n").split()
    return words if text.isascii() else list(map(normal, words))


def _boxes(text_page: pdfium.PdfTextPage, places: np.ndarray) -> Floats:
    """Give left, top, right, bottom of characters in the page's own coordinates."""
    numbers = (ctypes.c_float * (4 * len(places)))()
    start = ctypes.addressof(numbers)
    handle = ctypes.cast(text_page.raw, ctypes.c_void_p).value
    addresses = range(start, start + 16 * len(places), 16)
    deque(map(_box_of_character, repeat(handle), places.tolist(), addresses), maxlen=0)
    return np.ctypeslib.as_array(numbers).reshape(-1, 4).astype(float)


def _unmapped(text_page: pdfium.PdfTextPage, places: np.ndarray) -> float:
    sample = places[:: max(1, len(places) // SAMPLE)].tolist()
    handle = ctypes.cast(text_page.raw, ctypes.c_void_p).value
    return sum(map((1).__eq__, map(_lacks_unicode, repeat(handle), sample))) / len(sample)


def seen_boxes(boxes: Floats, page: pdfium.PdfPage, raw: RawPage) -> Floats:
    """Move boxes from the page's own coordinates to those of the page as a reader sees it."""
    area = pdfium_c.FS_RECTF()
    pdfium_c.FPDF_GetPageBoundingBox(page, area)
    turn = pdfium_c.FPDFPage_GetRotation(page)
    own_width, own_height = (raw.height, raw.width) if turn % 2 else (raw.width, raw.height)
    left, top, right, bottom = boxes.T
    upright = np.column_stack([left - area.left, area.top - top, right - area.left, area.top - bottom])
    return turned(upright, turn, own_width, own_height)


def _on_page(raw: RawPage, first: Floats, last: Floats) -> tuple[Floats, Floats]:
    """Leave out words beside the page, which no reader sees, and cut boxes at its edges."""
    low, high = np.minimum(first[:, :2], last[:, :2]), np.maximum(first[:, 2:], last[:, 2:])
    inside = (high > 0).all(axis=1) & (low < [raw.width, raw.height]).all(axis=1)
    if not inside.all():
        first, last = first[inside], last[inside]
        raw.words = list(compress(raw.words, np.asarray(inside)))
        begun = np.cumsum(raw.breaks)[inside]
        raw.breaks = np.diff(begun, prepend=-1) > 0
    most = [raw.width, raw.height, raw.width, raw.height]
    return first.clip(0, most), last.clip(0, most)


def _place(raw: RawPage, first: Floats, last: Floats) -> None:
    """Form the boxes of words from their ends, and turn the page so that its text runs to the right."""
    if not len(first):
        return
    step = (last[:, :2] + last[:, 2:] - first[:, :2] - first[:, 2:]) / 2
    across, down = step.T
    length = np.array(list(map(len, raw.words)))
    long = length > 1
    upright = np.abs(down) > 2 * np.abs(across)
    direction = np.where(upright, np.where(down > 0, 1, 3), np.where(across < 0, 2, 0))
    votes = np.bincount(direction[long], weights=length[long], minlength=4) if long.any() else np.zeros(4)
    raw.turn = int(votes.argmax())
    boxes = np.column_stack([np.minimum(first[:, :2], last[:, :2]), np.maximum(first[:, 2:], last[:, 2:])])
    raw.sideways = long & (direction != raw.turn)
    if raw.sideways.any():  # a word of one letter goes with the word before it
        for at in np.flatnonzero(~long[1:] & raw.sideways[:-1] & ~raw.breaks[1:]) + 1:
            raw.sideways[at] = raw.sideways[at - 1]
    raw.boxes = turned(boxes, -raw.turn, raw.width, raw.height)
