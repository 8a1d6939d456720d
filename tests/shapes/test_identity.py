"""Mail without card data leaves as it came, in every shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scrubber import scrub
from tests.shapes import CASES, IDS

if TYPE_CHECKING:
    from tests.shapes.shape import Shape

HARMLESS = {
    "words": "the small blue one.",
    "a number that fails Luhn": "4111 1111 1111 1112",
    "an order number": "order 2025-00417, 3",
}
"""Texts of a card number's length that are none."""


@pytest.mark.parametrize(("shape", "end"), CASES, ids=IDS)
def test_a_mail_without_card_data_is_given_back_itself(shape: Shape, end: str) -> None:
    """The very object that was given comes back, and nothing was found in it."""
    for what, text in HARMLESS.items():
        message = shape.message(text, end)
        scrubbed = scrub(message)
        assert scrubbed.findings == (), what
        assert scrubbed.message is message, what


ENCRYPTED = ("pgp encrypted", "pgp encrypted in the text", "smime encrypted")


@pytest.mark.parametrize(
    ("shape", "end"), [(shape, end) for shape, end in CASES if shape.name in ENCRYPTED]
)
def test_what_cannot_be_read_is_named(shape: Shape, end: str) -> None:
    """An encrypted mail passes, and is reported as unreadable."""
    assert scrub(shape.message("", end)).unreadable
