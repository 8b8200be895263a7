"""Ruled lines, pictures and other shapes of a PDF page, by PDFium."""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Iterator
from itertools import repeat
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from analysis.documents.formats.pdf_text import by_address, seen_boxes
from analysis.documents.layout.raw import Floats, RawPage, turned

__all__ = ["read_shapes"]

THIN = 4.5  # points, with the width that PDFium adds for the pen: thinner is a line
MOST_OBJECTS = 40_000  # of a page that are looked at; more is a map or a drawing
MOST_SEGMENTS = 2_000  # of one path
MOST_DEPTH = 3  # forms in forms
Matrix = tuple[float, float, float, float, float, float]
UNCHANGED: Matrix = (1, 0, 0, 1, 0, 0)


_object = by_address(pdfium_c.FPDFPage_GetObject, ctypes.c_void_p, ctypes.c_int, gives=ctypes.c_void_p)
_kind = by_address(pdfium_c.FPDFPageObj_GetType, ctypes.c_void_p)
_bounds_of = by_address(pdfium_c.FPDFPageObj_GetBounds, *[ctypes.c_void_p] * 5)


class Shapes:
    """What is drawn on a page, in the page's own coordinates."""

    def __init__(self) -> None:
        self.lines: list[tuple[float, float, float, float]] = []
        self.pictures: list[tuple[float, float, float, float]] = []
        self.others = 0


def read_shapes(page: pdfium.PdfPage, raw: RawPage) -> None:
    """Add ruled lines, the share that pictures cover and the number of other shapes to a page.

    Parameters
    ----------
    page : pypdfium2.PdfPage
        An open page.
    raw : RawPage
        Whose words have been read; its fields are filled in.
    """
    shapes = Shapes()
    count = min(pdfium_c.FPDFPage_CountObjects(page), MOST_OBJECTS)
    handle = ctypes.cast(page.raw, ctypes.c_void_p).value
    things = list(map(_object, repeat(handle), range(count)))
    kinds = list(map(_kind, things))
    paths = [thing for thing, kind in zip(things, kinds, strict=True) if kind == pdfium_c.FPDF_PAGEOBJ_PATH]
    for thing, box in zip(paths, _all_bounds(paths), strict=True):
        if box[2] - box[0] <= THIN or box[1] - box[3] <= THIN:
            shapes.lines.append(box)
        else:
            _thick(ctypes.cast(thing, pdfium_c.FPDF_PAGEOBJECT), shapes, UNCHANGED)
    for thing, kind in zip(things, kinds, strict=True):
        if kind not in (pdfium_c.FPDF_PAGEOBJ_TEXT, pdfium_c.FPDF_PAGEOBJ_PATH):
            _look(ctypes.cast(thing, pdfium_c.FPDF_PAGEOBJECT), shapes, UNCHANGED, 0)
    if shapes.lines:
        boxes = turned(seen_boxes(np.array(shapes.lines), page, raw), -raw.turn, raw.width, raw.height)
        raw.horizontal, raw.vertical = _rulings(boxes, raw)
    if shapes.pictures:
        raw.picture_share = _covered(seen_boxes(np.array(shapes.pictures), page, raw), raw)
    raw.shapes = shapes.others


def _all_bounds(things: list[int]) -> list[tuple[float, float, float, float]]:
    """Give left, top, right, bottom of many things, with y upwards."""
    numbers = (ctypes.c_float * (4 * len(things)))()
    start = ctypes.addressof(numbers)
    places = [range(start + 4 * at, start + 16 * len(things) + 4 * at, 16) for at in range(4)]
    deque(map(_bounds_of, things, *places), maxlen=0)
    left, bottom, right, top = numbers[::4], numbers[1::4], numbers[2::4], numbers[3::4]
    return list(zip(left, top, right, bottom, strict=True))


def _look(thing: Any, shapes: Shapes, matrix: Matrix, depth: int) -> None:
    kind = pdfium_c.FPDFPageObj_GetType(thing)
    if kind == pdfium_c.FPDF_PAGEOBJ_PATH:
        _path(thing, shapes, matrix)
    elif kind == pdfium_c.FPDF_PAGEOBJ_IMAGE:
        shapes.pictures.append(_moved(_bounds(thing), matrix))
    elif kind == pdfium_c.FPDF_PAGEOBJ_FORM and depth < MOST_DEPTH:
        inner = _product(_matrix(thing), matrix)
        for at in range(min(pdfium_c.FPDFFormObj_CountObjects(thing), MOST_OBJECTS)):
            _look(pdfium_c.FPDFFormObj_GetObject(thing, at), shapes, inner, depth + 1)


