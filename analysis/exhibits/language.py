"""Text for readers, by key and language, with numbers written the way that language writes them.

The texts stand in ``language/<code>/<section>.toml``, a file for each chapter beside ``common`` and
``exhibit``, with the same keys in every language (a test compares them). A place such as ``{gain}`` is
filled by a recorded result or by a name, never by a number typed there.
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Any

import pandas as pd
from babel.lists import format_list
from babel.numbers import format_decimal

from analysis.errors import ParameterError
from analysis.sources import Field

LANGUAGES = ("en", "id")
LOCALES = {"en": "en_GB", "id": "id_ID"}
MISSING = {"en": "no data", "id": "tidak ada data"}
PATTERNS = {decimals: "#,##0" + ("." + "0" * decimals if decimals else "") for decimals in range(5)}


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Read every text of a language as ``{"section.key": text}``.

    Raises
    ------
    ParameterError
        If the language is not one of ``LANGUAGES``.
    """
    if language not in LANGUAGES:
        raise ParameterError(
            f"language '{language}' is not available; choose one of: {', '.join(LANGUAGES)}."
        )
    folder = resources.files("analysis.exhibits").joinpath("language", language)
    files = sorted(
        (file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name
    )
    return {
        f"{file.name.removesuffix('.toml')}.{key}": text
        for file in files
        for key, text in tomllib.loads(file.read_text(encoding="utf-8")).items()
    }


class _Strict(string.Formatter):
    """Fill named places only; a number must come as text, rounded once by the caller."""

    def get_value(self, key: int | str, args: Any, kwargs: Mapping[str, Any]) -> Any:
        value = kwargs[str(key)]
        if not isinstance(value, str):
            raise TypeError(f"the text for '{key}' must be a str, not {type(value).__name__}: bind a result")
        return value


class Language:
    """A reader's language: texts by key, and numbers in its notation.

    Parameters
    ----------
    code : str
        ``en`` or ``id``.

    Examples
    --------
    >>> Language("id").number(1234.5, 1)
    '1.234,5'
    """

    def __init__(self, code: str) -> None:
        self.code = code
        self._texts = catalogue(code)

    def text(self, key: str, **values: str) -> str:
        """Return the text of `key` with its named places filled by `values` (all of them text).

        Raises
        ------
        KeyError
            If there is no such text, or a place has no value.
        """
        return _Strict().format(self._texts[key], **values)

    def has(self, key: str) -> bool:
        """Say whether there is a text of that key."""
        return key in self._texts

    def number(self, value: Any, decimals: int = 0) -> str:
        """Return a number in the notation of the language, or the words for a missing one."""
        if value is None or pd.isna(value):
            return MISSING[self.code]
        text = format_decimal(
            round(float(value), decimals), format=PATTERNS[decimals], locale=LOCALES[self.code]
        )
        return text.replace("-0", "0", 1) if float(f"{float(value):.{decimals}f}") == 0 else text

    def listed(self, words: Iterable[str]) -> str:
        """Return words as a list in a sentence, as the language writes it."""
        return str(format_list(list(words), style="standard", locale=LOCALES[self.code]))

    def year(self, value: Any) -> str:
        """Return a year without a thousands mark, or the words for a missing one."""
        return MISSING[self.code] if value is None or pd.isna(value) else str(int(value))

    def title(self, field: Field) -> str:
        """Return the title of a table column in the language (English where it has no Indonesian one)."""
        return field.title_id if self.code == "id" and field.title_id else field.title
