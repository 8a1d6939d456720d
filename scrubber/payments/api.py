"""Requests to a provider's API: bounded in time, repeated where that is safe, errors in our words.

Every request may be repeated: reading and deleting by their nature, making a link since it carries
an idempotency key.
"""

from __future__ import annotations

import logging
import ssl
import time
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrubber.errors import PaymentError
from scrubber.logs import describe

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import httpx

log = logging.getLogger(__name__)

PERMANENT = 554  # as an SMTP reply would say it: trying again does not help
_TIMEOUT = 10.0  # seconds to connect, and for each answer
_TRIES = 3
_FIRST_PAUSE = 0.5  # seconds; twice as long each time
_LONGEST_PAUSE = 5.0
_AGAIN = frozenset(
    {
        HTTPStatus.REQUEST_TIMEOUT,
        HTTPStatus.CONFLICT,  # the same key is just being worked on
        HTTPStatus.TOO_EARLY,
        HTTPStatus.TOO_MANY_REQUESTS,
    }
)
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_LARGEST = 1024 * 1024  # bytes of an answer


@dataclass(frozen=True, slots=True)
class Refusal:
    """A provider's no: the HTTP status and the code in its answer (letters, digits and ``_``)."""

    status: int
    code: str


class Api:
    """The API of one provider."""

    def __init__(
        self,
        title: str,
        base: str,
        headers: Mapping[str, str],
        code_of: Callable[[Any], object],
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        """Connect to nobody yet; ``code_of`` finds the code in the JSON of an error."""
        self._title = title
        self._base = base
        self._headers = dict(headers)
        self._code_of = code_of
        self._sleep = sleep

    def ask(self, method: str, path: str, **content: Any) -> dict[str, Any] | Refusal:  # noqa: ANN401 - as httpx takes it
        """Return the JSON object of an answer, or why there is none that asking again would change.

        ``content`` is what httpx's request takes: params, data, json, headers.  Raises PaymentError
        (temporary) where the provider cannot be reached or does not do what it should.
        """
        import httpx

        # An API on this machine is behind no proxy.
        trust = urlsplit(self._base).hostname not in _LOOPBACK
        pause, wished = _FIRST_PAUSE, 0.0
        with httpx.Client(
            base_url=self._base,
            headers=self._headers,
            timeout=_TIMEOUT,
            trust_env=trust,
            verify=_certificates(),
        ) as client:
            for attempt in range(_TRIES):
                if attempt:
                    self._sleep(max(pause, wished))
                    pause *= 2
                wished = 0.0
                try:
                    answer = client.request(method, path, **content)
                except httpx.HTTPError as error:
                    log.warning("%s cannot be reached: %s", self._title, describe(error))
                    continue
                if not (answer.is_server_error or answer.status_code in _AGAIN):
                    return self._read(answer)
                log.warning("%s answers %d", self._title, answer.status_code)
                wished = _wished(answer)
        raise PaymentError(f"{self._title} cannot be reached just now")

    def _read(self, answer: httpx.Response) -> dict[str, Any] | Refusal:
        """Return the JSON object of an answer."""
        try:
            content = answer.json() if len(answer.content) <= _LARGEST else None
        except ValueError:
            content = None
        if answer.is_success:
            if isinstance(content, dict):
                return content
            raise PaymentError(f"{self._title} gives an answer that is not understood")
        try:
            code = self._code_of(content)
        except (KeyError, IndexError, TypeError):
            code = ""
        known = isinstance(code, str) and code.replace("_", "").isalnum() and code.isascii()
        return Refusal(answer.status_code, str(code) if known else "")


@cache
def _certificates() -> ssl.SSLContext:
    """Return the certificates that the system trusts; reading them takes longer than a request."""
    return ssl.create_default_context()


def _wished(answer: httpx.Response) -> float:
    """Return how long the provider wants us to wait (RFC 9110 section 10.2.3), within bounds."""
    try:
        return min(max(float(answer.headers.get("Retry-After", 0)), 0.0), _LONGEST_PAUSE)
    except ValueError:
        return 0.0


def text(answer: Mapping[str, Any], *path: str) -> str:
    """Return a string of an answer that has to be there.  Raises PaymentError."""
    value: Any = answer
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    if not isinstance(value, str) or not value:
        raise PaymentError(f"the provider's answer has no {'.'.join(path)}")
    return value


def web_address(answer: Mapping[str, Any], *path: str) -> str:
    """Return an https address of an answer.  Raises PaymentError."""
    url = text(answer, *path)
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname or not url.isprintable() or " " in url:
        raise PaymentError(f"the provider's {'.'.join(path)} is no https address", code=PERMANENT)
    return url
