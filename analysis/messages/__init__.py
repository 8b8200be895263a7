"""Words for the person at the command line, in the language that they chose.

The English text stands in the code, where it is read with the code; its Indonesian stands in ``id.po``, the
format that translators' tools open. ``pelayanan lint`` fails where one has no translation.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib import resources
from string import Formatter

from analysis.errors import ParameterError

LANGUAGES = ("en", "id")
_chosen: ContextVar[str] = ContextVar("language of messages", default="en")
SWAPPED = str.maketrans(",.", ".,")


class _Indonesian(Formatter):
    """Fills in numbers as Indonesian writes them: 1.234,5."""

    def format_field(self, value: object, spec: str) -> str:
        text = str(super().format_field(value, spec))
        return text.translate(SWAPPED) if isinstance(value, (int, float)) and spec else text


_formatters = {"en": Formatter(), "id": _Indonesian()}


def say(text: str, **values: object) -> str:
    """Return a message in the chosen language with its values filled in.

    Parameters
    ----------
    text
        The English message, a literal, with ``{named}`` places; it is also the key of its translation.
    **values
        What goes into the places; a number with a format (``{count:,}``) is written as the language does.

    Returns
    -------
    str
        In English where the message has no translation: an untranslated message is better than none.
    """
    language = _chosen.get()
    return _formatters[language].format(_translations(language).get(text) or text, **values)


def whole_number(value: int) -> str:
    """Return a whole number as the chosen language writes it."""
    return _formatters[_chosen.get()].format("{:,}", value)


def language_of_messages() -> str:
    """Return the language in which messages are given: ``en`` or ``id``."""
    return _chosen.get()


def use_language(language: str) -> None:
    """Choose the language of messages from here on.

    Raises
    ------
    ParameterError
        If it is not one of ``LANGUAGES``.
    """
    if language not in LANGUAGES:
        raise ParameterError(
            say(
                "The language '{language}' is not available; choose one of: {languages}.",
                language=language,
                languages=", ".join(LANGUAGES),
            )
        )
    _chosen.set(language)


@contextmanager
def in_language(language: str) -> Iterator[None]:
    """Give messages in a language inside a ``with`` block."""
    before = language_of_messages()
    use_language(language)
    try:
        yield
    finally:
        use_language(before)


@cache
def _translations(language: str) -> dict[str, str]:
    if language == "en":
        return {}
    from babel.messages.pofile import read_po

    with resources.files("analysis.messages").joinpath(f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    return {str(message.id): str(message.string) for message in catalogue if message.id and message.string}
