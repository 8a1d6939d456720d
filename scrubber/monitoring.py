"""What monitors ask over HTTP: /metrics, /healthz (it runs) and /readyz (mail gets through)."""

from __future__ import annotations

import asyncio
import errno
from contextlib import asynccontextmanager, suppress
from http import HTTPStatus
from typing import TYPE_CHECKING

from scrubber import metrics
from scrubber.errors import ConfigError, ScrubberError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from scrubber.addresses import Listen

_PATIENCE = 5.0  # seconds for a request, and for what it asks
_LONGEST = 8192  # bytes of a request
_TEXT = "text/plain; version=0.0.4; charset=utf-8"


@asynccontextmanager
async def monitored(
    listen: Listen | None, ready: Callable[[], Awaitable[None]]
) -> AsyncIterator[None]:
    """Answer monitors meanwhile, if there is where to listen; ``ready`` raises ScrubberError.

    Raises ConfigError where we cannot listen.
    """
    if listen is None:
        yield
        return

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, ValueError, asyncio.IncompleteReadError, TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                request = await reader.readuntil(b"\r\n\r\n")
                writer.write(await _response(request, ready))
                await writer.drain()
        writer.close()

    try:
        server = await asyncio.start_server(answer, listen.host, listen.port, limit=_LONGEST)
    except OSError as error:
        why = "the port is in use" if error.errno == errno.EADDRINUSE else "it is not ours"
        raise ConfigError(f"[metrics] cannot listen on {listen}: {why}; choose another") from None
    async with server:
        yield


async def _response(request: bytes, ready: Callable[[], Awaitable[None]]) -> bytes:
    method, _, rest = request.partition(b" ")
    path = rest.partition(b" ")[0]
    status, body = HTTPStatus.OK, "ok\n"
    if method not in (b"GET", b"HEAD"):
        status, body = HTTPStatus.METHOD_NOT_ALLOWED, "only GET\n"
    elif path == b"/metrics":
        body = metrics.exposition()
    elif path == b"/readyz":
        try:
            await ready()
        except ScrubberError as error:
            status, body = HTTPStatus.SERVICE_UNAVAILABLE, f"{error.public}\n"
    elif path != b"/healthz":
        status, body = HTTPStatus.NOT_FOUND, "there are /metrics, /healthz and /readyz\n"
    content = body.encode()
    head = (
        f"HTTP/1.1 {status} {status.phrase}\r\nContent-Type: {_TEXT}\r\n"
        f"Content-Length: {len(content)}\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + (b"" if method == b"HEAD" else content)
