"""One mail that is being replaced by its masked copy, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from scrubber.errors import MailboxError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrubber.mailboxes.replace_journal import Row


class CopyError(MailboxError):
    """The server does not keep the masked copy as it was sent; the original stays."""


class Outcome(StrEnum):
    """What became of a mail that was to be replaced."""

    REPLACED = "replaced"
    MARKED = "marked"
    """The copy is there, the original only marked as deleted: the server cannot do more."""
    GONE = "gone"
    """Somebody has deleted the original; no copy of ours is left."""
    MOVED = "moved"
    """Somebody took the original away meanwhile: look for it elsewhere, then call ``settled``."""
    FOREIGN = "foreign"
    """Another host is replacing it."""


End = Outcome | MailboxError
"""An error leaves the original where it was."""


@dataclass(slots=True)
class Exchange:
    """One mail that is being replaced.

    ``message`` are the masked bytes, ``date`` is the original's INTERNALDATE, ``copy`` the UID of
    the copy, 0 before it is there.  ``end`` is what became of it; then ``noted`` says whether its
    row stays in the journal.
    """

    row: Row
    message: bytes = b""
    date: str = ""
    copy: int = 0
    end: End | None = None
    noted: bool = True

    def ends(self, end: End, *, noted: bool = False) -> None:
        """Note what became of it."""
        self.end, self.noted = end, noted


def going_on(batch: Iterable[Exchange]) -> list[Exchange]:
    """Return those that have not come to their end."""
    return [each for each in batch if each.end is None]


def without_copy(batch: Iterable[Exchange]) -> list[Exchange]:
    """Return those of them whose copies are still to be made, or to be found."""
    return [each for each in going_on(batch) if not each.copy]
