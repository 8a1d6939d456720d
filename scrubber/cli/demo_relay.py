"""The relay that the demonstration starts, and a plain SMTP client that sends it mail."""

from __future__ import annotations

import re
import smtplib
import socket
import subprocess
import sys
from contextlib import closing
from time import monotonic, sleep
from typing import TYPE_CHECKING, Self

from scrubber.errors import ScrubberError

if TYPE_CHECKING:
    from pathlib import Path

_PATIENCE = 30.0  # seconds for the relay to listen, and to end
_PAUSE = 0.05  # seconds between two attempts
_ANY_LINE_END = re.compile(rb"\r\n|\r|\n")


class Relay:
    """``scrubber relay`` as a process of its own, with a Maildir in ``folder`` as next hop."""

    def __init__(self, folder: Path, config: Path) -> None:
        """Choose a free port; the relay starts when the context is entered."""
        self._config = config
        self._mailbox = folder / "Maildir"
        self._state = folder / "state"
        self._log = folder / "log"
        self.address = ("127.0.0.1", free_port())

    def __enter__(self) -> Self:
        """Start the relay and wait until it listens.  Raises ScrubberError."""
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603
                self._command(), stdout=subprocess.DEVNULL, stderr=log
            )
        try:
            self._wait()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """End the relay, and wait until it has ended."""
        self._process.terminate()
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def send(self, message: bytes, sender: str = "customer@example.org") -> bytes:
        """Send a message by SMTP and return the bytes that the mailbox got.

        Raises ScrubberError.
        """
        before = set(self._mailbox.glob("new/*"))
        try:
            # Left by Ctrl-C a `with` would say QUIT, and take the reply to the mail for its own.
            with closing(smtplib.SMTP(*self.address, timeout=_PATIENCE)) as client:
                client.sendmail(
                    sender,
                    ["shop@example.com"],
                    _ANY_LINE_END.sub(b"\r\n", message),  # RFC 5321 section 2.3.8
                    mail_options=() if message.isascii() else ("BODY=8BITMIME",),
                )
                client.quit()
        except (smtplib.SMTPException, OSError) as error:
            code = getattr(error, "smtp_code", "no answer")
            raise ScrubberError(f"a mail was not taken ({code}): {self._said()}") from None
        # The relay answers only when its next hop has the mail, so it lies there by now.
        (new,) = set(self._mailbox.glob("new/*")) - before
        return new.read_bytes()

    def _command(self) -> list[str]:
        host, port = self.address
        return [
            *(sys.executable, "-m", "scrubber", "relay", "--state", str(self._state)),
            *("--listen", f"{host}:{port}", "--next-hop", f"maildir:{self._mailbox}"),
            *("--config", str(self._config)),
        ]

    def _wait(self) -> None:
        deadline = monotonic() + _PATIENCE
        while monotonic() < deadline and self._process.poll() is None:
            try:
                socket.create_connection(self.address, timeout=1).close()
            except OSError:
                sleep(_PAUSE)
            else:
                return
        raise ScrubberError(f"the relay did not start: {self._said()}")

    def _said(self) -> str:
        """Return its last complaint, which holds no word of a mail."""
        lines = self._log.read_text(errors="replace").splitlines()
        said = [line for line in lines if line and " INFO " not in line]
        return said[-1] if said else "it said nothing"


def free_port() -> int:
    """Return a port of this machine on which nobody listens just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
