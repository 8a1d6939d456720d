"""Requests to another company's API: bounded in time, repeated where safe, errors in our words."""

from __future__ import annotations

import logging
import ssl
import time
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urlsplit

from scrubber.logs import describe

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import httpx

    from scrubber.errors import ScrubberError

log = logging.getLogger(__name__)

PERMANENT = 554  # as an SMTP reply would say it: trying again does not help
TRIES = 3
_TIMEOUT = 10.0  # seconds to connect, and for each answer
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
_LARGEST = 8 * 1024 * 1024  # bytes of an answer


@dataclass(frozen=True, slots=True)
class Refusal:
    """A no: the HTTP status, and the code in the answer (letters, digits, ``_``, ``-``, ``.``)."""

    status: int
    code: str


@dataclass(frozen=True, slots=True)
class Manners:
    """How one API speaks.

    ``code_of`` finds the code in the JSON of an error and may fail if it is not as it should be;
    ``advice`` says what the owner has to do about a refusal; ``error`` is what is raised;
    ``also_good`` are statuses that mean success beside 2xx.
    """

    title: str
    code_of: Callable[[Any], object]
    advice: Callable[[Refusal], str]
    error: type[ScrubberError]
    also_good: frozenset[int] = frozenset()


class Api:
    """One API, asked with the same header fields each time."""

    def __init__(self, manners: Manners, base: str, headers: Mapping[str, str]) -> None:
        """Connect to nobody yet."""
        self._manners = manners
        self._base = base
        self._headers = dict(headers)

    def must(self, method: str, path: str, tries: int = TRIES, **content: Any) -> dict[str, Any]:  # noqa: ANN401 - as httpx takes it
        """Return the JSON object of an answer.  Raises the API's error, also for a refusal."""
        answer = self.ask(method, path, tries, **content)
        if isinstance(answer, Refusal):
            self.refuse(answer)
        return answer

    def refuse(self, refusal: Refusal) -> NoReturn:
        """Raise what the owner has to do about a refusal."""
        told = f"{refusal.status} {refusal.code}".strip()
        advice = self._manners.advice(refusal)
        raise self._error(f"refuses ({told}): {advice}", code=PERMANENT)

    def ask(
        self,
        method: str,
        path: str,
        tries: int = TRIES,
        **content: Any,  # noqa: ANN401 - as httpx takes it
    ) -> dict[str, Any] | Refusal:
        """Return the JSON object of an answer, or why there is none that asking again would change.

        ``content`` is what httpx's request takes: params, data, json, headers.  What must not be
        carried out twice has ``tries=1``.  Raises the API's error (temporary) where it cannot be
        reached or does not do what it should.
        """
        import httpx

        # An API on this machine is behind no proxy.
        trust = urlsplit(self._base).hostname not in _LOOPBACK
        title = self._manners.title
        pause, wished = _FIRST_PAUSE, 0.0
        with httpx.Client(
            base_url=self._base,
            headers=self._headers,
            timeout=_TIMEOUT,
            trust_env=trust,
            verify=_certificates(),
        ) as client:
            for attempt in range(tries):
                if attempt:
                    time.sleep(max(pause, wished))
                    pause *= 2
                wished = 0.0
                try:
                    answer = client.request(method, path, **content)
                except httpx.HTTPError as error:
                    log.warning("%s cannot be reached: %s", title, describe(error))
                    continue
                if not (answer.is_server_error or answer.status_code in _AGAIN):
                    return self._read(answer)
                log.warning("%s answers %d", title, answer.status_code)
                wished = _wished(answer)
        raise self._error("cannot be reached just now")

    def _read(self, answer: httpx.Response) -> dict[str, Any] | Refusal:
        """Return the JSON object of an answer; an empty one where there is nothing to say."""
        if answer.status_code == HTTPStatus.NO_CONTENT:
            return {}
        content = _content(answer)
        if answer.is_success or answer.status_code in self._manners.also_good:
            if isinstance(content, dict):
                return content
            raise self._error("gives an answer that is not understood")
        try:
            code = self._manners.code_of(content)
        except (AttributeError, KeyError, IndexError, TypeError):
            code = ""
        return Refusal(answer.status_code, _harmless(code))

    def _error(self, public: str, code: int | None = None) -> ScrubberError:
        return self._manners.error(f"{self._manners.title} {public}", code=code)


def _content(answer: httpx.Response) -> object:
    """Return the JSON of an answer; a list, as some APIs answer with, as an object with it."""
    try:
        content = answer.json() if len(answer.content) <= _LARGEST else None
    except ValueError:
        return None
    return {"items": content} if isinstance(content, list) and answer.is_success else content


def _harmless(code: object) -> str:
    """Return a code if it is one, and not a text that could hold anything."""
    if isinstance(code, int):
        return str(code)
    known = isinstance(code, str) and code.isascii()
    return str(code) if known and str(code).translate(_SIGNS).isalnum() else ""


_SIGNS = str.maketrans("", "", "_-.")


@cache
def _certificates() -> ssl.SSLContext:
    """Return the certificates that the system trusts; reading them takes longer than a request."""
    return ssl.create_default_context()


def _wished(answer: httpx.Response) -> float:
    """Return how long the API wants us to wait (RFC 9110 section 10.2.3), within bounds."""
    try:
        return min(max(float(answer.headers.get("Retry-After", 0)), 0.0), _LONGEST_PAUSE)
    except ValueError:
        return 0.0
