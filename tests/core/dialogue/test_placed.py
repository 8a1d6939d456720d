"""Signs that tell where in its number a piece stands."""

from __future__ import annotations

import pytest

from scrubber.core.dialogue.placed import beside_blanks
from scrubber.core.model import Position


@pytest.mark.parametrize(
    ("written", "position"),
    [
        ("|4111| **** **** ****", Position.FIRST),
        ("**** |1111| **** ****", Position.LATER),
        ("4111-|1111|-xxxx-xxxx", Position.LATER),
        ("**** **** **** |1111|", None),
        ("|412643221111| ****-****-****-9432", None),
        ("****-****-**** |4126|4322 1111", None),
        ("|4111| ---- ---- ----.", Position.FIRST),
        ("ink for |4111| --------------------- 55.50", None),
        ("ink ................... |4111| ", None),
    ],
)
def test_groups_left_blank_tell_the_place(written: str, position: Position | None) -> None:
    """Four in all: a number beside one that was masked is none of its groups."""
    before, digits, behind = written.split("|")
    end = len(before) + len(digits)
    assert beside_blanks(before + digits + behind, len(before), end) == position
