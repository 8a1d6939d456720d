"""Numbers in words, and letters for digits."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubber.core.cards.spelled import around_words_read, with_letters_read, with_words_read
from scrubber.core.reading.view import View
from tests.core.few_rules import RULES

WORDS = {
    "digits": ("four one one", "411"),
    "any case": ("Four ONE one", "411"),
    "tens": ("twelve twenty", "1220"),
    "tens and units": ("twenty one forty-two", "2142"),
    "tens, and, units": ("veinte y uno", "21"),
    "units before tens in one word": ("einundzwanzig", "21"),
    "another word between": ("veinte x uno", "20 x uno"),
    "too far apart": ("twenty ... one", "20 ... one"),
    "tens without units": ("twenty", "20"),
    "tens and zero": ("twenty zero", "200"),
    "no tens": ("twelve one", "121"),
    "double": ("double four", "44"),
    "triple": ("triple one two", "1112"),
    "double of a figure": ("double 7", "77"),
    "twice, in two words": ("dwa razy four", "44"),
    "double of no digit": ("double twelve", "double 12"),
    "double of nothing": ("double", "double"),
    "double of a word": ("double x", "double x"),
    "double, too far": ("double ... four", "double ... four"),
    "numbers of several words": ("quatre vingt", "80"),
    "the longest": ("quatre vingt dix quatre", "94"),
    "several words, too far": ("quatre ... vingt", "quatre ... vingt"),
    "figures stay": ("4111 one", "4111 1"),
    "figures behind": ("one 4111", "1 4111"),
    "a digit alone": ("au dos quatre, x", "au dos quatre, x"),
    "other words stay": ("my card is four one", "my card is 41"),
    "diacritics": ("Fóur one", "41"),
    "apostrophes": ("п'ять one", "51"),
    "curly apostrophes": ("п\u2019ять one", "51"),
    "hyphens": ("four-one", "41"),
    "groups": ("four one, one one, four", "41, 11, 4"),
    "no groups": ("four, one, one", "411"),
    "groups in lines": ("four one\none two", "41\n12"),
    "a line that goes on": ("four one one\none", "4111"),
    "how many there are, below": ("four one one\nthree digits", "411\nthree digits"),
    "a word of that kind alone": ("three digits", "three digits"),
    "figures between": ("four 1 1 one", "4111"),
    "figures alone": ("x 4 1 1 1 x", "x 4 1 1 1 x"),
    "groups of figures": ("four 111 one", "4 111 1"),
    "nothing": ("", ""),
}


@pytest.mark.parametrize(("written", "read"), WORDS.values(), ids=list(WORDS))
def test_words_are_read_as_the_digits_they_mean(written: str, read: str) -> None:
    """As people say them, digit by digit or not."""
    assert with_words_read(View(written), RULES).text == read


def test_a_number_leads_back_to_its_words() -> None:
    """All of them."""
    view = with_words_read(View("card twenty one"), RULES)
    assert view.span(5, 6) == view.span(6, 7) == (5, 15)


LETTERS = {
    "for one and zero": ("4lI1 OoQ0 i111 1111", "4111 0000 1111 1111"),
    "a group of letters": ("4111 OOOO llll 1111", "4111 0000 1111 1111"),
    "a group of letters for different digits": ("4111 OllO 1111", "4111 0110 1111"),
    "a word": ("Oil 4111", "Oil 4111"),
    "behind an apostrophe": ("You'll see, we\u2019ll pay", "You'll see, we\u2019ll pay"),
    "within a word": ("x4l11", "x4l11"),
    "a single letter": ("4111 O I", "4111 O I"),
    "an ordinary letter": ("4a11", "4a11"),
    "nothing": ("", ""),
}


@pytest.mark.parametrize(("written", "read"), LETTERS.values(), ids=list(LETTERS))
def test_letters_are_read_as_the_digits_they_look_like(written: str, read: str) -> None:
    """Beside digits, or in groups of their own."""
    assert with_letters_read(View(written)).text == read


@given(
    st.lists(
        st.sampled_from(["four", "twenty", "one", "double", "quatre", "vingt", "7", "x", "y", ","]),
        max_size=15,
    ).map(" ".join)
)
def test_what_is_no_number_stays(text: str) -> None:
    """Each other word is there afterwards, in order, and each digit comes from a word."""
    view = with_words_read(View(text), RULES)
    assert re.findall("x", view.text) == re.findall("x", text)
    for index, char in enumerate(view.text):
        if char.isdigit():
            low, high = view.span(index, index + 1)
            assert text[low:high].strip()


def test_of_a_long_text_only_what_stands_nearby_is_kept() -> None:
    """No number is cut, and what was kept leads back to where it stood."""
    far = "lamp 12345 " * 200
    view = around_words_read(View(f"{far}card one two three {far}four five one {far}"), RULES)
    assert view is not None
    assert len(view.text) < len(far)
    assert view.text.count("\n\u2026\n") == 3
    assert "card 123 lamp 12345 " in view.text
    assert "12345 451 lamp" in view.text
    assert not set(re.findall("[0-9]+", view.text)) - {"12345", "123", "451"}
    at = view.text.index("451")
    assert view.span(at, at + 1) == (2 * len(far) + 19, 2 * len(far) + 24)


def test_a_long_text_of_digits_is_kept() -> None:
    """There is no place to cut it."""
    text = "one two three " + "12 " * 1000 + " a"
    view = around_words_read(View(text), RULES)
    assert view is not None
    assert view.text == "123 " + "12 " * 1000 + " a"


def test_where_no_word_is_a_number_there_is_nothing_to_read() -> None:
    """What the text shows is weighed without it; one of a few words lies in nearly each."""
    assert around_words_read(View("two chairs au dos, card 4111"), RULES) is None


@given(
    st.lists(
        st.sampled_from(sorted({*" ".join((*RULES.numbers, *RULES.repeats)).split(), "x", "7"}))
    )
)
def test_what_a_word_means_by_itself_it_means_among_others(words: list[str]) -> None:
    """Looked up by itself, or as the beginning of a longer number: the same is read."""
    view = View(" ".join(words))
    read = with_words_read(view, RULES).text
    depends = {word: known._replace(lone="") for word, known in RULES.first_words.items()}
    slowly = replace(RULES)
    slowly.__dict__["first_words"] = depends
    assert with_words_read(view, slowly).text == read
