"""Places as text."""

from __future__ import annotations

import pytest

from scrubber.core.dialogue.places import from_json, to_json
from scrubber.core.model import Kind, Place, Span

PLACE = Place("1.2", Span(3, 22), Kind.PAN, "visa", ("<1@a.example>", "<ü@b.example>"))
HEADER = Place("header:Subject", Span(0, 3), Kind.CVV, None, ())


@pytest.mark.parametrize("places", [(), (PLACE,), (PLACE, HEADER)])
def test_places_come_back(places: tuple[Place, ...]) -> None:
    """As they were, through ASCII."""
    assert from_json(to_json(places).encode("ascii")) == places
