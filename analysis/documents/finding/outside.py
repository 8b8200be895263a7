"""The running text of a page without its tables, and the title over each table."""

from __future__ import annotations

import re
from bisect import bisect_left

from analysis.documents.page import Box, Page, PageTable

__all__ = ["captions", "lines_outside_tables"]

SQUASH = re.compile(r"[\W_]+")
LONGEST_CAPTION = 250
SENTENCE = re.compile(r"(?<=[a-z)][.:])\s+(?=[A-Z(])")


def lines_outside_tables(page: Page) -> list[tuple[int, str]]:
    """Return the lines of running text with where they begin, without those that are rows of tables."""
    lines, start = [], 0
    for line in page.text.split("\n"):
        lines.append((start, line))
        start += len(line) + 1
    if page.tables:
        inside = _inside(page, [begin for begin, _ in lines])
        squashed = [_squashed(table) for table in page.tables if table.box is None or not page.words]
        lines = [
            (begin, line) for place, (begin, line) in enumerate(lines)
            if place not in inside and not _is_row(line, squashed)
        ]  # fmt: skip
    return _paragraphs([(begin, line) for begin, line in lines if line.strip()])


def _paragraphs(lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Join lines that go on in the next: no mark ends the one, a small letter begins the other."""
    joined_lines: list[tuple[int, str]] = []
    for begin, line in lines:
        if joined_lines:
            first, text = joined_lines[-1]
            if first + len(text) + 1 == begin and text.rstrip()[-1:] not in ".:;!?" and line[:1].islower():
                joined_lines[-1] = (first, f"{text} {line}")
                continue
        joined_lines.append((begin, line))
    return joined_lines


def _inside(page: Page, starts: list[int]) -> set[int]:
    """Return the lines whose first word lies within the box of a table."""
    boxes: list[Box] = [table.box for table in page.tables if table.box is not None]
    found: set[int] = set()
    words = [word.start for word in page.words] if boxes else []
    for line, start in enumerate(starts if words else ()):
        place = bisect_left(words, start)
        box = page.words[place].box if place < len(words) else None
        if box is None:
            continue
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        if any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in boxes):
            found.add(line)
    return found


def _squashed(table: PageTable) -> str:
    return SQUASH.sub("", "".join(cell.text for cell in table.cells)).casefold()


def _is_row(line: str, squashed: list[str]) -> bool:
    plain = SQUASH.sub("", line).casefold()
    return bool(plain) and any(plain in table for table in squashed)


def captions(page: Page, prose: list[tuple[int, str]]) -> list[str]:
    """Return the title over each table: the last lines of running text before its first row."""
    found = []
    for table in page.tables:
        first = next((cell.text.strip() for cell in table.cells if cell.text.strip()), "")
        at = page.text.find(first.split("\n")[0][:30]) if first else -1
        above = [line.strip() for begin, line in prose if at < 0 or begin < at][-2:]
        said = [_last_said(line) for line in above]
        found.append(" ".join(line for line in said if len(line) <= LONGEST_CAPTION)[-LONGEST_CAPTION:])
    return found


def _last_said(line: str) -> str:
    """Return a line, of a long one its last sentence: a title is sometimes read as the end of a paragraph."""
    return line if len(line) <= LONGEST_CAPTION else SENTENCE.split(line)[-1]
