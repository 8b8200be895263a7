import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.documents.layout.words import joins_without_hyphen, normal


@pytest.mark.parametrize(
    ("word", "written"),
    [
        ("e\ufb01siensi", "efisiensi"),
        ("e\ufb03siensi", "effisiensi"),
        ("pela\u00adyanan", "pelayanan"),
        ("\uf0b7", "\u2022"),
        ("\uf050\uf065\uf06d", "Pem"),
        ("cafe\u0301", "caf\u00e9"),
        ("esimasi", "esimasi"),
        ("10\u00b2", "10\u00b2"),
    ],
)
def test_words_are_written_with_plain_characters(word, written):
    assert normal(word) == written


@given(st.text())
def test_writing_plainly_twice_changes_nothing_more(word):
    once = normal(word)
    assert normal(once) == once


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("pela-", "yanan"),
        ("be-", "berapa"),
        ("pemerin-", "tahan,"),
        ("(pertang-", "gungjawaban)"),
        ("ma-", "masing"),
    ],
)
def test_a_divided_word_is_joined(before, after):
    assert joins_without_hyphen(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("anak-", "anak"),
        ("kegiatan-", "kegiatannya"),
        ("bersama-", "sama"),
        ("masing-", "masing."),
        ("isu-", "isu"),
        ("2011-", "2016"),
        ("1.02-", "03"),
        ("Ibu-", "Anak"),
        ("SD-", "SMP"),
        ("-", "pelayanan"),
    ],
)
def test_a_hyphen_of_the_word_itself_stays(before, after):
    assert not joins_without_hyphen(before, after)


SYLLABLE = st.sampled_from(
    ["ba", "be", "da", "di", "ga", "ka", "ke", "la", "ma", "mi", "na", "pa", "ra", "si", "ta", "ti", "ya"]
)


def threes(word):
    return {word[at : at + 3] for at in range(len(word) - 2)}


@given(st.lists(SYLLABLE, min_size=4, max_size=7), st.data())
def test_a_word_divided_between_syllables_is_joined_unless_its_halves_share_letters(syllables, data):
    cut = data.draw(st.integers(1, len(syllables) - 1))
    first, second = "".join(syllables[:cut]), "".join(syllables[cut:])
    assert joins_without_hyphen(f"{first}-", second) or threes(first) & threes(second)


@given(st.lists(SYLLABLE, min_size=2, max_size=4))
def test_a_doubled_word_keeps_its_hyphen(syllables):
    word = "".join(syllables)
    assert not joins_without_hyphen(f"{word}-", word)
