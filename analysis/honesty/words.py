"""What the checks say, in the reader's language.

The English stands in the code, with the rule; the other language stands in ``language/<code>.toml``: the
name, the meaning and the question of each check by its id, and the sentences by their English text.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from analysis.errors import MethodError, nearest
from analysis.messages import LANGUAGES

SOURCE_LANGUAGE = "en"


@dataclass(frozen=True)
class Reason:
    """A sentence with ``{named}`` places, kept apart from its values so that it can be translated."""

    text: str
    values: Mapping[str, object] = field(default_factory=dict)

    def says(self, language: str = SOURCE_LANGUAGE) -> str:
        """Return it in a language; what has no translation stays English."""
        words = translations(language).get("sentences", {})
        values = {name: _shown(value, language) for name, value in self.values.items()}
        return str(words.get(self.text, self.text)).format(**values)


def because(text: str, **values: object) -> Reason:
    """Put a sentence and its values together; the text is a literal, so that a test can find it."""
    return Reason(text, values)


def word(group: str, name: str, language: str) -> str:
    """Return a word of a fixed list (``status``, ``severity``, ``meanings``) in a language."""
    return str(translations(language).get(group, {}).get(name, name))


def check_text(check_id: str, part: str, english: str, language: str) -> str:
    """Return a text of a check (``looks_for`` or ``settles``); English where it has no translation."""
    return str(translations(language).get("checks", {}).get(check_id, {}).get(part, english))


def translations(language: str) -> Mapping[str, Any]:
    """Return the texts of a language; empty for English.

    Raises
    ------
    MethodError
        If there is no such language.
    """
    require_option(language, LANGUAGES, "language")
    return _read(language)


@cache
def _read(language: str) -> Mapping[str, Any]:
    if language == SOURCE_LANGUAGE:
        return {}
    file = resources.files("analysis.honesty").joinpath("language", f"{language}.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _shown(value: object, language: str) -> str:
    if isinstance(value, Reason):
        return value.says(language)
    if isinstance(value, int):
        separated = f"{value:,}"
        return separated if language == SOURCE_LANGUAGE else separated.replace(",", ".")
    return str(value)


def require_option(given: str, options: tuple[str, ...], what: str) -> None:
    """Refuse an option that does not exist, and name the nearest one.

    Raises
    ------
    MethodError
    """
    if given in options:
        return
    near = nearest(given, options, count=1)
    hint = f" Did you mean '{near[0]}'?" if near else ""
    raise MethodError(f"The {what} '{given}' does not exist; it is one of: {', '.join(options)}.{hint}")
