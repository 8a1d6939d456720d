"""A scripted next hop, SMTP or LMTP, which is strict where real servers are.

It refuses what a real server refuses, and notes it as a violation: bare newlines, commands in a
wrong order, parameters of extensions it has not named, bytes sent before their turn. What it does
instead of the normal answer is a table, see tests.fakes.script.
"""

from __future__ import annotations

import socket
import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Self

from tests.fakes.conversation import Conversation, Manners
from tests.fakes.play import Play
from tests.fakes.wire import Closed, Wire

if TYPE_CHECKING:
    import ssl
    from pathlib import Path
    from types import TracebackType

    from tests.fakes.script import Script

EXTENSIONS: Final = (
    "PIPELINING",
    "SIZE 60000000",
    "8BITMIME",
    "SMTPUTF8",
    "DSN",
    "ENHANCEDSTATUSCODES",
)


class NextHop:
    """The server: a thread for each connection, until the context ends."""

    def __init__(
        self,
        *,
        lmtp: bool = False,
        tls: ssl.SSLContext | None = None,
        implicit_tls: bool = False,
        path: Path | None = None,
    ) -> None:
        """Listen on a free port of 127.0.0.1, or on a socket file."""
        self._manners = Manners(lmtp, EXTENSIONS, tls, implicit_tls)
        self._play = Play({})
        self._wires: set[Wire] = set()
        if path is None:
            self._listener = socket.create_server(("127.0.0.1", 0), backlog=512)
            self.port: int = self._listener.getsockname()[1]
        else:
            self._listener = socket.socket(socket.AF_UNIX)
            self._listener.bind(str(path))
            self._listener.listen(512)

    def __enter__(self) -> Self:
        """Start to accept connections."""
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop listening and drop every connection."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._listener.close()
        self.drop_connections()

    def play(self, script: Script | None = None, extensions: tuple[str, ...] = EXTENSIONS) -> Play:
        """Begin anew: another script, nothing recorded, no connection left of before."""
        self._play = Play(script or {})
        self.announce(extensions)
        self.drop_connections()
        return self._play

    def announce(self, extensions: tuple[str, ...]) -> None:
        """Name other extensions to whoever connects from now on; what is open stays as it is."""
        self._manners = replace(self._manners, extensions=extensions)

    def drop_connections(self) -> None:
        """Hang up on every client."""
        for wire in tuple(self._wires):
            wire.shut()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            wire = Wire(connection)
            self._wires.add(wire)
            threading.Thread(target=self._serve, args=(wire,), daemon=True).start()

    def _serve(self, wire: Wire) -> None:
        try:
            Conversation(self._play, self._manners, wire).run()
        except Closed:
            pass
        finally:
            self._wires.discard(wire)
            wire.close()
