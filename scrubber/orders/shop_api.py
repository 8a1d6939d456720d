"""What the APIs of shops have in common."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from scrubber.errors import OrderError
from scrubber.webapi import Manners

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrubber.webapi import Refusal

PAGE = 100  # orders of one request
MOST_PAGES = 20


def manners(title: str, code_of: Callable[[Any], object], permission: str) -> Manners:
    """Return how a shop's API speaks; ``permission`` is what the key has to be allowed."""

    def advice(refusal: Refusal) -> str:
        if refusal.status == HTTPStatus.UNAUTHORIZED:
            return "it does not know the key; put a valid one into [orders] key_file"
        if refusal.status == HTTPStatus.FORBIDDEN:
            return f"the key may not do this; it needs {permission}"
        return "is the address in [orders] that of the shop?"

    return Manners(title, code_of, advice, OrderError)


def since(days: int) -> datetime:
    """Return from when on orders are looked at."""
    return datetime.now(UTC).replace(microsecond=0) - timedelta(days=days)


def text(values: object, *path: str) -> str:
    """Return a string or number within JSON objects as text, empty where there is none."""
    for name in path:
        values = values.get(name) if isinstance(values, dict) else None
    return "" if values is None or isinstance(values, dict | list) else str(values).strip()


def items(answer: dict[str, Any], name: str, title: str) -> list[dict[str, Any]]:
    """Return a list of JSON objects.  Raises OrderError where it is none."""
    found = answer.get(name)
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise OrderError(f"{title} gives an answer that is not understood")
    return found
