"""Entities of HTML in a text."""

from __future__ import annotations

from html.entities import html5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubber.core.gate import Gate
from scrubber.core.reading.entities import entities, may_be_in
from tests.core.few_rules import RULES
from tests.core.one_text import OneText

SHOWN = {
    "a name": ("a&nbsp;b", True),
    "a name without its end": ("a&nbsp b", True),
    "a number": ("4&#49;1", True),
    "a name with digits behind": ("4539&nbsp1488", True),
    "a name that needs its end, and digits": ("?a=1&lang2=de", False),
    "a hexadecimal number": ("4&#X31 1", True),
    "a name that needs its end": ("?a=1&lang=de", False),
    "no name of one": ("?a=1&page=2", False),
    "a name within a longer one": ("?a=1&notes=2", False),
    "a single letter": ("AT&T, a&b", False),
    "a sign alone": ("salt & pepper", False),
    "none": ("hello", False),
}


@pytest.mark.parametrize(("text", "some"), SHOWN.values(), ids=list(SHOWN))
def test_an_entity_is_a_number_or_a_name_that_one_has(text: str, some: bool) -> None:  # noqa: FBT001
    """A text without one is let go at a glance."""
    assert may_be_in(text.encode()) is some
    assert bool(list(entities(text))) is some
    gate = Gate(RULES)
    source = OneText(text)
    gate.glance_over([source])
    assert gate.lets_go(source) is not some


def test_digits_behind_a_name_are_no_part_of_it() -> None:
    """Unless a longer name has them."""
    assert list(entities("a&nbsp12 &frac12 &frac1234 &sup1;2")) == [
        (1, 6, "\u00a0"),
        (9, 16, "\u00bd"),
        (27, 33, "\u00b9"),
    ]


@given(st.lists(st.sampled_from([*"&;#x1é ", "&#", *html5, *html5]), max_size=9).map("".join))
def test_what_shows_something_else_may_be_in_a_text(text: str) -> None:
    """Whatever touches it."""
    assert may_be_in(text.encode()) or not list(entities(text))
