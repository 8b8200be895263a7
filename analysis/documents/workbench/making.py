"""Make the workbench of a region: the data of its cells, the pictures of the pages, one HTML page."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import jinja2
import pandas as pd
import pypdfium2 as pdfium

from analysis.documents.finding.records import PageFindings, Place
from analysis.documents.findings import DocumentFindings
from analysis.documents.levels import IndicatorLevel
from analysis.documents.record import Outcome
from analysis.documents.thread.chain import CHAIN
from analysis.documents.thread.gathering import named
from analysis.documents.workbench.disputes import disputes_of
from analysis.sources.writing import write_atomically

PICTURE_SCALE = 1.4  # 100 dots per inch
MOST_PASSAGES = 25  # of an indicator in a document, beside the surest of each step
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Workbench:
    """What was made.

    Attributes
    ----------
    page : pathlib.Path
        The HTML page; it opens from the disk.
    cells_count, passages_count, pictures_count : int
        What it holds.
    """

    page: Path
    cells_count: int
    passages_count: int
    pictures_count: int


def make_workbench(
    outcomes: Iterable[Outcome],
    settled: pd.DataFrame,
    names: Mapping[str, str],
    title: str,
    words: Mapping[str, str],
    folder: Path,
    *,
    passages: bool = True,
    language: str = "en",
    on_picture: Progress | None = None,
) -> Workbench:
    """Write the workbench of a region into a folder.

    Parameters
    ----------
    outcomes : iterable of Outcome
        Of reading with :class:`analysis.documents.findings.DocumentFinder`.
    settled : pandas.DataFrame
        From :func:`analysis.documents.thread.coding.settled_levels`.
    names : mapping of str to str
        Indicator code to name.
    title : str
        Of the page.
    words : mapping of str to str
        Every text of the page in the language of the reader.
    folder : pathlib.Path
        Gets ``index.html`` and ``pages/``.
    passages : bool
        False leaves passages and pictures out: then only levels, pages and figures of documents that are not
        one's own to publish are in it.
    language : str
        Code of the language of the page.
    on_picture : callable, optional
        Told how many pictures are done and how many there are.

    Returns
    -------
    Workbench

    Notes
    -----
    Every text of a document is data: the page writes it as text, never as HTML, and allows no script but its
    own (a content security policy with the script's own checksum).
    """
    own = sorted(
        (one for one in named(outcomes) if isinstance(one.findings, DocumentFindings)), key=_in_the_chain
    )
    cells, wanted = _cells(own, settled, passages)
    disputes = disputes_of(own, passages=passages)
    figures = [figure for dispute in disputes for figure in dispute["figures"]]
    for figure in figures if passages else ():
        wanted.setdefault(figure["document"], set()).add(figure["page"])
    drawn = _pictures(own, wanted, folder / "pages", on_picture) if passages else {}
    for cell in cells.values():
        for passage in cell["passages"]:
            key = (passage.pop("document"), passage["page"])
            _place_box(passage, drawn.get(key))
    for figure in figures if passages else ():
        _place_box(figure, drawn.get((figure["document"], figure["page"])))
    data = {
        "title": title,
        "documents": [_document(one, passages) for one in own],
        "indicators": _indicators(cells, names),
        "cells": cells,
        "disputes": disputes,
        "words": dict(words),
    }
    page = folder / "index.html"
    write_atomically(page, _html(data, title, language).encode("utf-8"))
    count = sum(len(cell["passages"]) for cell in cells.values())
    return Workbench(page, len(cells), count, len(drawn))


def _in_the_chain(outcome: Outcome) -> tuple[int, str]:
    """Order documents as the chain has them, then the others, by their id."""
    assert outcome.record is not None
    kind = outcome.record.document_type
    return (CHAIN.index(kind) if kind in CHAIN else len(CHAIN), outcome.record.document_id)


def _document(outcome: Outcome, passages: bool) -> dict[str, Any]:
    """Describe a document; a title taken from its own pages is one of its passages."""
    record = outcome.record
    assert record is not None  # documents without a record were passed over
    years = [str(year) for year in (record.year_from, record.year_to) if year is not None]
    return {
        "id": record.document_id,
        "type": record.document_type,
        "title": (record.title if passages or record.registered else "") or record.file,
        "file": record.file,
        "years": "\u2013".join(dict.fromkeys(years)),
        "pages": outcome.pages,
        "unread": [number for number, _ in outcome.unread],
    }


def _indicators(cells: Mapping[str, Mapping[str, Any]], names: Mapping[str, str]) -> list[dict[str, str]]:
    codes = dict.fromkeys(key.split("|")[0] for key in cells)
    return [{"code": code, "name": names.get(code, code)} for code in codes]


def _cells(
    outcomes: Sequence[Outcome], settled: pd.DataFrame, passages: bool
) -> tuple[dict[str, dict[str, Any]], dict[str, set[int]]]:
    """Return the cells by ``indicator|document``, and which pages of which document are cited."""
    known = {
        (row["document_id"], row["catalogue"], row["indicator_code"]): row
        for row in settled.to_dict("records")
    }
    cells: dict[str, dict[str, Any]] = {}
    wanted: dict[str, set[int]] = {}
    for outcome in outcomes:
        found, record = outcome.findings, outcome.record
        assert isinstance(found, DocumentFindings) and record is not None
        told = _mentions(found.pages)
        for level in found.levels:
            key = (level.catalogue, level.indicator_code)
            row = known[record.document_id, *key]
            shown = _passages(level, told.get(key, []), record.document_id)
            cells[f"{level.indicator_code}|{record.document_id}"] = {
                "level": None if pd.isna(row["level"]) else int(row["level"]),
                "machine": level.level,
                "status": str(row["status"]),
                "settled": str(row["settled_by"]),
                "steps": [[one.step, one.place.page, round(one.confidence, 3)] for one in level.evidence],
                "passages": shown if passages else [],
            }
            wanted.setdefault(record.document_id, set()).update(one["page"] for one in shown if passages)
    return cells, wanted


def _mentions(pages: Iterable[PageFindings]) -> dict[tuple[str, str], list[tuple[str, str, float, Place]]]:
    found: dict[tuple[str, str], list[tuple[str, str, float, Place]]] = {}
    for page in pages:
        for one in page.mentions:
            key = (one.catalogue, one.indicator_code)
            found.setdefault(key, []).append((one.words, one.rule, one.confidence, one.place))
    return found


def _passages(
    level: IndicatorLevel, mentions: list[tuple[str, str, float, Place]], document: str
) -> list[dict[str, Any]]:
    """Return the surest passage of each step, then further mentions, each place once."""
    rows = [(one.step, one.words, one.rule, one.confidence, one.place) for one in reversed(level.evidence)]
    rows += [(2, *one) for one in sorted(mentions, key=lambda one: -one[2])[:MOST_PASSAGES]]
    kept: dict[tuple[int, str, int], dict[str, Any]] = {}
    for step, words, rule, confidence, place in rows:
        kept.setdefault(
            (step, place.passage, place.page),
            {
                "document": document,
                "step": step,
                "words": words,
                "rule": rule,
                "confidence": round(confidence, 3),
                "page": place.page,
                "text": place.passage,
                "box": place.box,
            },
        )
    return list(kept.values())


def _pictures(
    outcomes: Sequence[Outcome], wanted: Mapping[str, set[int]], folder: Path, told: Progress | None
) -> dict[tuple[str, int], tuple[str, float, float]]:
    """Draw every cited page of a PDF; return name, width and height in points by document and page."""
    total = sum(len(pages) for pages in wanted.values())
    drawn: dict[tuple[str, int], tuple[str, float, float]] = {}
    done = 0
    for outcome in outcomes:
        record = outcome.record
        assert record is not None
        pages = sorted(wanted.get(record.document_id, ()))
        if record.kind == "pdf" and pages:
            drawn |= _draw(Path(outcome.path), record.document_id, pages, folder)
        done += len(pages)
        if told is not None:
            told(done, total)
    return drawn


def _draw(
    path: Path, document: str, pages: Sequence[int], folder: Path
) -> dict[tuple[str, int], tuple[str, float, float]]:
    found = {}
    stem = hashlib.sha256(document.encode()).hexdigest()[:12]
    pdf = pdfium.PdfDocument(path)
    try:
        for number in pages:
            page = pdf[number - 1]
            width, height = page.get_size()
            name = f"{stem}-{number:04}.png"
            image = page.render(scale=PICTURE_SCALE, grayscale=True).to_pil()
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            image.save(target.with_suffix(".part"), format="png", optimize=True)
            target.with_suffix(".part").replace(target)
            found[document, number] = (name, width, height)
            page.close()
    finally:
        pdf.close()
    return found


def _place_box(passage: dict[str, Any], picture: tuple[str, float, float] | None) -> None:
    """Turn the box into per cent of the picture; a passage without a picture has neither."""
    box = passage.pop("box")
    if picture is None:
        return
    name, width, height = picture
    passage["picture"] = f"pages/{name}"
    if box is not None and width > 0 and height > 0:
        left, top, right, bottom = box
        passage["box"] = [
            round(100 * left / width, 2),
            round(100 * top / height, 2),
            round(100 * (right - left) / width, 2),
            round(100 * (bottom - top) / height, 2),
        ]


def _html(data: Mapping[str, Any], title: str, language: str) -> str:
    """Fill the page: data as JSON in which no tag can begin, script and style allowed by their checksums."""
    own = resources.files("analysis.documents.workbench")
    script, style = (own.joinpath(name).read_text(encoding="utf-8") for name in ("page.js", "page.css"))
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    template = environment.from_string(own.joinpath("page.html").read_text(encoding="utf-8"))
    return template.render(
        title=title,
        language=language,
        words=data["words"],
        data=text,
        script=script,
        style=style,
        script_sum=_checksum(script),
        style_sum=_checksum(style),
    )


def _checksum(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
