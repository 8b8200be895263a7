"""What printers and scanners do to a document: ligatures get lost, pages become grey pictures, askew."""

from __future__ import annotations

import hashlib
import io
import re
import time

import numpy as np
import pypdfium2
from PIL import Image

from analysis.specimen.documents.marks import TIMESTAMP

__all__ = ["lose_ligatures", "scan", "turn_pages"]

DOTS_PER_INCH = 150
SKEW_DEGREES = 0.6  # at most, to either side
NOISE = 9.0  # standard deviation of the grey of a dot, of 255
PAPER, INK = 236, 34  # grey of paper and of ink: a copy is neither white nor black
IDENTIFIER = re.compile(rb"/ID ?\[ ?(?:<[^>]*>|\([^)]*\)) ?<([0-9A-Fa-f]+)>")
LIGATURES = (("ti", "i"), ("fi", "i"), ("tt", "t"))
QUALITY = 55  # of the JPEG


def lose_ligatures(text: str) -> str:
    """Return a text as a font without entries for its ligatures leaves it: ``esimasi`` for ``estimasi``."""
    for whole, left in LIGATURES:
        text = text.replace(whole, left)
    return text


def scan(pdf: bytes, seed: int) -> bytes:
    """Turn a PDF into pictures of its pages, as an office scanner would: no text is left.

    Parameters
    ----------
    pdf
        What is scanned.
    seed
        Of the skew and the noise; the same seed gives the same bytes.
    """
    draws = np.random.default_rng(seed)
    source = pypdfium2.PdfDocument(pdf)
    noise = draws.normal(0.0, NOISE, (1024, 1024))
    pages = []
    for page in source:
        grey = page.render(scale=DOTS_PER_INCH / 72, grayscale=True).to_pil()
        askew = float(draws.uniform(-SKEW_DEGREES, SKEW_DEGREES))
        grey = grey.rotate(askew, resample=Image.Resampling.BILINEAR, fillcolor=255)
        tone = INK + np.asarray(grey, dtype=float) * (PAPER - INK) / 255
        rows, columns = tone.shape
        spread = np.tile(noise, (rows // 1024 + 1, columns // 1024 + 1))[:rows, :columns]
        dots = np.clip(tone + np.roll(spread, int(draws.integers(1024)), 1), 0, 255).astype("uint8")
        pages.append(_as_jpeg(Image.fromarray(dots)))
    source.close()
    target = io.BytesIO()
    when = time.gmtime(TIMESTAMP)
    dates = {"creationDate": when, "modDate": when}
    pages[0].save(target, "PDF", save_all=True, append_images=pages[1:], resolution=DOTS_PER_INCH, **dates)
    return target.getvalue()


def _as_jpeg(picture: Image.Image) -> Image.Image:
    stored = io.BytesIO()
    picture.save(stored, "JPEG", quality=QUALITY)
    stored.seek(0)
    return Image.open(stored)


def turn_pages(pdf: bytes, pages: list[int]) -> bytes:
    """Turn pages by a quarter, as a PDF does with tables that were set on their side.

    Parameters
    ----------
    pdf
        The document, whose text on these pages runs upwards.
    pages
        Numbers of the pages, from 1.
    """
    document = pypdfium2.PdfDocument(pdf)
    for number in pages:
        document[number - 1].set_rotation(90)
    target = io.BytesIO()
    document.save(target)
    document.close()
    return _without_chance(target.getvalue())


def _without_chance(pdf: bytes) -> bytes:
    """Replace the identifier that the library draws for each file by one that follows from the content."""
    found = IDENTIFIER.search(pdf)
    if found is None:
        return pdf
    plain = pdf[: found.start(1)] + b"0" * len(found[1]) + pdf[found.end(1) :]
    made = hashlib.sha256(plain).hexdigest().upper().encode()[: len(found[1])]
    return pdf[: found.start(1)] + made.ljust(len(found[1]), b"0") + pdf[found.end(1) :]
