"""Patterns that are compiled when they are first asked."""

from __future__ import annotations

import re

import pytest

from scrubber.core.patterns import pattern


def test_a_pattern_does_what_a_compiled_one_does() -> None:
    """Of text and of bytes, with flags, and again."""
    word = pattern(r"[a-z]+", re.IGNORECASE)
    assert word.findall("Visa 4111") == ["Visa"]
    assert word.sub("*", "Visa") == "*"
    assert word.findall("my card") == ["my", "card"]
    assert pattern(rb"[0-9]+").findall(b"no 12") == [b"12"]


def test_it_is_compiled_when_it_is_asked() -> None:
    """A wrong one too is no error before."""
    wrong = pattern("(")
    with pytest.raises(re.error):
        wrong.search("")
