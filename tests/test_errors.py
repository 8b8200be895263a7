"""Errors are one family, and the nearest of the allowed words is found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import errors


@pytest.mark.parametrize("name", [name for name in errors.__all__ if name.endswith("Error")])
def test_all_errors_are_of_one_family_and_say_their_message(name):
    error = getattr(errors, name)("What, where, what to do.")
    assert isinstance(error, errors.PelayananError)
    assert str(error) == "What, where, what to do."


def test_the_nearest_word_comes_first_in_its_own_spelling():
    assert errors.nearest("singkawag", ["Luwu Utara", "Singkawang", "Sinjai"])[0] == "Singkawang"
    assert errors.nearest("xyz", ["Luwu Utara"]) == []


@given(st.lists(st.text(min_size=1), min_size=1), st.data())
def test_a_word_that_is_allowed_is_nearest_to_itself_but_for_letter_case(options, data):
    word = data.draw(st.sampled_from(options))
    assert errors.nearest(word, options)[0].casefold() == word.casefold()
