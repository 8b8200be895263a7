"""Do all editions hold the same figures and tables? The answer is read back from the finished files."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import docx
import pypdfium2
from bs4 import BeautifulSoup

from analysis.errors import BuildError

CAPTION = re.compile(r"^\w+ \d+\. ")
NO_SHAPE = re.compile(r"[\s\u00ad\ufffe\u0002-]+")  # spaces and hyphens of line breaks
QUOTES = str.maketrans("\u2018\u2019\u201c\u201d", "''\"\"")  # as an edition sets them in captions of figures


def captions_in_html(folder: Path) -> dict[str, str]:
    """Return anchor and caption of every exhibit on the pages of the HTML edition, in no order."""
    found = {}
    for page in sorted(folder.glob("chapters/*.html")):
        soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
        for figure in soup.select('figure[id^="fig-"], figure[id^="tab-"]'):
            caption = figure.find("figcaption")
            found[str(figure["id"])] = caption.get_text(" ", strip=True) if caption else ""
    return found


def captions_in_docx(path: Path) -> list[str]:
    """Return the numbered captions of the Word edition in their order."""
    paragraphs = docx.Document(str(path)).paragraphs
    texts = [each.text.strip() for each in paragraphs if each.style and "Caption" in str(each.style.name)]
    return [text for text in texts if CAPTION.match(text)]


def text_of_pdf(path: Path) -> str:
    """Return the text of the PDF edition without spaces and line breaks."""
    document = pypdfium2.PdfDocument(str(path))
    try:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()
    return _flat("".join(pages))


def missing_exhibits(
    source: Path, html: Path, pdf: Path | None = None, docx_path: Path | None = None
) -> dict[str, list[str]]:
    """Say which listed exhibits an edition lacks, and which it has that are not listed.

    Parameters
    ----------
    source : pathlib.Path
        The assembled source with its ``exhibits.json``.
    html, pdf, docx_path : pathlib.Path
        Folder of the HTML edition and the two files; the files may be left out.

    Returns
    -------
    dict
        Edition name to sentences; empty when all editions agree.
    """
    listed = json.loads((source / "exhibits.json").read_text(encoding="utf-8"))
    pages = captions_in_html(html)
    found = {
        "HTML": [
            line["number"] for line in listed if _start(line) not in _flat(pages.get(line["anchor"], ""))
        ]
        + [f"not listed: {anchor}" for anchor in sorted(set(pages) - {line["anchor"] for line in listed})]
    }
    if pdf is not None:
        text = text_of_pdf(pdf)
        found["PDF"] = [line["number"] for line in listed if _start(line) not in text]
    if docx_path is not None:
        captions = captions_in_docx(docx_path)
        flat = [_flat(caption) for caption in captions]
        found["DOCX"] = [
            line["number"] for line in listed if not any(text.startswith(_start(line)) for text in flat)
        ]
        if len(captions) > len(listed):
            found["DOCX"].append(f"not listed: {len(captions) - len(listed)} captions")
    return {edition: problems for edition, problems in found.items() if problems}


def check_editions(source: Path, html: Path, pdf: Path | None = None, docx_path: Path | None = None) -> None:
    """Stop unless all editions hold exactly the listed figures and tables; see `missing_exhibits`.

    Raises
    ------
    BuildError
        With the exhibits that an edition lacks.
    """
    problems = missing_exhibits(source, html, pdf, docx_path)
    if problems:
        raise BuildError(
            f"the editions differ. {_sentences(problems)} Build them again from the same source."
        )


def _sentences(problems: Mapping[str, Sequence[str]]) -> str:
    return " ".join(f"{edition} lacks or misnumbers: {', '.join(p)}." for edition, p in problems.items())


def _start(line: Mapping[str, str]) -> str:
    """Return how the caption of a listed exhibit begins."""
    return _flat(f"{line['number']}. {line['title']}.")


def _flat(text: str) -> str:
    return NO_SHAPE.sub("", text).translate(QUOTES)
