import string
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from analysis.errors import ParameterError
from analysis.messages import in_language, language_of_messages, say, use_language

PACKAGE = Path(__file__).parents[1] / "analysis"
IMPORTED = ("from analysis.messages import", "def say(")


def in_the_code() -> set[str]:
    speaking = [
        path
        for path in PACKAGE.rglob("*.py")
        if any(mark in path.read_text(encoding="utf-8") for mark in IMPORTED)
    ]
    found = [each for path in speaking for each in extract_from_file("python", path, keywords={"say": None})]
    return {str(message) for _, message, _, _ in found}


def translated() -> dict[str, str]:
    with (PACKAGE / "messages" / "id.po").open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file, locale="id") if m.id}


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_every_message_in_the_code_has_an_indonesian_text():
    missing = sorted(text for text in in_the_code() if not translated().get(text))
    assert missing == []


def test_no_translation_outlives_its_message():
    assert sorted(set(translated()) - in_the_code()) == []


def test_translations_keep_the_places_of_their_messages():
    wrong = [text for text, meaning in translated().items() if places(text) != places(meaning)]
    assert wrong == []


def test_english_is_the_default_and_a_block_in_indonesian_ends():
    assert language_of_messages() == "en"
    with in_language("id"):
        assert language_of_messages() == "id"
    assert language_of_messages() == "en"


def test_a_message_without_a_translation_is_given_in_english():
    with in_language("id"):
        assert say("{count} words that no catalogue holds", count=3) == "3 words that no catalogue holds"


def test_a_language_that_is_not_there_is_refused():
    with pytest.raises(ParameterError, match="'jv' is not available; choose one of: en, id"):
        use_language("jv")


def test_no_message_hides_in_an_f_string_where_the_catalogue_cannot_see_it():
    hidden = [path.name for path in PACKAGE.rglob("*.py") if "{say(" in path.read_text(encoding="utf-8")]
    assert hidden == []
