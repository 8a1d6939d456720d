"""What the package shows of itself."""

from __future__ import annotations

import pytest

import scrubber
from scrubber.core import model


def test_the_types_are_there_though_they_are_imported_late() -> None:
    """By their names, and all that is promised."""
    assert scrubber.Finding is model.Finding
    assert scrubber.Scrubbed is model.Scrubbed
    assert all(hasattr(scrubber, name) for name in scrubber.__all__)


def test_nothing_else_is() -> None:
    """As any module says it."""
    with pytest.raises(AttributeError, match="no attribute 'Piece'"):
        scrubber.Piece  # noqa: B018
