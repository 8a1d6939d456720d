"""Tokens for an API by the client's own credentials (RFC 6749 section 4.4)."""

from __future__ import annotations

import time
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from scrubber.payments.answer import text
from scrubber.webapi import TRIES, Api, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_BEFORE_ITS_END = 60.0  # seconds: a token that is about to end is none
_SHORT = 300.0  # seconds, where nobody says how long a token lasts


class SignedIn:
    """An API that wants a token with every request."""

    def __init__(self, api: Api, grant: Callable[[], Mapping[str, Any]]) -> None:
        """Ask for nothing yet; ``grant`` gets the answer of RFC 6749 section 5.1."""
        self._api = api
        self._grant = grant
        self._token = ""
        self._until = 0.0

    def must(self, method: str, path: str, tries: int = TRIES, **content: Any) -> dict[str, Any]:  # noqa: ANN401 - as httpx takes it
        """Return the JSON object of an answer.  Raises the API's error, also for a refusal."""
        answer = self.ask(method, path, tries, **content)
        if isinstance(answer, Refusal):
            self._api.refuse(answer)
        return answer

    def ask(
        self,
        method: str,
        path: str,
        tries: int = TRIES,
        *,
        headers: Mapping[str, str] | None = None,
        **content: Any,  # noqa: ANN401 - as httpx takes it
    ) -> dict[str, Any] | Refusal:
        """Ask as :meth:`Api.ask` does; with a new token where the old one does not count."""
        answer = self._api.ask(method, path, tries, headers=self._signed(headers), **content)
        if isinstance(answer, Refusal) and answer.status == HTTPStatus.UNAUTHORIZED:
            self._until = 0.0
            answer = self._api.ask(method, path, tries, headers=self._signed(headers), **content)
        return answer

    def _signed(self, headers: Mapping[str, str] | None) -> dict[str, str]:
        if time.monotonic() > self._until:
            granted = self._grant()
            self._token = text(granted, "access_token")
            lasts = granted.get("expires_in")
            seconds = float(lasts) if isinstance(lasts, int) else _SHORT
            self._until = time.monotonic() + seconds - _BEFORE_ITS_END
        return {**(headers or {}), "Authorization": f"Bearer {self._token}"}
