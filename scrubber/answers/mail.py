"""A mail that may be answered, as it is handed over by whoever takes it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrubber.core.model import Scrubbed


class Origin(Enum):
    """Who gave us a mail."""

    SERVER = auto()
    """A mail server of ours."""

    STRANGER = auto()
    """Anybody."""

    MAILBOX = auto()
    """It lay in a mailbox."""


@dataclass(frozen=True, slots=True)
class Mail:
    """``raw`` is the mail as it came: nothing but its signatures is looked at.

    ``client`` is the IP address that it came from into our site, if that is known.
    """

    raw: bytes
    scrubbed: Scrubbed
    sender: str
    recipients: tuple[str, ...]
    client: str = ""
    origin: Origin = Origin.MAILBOX
