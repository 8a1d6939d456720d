"""Where mails lie: one module for each kind of mailbox, and the one way to read them all.

A mailbox is iterated over.  What cannot be read is yielded as a value too, so that one broken file
does not end the reading of the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Stored:
    """One mail as its mailbox keeps it.

    ``location`` names it to a person.  ``arrived`` is when the mailbox got it, in UTC, as far as
    the mailbox itself knows; the mail's own Date field is its sender's claim and not asked.
    """

    location: str
    raw: bytes
    arrived: datetime | None


@dataclass(frozen=True, slots=True)
class Unread:
    """One thing in a mailbox that could not be read, and why in a few words."""

    location: str
    reason: str

    @classmethod
    def of(cls, location: object, error: OSError) -> Self:
        """Take the system's word for why, which says nothing of what a file holds."""
        return cls(str(location), (error.strerror or type(error).__name__).lower())


class Mailbox(Protocol):
    """Anything that yields the mails which it holds, each once."""

    def __iter__(self) -> Iterator[Stored | Unread]:
        """Yield the mails in the mailbox's own order, one in memory at a time."""
        ...
