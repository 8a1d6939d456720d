"""Fixtures: the program, called in either way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.calling import as_a_process, in_this_process

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.calling import Run


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Return a way to call the program, with a state directory that ends with the test."""
    return in_this_process(tmp_path / "state")


@pytest.fixture
def run_process(tmp_path: Path) -> Run:
    """Return the same where it matters that the program is a process."""
    return as_a_process(tmp_path / "state")
