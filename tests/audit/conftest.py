"""The audit as its users start it: a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Protocol

import pytest

if TYPE_CHECKING:
    from pathlib import Path


class Audit(Protocol):
    """Run ``scrubber audit`` with arguments."""

    def __call__(self, *arguments: object) -> subprocess.CompletedProcess[bytes]:
        """Return the exit status and what was written on both outputs."""
        ...


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Return an environment with a state directory that ends with the test."""
    return {**os.environ, "SCRUBBER_STATE": str(tmp_path / ".state")}


@pytest.fixture
def audit(environment: dict[str, str]) -> Audit:
    """Return a way to run an audit."""

    def call(*arguments: object) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", "scrubber", "audit", "--jobs", "1", *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=120,
            env=environment,
        )

    return call
