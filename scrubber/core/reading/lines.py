"""What stands beside a place on its line."""

from __future__ import annotations

import re

from scrubber.core.patterns import compiled

LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_NOTHING_ON_THE_LINE = compiled(r"(?:(?![\r\n])[\W_])*+(?:[\r\n]|\Z)")


def alone(text: str, start: int, end: int) -> bool:
    """Say whether nothing but signs stands on the line of the characters ``[start, end)``."""
    low = text.rfind("\n", 0, start) + 1
    low = text.rfind("\r", low, start) + 1 or low
    before = LETTER_OR_DIGIT.search(text, low, start)
    return before is None and _NOTHING_ON_THE_LINE.match(text, end) is not None
