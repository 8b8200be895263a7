"""Pages that have been read, kept by content: an unchanged document is not read again.

An entry is one file: a checksum, then the pages and last a summary, each packed by itself, so that pages can
be given one after the other. Its name depends on the document's bytes, on the code that read it, the version
of PDFium and on the options; whatever changes, another name results. A damaged entry counts as none.
"""

from __future__ import annotations

import hashlib
import json
import os
import struct
import tempfile
import zlib
from collections.abc import Iterator
from functools import cache
from itertools import chain, islice, repeat
from pathlib import Path
from typing import Any, BinaryIO, cast

import numpy as np

from analysis.documents.page import Box, Cell, Page, PageTable, Word

__all__ = [
    "Entry",
    "EntryWriter",
    "cache_folder",
    "code_version",
    "discard_parts",
    "entry_path",
    "find_entry",
    "packed",
    "unpacked",
]

FOLDER = "output/documents-read"
DIGEST = 32  # bytes
PART = ".part"
SIZE = struct.Struct("<I")
HERE = Path(__file__).parent


def cache_folder() -> Path:
    """Give the folder of read pages; everything in it can be made again."""
    return HERE.parents[1] / FOLDER


@cache
def code_version() -> str:
    """Give a checksum of the code that reads, so that a change of it makes every document be read anew."""
    from importlib.metadata import version

    digest = hashlib.sha256(version("pypdfium2").encode())
    for path in sorted([*HERE.glob("*.py"), *HERE.glob("formats/*.py"), *HERE.glob("layout/*.py")]):
        if path.parent != HERE or path.name in READING:
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


READING = ("cache.py", "ocr.py", "page.py", "problems.py", "reading.py")


def entry_path(sha256: str, options: str, folder: Path | None = None) -> Path:
    """Give where the entry of a document lies, whether or not there is one.

    Parameters
    ----------
    sha256 : str
        Of the document's bytes.
    options : str
        What else the pages depend on: the program for recognition, for one.
    folder : pathlib.Path, optional
        By default ``cache_folder()``.
    """
    key = hashlib.sha256(f"{sha256} {code_version()} {options}".encode()).hexdigest()
    return (folder or cache_folder()) / f"{key[:40]}.pages"


class Entry:
    """An entry whose checksum is right."""

    def __init__(self, path: Path, summary: dict[str, Any]) -> None:
        self.path, self.summary = path, summary

    def pages(self) -> Iterator[Page]:
        """Give the pages one after the other."""
        with self.path.open("rb") as stream:
            stream.seek(DIGEST)
            for _ in range(self.summary["pages"]):
                yield unpacked(_next_block(stream))


def find_entry(path: Path) -> Entry | None:
    """Give the entry if there is a sound one."""
    try:
        with path.open("rb") as stream:
            expected = stream.read(DIGEST)
            if hashlib.file_digest(stream, "sha256").digest() != expected:
                return None
            stream.seek(-SIZE.size, os.SEEK_END)
            length = SIZE.unpack(stream.read(SIZE.size))[0]
            stream.seek(-SIZE.size - length, os.SEEK_END)
            return Entry(path, json.loads(zlib.decompress(stream.read(length))))
    except (OSError, ValueError, struct.error, zlib.error):
        return None


class EntryWriter:
    """Writes an entry beside its place, and moves it there when it is complete."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f"{path.stem}.", suffix=PART)
        self._temporary = Path(name)
        self._stream = os.fdopen(handle, "w+b")
        self._stream.write(bytes(DIGEST))

    def add(self, block: bytes) -> None:
        """Add a packed page."""
        self._write(block)

    def close(self, summary: dict[str, Any]) -> None:
        """Add the summary and put the entry in its place."""
        length = self._write(json.dumps(summary, ensure_ascii=False).encode())
        self._stream.write(SIZE.pack(length))
        self._stream.seek(DIGEST)
        digest = hashlib.file_digest(self._stream, "sha256").digest()
        self._stream.seek(0)
        self._stream.write(digest)
        self._stream.close()
        self._temporary.replace(self.path)

    def discard(self) -> None:
        """Give up; nothing stays."""
        self._stream.close()
        self._temporary.unlink(missing_ok=True)

    def _write(self, block: bytes) -> int:
        packed = zlib.compress(block, 1)
        self._stream.write(SIZE.pack(len(packed)) + packed)
        return len(packed)


def discard_parts(path: Path) -> None:
    """Remove what a process that ended before its time has left of an entry."""
    for part in path.parent.glob(f"{path.stem}.*{PART}"):
        part.unlink(missing_ok=True)


def _next_block(stream: BinaryIO) -> bytes:
    (length,) = SIZE.unpack(stream.read(SIZE.size))
    return zlib.decompress(stream.read(length))


def packed(page: Page) -> bytes:
    """Pack a page: numbers of words and cells as arrays (places in tenths of a point), the rest as JSON."""
    texts, starts, boxes = zip(*page.words, strict=True) if page.words else ((), (), ())
    boxed = bool(boxes) and boxes[0] is not None
    tables, areas = [], []
    for table in page.tables:
        tables.append([table.continues, table.box is not None, [_without_box(cell) for cell in table.cells]])
        if table.box is not None:
            areas += [table.box, *(cell.box for cell in table.cells)]
    numbers = np.fromiter(chain(starts, map(len, texts)), "<i4", 2 * len(texts))
    edges: Iterator[float] = chain.from_iterable(cast("list[Box]", [*(boxes if boxed else ()), *areas]))
    places = np.fromiter(edges, np.float64)
    rest = [page.number, page.text, tables, page.width, page.height, page.how, page.problem, page.margins]
    head = json.dumps([len(texts), boxed, rest], ensure_ascii=False).encode()
    return SIZE.pack(len(head)) + head + numbers.tobytes() + (10 * places).round().astype("<i4").tobytes()


def _without_box(cell: Cell) -> list[Any]:
    row, column, text, _, rows, columns = cell
    return [row, column, text, rows, columns]


def unpacked(block: bytes) -> Page:
    """Give the page that ``packed`` has packed."""
    (length,) = SIZE.unpack(block[: SIZE.size])
    at = SIZE.size + length
    count, boxed, rest = json.loads(block[SIZE.size : at])
    number, text, tables, width, height, how, problem, margins = rest
    numbers = np.frombuffer(block, "<i4", 2 * count, at).tolist()
    places = (np.frombuffer(block, "<i4", -1, at + 8 * count) / 10).reshape(-1, 4)
    boxes = zip(*places.T.tolist(), strict=True)
    starts = numbers[:count]
    words = [text[start : start + size] for start, size in zip(starts, numbers[count:], strict=True)]
    own = islice(boxes, count) if boxed else repeat(None, count)
    return Page(
        number,
        text,
        tuple(map(Word._make, zip(words, starts, own, strict=True))),
        tuple(_table(continues, placed, cells, boxes) for continues, placed, cells in tables),
        width,
        height,
        how,
        problem,
        tuple(margins),
    )


def _table(continues: bool, placed: bool, cells: list[list[Any]], boxes: Iterator[Any]) -> PageTable:
    around = next(boxes) if placed else None
    made = tuple(
        Cell(row, column, text, next(boxes) if placed else None, rows, columns)
        for row, column, text, rows, columns in cells
    )
    return PageTable(made, around, continues)
