"""A line on the terminal that says how far long work has come."""

from __future__ import annotations

import sys
from time import monotonic

_INTERVAL = 0.1  # seconds between two looks of the line
_CLEAR = "\r\x1b[K"


class Progress:
    """Counts messages on stderr while it is a terminal, and is silent elsewhere."""

    def __init__(self) -> None:
        """Start at no message; the line appears after the first interval."""
        self._shows = sys.stderr is not None and sys.stderr.isatty()  # None: it is closed
        self._messages = 0
        self._next = monotonic() + _INTERVAL
        self._visible = False

    def step(self) -> None:
        """Count one message."""
        self._messages += 1
        if self._shows and monotonic() >= self._next:
            sys.stderr.write(f"{_CLEAR}{self._messages:,} messages")
            sys.stderr.flush()
            self._visible = True
            self._next = monotonic() + _INTERVAL

    def clear(self) -> None:
        """Take the line away, before something else is printed and at the end."""
        if self._visible:
            sys.stderr.write(_CLEAR)
            sys.stderr.flush()
            self._visible = False
