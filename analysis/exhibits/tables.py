"""Tables as HTML: a caption with the source inside the table, numbers to the right, text escaped."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from html import escape

import pandas as pd

from analysis.exhibits.record import Exhibit


@dataclass(frozen=True)
class Link:
    """A cell that links to its source."""

    text: str
    url: str

    def html(self) -> str:
        """Return the link as HTML, or the plain text where the address is not a web address."""
        if self.url.startswith(("https://", "http://")):
            return f'<a href="{escape(self.url)}">{escape(self.text)}</a>'
        return escape(self.text)


def _cell(value: object, tag: str, numeric: bool) -> str:
    if isinstance(value, Link):
        body = value.html()
    else:
        body = "<br>".join(escape(line) for line in str(value).split("\n"))
    # JupyterLab sets every cell to the right; said at the cell, words stay to the left there too.
    kind = 'class="number"' if numeric else 'style="text-align: left"'
    return f"<{tag} {kind}>{body}</{tag}>"


def _row(cells: Sequence[object], tag: str, numeric: Sequence[bool]) -> str:
    return "<tr>" + "".join(_cell(c, tag, n) for c, n in zip(cells, numeric, strict=True)) + "</tr>"


def html_table(shown: pd.DataFrame, caption: str, numbers: Collection[str]) -> str:
    """Render a frame of text cells as an HTML table.

    Parameters
    ----------
    shown : pandas.DataFrame
        Cells as the reader sees them (``str`` or `Link`); column names are the headings.
    caption : str
        Title, reading help and source.
    numbers : collection of str
        Headings of the columns to align right.
    """
    numeric = [column in numbers for column in shown.columns]
    head = _row(list(shown.columns), "th", numeric)
    body = "\n".join(_row(list(row), "td", numeric) for row in shown.itertuples(index=False, name=None))
    return (
        f'<table class="exhibit">\n<caption>{escape(caption)}</caption>\n'
        f"<thead>\n{head}\n</thead>\n<tbody>\n{body}\n</tbody>\n</table>"
    )


def table_exhibit(
    *,
    id: str,
    title: str,
    caption: str,
    source: str,
    function: str,
    data: pd.DataFrame,
    shown: pd.DataFrame,
    numbers: Collection[str] = (),
) -> Exhibit:
    """Make a table exhibit from its data twin and from the cells as shown."""
    text = " ".join(part for part in (title + ".", caption, source) if part)
    return Exhibit(
        id=id,
        kind="table",
        title=title,
        caption=caption,
        alt=title,
        table=data,
        source=source,
        function=function,
        html=html_table(shown, text, numbers),
    )
