"""What has to be in a provider's answer, and errors where it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrubber.errors import PaymentError
from scrubber.webapi import PERMANENT

if TYPE_CHECKING:
    from collections.abc import Mapping


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


def not_understood(title: str) -> PaymentError:
    """Return the error for an answer that has not what was asked for."""
    return PaymentError(f"{title} gives an answer that is not understood")
