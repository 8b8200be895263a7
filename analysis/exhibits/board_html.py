"""The promise board as a web page that stands alone: no script, nothing from elsewhere, all text escaped."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from types import MappingProxyType

from analysis.exhibits.board import KINDS, Board, Entry

# Shapes that differ without colour; the word stands beside each.
RING = '<circle cx="12" cy="12" r="9" fill="none"/>'
DASHED = '<circle cx="12" cy="12" r="9" fill="none" stroke-dasharray="3 2.4"/>'
SHAPES: Mapping[str, str] = MappingProxyType(
    {
        "open": RING,
        "due": f'{RING}<path d="M12 6.5v7M12 16v1.6"/>',
        "partly_kept": f'{RING}<path d="M12 3a9 9 0 0 0 0 18z" fill="#000"/>',
        "kept": '<circle cx="12" cy="12" r="9"/><path d="M7.5 12.5l3 3 6-7" fill="none" stroke="#fff"/>',
        "broken": '<path d="M3.5 3.5h17v17h-17z" fill="none"/><path d="M7.5 7.5l9 9M16.5 7.5l-9 9"/>',
        "withdrawn": f'{DASHED}<path d="M7.5 12h9"/>',
    }
)
STYLE = """
@page { size: %(paper)s portrait; margin: 12mm }
body { font: %(size)spt/1.25 "DejaVu Sans", Verdana, Arial, sans-serif; color: #000; margin: 0 auto;
  max-width: 52em; padding: .6em; overflow-wrap: anywhere }
header { border-bottom: 3px solid #000; padding-bottom: .3em }
h1 { font-size: 2em; line-height: 1.1; margin: 0 }
h2 { font-size: 1.15em; margin: .8em 0 .2em }
header p { margin: .25em 0 }
.unit { font-size: 1.35em; font-weight: bold }
table { border-collapse: collapse; width: 100%% }
th { font-size: .7em; text-align: left; border-bottom: 2px solid #000; padding: .3em .4em }
td { border-bottom: 1px solid #000; padding: .4em; vertical-align: top }
tr { break-inside: avoid }
td.state { width: 6.4em; font-size: .75em; font-weight: bold }
td.who, td.by { font-size: .8em; width: 9em }
svg { width: 2.2em; height: 2.2em; stroke: #000; stroke-width: 2.2; display: block }
small { font-size: .72em; display: block; margin-top: .2em }
.specimen { border: 3px solid #000; font-weight: bold; padding: .4em; text-align: center }
footer { break-inside: avoid; margin-top: 1em; font-size: .8em }
.line { border-bottom: 1px solid #000; display: inline-block; min-width: 16em }
.signatures { display: flex; gap: 3em; margin-top: 1em }
.signatures div { flex: 1; border-top: 1px solid #000; margin-top: 4em; padding-top: .2em }
"""


def board_html(board: Board, *, size: float = 15, paper: str = "A4") -> str:
    """Return the board as an HTML page.

    Parameters
    ----------
    board : Board
        From :func:`analysis.exhibits.board.make_board`.
    size : float
        Of the type, in points.
    paper : str
        ``A4`` or ``A3``: the page it prints on.
    """
    sections = "".join(
        _section(board, kind, [entry for entry in board.entries if entry.kind == kind]) for kind in KINDS
    )
    specimen = f'<p class="specimen">{escape(board.specimen)}</p>\n' if board.specimen else ""
    more = f"<p><strong>{escape(board.more)}</strong></p>\n" if board.more else ""
    style = STYLE % {"size": f"{size:g}", "paper": escape(paper)}
    return (
        f'<!DOCTYPE html>\n<html lang="{board.language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(board.title)}: {escape(board.unit)}</title>\n<style>{style}</style>\n</head>\n"
        "<body>\n"
        f'{specimen}<header>\n<h1>{escape(board.title)}</h1>\n<p class="unit">{escape(board.unit)}</p>\n'
        f"<p>{escape(board.region)} · {escape(board.as_of)}</p>\n<p>{escape(board.summary)}</p>\n</header>\n"
        f"<main>\n{sections}{more}</main>\n{_footer(board)}</body>\n</html>\n"
    )


def _section(board: Board, kind: str, entries: list[Entry]) -> str:
    if not entries:
        return ""
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in board.heads[kind])
    rows = "\n".join(_row(entry) for entry in entries)
    return (
        f"<section>\n<h2>{escape(board.section_titles[kind])}</h2>\n<table>\n<thead><tr>{heads}</tr></thead>\n"
        f"<tbody>\n{rows}\n</tbody>\n</table>\n</section>\n"
    )


def _row(entry: Entry) -> str:
    answers = f"<small>{escape(entry.answers)}</small>" if entry.answers else ""
    by = "<br>".join(escape(line) for line in entry.by.split("\n"))
    return (
        f'<tr><td class="state"><svg viewBox="0 0 24 24" aria-hidden="true">{SHAPES[entry.symbol]}</svg>'
        f"{escape(entry.state)}</td><td>{escape(entry.text)}{answers}</td>"
        f'<td class="who">{escape(entry.who)}</td><td class="by">{by}</td></tr>'
    )


def _footer(board: Board) -> str:
    if board.complain:
        where = f"<p>{escape(board.complain)}</p>"
    else:
        where = "".join(
            f'<p>{escape(label)}: <span class="line">&nbsp;</span></p>' for label in board.complain_blank
        )
    signs = "".join(f"<div>{escape(name)}</div>" for name in board.signatures)
    return (
        f'<footer>\n<h2>{escape(board.complain_head)}</h2>\n{where}\n<div class="signatures">{signs}</div>\n'
        "</footer>\n"
    )
