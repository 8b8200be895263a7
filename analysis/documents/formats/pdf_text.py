"""Words of a PDF page with their boxes, by PDFium.

PDFium gives a page's characters in one call and the box of a character in a call of its own. Boxes are asked
for the first and the last character of each word only, with plain addresses instead of Python objects: there
are about a thousand such calls a page, and the time of reading would go into them.
"""

from __future__ import annotations

import ctypes
import re
from collections import deque
from collections.abc import Callable
from itertools import repeat

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from analysis.documents.layout.raw import Flags, Floats, RawPage, turned
from analysis.documents.layout.words import normal

__all__ = ["read_words", "seen_boxes"]

HYPHEN = "\ufffe"  # how PDFium marks a hyphen at the end of a line
WORD = re.compile(f"[^\\s{HYPHEN}\x00]+{HYPHEN}?")
SAMPLE = 60  # characters whose font is asked for its Unicode map
MOST_CHARACTERS = 200_000  # on a page; the densest real tables have a twentieth


def _by_address(function: object, *kinds: type) -> Callable[..., int]:
    """Give a function of PDFium that takes addresses as numbers and keeps the interpreter's lock."""
    address = ctypes.cast(function, ctypes.c_void_p).value  # type: ignore[arg-type]
    return ctypes.PYFUNCTYPE(ctypes.c_int, *kinds)(address or 0)


_box_of_character = _by_address(
    pdfium_c.FPDFText_GetLooseCharBox, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p
)


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
        text, places = _characters(text_page)
        found = [match.span() for match in WORD.finditer(text)]
        if not found:
            return raw
        spans = np.array(found)
        raw.words = [_word(text[first:last]) for first, last in found]
        raw.breaks = _breaks(text, spans)
        first, last = spans[:, 0], spans[:, 1] - 1
        last = last - np.array([text[at] == HYPHEN for at in last.tolist()])
        if places is not None:
            first, last = places[first], places[last]
        corners = _boxes(text_page, np.concatenate([first, last]))
        raw.unmapped = _unmapped(text_page, first)
    finally:
        text_page.close()
    corners = seen_boxes(corners, page, raw)
    _place(raw, corners[: len(spans)], corners[len(spans) :])
    return raw


def _characters(text_page: pdfium.PdfTextPage) -> tuple[str, np.ndarray | None]:
    """Give the text and, where characters and text do not run in step, the character of each place in it."""
    count = min(text_page.count_chars(), MOST_CHARACTERS)
    buffer = (ctypes.c_ushort * (2 * count + 2))()
    got = pdfium_c.FPDFText_GetText(text_page, 0, count, buffer)
    text = bytes(buffer)[: 2 * max(got - 1, 0)].decode("utf-16-le", errors="replace")
    if len(text) == count:
        return text, None
    codes = [pdfium_c.FPDFText_GetUnicode(text_page, at) for at in range(count)]
    return "".join(
        chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd" for code in codes
    ), None


def _word(text: str) -> str:
    if text.endswith(HYPHEN):
        text = text[:-1] + "-"
    return normal(text)


def _breaks(text: str, spans: np.ndarray) -> Flags:
    """Say before which words the file ends a line."""
    ends = np.array([match.start() for match in re.finditer(f"[\r\n{HYPHEN}]", text)])
    passed = np.searchsorted(ends, spans[:, 0])
    return np.append(True, np.diff(passed) > 0)


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
    return sum(pdfium_c.FPDFText_HasUnicodeMapError(text_page, at) == 1 for at in sample) / len(sample)


def seen_boxes(boxes: Floats, page: pdfium.PdfPage, raw: RawPage) -> Floats:
    """Move boxes from the page's own coordinates to those of the page as a reader sees it."""
    area = pdfium_c.FS_RECTF()
    pdfium_c.FPDF_GetPageBoundingBox(page, area)
    turn = pdfium_c.FPDFPage_GetRotation(page)
    own_width, own_height = (raw.height, raw.width) if turn % 2 else (raw.width, raw.height)
    left, top, right, bottom = boxes.T
    upright = np.column_stack([left - area.left, area.top - top, right - area.left, area.top - bottom])
    return turned(upright, turn, own_width, own_height)


def _place(raw: RawPage, first: Floats, last: Floats) -> None:
    """Form the boxes of words from their ends, and turn the page so that its text runs to the right."""
    step = (last[:, :2] + last[:, 2:] - first[:, :2] - first[:, 2:]) / 2
    across, down = step.T
    length = np.array([len(word) for word in raw.words])
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
