"""A small web server on loopback that takes notifications, behind the owner's own web server."""

from __future__ import annotations

import hashlib
import logging
import time
from collections import OrderedDict
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock
from typing import TYPE_CHECKING

from scrubber.errors import ScrubberError
from scrubber.logs import describe
from scrubber.payments.notifications import ForgedError, Notification

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrubber.payments.collector import Collector

log = logging.getLogger(__name__)

_LARGEST = 256 * 1024  # bytes of a body
_SILENCE = 10.0  # seconds
_REMEMBERED = 10_000  # notifications
_ACCEPTED = b"[accepted]"  # what Adyen wants to read; the others look at the status only


class Desk:
    """Checks notifications and has the links looked at that they name."""

    def __init__(
        self, check: Callable[[Notification, float], tuple[str, ...]], collector: Collector
    ) -> None:
        """Have seen no notification yet."""
        self._check = check
        self._collector = collector
        self._seen: OrderedDict[bytes, None] = OrderedDict()
        self._lock = Lock()

    def take(self, notification: Notification) -> HTTPStatus:
        """Return how a notification is answered.

        One that was taken before is refused: a provider repeats only what we did not take.
        """
        now = time.time()
        try:
            names = self._check(notification, now)
        except ForgedError:
            return self._refused("it is not signed as it has to be")
        except ScrubberError as error:
            log.warning("a notification: %s", error.public)
            return HTTPStatus.SERVICE_UNAVAILABLE
        except Exception as error:  # noqa: BLE001 - whatever a stranger can send
            return self._refused(describe(error))
        print_ = hashlib.sha256(repr(names).encode() + notification.body).digest()
        if names and self._is_known(print_):
            log.warning("a notification is refused: it was taken before")
            return HTTPStatus.CONFLICT
        try:
            self._collector.look_for(names, now) if names else self._collector.look(
                now, at_all=True
            )
        except ScrubberError as error:
            log.warning("a notification: %s", error.public)
            return HTTPStatus.SERVICE_UNAVAILABLE
        with self._lock:
            self._seen[print_] = None
            while len(self._seen) > _REMEMBERED:
                self._seen.popitem(last=False)
        return HTTPStatus.OK

    def _is_known(self, print_: bytes) -> bool:
        with self._lock:
            return print_ in self._seen

    def _refused(self, why: str) -> HTTPStatus:
        log.warning("a notification is refused: %s", why)
        return HTTPStatus.BAD_REQUEST


def server(address: tuple[str, int], desk: Desk) -> ThreadingHTTPServer:
    """Return a server that is bound and not yet running.  Raises OSError."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = _SILENCE

        def log_message(self, *_: object) -> None:
            """Say nothing: what was asked for may be anything."""

        def do_POST(self) -> None:
            """Take a notification."""
            length = self.headers.get("Content-Length", "")
            if not length.isdecimal() or int(length) > _LARGEST:
                self.close_connection = True
                self._answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
                return
            headers = {name.lower(): value for name, value in self.headers.items()}
            self._answer(desk.take(Notification(headers, self.rfile.read(int(length)))))

        def _answer(self, status: HTTPStatus) -> None:
            body = _ACCEPTED if status is HTTPStatus.OK else b""
            self.send_response(status)
            self.send_header("Content-Type", "text/plain")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    made = ThreadingHTTPServer(address, Handler)
    made.daemon_threads = True
    return made
