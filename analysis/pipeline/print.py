"""The printed editions: PDF by typst and DOCX by pandoc, both from the same manuscript as the web pages."""

from __future__ import annotations

import json
import os
import re
from importlib import resources
from pathlib import Path

import pypandoc
import typst
from bs4 import BeautifulSoup

from analysis.errors import BuildError
from analysis.pipeline.print_docx import CONTENTS_MARK, finish_docx
from analysis.pipeline.print_html import Manuscript, manuscript
from analysis.pipeline.print_styles import reference_document
from analysis.pipeline.sphinx_run import Progress

LISTS = (("figure", "Figures"), ("table", "Tables"))
READ_HTML = "html-auto_identifiers"  # labels come from the manuscript alone


def build_pdf(source: Path, target: Path, progress: Progress | None = None) -> Path:
    """Print the assembled book as a tagged PDF that is accessible (PDF/UA-1); same source, same bytes.

    Parameters
    ----------
    source : pathlib.Path
        The assembled source.
    target : pathlib.Path
        The PDF to write.
    progress : callable, optional
        Called with one short line for each step.

    Returns
    -------
    pathlib.Path
        `target`.

    Raises
    ------
    BuildError
        If the book cannot be built, or typst refuses the text (a picture without alt text, for instance).
    """
    text = manuscript(source, progress)
    say = progress or _quiet
    say("writing the PDF")
    page = text.folder / "_book.typ"
    page.write_text(typst_source(text, _exhibits(source)), encoding="utf-8", newline="\n")
    try:
        data = typst.compile(
            str(page),
            root=str(text.folder),
            format="pdf",
            ignore_system_fonts=True,
            pdf_standards="ua-1",
            timestamp=_epoch(),
        )
    except (typst.TypstError, RuntimeError) as error:
        raise BuildError(f"the PDF could not be printed: {' '.join(str(error).split())}") from error
    return _write(target, data)


def build_docx(source: Path, target: Path, progress: Progress | None = None) -> Path:
    """Write the assembled book as a Word document with contents, captions and page numbers.

    Parameters and errors are those of `build_pdf`.
    """
    text = manuscript(source, progress)
    say = progress or _quiet
    say("writing the DOCX")
    for drawing in sorted((text.folder / "_images").glob("*.svg")):
        _rasterise(drawing, text.folder)
    html = re.sub(
        r'(<img[^>]*src="[^"]*)\.svg"', r'\1.svg.png"', f"{text.opening}<p>{CONTENTS_MARK}</p>{text.body}"
    )
    reference, draft = text.folder / "_reference.docx", text.folder / "_draft.docx"
    reference.write_bytes(reference_document(text.title))
    pypandoc.convert_text(
        html,
        "docx",
        format=READ_HTML,
        outputfile=str(draft),
        extra_args=[
            f"--reference-doc={reference}",
            f"--resource-path={text.folder}",
            f"--metadata=title:{text.title}",
            f"--metadata=author:{text.author}",
            "--metadata=lang:en-GB",
        ],
    )
    return _write(target, finish_docx(draft.read_bytes(), _exhibits(source), _epoch()))


def typst_source(text: Manuscript, exhibits: list[dict[str, str]]) -> str:
    """Return the whole book as typst source: settings, title page, contents, lists of exhibits, chapters."""
    settings = resources.files("analysis.pipeline").joinpath("print.typ").read_text(encoding="utf-8")
    opening, body = _typst(text.opening), _typst(text.body)
    lists = "\n".join(_list_of(kind, heading, exhibits) for kind, heading in LISTS)
    return (
        f"{settings}\n#show: book.with(title: {_quote(text.title)}, author: {_quote(text.author)})\n"
        f"#title-page({_quote(text.title)})[\n{opening}\n]\n#front[\n#contents()\n{lists}\n]\n\n{body}\n"
    )


def _list_of(kind: str, heading: str, exhibits: list[dict[str, str]]) -> str:
    lines = [
        f"#entry(<{line['anchor']}>, {_quote(line['number'])}, {_quote(line['title'])})"
        for line in exhibits
        if line["kind"] == kind
    ]
    return "\n".join([f"#list-of([{heading}])", *lines]) if lines else ""


def _typst(html: str) -> str:
    with resources.as_file(resources.files("analysis.pipeline").joinpath("print.lua")) as script:
        words = ["--wrap=none", f"--lua-filter={script}"]
        text = str(pypandoc.convert_text(html, "typst", format=READ_HTML, extra_args=words))
    alts = {
        str(image["src"]): str(image.get("alt", ""))
        for image in BeautifulSoup(html, "html.parser").find_all("img")
    }

    def with_words(found: re.Match[str]) -> str:
        alt = alts.get(found[1])
        words = f", alt: {_quote(alt)}" if alt else ""
        return f"{found[0]}{words}"

    return re.sub(r'\bimage\("([^"]+)"', with_words, text)  # pandoc leaves the words for a picture out


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _exhibits(source: Path) -> list[dict[str, str]]:
    return list(json.loads((source / "exhibits.json").read_text(encoding="utf-8")))


def _epoch() -> int:
    return int(os.environ.get("SOURCE_DATE_EPOCH", "0"))


def _rasterise(drawing: Path, folder: Path) -> None:
    """Give Word a picture of a vector drawing: many versions of it show no SVG."""
    name = drawing.relative_to(folder).as_posix()
    page = folder / "_drawing.typ"
    page.write_text(
        f'#set page(width: auto, height: auto, margin: 0pt)\n#image({_quote(name)}, alt: "")',
        encoding="utf-8",
    )
    picture = typst.compile(str(page), root=str(folder), format="png", ppi=200.0, ignore_system_fonts=True)
    drawing.with_name(drawing.name + ".png").write_bytes(picture)


def _write(target: Path, data: bytes) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(target.name + ".partial")
    partial.write_bytes(data)
    partial.replace(target)
    return target


def _quiet(line: str) -> None:
    """Say nothing."""
