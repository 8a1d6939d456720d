"""Masks: which characters go, what is told, and the field on top."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubber.core import redact
from scrubber.core.judge import Evidence, Hit
from scrubber.core.message.mime import read
from scrubber.core.model import Finding, Kind, Span
from scrubber.core.reading.view import View
from scrubber.core.redact import changes, mark, masked_text


def hit(text: str, *, readable: int = 0) -> Hit:
    """Return a hit from the first digit of ``text`` to its last."""
    digits = [i for i, char in enumerate(text) if char in "0123456789"]
    return Hit(Kind.PAN, "visa", digits[0], digits[-1] + 1, Evidence(), readable)


def masked(source: str, view: View | None = None, *, readable: int = 0) -> str:
    """Return ``source`` with what ``view`` shows of it masked."""
    view = view or View(source)
    chars = list(source)
    for index, char in changes(hit(view.text, readable=readable), view, source).items():
        chars[index : index + len(char)] = char
    return "".join(chars)


@pytest.mark.parametrize(
    ("text", "readable", "becomes"),
    [
        ("4111 1111 1111 1111", 4, "**** **** **** 1111"),
        ("x 3782-822463-10005, y", 4, "x ****-******-*0005, y"),
        ("123", 0, "***"),
        ("12/27", 0, "**/**"),
        ("4 1 1 1", 4, "4 1 1 1"),
        ("12\r\n34", 0, "**\r\n**"),
    ],
)
def test_digits_go_and_separators_stay(text: str, readable: int, becomes: str) -> None:
    """As many of the last digits stay as may be read."""
    assert masked(text, readable=readable) == becomes


ESCAPED = {
    "decimal": ("&#52;", "&#42;"),
    "hexadecimal": ("&#x34;", "&#x2a;"),
    "with zeros": ("&#00052;", "&#00042;"),
    "without its end": ("&#52", "&#42"),
    "percent": ("%34", "%2A"),
    "a word": ("four", "****"),
    "words": ("twenty-one", "******-***"),
    "another script": ("４", "*"),
}


@pytest.mark.parametrize(("source", "becomes"), ESCAPED.values(), ids=list(ESCAPED))
def test_what_shows_a_digit_shows_an_asterisk(source: str, becomes: str) -> None:
    """In as many characters, so that all bytes behind it stay in place."""
    view = View(source).replaced(re.compile(re.escape(source)), "4")
    assert masked(source, view) == becomes


def test_signs_between_the_digits_of_a_wall_stay() -> None:
    """Letters are left alone: another reading may mask them."""
    text = "4111 - 11,\u00a0five_1 " * 100
    assert masked(text) == "**** - **,\u00a0five_* " * 100


def test_letters_of_one_word_go_once() -> None:
    """Though it shows two digits; the last ones stay only where they have a character each."""
    view = (
        View("four twenty").replaced(re.compile("twenty"), "20").replaced(re.compile("four"), "4")
    )
    assert masked("four twenty", view) == "**** ******"
    assert masked("four twenty", view, readable=1) == "**** ******"


def test_a_finding_shows_what_stands_there_afterwards() -> None:
    """In one line, without signs that cannot be printed."""
    text = "4111\r\n\t1111 \x1b[1111\u200b-1111"
    assert masked_text(hit(text, readable=4), text) == "**** **** [**** -1111"


def finding(kind: Kind) -> Finding:
    """Return a finding."""
    return Finding(kind, None, "***", "1", Span(0, 3), 0.9, ())


FINDINGS = [finding(kind) for kind in (Kind.CVV, Kind.PAN, Kind.PAN, Kind.EXPIRY)]

MARKED = {
    "CRLF": (b"To: b\r\n\r\nx", b"X-Scrubber: masked; pan=2 cvv=1 expiry=1\r\nTo: b\r\n\r\nx"),
    "LF": (b"To: b\n\nx", b"X-Scrubber: masked; pan=2 cvv=1 expiry=1\nTo: b\n\nx"),
    "CR": (b"To: b\r\rx", b"X-Scrubber: masked; pan=2 cvv=1 expiry=1\rTo: b\r\rx"),
    "no line end": (b"Subject: b", b"X-Scrubber: masked; pan=2 cvv=1 expiry=1\r\nSubject: b"),
    "mbox": (
        b"From a\nTo: b\n\nx",
        b"From a\nX-Scrubber: masked; pan=2 cvv=1 expiry=1\nTo: b\n\nx",
    ),
    "no header": (b"x\ny", b"X-Scrubber: masked; pan=2 cvv=1 expiry=1\n\nx\ny"),
    "blank line first": (b"\nx", b"X-Scrubber: masked; pan=2 cvv=1 expiry=1\n\nx"),
    "marked before": (
        b"X-Scrubber: masked; pan=1 otp=3\r\nTo: b\r\n\r\nx",
        b"X-Scrubber: masked; pan=3 cvv=1 expiry=1 otp=3\r\nTo: b\r\n\r\nx",
    ),
    "marked by somebody else": (
        b"X-Scrubber: yes\nTo: b\n\nx",
        b"X-Scrubber: masked; pan=2 cvv=1 expiry=1\nX-Scrubber: yes\nTo: b\n\nx",
    ),
}


@pytest.mark.parametrize(("raw", "marked"), MARKED.values(), ids=list(MARKED))
def test_a_field_on_top_counts_what_was_masked(raw: bytes, marked: bytes) -> None:
    """With the line ends of the message, once."""
    assert mark(raw, read(raw), FINDINGS) == marked


UNITS = (
    *("4", "4111 11", "\uff14", "four", "twenty-one"),
    *("&#52;", "&#x34;", "&#65300;", "\\u0034", "%34"),
)
BETWEEN = (" ", "\u200b", "<b>", "x", "\u00fc1", "%", "&", "\\")


def of_units(source: str) -> View:
    """Return ``source`` with all that stands for digits read, and what is not seen left out."""
    view = View(source, 3).moved(2).replaced(re.compile("\u200b|<b>"), "")
    view = view.replaced(re.compile(r"&#x?[0-9]+;?|\\u0034|%34"), "4")
    view = view.translated(lambda char: "4" if char == "\uff14" else char)
    view = view.replaced(re.compile("twenty-one"), "21")
    return view.replaced(re.compile("four"), "4")


@given(st.lists(st.sampled_from(UNITS + BETWEEN), min_size=1, max_size=30))
def test_a_wall_goes_as_its_digits_would_one_by_one(bricks: list[str]) -> None:
    """In one row, in which all else stays as it is."""
    source = "".join(["4", *bricks, "4"])
    view = of_units(source)
    wanted = Hit(Kind.CVV, None, 0, len(view.text), Evidence())
    spaced = " " * 5 + source
    shown = []
    for long in (0, len(view.text)):
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(redact, "_LONG", long)
            rows = changes(wanted, view, spaced)
        chars = list(spaced)
        for start, row in rows.items():
            chars[start : start + len(row)] = row
        shown.append("".join(chars))
        assert long or len(rows) == 1
    assert shown[0] == shown[1]


def test_a_wall_as_it_is_written_is_one_row() -> None:
    """Letters in it stay, and signs that may begin an escape: another reading may mask them."""
    text = "cvv 123 " * 200 + "\u00fc 4 ~{ 56 code 7"
    hit = Hit(Kind.CVV, None, 0, len(text), Evidence())
    expected = "cvv *** " * 200 + "\u00fc * ~{ ** code *"
    assert changes(hit, View(text), text) == {0: expected}


def test_an_escape_that_something_unseen_parts_keeps_its_length() -> None:
    """It stands for no digit elsewhere."""
    text = "&#5<b>2;" * 2000
    view = View(text).replaced(re.compile("<b>"), "").replaced(re.compile("&#52;"), "4")
    wall = Hit(Kind.CVV, None, 0, 2000, Evidence())
    assert changes(wall, view, text) == {0: "&#*<b>*;" * 2000}
