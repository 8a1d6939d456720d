"""Exit statuses, the same for every command."""

from __future__ import annotations

from enum import IntEnum


class Status(IntEnum):
    """How a command ended; of several the greatest counts."""

    CLEAN = 0
    FOUND = 1
    FAILED = 2
