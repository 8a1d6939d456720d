"""Ctrl-C for a program under test."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import subprocess

PATIENCE: Final = 60
"""Seconds."""


def interrupted(process: subprocess.Popen[bytes]) -> bytes:
    """Interrupt a program; return what it says on stderr until it ends, or is ended."""
    process.send_signal(signal.SIGINT)
    try:
        return process.communicate(timeout=PATIENCE)[1]
    finally:
        process.kill()
