"""Digits that begin a list of others like them: "three numbers for the doors: 123, 456 and 789"."""

from __future__ import annotations

from scrubber.core.patterns import pattern

_OTHERS = pattern(r"(?:, [0-9]{3,4}){1,8},? (?:[^\W\d_]{1,3}|&) [0-9]{3,4}(?![0-9])")


def begin_list(text: str, end: int) -> bool:
    """Say whether others follow on the digits that end at ``end``."""
    return _OTHERS.match(text, end) is not None
