"""Words set with a blank between their letters (``R E N S T R A``) written as words."""

from __future__ import annotations

import numpy as np

from analysis.documents.layout.raw import RawPage

__all__ = ["close_up"]

FEWEST = 4  # letters in a row that make a word so set; fewer may be a list of letters
WIDEST_GAP = 1.2  # heights of a letter between two letters of one line
WORD_GAP = 1.6  # times the usual gap between letters: a new word begins


def close_up(raw: RawPage) -> RawPage:
    """Join letters that were set apart.

    Parameters
    ----------
    raw : RawPage
        Whose words may be single letters in a row.

    Returns
    -------
    RawPage
        The same page, its words, boxes, breaks and directions changed where there are such rows. Between
        words of such a row the gap is wider; where it is not, they cannot be told apart and become one.
    """
    single = np.array([len(word) == 1 and word.isalpha() for word in raw.words], dtype=bool)
    if np.count_nonzero(single) < FEWEST:
        return raw
    boxes = raw.boxes
    gap = boxes[1:, 0] - boxes[:-1, 2]
    height = boxes[1:, 3] - boxes[1:, 1]
    level = np.abs(boxes[1:, 3] - boxes[:-1, 3]) < 0.5 * height
    tied = single[1:] & single[:-1] & ~raw.breaks[1:] & level & (gap < WIDEST_GAP * height)
    joins = np.zeros(len(single), dtype=bool)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], tied, [False]]).astype(np.int8)))
    for first, last in edges.reshape(-1, 2).tolist():
        if last - first + 1 >= FEWEST:
            inside = gap[first:last]
            joins[first + 1 : last + 1] = inside <= WORD_GAP * max(float(np.median(inside)), 0.5)
    return _joined(raw, joins) if joins.any() else raw


def _joined(raw: RawPage, joins: np.ndarray) -> RawPage:
    """Join each marked word to the word before it."""
    first = np.flatnonzero(~joins)
    last = np.append(first[1:], len(joins))
    boxes = raw.boxes
    raw.words = ["".join(raw.words[a:b]) for a, b in zip(first.tolist(), last.tolist(), strict=True)]
    low = np.minimum.reduceat(boxes[:, :2], first)
    high = np.maximum.reduceat(boxes[:, 2:], first)
    raw.boxes = np.column_stack([low, high])
    raw.breaks, raw.sideways = raw.breaks[first], raw.sideways[first]
    return raw
