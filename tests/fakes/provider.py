"""What the fakes of payment providers have in common: a local server that is strict and counts.

A request that the real API would not take is answered as it would answer, and noted as a violation
where only a program with a mistake in it sends such a thing.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from tests.fakes.serving import Serving

if TYPE_CHECKING:
    from collections.abc import Callable

_LARGEST = 65536


@dataclass(frozen=True)
class Request:
    """A request as the provider sees it; ``form`` and ``query`` keep their order."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        """The body as a form."""
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True, strict_parsing=True))

    @property
    def json(self) -> Any:  # noqa: ANN401 - whatever was sent
        """The body as JSON."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Answer:
    """What a provider answers: a status, a JSON value, further header fields."""

    status: int
    content: Any = None
    headers: dict[str, str] = field(default_factory=dict)


class Provider(Serving[ThreadingHTTPServer], ABC):
    """A server on loopback; a subclass answers requests.

    ``disturb`` are answers, or ``"hang up"``, given to the next requests instead of the usual ones;
    with ``after=True`` the request is carried out first.  ``undisturbed`` is a path that is always
    answered as usual.
    """

    undisturbed = ""

    def __init__(self) -> None:
        """Take any free port."""
        self.requests: list[Request] = []
        self.violations: list[str] = []
        self._disturbances: list[tuple[Answer | str, bool]] = []
        provider = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None:
                """Say nothing."""

            def _any(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                if length > _LARGEST:
                    provider.violations.append("a request of more than 64 KB")
                parts = urlsplit(self.path)
                request = Request(
                    self.command,
                    parts.path,
                    dict(parse_qsl(parts.query, strict_parsing=True)) if parts.query else {},
                    {name.lower(): value for name, value in self.headers.items()},
                    self.rfile.read(length),
                )
                answer = provider.take(request)
                if isinstance(answer, str):
                    self.close_connection = True
                    self.connection.close()
                    return
                raw = b"" if answer.content is None else json.dumps(answer.content).encode()
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            do_GET = do_POST = do_DELETE = do_PUT = do_PATCH = _any  # noqa: N815 - as the base class calls them

        super().__init__(ThreadingHTTPServer(("127.0.0.1", 0), Handler))
        self._server.daemon_threads = True

    @property
    def base(self) -> str:
        """The base address of the API."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def asked(self) -> list[Request]:
        """The requests, less those for a token."""
        return [request for request in self.requests if request.path != self.undisturbed]

    def disturb(self, *answers: Answer | str, after: bool = False) -> None:
        """Answer the next requests with these."""
        self._disturbances += [(answer, after) for answer in answers]

    def take(self, request: Request) -> Answer | str:
        """Note a request and answer it."""
        self.requests.append(request)
        if self._disturbances and request.path != self.undisturbed:
            answer, after = self._disturbances.pop(0)
            if after:
                self.answer(request)
            return answer
        return self.answer(request)

    @abstractmethod
    def answer(self, request: Request) -> Answer:
        """Answer as the provider does."""


class Seller(Provider):
    """A provider of payment links; ``links`` are all it knows, by the names that it gave them."""

    def __init__(self) -> None:
        """Know no link yet."""
        super().__init__()
        self.links: dict[str, dict[str, Any]] = {}

    @abstractmethod
    def pay(self, link: str) -> None:
        """Let a customer pay by a link."""

    @abstractmethod
    def alive(self) -> int:
        """Count the links that can be paid."""


class Idempotent:
    """Answers by idempotency key: the same request the same, another one with its key refused."""

    def __init__(self, conflict: Callable[[], Answer]) -> None:
        """Begin with no key known; ``conflict`` is the answer to a key used for something else."""
        self._known: dict[str, tuple[bytes, Answer]] = {}
        self._conflict = conflict

    def once(self, key: str, request: Request, work: Callable[[], Answer]) -> Answer:
        """Return what the key was answered with, or what ``work`` answers."""
        known = self._known.get(key)
        if known is not None:
            return known[1] if known[0] == request.body else self._conflict()
        answer = work()
        self._known[key] = request.body, answer
        return answer
