"""Bytes of files in a text: nobody reads them, and nothing that somebody wrote is lost."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scrubber import scrub
from scrubber.core.reading.binary import without_binary
from scrubber.core.reading.view import View
from tests.shapes.writing import MIME, mail

CARD = "4111 1111 1111 1111"
UTF8 = "Content-Type: text/plain; charset=utf-8"
LATIN1 = "Content-Type: text/plain; charset=iso-8859-1"
SIZE = 4000


def file(seed: int, size: int = SIZE) -> bytes:
    """Return bytes as those of an archive."""
    return Random(seed).randbytes(size)  # noqa: S311 - the same each time


def read(data: bytes, charset: str = "utf-8") -> str:
    """Return bytes as a text."""
    return data.decode(charset, "surrogateescape")


def left(text: str) -> str:
    """Return what is left of a text."""
    return without_binary(View(text)).text


CHARSETS = {"utf-8": 6, "iso-8859-1": 2, "koi8-r": 2}


@pytest.mark.parametrize("charset", CHARSETS)
def test_the_bytes_of_a_file_are_blackened(charset: str) -> None:
    """All but a part of them."""
    text = left(read(file(1), charset))
    assert len(text.replace("\x7f ", "")) < len(text) / CHARSETS[charset]


def test_the_bytes_of_a_file_read_as_wide_are_blackened() -> None:
    """What looks like letters of all the world has others between that are none."""
    text = left(file(1).decode("utf-16-le", "replace"))
    assert len(text.replace("\x7f ", "")) < len(text) / 2


def test_what_stands_around_a_file_stays_where_it_was() -> None:
    """Each character stands where it stood."""
    text = f"before\n{read(file(2))}\n-- \nbehind"
    shown = without_binary(View(text))
    assert shown.text.startswith("before\n")
    assert shown.text.endswith("\n-- \nbehind")
    assert shown.span(len(text) - 6, len(text)) == (len(text) - 6, len(text))


WRITTEN = {
    "a letter": "Dear shop,\nmy card is declined.\n" * 40,
    "records with a sign between": "8=FIX.4.2\x019=178\x0135=8\x0149=PHLX\x01" * 100,
    "records with four signs": "a\x1cb\x1dc\x1ed\x1f" * 100,
    "letters typed over": "N\x08NA\x08AM\x08ME\x08E\n" * 40,
    "a few signs": "\x00\x01\x02\x03\x04\x05\x06\x07\x08 abc " * 7,
    "signs far apart": "".join(chr(n % 8) + "a letter " * 8 for n in range(100)),
    "icons of a font": "\ue001\ue002\ue003\n" * 80,
    "what a conversion lost": "\ufffd \ufffd" * 80,
}


@pytest.mark.parametrize("name", WRITTEN)
def test_what_somebody_may_have_written_stays(name: str) -> None:
    """The text is the very same."""
    assert left(WRITTEN[name]) == WRITTEN[name]


@pytest.mark.parametrize(
    "written",
    [
        CARD,
        "cvv 123",
        "pin l2O",
        "cvv: \u0661\u0662\u0663",
        "cvv\x01123",
        "code\xb9\xb2\xb3",
        "four one one one",
        "fünf fünf",
        "fu\u0308nf fu\u0308nf",
        "чотири два",
        "your \u201ccard\u201d",
        "4\x011\x021",
    ],
)
def test_words_and_figures_among_such_bytes_stay(written: str) -> None:
    """As they were, and with what they touch."""
    text = f"{read(file(3))}\x01é{written}\x02\udcff{read(file(4))}"
    assert f"é{written}\x02" in left(text)


def test_what_stands_near_a_number_stays() -> None:
    """Words speak for it, or against it."""
    signs = "".join(map(chr, range(1, 9))) * 40
    gap = "\x02" * 90
    text = f"{signs}card{gap}4111\x03{signs}"
    assert "card" in left(text)


def test_a_word_stays_whose_number_stands_behind_such_bytes() -> None:
    """The last sign of them is where they end."""
    signs = "".join(map(chr, range(1, 9))) * 40
    assert left(f"{signs}cvv\x01123").endswith("cvv\x01123")


def test_tags_among_such_bytes_end_where_they_ended() -> None:
    """Else all that stands before the next sign would be of the tag, and out of sight."""
    signs = "".join(map(chr, range(1, 9))) * 40
    page = f"{signs}<b{signs}>{signs}cvv 123{signs}<b>{signs}"
    assert b"123" not in scrub(mail(page, MIME, "Content-Type: text/html")).message


@example(149198, 1020, LATIN1)
@given(st.integers(0, 1 << 32), st.integers(0, SIZE), st.sampled_from([UTF8, LATIN1]))
def test_a_card_among_such_bytes_is_found(seed: int, at: int, declared: str) -> None:
    """Wherever it stands, and whatever three letters in a row happen to say of a number."""
    data = file(seed)
    data = data[:at] + f"\nmy card {CARD}\n".encode() + data[at:]
    assert CARD.encode() not in scrub(mail(data, MIME, declared)).message
