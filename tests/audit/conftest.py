"""The audit as its users start it, but in the process of the tests, which saves their time."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest

from tests.cli.calling import in_this_process

if TYPE_CHECKING:
    import subprocess


class Audit(Protocol):
    """Run ``scrubber audit`` with arguments; it can ask nobody."""

    def __call__(self, *arguments: object, jobs: int = 1) -> subprocess.CompletedProcess[bytes]:
        """Return the exit status and what was written."""
        ...


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Return an environment with a state directory that ends with the test."""
    return {**os.environ, "SCRUBBER_STATE": str(tmp_path / ".state")}


@pytest.fixture
def audit(environment: dict[str, str]) -> Audit:
    """Return a way to run an audit."""
    run = in_this_process(Path(environment["SCRUBBER_STATE"]))

    def call(*arguments: object, jobs: int = 1) -> subprocess.CompletedProcess[bytes]:
        return run("audit", "--jobs", jobs, *arguments)

    return call
