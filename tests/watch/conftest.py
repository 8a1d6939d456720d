"""An account on the Dovecot of a test's module, and a folder of the test's own in it."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import pytest

from tests.watch.watching import Box

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.servers.dovecot import Dovecot

_numbers = count()


@pytest.fixture
def box(server: Dovecot, tmp_path: Path) -> Iterator[Box]:
    """Return an account."""
    made = Box(server, tmp_path / "state")
    yield made
    made.other.shutdown()


@pytest.fixture
def name(box: Box) -> str:
    """Return a folder of the test's own."""
    made = f"box{next(_numbers)}"
    box.other.create(made)
    return made
