"""The prose of the book: pages as Jinja2 templates in which a number can only be named, never typed."""

from __future__ import annotations

import difflib
import re
import traceback
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import jinja2

from analysis.errors import BuildError
from analysis.pipeline.parameters import NOTEBOOK_PARAMETERS

CHAPTERS = tuple(NOTEBOOK_PARAMETERS)
_FENCE = re.compile(r"^(```+|~~~+)(?!\{)")
_BOUND = (
    re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}"),  # expressions and comments of the template
    re.compile(r"`[^`]*`"),  # code
    re.compile(r"\]\([^)]*\)|<https?:[^>]*>|https?://\S+"),  # link targets
    re.compile(r"<[^>]+>"),  # HTML tags
    re.compile(r"\b[A-Z][\w-]*\s+(?:No\.\s*)?\d+/(?:19|20)\d{2}\b"),  # laws: Permenkes 741/2008, PP 2/2018
)


def render_page(path: Path, name: str, context: Mapping[str, Any]) -> str:
    """Fill one page of prose.

    Parameters
    ----------
    path : pathlib.Path
        The Markdown file.
    name : str
        The name that an error shows, for example ``book/summary.md``.
    context : mapping
        What the page may use: ``number``, ``ran``, ``study``, ``pages``, ``exhibits`` and so on.

    Returns
    -------
    str
        Markdown with line feeds.

    Raises
    ------
    BuildError
        With file and line, if the page names something that does not exist or is not a valid template.
    """
    environment = jinja2.Environment(
        undefined=jinja2.StrictUndefined, keep_trailing_newline=True, autoescape=False
    )
    source = path.read_text(encoding="utf-8").replace("\r\n", "\n")
    try:
        return environment.from_string(source).render(**context)
    except jinja2.TemplateSyntaxError as error:
        raise BuildError(f"{name}, line {error.lineno}: {error.message}. Correct the template.") from error
    except (BuildError, jinja2.UndefinedError) as error:
        places = [
            place for place in traceback.extract_tb(error.__traceback__) if place.filename == "<template>"
        ]
        line = places[-1].lineno if places else "?"
        raise BuildError(f"{name}, line {line}: {error}") from error


def number_binder(
    results: Mapping[str, Mapping[str, Any]],
    missing_chapter: Callable[[str], str | None],
    shown: Callable[[str, Mapping[str, Any]], str] | None = None,
) -> Callable[[str], str]:
    """Return the function ``number(id)`` that prose uses to print a result.

    Parameters
    ----------
    results : mapping
        Result id to its record; ``text`` is what is printed.
    missing_chapter : callable
        Takes a result id; returns why its chapter has no results, or ``None`` if the chapter was made.
    shown : callable, optional
        Takes a result's id and record; returns what is printed. By default its ``text``.

    Returns
    -------
    callable
        ``number(id) -> str``. Raises BuildError for an id that a finished chapter did not record.
    """

    def number(id: str) -> str:
        if id in results:
            return shown(id, results[id]) if shown else str(results[id]["text"])
        reason = missing_chapter(id)
        if reason is not None:
            return f"*({reason})*"
        near = difflib.get_close_matches(id, results, n=1, cutoff=0.0)
        hint = f" The nearest one is '{near[0]}'." if near else " There are no results at all."
        raise BuildError(
            f"there is no result '{id}'.{hint} Name a result that a notebook records, or record it there."
        )

    return number


def unbound_numbers(text: str, allowed: Sequence[str] = ()) -> list[tuple[int, str]]:
    """Find digits that were typed into a page of findings instead of being bound to a result.

    Template expressions, code, link targets, HTML tags and citations of laws (number/year) are left out.

    Parameters
    ----------
    text : str
        The page as written (before it is filled).
    allowed : sequence of str
        Phrases that may hold digits; whoever calls states the reason for each.

    Returns
    -------
    list of (int, str)
        Line number and the word with the digits.
    """
    found, in_code = [], False
    for place, line in enumerate(text.splitlines(), start=1):
        if _FENCE.match(line):
            in_code = not in_code
            continue
        if in_code:
            continue
        for pattern in _BOUND:
            line = pattern.sub(" ", line)
        for phrase in allowed:
            line = line.replace(phrase, " ")
        found += [(place, word) for word in re.findall(r"\S*\d\S*", line)]
    return found
