"""One clean HTML text of the whole book, from which the printed editions are made."""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from bs4 import BeautifulSoup, Tag

from analysis.errors import BuildError
from analysis.pipeline.sphinx_run import Progress, run_sphinx

DROPPED = "a.headerlink, a.twin, script, style, button, div.cell_input, details.hide, nav"
UNWRAPPED = ("section", "div", "span")
TEXT_WIDTH = 16.4  # cm
TALLEST = 15.0  # cm, for a picture
LINE = 110  # characters that fit on a line of a table
WIDE = 85  # characters in a row, from which the columns must share the width of the page
NUMBER_CLASSES = {"number", "text-right"}


@dataclass(frozen=True)
class Manuscript:
    """The book as one text.

    Attributes
    ----------
    title, author : str
        From the book's configuration.
    opening : str
        HTML of the title page, without its heading.
    body : str
        HTML of all chapters; a chapter is a first-level heading.
    folder : pathlib.Path
        Where the pictures that the HTML names are found.
    """

    title: str
    author: str
    opening: str
    body: str
    folder: Path


def manuscript(source: Path, progress: Progress | None = None) -> Manuscript:
    """Build the one-page edition of an assembled book and clean it for printing.

    The page is kept beside the source and built again only when the source differs.

    Raises
    ------
    BuildError
        If the build fails (with file and line) or gives a page that cannot be read.
    """
    work = source.parent / "singlehtml"
    stamp, digest = work.with_name("singlehtml.sha256"), _digest(source)
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != digest:
        stamp.unlink(missing_ok=True)
        run_sphinx(source, work, builder="singlehtml", progress=progress)
        stamp.write_text(digest, encoding="utf-8")
    soup = BeautifulSoup((work / "index.html").read_text(encoding="utf-8"), "html.parser")
    article = soup.select_one("article.bd-article")
    if article is None or article.section is None:
        raise BuildError(f"{work.name}/index.html holds no article; was it made by another theme?")
    config = yaml.safe_load((source / "_config.yml").read_text(encoding="utf-8"))
    for image in article.find_all("img"):
        image["width"] = f"{_width(work / str(image['src'])):.0%}"
    opening, body = clean(article)
    return Manuscript(str(config["title"]), str(config["author"]), opening, body, work)


def clean(article: Tag) -> tuple[str, str]:
    """Return title page and chapters as plain, semantic HTML.

    Only elements remain that every edition can show: headings, paragraphs, lists, figures and tables with
    captions, boxes (as block quotations), code, formulas and links. The tag is used up.
    """
    for element in article.select(DROPPED):
        element.decompose()
    for box in article.select("div.admonition"):
        _box(box)
    for figure in article.find_all("figure"):
        _figure(figure)
    for table in article.find_all("table"):
        _table(table)
    _headings(article)
    _links(article)
    for pre in article.find_all("pre"):
        pre.string = pre.get_text().rstrip("\n")
    for code in article.select("code code, pre code"):
        code.unwrap()
    main = article.section or article
    chapters = main.select("div.toctree-wrapper")
    body = "".join(_plain(chapter.extract()) for chapter in chapters)
    return _plain(main), body


def _plain(element: Tag) -> str:
    for inner in element.find_all(UNWRAPPED):
        inner.unwrap()
    for inner in element.find_all(True):
        kept = {
            "id",
            "href",
            "src",
            "alt",
            "width",
            "colspan",
            "rowspan",
            "align",
            "display",
            "xmlns",
            "encoding",
        }
        kept |= {"style"} if inner.name == "col" else set()
        inner.attrs = {key: value for key, value in inner.attrs.items() if key in kept}
    return element.decode_contents()


def _box(box: Tag) -> None:
    title = box.find("p", class_="admonition-title")
    if isinstance(title, Tag):
        strong = BeautifulSoup("<p><strong></strong></p>", "html.parser")
        if strong.strong is not None:
            strong.strong.string = title.get_text()
        title.replace_with(strong)
    box.name = "blockquote"


def _figure(figure: Tag) -> None:
    """Give a table its own caption again; leave a picture's figure as it is."""
    table, caption = figure.find("table"), figure.find("figcaption")
    if isinstance(caption, Tag):
        for paragraph in caption.find_all("p"):
            paragraph.unwrap()
        for source in caption.select(".source"):
            source.name = "em"
    if isinstance(table, Tag) and isinstance(caption, Tag):
        caption.name = "caption"
        table.insert(0, caption.extract())
        table["id"] = figure["id"]
        figure.replace_with(table.extract())


