"""What a labelled conversation is: mails of one customer, and what in them belongs together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Secret:
    """Characters of a mail that are a piece of a number, a code or a date.

    ``shown`` is what stands in the body, ``digits`` what it means (ASCII); ``kind`` is ``part``,
    ``whole``, ``code`` or ``expiry``.
    """

    kind: str
    shown: str
    digits: str


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail of a conversation; one that ``stays`` holds no card data, whatever was before."""

    raw: bytes
    message_id: str
    arrived: datetime
    secrets: tuple[Secret, ...] = ()
    stays: bool = False


@dataclass(slots=True)
class Conversation:
    """The mails of one customer, in order of arrival, and the shop's between.

    Without secrets it is harmless: no byte of any mail may change.
    """

    name: str
    language: str
    mails: list[Mail] = field(default_factory=list)

    @property
    def harmless(self) -> bool:
        """Whether nothing may be masked."""
        return not any(mail.secrets for mail in self.mails)

    def holding(self, *kinds: str) -> list[tuple[Mail, Secret]]:
        """Return the secrets of some kinds, in order, each with its mail."""
        return [(m, s) for m in self.mails for s in m.secrets if s.kind in kinds]
