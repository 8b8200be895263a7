"""From the pages as a browser shows them to plain, semantic HTML that every printed edition can show."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bs4 import BeautifulSoup, Tag

DROPPED = "a.headerlink, a.twin, script, style, button, div.cell_input, details.hide, nav"
UNWRAPPED = ("section", "div", "span")
LINE = 110  # characters that fit on a line of a table
WIDE = 85  # characters in a row, from which the columns must share the width of the page
NUMBER_CLASSES = {"number", "text-right"}


def clean(article: Tag) -> tuple[str, str]:
    """Return title page and chapters as plain, semantic HTML.

    Only elements remain that every edition can show: headings, paragraphs, lists, figures and tables with
    captions, boxes (as block quotations), code, formulas and links. The tag is used up.
    """
    for element in article.select(DROPPED):
        element.decompose()
    for link in article.select("a.workbench"):
        link.unwrap()  # it leads beside the HTML edition; the words stay
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
    rows = [[each.get_text() for each in row.find_all(["td", "th"])] for row in table.find_all("tr")]
    if max(sum(len(text) for text in row) for row in rows) > WIDE:
        widths = "".join(f'<col style="width: {share:.2%}">' for share in column_shares(rows))
        place = 1 if table.caption is not None else 0
        table.insert(place, BeautifulSoup(f"<colgroup>{widths}</colgroup>", "html.parser"))


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
        title = mark.find_next("h1")
        if isinstance(title, Tag):
            title["id"] = _label(str(mark["id"]))


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
