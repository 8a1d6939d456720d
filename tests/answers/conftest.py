"""Fixtures of the answers' tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.answers.shop import Shop
from tests.fakes.next_hop import NextHop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.servers.relay import Relay


@pytest.fixture(scope="module")
def submission() -> Iterator[NextHop]:
    """Return the shop's submission server."""
    with NextHop() as running:
        yield running


@pytest.fixture
def shop(relay: Relay, next_hop: NextHop, submission: NextHop) -> Shop:
    """Return a shop over the module's relay, to which nobody has written yet."""
    next_hop.play()
    return Shop(relay, submission.play())
