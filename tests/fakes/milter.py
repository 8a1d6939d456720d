"""A milter that writes one header field on top of every mail, as filters that check DKIM do.

The protocol is Sendmail's (libmilter, mfdef.h), version 6: a length, a command, its data.
"""

from __future__ import annotations

import socketserver
import struct
from typing import Final

from tests.fakes.serving import Serving

NEGOTIATE: Final = b"O"
MACROS: Final = b"D"
END_OF_BODY: Final = b"E"
ABORT: Final = b"A"
QUIT: Final = b"Q"
CONTINUE: Final = b"c"
INSERT_HEADER: Final = b"i"
ADDS_HEADERS: Final = 0x01
VERSION: Final = 6


class Milter(Serving["_Server"]):
    """Inserts a field at position 1, as OpenDKIM does; 0 would be above Postfix's own line."""

    def __init__(self, name: str, value: str) -> None:
        """Take any free port; the field's name and value are ASCII."""
        super().__init__(_Server(("127.0.0.1", 0), _Session))
        self._server.field = f"{name}\0{value}\0".encode("ascii")


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    field: bytes


class _Session(socketserver.StreamRequestHandler):
    """One connection of the mail server."""

    server: _Server

    def handle(self) -> None:
        """Answer every command."""
        while head := self.rfile.read(4):
            packet = self.rfile.read(int.from_bytes(head))
            command = packet[:1]
            if command == QUIT:
                return
            if command == NEGOTIATE:
                self._say(NEGOTIATE + struct.pack("!III", VERSION, ADDS_HEADERS, 0))
            elif command == END_OF_BODY:
                self._say(INSERT_HEADER + struct.pack("!I", 1) + self.server.field)
                self._say(CONTINUE)
            elif command not in {MACROS, ABORT}:
                self._say(CONTINUE)

    def _say(self, packet: bytes) -> None:
        self.wfile.write(len(packet).to_bytes(4) + packet)
