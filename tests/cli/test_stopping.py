"""Ctrl-C: one line that says what was done, with the status that shells know."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import click
import pytest

from scrubber.cli.stopping import Stopped, Stopping
from tests.servers.interrupting import interrupted

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("error", [KeyboardInterrupt, click.Abort])
def test_what_is_known_last_is_said(error: type[BaseException]) -> None:
    """While work goes on, or while a question waits for its answer."""
    stopping = Stopping("nothing was")
    stopping.told = "two were done"
    with pytest.raises(Stopped, match="two were done"), stopping:
        raise error


def test_another_error_stays_what_it_is() -> None:
    """It is told elsewhere."""
    with pytest.raises(ValueError, match="other"), Stopping("nothing was"):
        raise ValueError("other")


def test_a_demonstration_that_is_stopped_leaves_nothing(tmp_path: Path) -> None:
    """No process, no folder; and it says so."""
    with subprocess.Popen(
        [sys.executable, "-m", "scrubber", "demo"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    ) as process:
        assert process.stdout is not None
        assert b"A relay listens" in process.stdout.readline()
        said = interrupted(process)
    # Shells say 130 to both: Python ends by the signal where that came while it compiled a string,
    # as it does for each named tuple of a module.
    assert process.returncode in (130, -signal.SIGINT)
    last = said.decode().splitlines()[-1]
    assert last == "scrubber: stopped: the demonstration has ended, and nothing of it is left"
    assert list(tmp_path.iterdir()) == []
