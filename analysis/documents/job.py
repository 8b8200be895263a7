"""What a process that reads is told to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis.documents.page import Page
from analysis.documents.record import DocumentRecord

__all__ = ["Finder", "Job"]

Finder = Callable[[DocumentRecord, Iterator[Page]], Any]


@dataclass(frozen=True)
class Job:
    """One file to read.

    Attributes
    ----------
    path : pathlib.Path
        The file.
    sha256 : str
        Of its bytes.
    entry : pathlib.Path or None
        Where its pages are kept; ``None`` if they are not to be.
    password, ocr, skip
        As for ``read_pages``.
    memory_mb : int
        How much memory reading may take, where the system can bound it.
    language : str
        Of the messages.
    regions : tuple of (code, name)
        Districts that the document may name.
    registered : DocumentRecord or None
        Its row in the register.
    processes : int
        How many may read it together.
    stretches : tuple of (first, last)
        Only these pages are read, and they are given as they are: this process helps another.
    find : callable or None
        Takes the record and the pages, and gives what is found in them; it runs here, beside the reading.
    """

    path: Path
    sha256: str
    entry: Path | None = None
    password: str | None = None
    ocr: bool = True
    skip: Mapping[int, str] = field(default_factory=dict)
    memory_mb: int = 1024
    language: str = "en"
    regions: tuple[tuple[str, str], ...] = ()
    registered: DocumentRecord | None = None
    processes: int = 1
    stretches: tuple[tuple[int, int], ...] = ()
    find: Finder | None = None
