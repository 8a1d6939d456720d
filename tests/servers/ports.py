"""Free loopback ports."""

from __future__ import annotations

import os
import random
import socket
from typing import Final

# Below Linux's range for outgoing connections (32768 and up), so that no client of a test that
# runs meanwhile can take the port between its choice and its use.
# Each process of pytest-xdist ("gw0", "gw1", ...) has ports of its own, and names none twice.
_PROCESSES: Final = 16
_PROCESS: Final = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % _PROCESSES
CHOICE: Final = list(range(15_000 + _PROCESS, 32_000, _PROCESSES))
random.SystemRandom().shuffle(CHOICE)


def free_port() -> int:
    """Return a port of 127.0.0.1 on which nobody listens, another one each time."""
    while True:
        port = CHOICE.pop()
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


def is_listening(port: int) -> bool:
    """Whether somebody accepts connections on a port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
