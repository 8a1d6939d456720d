"""The audit as its users start it, but in the process of the tests, which saves their time."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import pytest
from click.testing import CliRunner

from scrubber.cli import _run

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Result:
    """How an audit ended, and what it wrote on both outputs."""

    returncode: int
    stdout: bytes
    stderr: bytes


class Audit(Protocol):
    """Run ``scrubber audit`` with arguments; it can ask nobody."""

    def __call__(self, *arguments: object, jobs: int = 1) -> Result:
        """Return the exit status and what was written."""
        ...


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Return an environment with a state directory that ends with the test."""
    return {**os.environ, "SCRUBBER_STATE": str(tmp_path / ".state")}


@pytest.fixture
def audit(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Audit:
    """Return a way to run an audit."""
    monkeypatch.setenv("SCRUBBER_STATE", environment["SCRUBBER_STATE"])

    def call(*arguments: object, jobs: int = 1) -> Result:
        with CliRunner().isolation() as (stdout, stderr, _):
            status = _run(["audit", "--jobs", str(jobs), *map(str, arguments)])
            return Result(status, stdout.getvalue(), stderr.getvalue())

    return call
