"""Print a promise board on one page: the largest type that fits, and never a line cut off."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TypeVar

import matplotlib as mpl
import pypdfium2
import typst

from analysis.errors import BuildError, ParameterError, nearest
from analysis.exhibits.board import Board, shortened
from analysis.exhibits.language import Language
from analysis.messages import say

SIZES = tuple(9 + step / 2 for step in range(31))  # points on A4: from what can be read at arm's length up
T = TypeVar("T")
PAPERS = {"a4": 1.0, "a3": 2**0.5}  # scale of the type


@dataclass(frozen=True)
class PrintedBoard:
    """A board as printed.

    Attributes
    ----------
    pdf : bytes
        One page, tagged (PDF/UA-1).
    board : Board
        What stands on it.
    size : float
        Of the type, in points.
    shown_count, left_out_count : int
        Entries on the page, and those for which there was no room.
    """

    pdf: bytes
    board: Board
    size: float
    shown_count: int
    left_out_count: int


def print_board(board: Board, *, paper: str = "a4") -> PrintedBoard:
    """Print a board: first in the largest type that takes all entries, else as many as the smallest takes.

    Parameters
    ----------
    board : Board
        From :func:`analysis.exhibits.board.make_board`.
    paper : str
        ``a4`` or ``a3``, upright.

    Returns
    -------
    PrintedBoard
        Same board, same bytes.

    Raises
    ------
    ParameterError
        Another paper.
    BuildError
        Not even the frame fits: a name or an address is longer than a page.
    """
    if paper not in PAPERS:
        near = ", ".join(nearest(paper, PAPERS) or PAPERS)
        raise ParameterError(
            say("The paper '{paper}' is not known. The nearest: {near}.", paper=paper, near=near)
        )
    sizes = [size * PAPERS[paper] for size in SIZES]
    language, smallest = Language(board.language), sizes[0]
    pdf = _one_page(board, smallest, paper)
    if pdf is not None:
        size, pdf = _largest(pdf, sizes, lambda size: _one_page(board, size, paper))
        return PrintedBoard(pdf, board, size, len(board.entries), 0)
    counts = list(range(len(board.entries)))
    pdf = _one_page(shortened(board, 0, language), smallest, paper)
    if pdf is None:
        raise BuildError(
            say(
                "The board of {unit} does not fit on a page even without promises: shorten the name of the "
                "unit or where to complain.",
                unit=board.unit,
            )
        )
    count, pdf = _largest(pdf, counts, lambda n: _one_page(shortened(board, n, language), smallest, paper))
    return PrintedBoard(pdf, shortened(board, count, language), smallest, count, len(board.entries) - count)


def _largest(pdf: bytes, options: Sequence[T], page: Callable[[T], bytes | None]) -> tuple[T, bytes]:
    """Return the last option whose page fits, by halving, with its page; the first one is known to fit."""
    low, high = 0, len(options)
    while high - low > 1:
        middle = (low + high) // 2
        made = page(options[middle])
        if made is None:
            high = middle
        else:
            low, pdf = middle, made
    return options[low], pdf


@cache
def _fonts() -> typst.Fonts:
    """Return the fonts of the board: DejaVu Sans as matplotlib brings it, the same on every machine."""
    return typst.Fonts(include_system_fonts=False, font_paths=[Path(mpl.get_data_path()) / "fonts" / "ttf"])


def _one_page(board: Board, size: float, paper: str) -> bytes | None:
    """Return the PDF, or ``None`` where it takes more than one page."""
    given = {
        "board": json.dumps(asdict(board), ensure_ascii=False),
        "size": f"{size:.4g}",
        "scale": f"{PAPERS[paper]:.4g}",
        "paper": paper,
    }
    page = resources.files("analysis.pipeline").joinpath("board.typ").read_bytes()
    try:
        pdf = typst.compile(
            page,
            format="pdf",
            font_paths=_fonts(),
            pdf_standards="ua-1",
            sys_inputs=given,
            timestamp=0,
        )
    except (typst.TypstError, RuntimeError) as error:
        raise BuildError(f"the board could not be printed: {' '.join(str(error).split())}") from error
    document = pypdfium2.PdfDocument(pdf)
    try:
        return bytes(pdf) if len(document) == 1 else None
    finally:
        document.close()
