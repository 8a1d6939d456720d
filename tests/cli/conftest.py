"""The program as its users start it: a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Protocol

import pytest

if TYPE_CHECKING:
    from pathlib import Path


class Run(Protocol):
    """Run ``scrubber`` with arguments and bytes on standard input."""

    def __call__(
        self, *arguments: object, stdin: bytes = b"", **environment: str
    ) -> subprocess.CompletedProcess[bytes]:
        """Return the exit status and what was written on both outputs."""
        ...


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Return a way to run the program, with a state directory that ends with the test."""

    def call(
        *arguments: object, stdin: bytes = b"", **environment: str
    ) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", "scrubber", *map(str, arguments)],
            input=stdin,
            capture_output=True,
            check=False,
            timeout=120,
            env={**os.environ, "SCRUBBER_STATE": str(tmp_path / "state"), **environment},
        )

    return call
