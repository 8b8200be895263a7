"""The ways of reading a PDF that are measured; little is imported, so that memory is that of reading."""

from __future__ import annotations

import json
import resource
import time
from collections.abc import Iterator
from pathlib import Path

import pypdfium2 as pdfium

from analysis.documents import Page, read_documents, read_pages
from analysis.documents.record import DocumentRecord


def plain(path: Path) -> int:
    """Extract the text alone."""
    opened, count = pdfium.PdfDocument(path), 0
    for page in opened:
        text_page = page.get_textpage()
        text_page.get_text_range()
        text_page.close()
        page.close()
        count += 1
    return count


def reading(path: Path) -> int:
    """Read words with positions, tables and paragraphs, in this process."""
    return sum(1 for _ in read_pages(path, ocr=False))


def one_process(path: Path) -> int:
    """Read as the command does, with one process."""
    return read_documents([path], ocr=False, jobs=1, keep=False)[0].pages


def finding(path: Path) -> int:
    """Read as the command does, with one process, and find the indicators of every catalogue."""
    from analysis.documents.thread.gathering import document_finder

    return read_documents([path], find=document_finder(), ocr=False, jobs=1, keep=False)[0].pages


def two_processes(path: Path) -> int:
    """Read as the command does, with two processes."""
    return read_documents([path], ocr=False, jobs=2, keep=False)[0].pages


def kept(path: Path) -> int:
    """Give pages that were read before to a function that takes each of them."""
    folder = path.parent / f"kept-{path.stem}"
    return read_documents([path], ocr=False, jobs=1, cache=folder, find=count_words)[0].pages


def count_words(record: DocumentRecord, pages: Iterator[Page]) -> int:
    """Count the words of pages."""
    return sum(len(page.words) for page in pages)


WAYS = {
    function.__name__: function for function in (plain, reading, one_process, two_processes, finding, kept)
}


def timed(way: str, path: str) -> None:
    """Print how long a way took and how much memory it and its processes needed at most."""
    before, start = _used(), time.perf_counter()
    pages = WAYS[way](Path(path))
    elapsed, used = time.perf_counter() - start, _used() - before
    memory = max(_most_memory(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024
    print(json.dumps({"pages": pages, "elapsed": elapsed, "processor": used, "memory_mb": memory}))


def _most_memory() -> int:
    """Give the most memory of this process in kB; getrusage counts the process that started it too."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM")))


def _used() -> float:
    both = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return sum(each.ru_utime + each.ru_stime for each in both)
