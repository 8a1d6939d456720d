"""Texts whose letters, digits and spaces are those of ASCII, wherever there are such."""

from __future__ import annotations

from itertools import chain

import pytest

from scrubber.core.language import alphabet
from scrubber.core.language.alphabet import plain_utf8, words_and_numbers
from scrubber.core.language.plain import plain
from scrubber.core.language.unicode import INVISIBLE, folded
from scrubber.core.patterns import pattern

WORD_OR_NUMBER = pattern(r"[^\W\d_]+|[0-9]+")


def words_one_by_one(text: str) -> list[bytes]:
    """Return the words and numbers of a text, found where each character was folded."""
    shown = "".join(map(folded, INVISIBLE.sub("", text)))
    return [word.encode() for word in WORD_OR_NUMBER.findall(plain(plain(shown)))]


@pytest.mark.parametrize(
    "text",
    [
        "Größe STRASSE Straße \u1e9e \u01ff\u00f8 \u212b\u00e5",
        "d'accord, l\u2019e\u0301te\u0301 \u02bcx",
        "wait\u00adress a\u200bb \ufeffc \u2060d",
        "one\u00a0two\u2003three\u3000four\u2028five",
        "\uff23\uff36\uff36 \uff11\uff12 4\uff11 4\u00b2 8\ufe0f\u20e3 4\u00ad1 \u0663",
        "I\u0130\u0131i k\u0131rk",
        "\u039f \u039a\u03c9\u03b4\u03b9\u03ba\u03cc\u03c2 \u03a3\u03a3",
        "\u041a\u043e\u0434 4\u043a 4\u0439\u0451 \u0419\u0401",
        "\u6211\u7684\u53613\u4f4d\uff0c\u30ab\u30fc\u30c9",
        "\U0001f600code\U0001f600 x\U0001f1e9\U0001f1ea4",
        "\u201ccode\u201d \u2022 (c) \u00a9 x\u2014y _\uff3f_ \u00bd4 a\u00aa",
        "a1b\u00e92c3 \u0096x \u0081y \ufffd",
        "".join(map(chr, range(0xC0, 0x250))),
        " ".join(map(chr, range(0xA0, 0x600))),
    ],
)
def test_words_are_those_of_the_characters_one_by_one(text: str) -> None:
    """Also where a word is several, or none, once it is folded."""
    assert words_and_numbers(plain_utf8(text.encode())) == words_one_by_one(text)


def test_every_character_is_a_letter_a_digit_a_space_or_nothing() -> None:
    """And what came of it stays the same, so that it does not matter what is replaced first."""
    planes = range(0x80, 0xD800), range(0xE000, 0x20000), range(0xE0000, 0xE0200)
    for char in map(chr, chain(*planes)):
        found = alphabet._plain_letter.__wrapped__(char)
        assert [found.lower().encode()] * found.isalnum() == words_one_by_one(char), ascii(char)
        assert found.isascii() or alphabet._plain_letter.__wrapped__(found) == found, ascii(char)
        assert found == char or alphabet._AS_THEY_ARE.match(char) is None, ascii(char)


def test_half_a_character_is_nothing() -> None:
    """Long texts are cut anywhere."""
    assert plain_utf8("é code é".encode()[1:-1]) == b" code "
    assert plain_utf8(b"\xff\xc3 c\xa9ode \xc3\xa9") == b" code e"
