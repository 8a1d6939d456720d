"""What stands alone on its line."""

from __future__ import annotations

import pytest

from scrubber.core.reading.lines import alone

ALONE = [
    "123",
    "x\n123\ny",
    "x\r\n123\r\ny",
    "x\r123\ry",
    "x\n  - 123 *\ny",
    "x\n|123|",
    "x\r\n123\n",
]
BESIDE = ["a 123", "123 b", "x\n1 123", "x\r123 4\ry", "x\r\n123 é", "x\n- a - 123 -\n"]


@pytest.mark.parametrize("text", ALONE)
def test_signs_do_not_count(text: str) -> None:
    """Nor does any line end, one of RFC 5322 or another."""
    start = text.index("123")
    assert alone(text, start, start + 3)


@pytest.mark.parametrize("text", BESIDE)
def test_letters_and_digits_count(text: str) -> None:
    """Before it and behind it."""
    start = text.index("123")
    assert not alone(text, start, start + 3)
