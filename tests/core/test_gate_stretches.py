"""The gate and the stretches of long texts."""

from __future__ import annotations

import pytest

from scrubber.core.gate import Gate, Stretches
from tests.core.few_rules import RULES
from tests.core.one_text import OneText


def test_of_a_long_text_the_views_of_some_stretches_are_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Those of the others are made again."""
    monkeypatch.setattr("scrubber.core.gate._MOST_KEPT", 1)
    gate = Gate(RULES)
    first, second = (gate.views_of_stretch(text) for text in ("cvv 123", "cvv 456"))
    assert [view.text for view, _ in first] == ["cvv 123"]
    assert gate.views_of_stretch("cvv 123") is first
    again = gate.views_of_stretch("cvv 456")
    assert again is not second
    assert [view.text for view, _ in again] == ["cvv 456"]


def test_what_is_known_of_stretches_is_handed_on() -> None:
    """To the next pass, but for a wall: elsewhere less is let in."""
    known = Stretches()
    views = Gate(RULES, known=known).views_of_stretch("cvv 123")
    assert Gate(RULES, known=known).views_of_stretch("cvv 123") is views
    gate = Gate(RULES, known=known)
    gate.is_wall = True
    views = gate.views_of_stretch("cvv 124")
    assert gate.views_of_stretch("cvv 124") is views
    assert Gate(RULES, known=known).views_of_stretch("cvv 124") is not views
    known.note_nothing("cvv 123")
    assert known.holds_nothing("cvv 123")
    assert not known.holds_nothing("cvv 124")


def test_a_long_text_with_digits_enough_is_not_asked_as_a_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is read in stretches."""
    monkeypatch.setattr("scrubber.core.gate.promise_of", lambda *_, **__: pytest.fail("asked"))
    source, gate = OneText(f"4111 1111 1111 1111 {'x ' * 40_000}"), Gate(RULES)
    assert not gate.glance_over([source])
    assert not gate.lets_go(source)
