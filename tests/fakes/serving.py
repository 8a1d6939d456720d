"""What local servers have in common: each serves in a thread of its own, for a ``with``."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Generic, Self, TypeVar

if TYPE_CHECKING:
    from socketserver import TCPServer, UDPServer
    from types import TracebackType

Server = TypeVar("Server", bound="TCPServer | UDPServer")

_GLANCE = 0.02  # seconds between two looks whether to stop


class Serving(Generic[Server]):
    """Runs a server of the standard library that listens already."""

    def __init__(self, server: Server) -> None:
        """Take the server."""
        self._server = server
        self.port: int = server.socket.getsockname()[1]

    def __enter__(self) -> Self:
        """Serve."""
        threading.Thread(target=self._server.serve_forever, args=(_GLANCE,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop."""
        self._server.shutdown()
        self._server.server_close()