def _table(table: Tag) -> None:
    """Say cell by cell which way it is aligned; drop the widths that were meant for a screen."""
    for columns in table.find_all("colgroup"):
        columns.decompose()
    for cell in table.find_all(["td", "th"]):
        numeric = NUMBER_CLASSES & set(cell.get("class") or [])
        cell["align"] = "right" if numeric else "left"
        for paragraph in cell.find_all("p"):
            paragraph.unwrap()
    rows = [[cell.get_text() for cell in row.find_all(["td", "th"])] for row in table.find_all("tr")]
    if max(sum(len(text) for text in row) for row in rows) > WIDE:
        columns = "".join(f'<col style="width: {share:.2%}">' for share in column_shares(rows))
        place = 1 if table.caption is not None else 0
        table.insert(place, BeautifulSoup(f"<colgroup>{columns}</colgroup>", "html.parser"))


def column_shares(rows: Sequence[Sequence[str]]) -> list[float]:
    """Share the width of the page among columns: room for the longest word of each, the rest by length.

    Beyond 40 characters a text counts a quarter, and no more than 80 in all: long sentences may take several
    lines. The first row holds the headings, which may break between words.
    """
    columns = max((len(row) for row in rows), default=0)
    full = [row for row in rows if len(row) == columns]
    words = [
        3 + max((len(word) for row in full for word in re.split(r"[ \n\t-]", row[place])), default=1)
        for place in range(columns)
    ]
    texts = [max((_length(row[place]) for row in full[1:]), default=1) for place in range(columns)]
    wishes = [max(text - word, 0) for word, text in zip(words, texts, strict=True)]
    room = max(LINE - sum(words), 0) / max(sum(wishes), 1)
    needs = [word + room * wish for word, wish in zip(words, wishes, strict=True)]
    return [need / sum(needs) for need in needs]


def _length(text: str) -> float:
    count = len(" ".join(text.split()))
    return min(count, 40) + min(max(count - 40, 0) / 4, 40)


def _headings(article: Tag) -> None:
    """Set the book's title apart, lift the chapters' headings by one level and give chapters their labels."""
    main = article.section
    first = main.find("h1") if main else None
    if isinstance(first, Tag):
        first.decompose()
    for level in range(2, 7):
        for heading in article.select(f"div.toctree-wrapper h{level}"):
            heading.name = f"h{level - 1}"
    for mark in article.select('span[id^="document-"]'):
        heading = mark.find_next("h1")
        if isinstance(heading, Tag):
            heading["id"] = _label(str(mark["id"]))


def _label(id: str) -> str:
    return id.replace("document-", "chapter-", 1).replace("/", "-")


def _links(article: Tag) -> None:
    """Point links inside the book at labels that exist; show the address of links that leave it."""
    for element in article.find_all(["section", "span", "dt"]):
        element.attrs.pop("id", None)
    known = {str(element["id"]) for element in article.find_all(id=True)}
    for link in article.find_all("a"):
        address = str(link.get("href", ""))
        if address.startswith("#"):
            link["href"] = "#" + _label(address[1:])
            if _label(address[1:]) not in known:
                link.unwrap()
        elif address.startswith(("http://", "https://")):
            shown = address.split("://", 1)[1].rstrip("/")
            if link.find_parent("table") is None and shown not in link.get_text():
                link.append(f" ({shown})")
        elif not address.startswith("mailto:"):
            link.unwrap()


def _width(picture: Path) -> float:
    """Return the share of the text width at which a PNG is at most `TALLEST` high; 1 for other pictures."""
    head = picture.read_bytes()[:24]
    if not head.startswith(b"\x89PNG"):
        return 1.0
    width, height = struct.unpack(">II", head[16:24])
    return min(1.0, TALLEST / (TEXT_WIDTH * height / width))


def _digest(source: Path) -> str:
    total = hashlib.sha256()
    for path in _assembled(source):
        total.update(path.relative_to(source).as_posix().encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def _assembled(source: Path) -> Iterable[Path]:
    """Return the files that the assembly wrote, without what Sphinx writes among them."""
    made_by_sphinx = {"conf.py"}
    for path in sorted(source.rglob("*")):
        inside = path.relative_to(source)
        if path.is_file() and inside.name not in made_by_sphinx and "jupyter_execute" not in inside.parts:
            yield path
