"""Reading a connection as strictly as the standards allow: CRLF ends a line, nothing else does."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import ssl

CHUNK: Final = 1 << 16
END_OF_DATA: Final = b"\r\n.\r\n"


def has_bare_newline(octets: bytes) -> bool:
    """Whether a CR or LF stands alone."""
    return not octets.count(b"\r\n") == octets.count(b"\r") == octets.count(b"\n")


class Closed(Exception):  # noqa: N818 - it is an event
    """The peer has gone, or the server was told to stop."""


@dataclass(slots=True, eq=False)
class Wire:
    """One connection and what has been read of it too much."""

    socket: socket.socket
    buffered: bytes = b""

    def line(self) -> bytes:
        """Return the next line without its CRLF. Raises Closed."""
        return self._until(b"\r\n")

    def message(self) -> bytes:
        """All up to the end of data, dots unstuffed (RFC 5321 section 4.5.2). Raises Closed.

        The CRLF before the final dot belongs to the message.
        """
        # The 354 is behind us: an empty message ends with a dot on the very first line.
        self.buffered = b"\r\n" + self.buffered
        raw = self._until(END_OF_DATA) + b"\r\n"
        return raw.replace(b"\r\n.", b"\r\n")[2:]

    def has_more(self) -> bool:
        """Whether the peer has sent bytes that nobody has asked for yet."""
        return bool(self.buffered)

    def encrypt(self, context: ssl.SSLContext) -> None:
        """Go on under TLS, as its server. Raises Closed."""
        try:
            self.socket = context.wrap_socket(self.socket, server_side=True)
        except OSError:
            raise Closed from None

    def send(self, octets: bytes) -> None:
        """Send bytes. Raises Closed."""
        try:
            self.socket.sendall(octets)
        except OSError:
            raise Closed from None

    def shut(self) -> None:
        """Hang up from another thread; the one that reads raises Closed."""
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            return

    def close(self) -> None:
        """Hang up."""
        self.socket.close()

    def _until(self, mark: bytes) -> bytes:
        chunks = bytearray(self.buffered)
        start = 0
        while (place := chunks.find(mark, start)) < 0:
            start = max(0, len(chunks) - len(mark))
            chunks += self._receive()
        self.buffered = bytes(chunks[place + len(mark) :])
        return bytes(chunks[:place])

    def _receive(self) -> bytes:
        try:
            chunk = self.socket.recv(CHUNK)
        except OSError:
            raise Closed from None
        if not chunk:
            raise Closed
        return chunk
