"""Small documents made for the tests."""

from pathlib import Path

import pytest
import typst

from analysis.documents import Page, read_pages

SETTING = '#set page(width: 420pt, height: 595pt, margin: 50pt)\n#set text(size: 10pt, lang: "id")\n'


@pytest.fixture(scope="session")
def make_pdf(tmp_path_factory):
    """Give a function that sets typst source as a PDF, on pages of 420 x 595 points."""
    folder = tmp_path_factory.mktemp("made")

    def make(source: str, name: str = "document.pdf") -> Path:
        path = folder / f"{abs(hash((source, name)))}" / name
        path.parent.mkdir(exist_ok=True)
        if not path.exists():
            path.write_bytes(typst.compile((SETTING + source).encode()))
        return path

    return make


def checked(pages: list[Page]) -> list[Page]:
    """Check what holds of every page: each word stands in the text where it says, and in order."""
    for page in pages:
        assert all(page.text.startswith(word.text, word.start) for word in page.words)
        starts = [word.start for word in page.words]
        assert starts == sorted(set(starts))
        assert sum(len(word.text) for word in page.words) == len("".join(page.text.split()))
    return pages


@pytest.fixture(scope="session")
def pages_of(make_pdf):
    """Give a function that sets typst source as a PDF and reads it."""
    return lambda source: checked(list(read_pages(make_pdf(source), ocr=False)))
