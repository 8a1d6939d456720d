"""An SMTP client that sends the bytes a test gives it, and nothing of its own making.

smtplib rewrites line ends, leaves out what it thinks wrong and reads one reply for many
recipients of LMTP; a test of the dialogue needs none of that.
"""

from __future__ import annotations

import re
import select
import socket
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable, Sequence
    from types import TracebackType

RESET_ON_CLOSE: Final = struct.pack("ii", 1, 0)
SENDER: Final = "customer@customer.example"
RECIPIENT: Final = "orders@shop.example"


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply of the server, of one line or many."""

    code: int
    lines: tuple[str, ...]

    @property
    def enhanced(self) -> str:
        """The enhanced status code of RFC 3463, or an empty string."""
        found = re.match(r"[245]\.\d{1,3}\.\d{1,3}(?= |$)", self.lines[0])
        return found.group() if found else ""

    def __str__(self) -> str:
        """Return the reply as the test prints it when it is not the expected one."""
        return f"{self.code} " + " / ".join(self.lines)


class Hangup(Exception):  # noqa: N818 - it is an event, as often expected as not
    """The server has closed the connection."""


def stuffed(message: bytes) -> bytes:
    """Return a message as it is sent after DATA, with its end (RFC 5321 section 4.5.2)."""
    first = b"." if message.startswith(b".") else b""
    end = b".\r\n" if message.endswith(b"\r\n") else b"\r\n.\r\n"
    return first + message.replace(b"\r\n.", b"\r\n..") + end


class Client:
    """A connection to a server at 127.0.0.1."""

    def __init__(self, port: int, timeout: float = 60.0) -> None:
        """Connect, without reading the greeting."""
        self._socket = socket.create_connection(("127.0.0.1", port), timeout)
        self._file = self._socket.makefile("rb")

    def __enter__(self) -> Self:
        """Read the greeting, which must be 220."""
        try:
            greeting = self.reply()
        except Exception:
            self.close()
            raise
        if greeting.code != 220:
            self.close()
            raise ConnectionRefusedError(str(greeting))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Hang up without a word."""
        self.close()

    def send(self, octets: bytes) -> None:
        """Send bytes as they are."""
        self._socket.sendall(octets)

    def reply(self) -> Reply:
        """Read one reply.

        Raises Hangup when the connection is closed instead, ValueError when it is no reply.
        """
        lines = []
        while True:
            try:
                line = self._file.readline()
            except ConnectionError:
                line = b""
            if not line:
                raise Hangup
            if not re.fullmatch(rb"[2-5][0-9]{2}(?:[ -][^\r\n]*)?\r\n", line):
                raise ValueError(f"not a reply line: {line!r}")
            lines.append(line[4:].strip().decode())
            if line[3:4] != b"-":
                return Reply(int(line[:3]), tuple(lines))

    def reply_within(self, seconds: float) -> Reply:
        """Read one reply, but wait no longer. Raises TimeoutError."""
        ready, _, _ = select.select([self._socket], [], [], seconds)
        if not ready:
            raise TimeoutError("no reply yet")
        return self.reply()

    def command(self, line: str) -> Reply:
        """Send a command line and read its reply."""
        self.send(line.encode() + b"\r\n")
        return self.reply()

    def pour(self, chunks: Iterable[bytes]) -> list[Reply]:
        """Send as much as the server takes; every reply until it hangs up.

        A server that closes while more comes in resets the connection, and its reply may be lost.
        """
        replies = []
        try:
            for chunk in chunks:
                self.send(chunk)
        except ConnectionError:
            pass
        try:
            while True:
                replies.append(self.reply())
        except (Hangup, ConnectionError):
            return replies

    def hello(self, name: str = "client.example", verb: str = "EHLO") -> tuple[str, ...]:
        """Greet; the extensions which the server names."""
        return self.command(f"{verb} {name}").lines[1:]

    def envelope(self, sender: str = SENDER, recipients: Sequence[str] = (RECIPIENT,)) -> None:
        """Greet and begin a mail as far as DATA; every reply must be the good one."""
        self.hello()
        steps = [(f"MAIL FROM:<{sender}>", 250)]
        steps += [(f"RCPT TO:<{recipient}>", 250) for recipient in recipients]
        for line, code in [*steps, ("DATA", 354)]:
            reply = self.command(line)
            if reply.code != code:
                raise ConnectionRefusedError(f"{line}: {reply}")

    def message(self, message: bytes) -> Reply:
        """Send a message of CRLF lines and its end after DATA."""
        self.send(stuffed(message))
        return self.reply()

    def start_tls(self, context: ssl.SSLContext) -> None:
        """Go on under TLS, after the server's 220 to STARTTLS."""
        self._file.close()
        self._socket = context.wrap_socket(self._socket, server_hostname="localhost")
        self._file = self._socket.makefile("rb")

    def half_close(self) -> None:
        """Say that nothing more comes, yet go on reading."""
        self._socket.shutdown(socket.SHUT_WR)

    def reset(self) -> None:
        """End the connection by a TCP reset."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
        self.close()

    def close(self) -> None:
        """Hang up."""
        self._file.close()
        self._socket.close()


def send_mail(
    port: int,
    message: bytes,
    sender: str = SENDER,
    recipients: Sequence[str] = (RECIPIENT,),
) -> Reply:
    """Send one mail; the first reply that is no success, or the last one."""
    with Client(port) as client:
        client.hello()
        lines = [f"MAIL FROM:<{sender}>"]
        lines += [f"RCPT TO:<{recipient}>" for recipient in recipients]
        for line in [*lines, "DATA"]:
            reply = client.command(line)
            if reply.code >= 400:
                return reply
        return client.message(message)
