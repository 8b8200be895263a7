"""Recognition of pages that are pictures, by Tesseract where it is installed with Indonesian."""

from __future__ import annotations

import csv
import math
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from numpy.typing import NDArray

from analysis.documents import problems
from analysis.documents.formats.picture_lines import lines_in_picture
from analysis.documents.layout.raw import Flags, Floats, RawPage, turned, turned_lines
from analysis.documents.layout.words import normal

__all__ = ["Tesseract", "find_tesseract", "repaired"]

LANGUAGE, BESIDE = "ind", "eng"  # the second knows signs that the first takes for letters: %
DOTS_PER_INCH = 300
MOST_DOTS = 16e6  # of a picture; an A4 page at 300 dots per inch has 8.7 million
SECONDS = 120  # for one page
LEAST_CONFIDENCE = 10.0  # of a word, of 100: below are specks and stamps
DOUBTFUL = 55.0  # mean confidence of a page below which it says so
WORD_LEVEL = "5"
PERCENT = re.compile(r"(\d{1,3}(?:[.,]\d{1,2})?)(?:[79]o|[YFV]o|%o|o/o|0/0)")
GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3}){2,}(?:,\d\d)?")  # an amount: 60,106.667 is 60.106.667
CODE = re.compile(r"(\d)[.,:]?(\d\d(?:[.,:]\d\d){2,})")  # 102.01,16 is 1.02.01.16
LINE_MARKS = " |_"  # what ruled lines are taken for
Dots = NDArray[np.uint8]


@dataclass(frozen=True)
class Tesseract:
    """An installed Tesseract.

    Attributes
    ----------
    program : str
        Its path.
    version : str
        As it says itself; part of what a cached page depends on.
    languages : str
        Those that it reads together: Indonesian, with English where that is installed.
    turns : bool
        Whether it can also tell how a page is turned (data ``osd``).
    """

    program: str
    version: str
    languages: str
    turns: bool

    def __call__(self, page: pdfium.PdfPage, number: int) -> RawPage:
        """Recognise the words of a page."""
        width, height = page.get_size()
        raw = RawPage(number, width, height, how="unread", problem=problems.OCR_FAILED)
        if not (0 < width < math.inf and 0 < height < math.inf):
            return raw
        scale = min(DOTS_PER_INCH / 72, math.sqrt(MOST_DOTS / (width * height)))
        dots = _picture(page, scale)
        table = self._run(dots, round(72 * scale))
        if table is not None:
            _fill(raw, table, scale)
        if raw.words:
            flat, upright = lines_in_picture(dots, scale)
            raw.horizontal, raw.vertical = turned_lines(flat, upright, -raw.turn, width, height)
        return raw

    def _run(self, dots: Dots, dots_per_inch: int) -> str | None:
        layout = "1" if self.turns else "3"
        options = ["-l", self.languages, "--dpi", str(dots_per_inch), "--psm", layout, "tsv"]
        # a grey picture (PGM), which Tesseract reads without any other library
        picture = b"P5 %d %d 255\n" % (dots.shape[1], dots.shape[0]) + dots.tobytes()
        try:
            done = subprocess.run(
                [self.program, "stdin", "stdout", *options],
                input=picture,
                capture_output=True,
                timeout=SECONDS,
                env={**os.environ, "OMP_THREAD_LIMIT": "1"},  # pages run beside each other already
            )
        except (OSError, subprocess.TimeoutExpired):
            return None
        return done.stdout.decode("utf-8", errors="replace") if done.returncode == 0 else None


@cache
def find_tesseract(program: str = "tesseract") -> Tesseract | None:
    """Find Tesseract on the path, with its data for Indonesian; ``None`` where either is missing."""
    path = shutil.which(program)
    if path is None:
        return None
    try:
        languages = _said(path, "--list-langs").split()
        version = _said(path, "--version").split("\n")[0].strip()
    except (OSError, subprocess.SubprocessError):
        return None
    if LANGUAGE not in languages:
        return None
    read = "+".join(name for name in (LANGUAGE, BESIDE) if name in languages)
    return Tesseract(path, f"{version} {read}", read, "osd" in languages)


def _said(path: str, option: str) -> str:
    done = subprocess.run([path, option], capture_output=True, timeout=20, check=True)
    return (done.stdout + done.stderr).decode("utf-8", errors="replace")


def _picture(page: pdfium.PdfPage, scale: float) -> Dots:
    """Give the page as grey values, height by width."""
    bitmap = page.render(scale=scale, force_bitmap_format=pdfium_c.FPDFBitmap_Gray)
    try:
        return np.ascontiguousarray(bitmap.to_numpy().reshape(bitmap.height, -1)[:, : bitmap.width])
    finally:
        bitmap.close()


def _fill(raw: RawPage, table: str, scale: float) -> None:
    """Put the words of Tesseract's table into a page."""
    rows = [
        row
        for row in csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
        if row.get("level") == WORD_LEVEL and (row.get("text") or "").strip(LINE_MARKS)
    ]
    try:
        confidence = np.array([float(row["conf"]) for row in rows])
        places = np.array([[float(row[name]) for name in ("left", "top", "width", "height")] for row in rows])
    except (KeyError, TypeError, ValueError):
        return
    kept = np.flatnonzero(confidence >= LEAST_CONFIDENCE)
    if not len(kept):
        raw.problem = problems.NOTHING_RECOGNISED
        return
    raw.how, raw.problem = "ocr", problems.HARDLY_LEGIBLE if confidence[kept].mean() < DOUBTFUL else ""
    raw.words = [repaired(normal(rows[at]["text"].strip(LINE_MARKS))) for at in kept]
    lines = [tuple(rows[at].get(name) for name in ("block_num", "par_num", "line_num")) for at in kept]
    raw.breaks = np.array([True, *(one != other for one, other in zip(lines, lines[1:], strict=False))])
    raw.sideways = np.zeros(len(kept), dtype=bool)
    boxes = _boxes(places[kept]) / scale
    raw.turn = _turn(boxes, raw.breaks)
    raw.boxes = turned(boxes, -raw.turn, raw.width, raw.height)


def repaired(word: str) -> str:
    """Write what recognition often mistakes as it was printed: percent signs, points of codes and amounts."""
    if match := PERCENT.fullmatch(word):
        return f"{match[1]}%"
    if GROUPED.fullmatch(word):
        cents = word[-3:] if word[-3] == "," else ""
        return word.removesuffix(cents).replace(",", ".") + cents
    if match := CODE.fullmatch(word):
        return ".".join([match[1], *re.split("[.,:]", match[2])])
    return word


def _boxes(places: Floats) -> Floats:
    left, top, width, height = places.T
    return np.column_stack([left, top, left + width, top + height])


def _turn(boxes: Floats, breaks: Flags) -> int:
    """Give the quarter turns by which most lines are turned: a page may be scanned on its side."""
    across, down = ((boxes[1:, :2] + boxes[1:, 2:] - boxes[:-1, :2] - boxes[:-1, 2:]) / 2)[~breaks[1:]].T
    upright = np.abs(down) > np.abs(across)
    direction = np.where(upright, np.where(down > 0, 1, 3), np.where(across < 0, 2, 0))
    return int(np.bincount(direction, minlength=4).argmax())
