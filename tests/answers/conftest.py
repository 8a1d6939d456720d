"""Fixtures of the answers' tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fakes.next_hop import NextHop

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def submission() -> Iterator[NextHop]:
    """Return the shop's submission server."""
    with NextHop() as running:
        yield running
