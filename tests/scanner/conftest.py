"""Fixtures of the relay's own tests."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from scrubber.config import PolicySettings
from scrubber.scanner.pool import ScannerPool

if TYPE_CHECKING:
    from collections.abc import Callable

WORKER = (sys.executable, "-m", "tests.scanner.odd_worker")


@pytest.fixture
def pool() -> Callable[..., ScannerPool]:
    """Make a pool of scanners that do what a message says."""

    def make(size: int = 1, patience: float = 10.0, ahead: int = 0) -> ScannerPool:
        return ScannerPool(
            PolicySettings(), size=size, timeout=patience, ahead=ahead, worker=WORKER
        )

    return make
