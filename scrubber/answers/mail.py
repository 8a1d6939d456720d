"""A mail that may be answered, as it is handed over by whoever takes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrubber.core.model import Scrubbed


@dataclass(frozen=True, slots=True)
class Mail:
    """``raw`` is the mail as it came: nothing but its signatures is looked at.

    ``client`` is the IP address that it came from, if that is known.
    """

    raw: bytes
    scrubbed: Scrubbed
    sender: str
    recipients: tuple[str, ...]
    client: str = ""
