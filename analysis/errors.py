"""The errors that a reader of this study can meet.

Every error's text is one paragraph: what it concerns, what was expected, what was found, and what to do.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

__all__ = [
    "BuildError",
    "DataError",
    "DocumentError",
    "MethodError",
    "ParameterError",
    "PelayananError",
    "RegionError",
    "nearest",
]


class PelayananError(Exception):
    """Base of all errors of this package; ``str(error)`` is the whole message."""


class RegionError(PelayananError):
    """A region is unknown, misspelt or ambiguous."""


class ParameterError(PelayananError):
    """A parameter of a run is unknown, misspelt, ill-typed or out of range."""


class DataError(PelayananError):
    """A table is absent, corrupt, or not what its description says."""


class DocumentError(PelayananError):
    """A document cannot be read: it is damaged, locked, of a kind that is not read, or beyond bounds."""


class MethodError(PelayananError):
    """A method cannot be applied to what it was given: a column is absent, an option is unknown."""


class BuildError(PelayananError):
    """A product (data, notebook, book) could not be built."""


def nearest(word: str, options: Iterable[str], count: int = 3, cutoff: float = 0.5) -> list[str]:
    """Name the options that a mistyped word is nearest to, best first.

    Parameters
    ----------
    word
        What was found.
    options
        What is allowed.
    count
        At most this many.
    cutoff
        Similarity below which nothing is offered, between 0 and 1 (``difflib`` ratio).

    Returns
    -------
    list of str
        In their original spelling; letter case is ignored in the comparison.
    """
    spelling: dict[str, str] = {}
    for option in options:
        spelling.setdefault(option.casefold(), option)
    found = get_close_matches(word.casefold(), list(spelling), n=count, cutoff=cutoff)
    return [spelling[key] for key in found]