def _bounds(thing: Any) -> tuple[float, float, float, float]:
    """Give left, top, right, bottom, with y upwards."""
    numbers = [ctypes.c_float() for _ in range(4)]
    pdfium_c.FPDFPageObj_GetBounds(thing, *numbers)
    left, bottom, right, top = (number.value for number in numbers)
    return left, top, right, bottom


def _path(thing: Any, shapes: Shapes, matrix: Matrix) -> None:
    box = _moved(_bounds(thing), matrix)
    if box[2] - box[0] <= THIN or box[1] - box[3] <= THIN:
        shapes.lines.append(box)
    else:
        _thick(thing, shapes, matrix)


def _thick(thing: Any, shapes: Shapes, matrix: Matrix) -> None:
    """Look for lines in a path that is none by itself."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDFPath_GetDrawMode(thing, fill, stroke)
    count = pdfium_c.FPDFPath_CountSegments(thing)
    own = _product(_matrix(thing), matrix)
    found = list(_straight(thing, min(count, MOST_SEGMENTS), own, bool(stroke.value)))
    shapes.lines += found
    shapes.others += not found


def _straight(
    path: Any, count: int, matrix: Matrix, stroked: bool
) -> Iterator[tuple[float, float, float, float]]:
    """Give the straight horizontal and vertical parts of a path; of a filled one, its thin rectangles."""
    x, y = ctypes.c_float(), ctypes.c_float()
    outline: list[tuple[float, float]] = []
    for at in range(count + 1):
        segment = pdfium_c.FPDFPath_GetPathSegment(path, at) if at < count else None
        kind = pdfium_c.FPDFPathSegment_GetType(segment) if segment else pdfium_c.FPDF_SEGMENT_MOVETO
        if kind == pdfium_c.FPDF_SEGMENT_MOVETO:
            yield from _sides(outline) if stroked else _thin(outline)
            outline = []
        if segment is None:
            return
        pdfium_c.FPDFPathSegment_GetPoint(segment, x, y)
        point = _point(x.value, y.value, matrix)
        if kind == pdfium_c.FPDF_SEGMENT_BEZIERTO:
            outline = [point]  # a curve is no ruling, and what follows begins at its end
            continue
        outline.append(point)
        if pdfium_c.FPDFPathSegment_GetClose(segment):
            outline.append(outline[0])


def _sides(outline: list[tuple[float, float]]) -> Iterator[tuple[float, float, float, float]]:
    for (x, y), (other_x, other_y) in zip(outline, outline[1:], strict=False):
        if abs(x - other_x) <= 1 or abs(y - other_y) <= 1:
            yield min(x, other_x), max(y, other_y), max(x, other_x), min(y, other_y)


def _thin(outline: list[tuple[float, float]]) -> Iterator[tuple[float, float, float, float]]:
    if len(outline) < 3:
        return
    xs, ys = zip(*outline, strict=True)
    box = min(xs), max(ys), max(xs), min(ys)
    if box[2] - box[0] <= THIN or box[1] - box[3] <= THIN:
        yield box


def _matrix(thing: Any) -> Matrix:
    found = pdfium_c.FS_MATRIX()
    pdfium_c.FPDFPageObj_GetMatrix(thing, found)
    return found.a, found.b, found.c, found.d, found.e, found.f


def _product(first: Matrix, second: Matrix) -> Matrix:
    if second == UNCHANGED:
        return first
    a, b, c, d, e, f = first
    p, q, r, s, t, u = second
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _point(x: float, y: float, matrix: Matrix) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _moved(box: tuple[float, float, float, float], matrix: Matrix) -> tuple[float, float, float, float]:
    if matrix == UNCHANGED:
        return box
    left, top, right, bottom = box
    xs, ys = zip(*(_point(x, y, matrix) for x in (left, right) for y in (top, bottom)), strict=True)
    return min(xs), max(ys), max(xs), min(ys)


def _rulings(boxes: Floats, raw: RawPage) -> tuple[Floats, Floats]:
    """Divide thin boxes into horizontal and vertical lines, inside the page."""
    width, height = (raw.height, raw.width) if raw.turn % 2 else (raw.width, raw.height)
    boxes = boxes.clip([0, 0, 0, 0], [width, height, width, height])
    left, top, right, bottom = boxes.T
    flat = (bottom - top) <= (right - left)
    horizontal = np.column_stack([(top + bottom) / 2, left, right])[flat]
    vertical = np.column_stack([(left + right) / 2, top, bottom])[~flat]
    return horizontal, vertical


def _covered(boxes: Floats, raw: RawPage) -> float:
    """Give the share of the page under pictures, counted on a coarse raster so that overlaps count once."""
    cells = np.zeros((20, 20), dtype=bool)
    scale = np.array([raw.width, raw.height, raw.width, raw.height]) / 20
    for left, top, right, bottom in (boxes / scale).round().clip(0, 20).astype(int).tolist():
        cells[top:bottom, left:right] = True
    return float(cells.mean())
