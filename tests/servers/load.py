"""Postfix's load tools: a sink that swallows mail and a source that sends it."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING, Self

from tests.servers.ports import free_port, is_listening
from tests.servers.programs import need
from tests.servers.waiting import wait_until

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType


class Sink:
    """An smtp-sink(1): a next hop that takes every mail and throws it away."""

    def __init__(self, *options: str) -> None:
        """Prepare a sink with further options of smtp-sink, for example ``-L`` for LMTP."""
        self._program = need("smtp-sink")
        self._options = options
        self.port = free_port()

    def __enter__(self) -> Self:
        """Start it."""
        user = ["-u", "nobody"] if os.geteuid() == 0 else []
        command = [self._program, *user, *self._options, f"127.0.0.1:{self.port}", "1024"]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        wait_until(lambda: is_listening(self.port), "smtp-sink listens")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop it."""
        self._process.kill()
        self._process.wait()


def send_load(port: int, message: Path, *, count: int, sessions: int) -> None:
    """Send one message many times to a port of 127.0.0.1, over some sessions at a time.

    The file holds lines as Unix ends them. Raises subprocess.CalledProcessError as soon as one
    mail is not accepted: smtp-source(1) stops at the first reply that is no success.
    """
    subprocess.run(
        [
            need("smtp-source"),
            *("-s", str(sessions)),
            *("-m", str(count)),
            *("-f", "customer@customer.example"),
            *("-t", "orders@shop.example"),
            *("-F", str(message)),
            f"127.0.0.1:{port}",
        ],
        check=True,
        capture_output=True,
        timeout=600,
    )
