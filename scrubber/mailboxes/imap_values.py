"""What an IMAP server says of folders and messages, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

DELETED = "\\Deleted"
RECENT = "\\Recent"
ANY_KEYWORD = "\\*"


@dataclass(frozen=True, slots=True)
class FolderName:
    """A folder of an account: its name, and its attributes (RFC 3501 7.2.2, RFC 6154)."""

    name: str
    attributes: frozenset[str]

    @property
    def selectable(self) -> bool:
        """Whether it can hold mails."""
        return self.attributes.isdisjoint({"\\noselect", "\\nonexistent"})


@dataclass(frozen=True, slots=True)
class Selected:
    """The folder that a connection has open (RFC 3501 section 6.3.1).

    ``permanent`` are the flags that can be kept, with ANY_KEYWORD among them any keyword.
    """

    folder: str
    uidvalidity: int
    uidnext: int
    exists: int
    permanent: frozenset[str]
    modseq: bool
    """Whether mod-sequences are kept (RFC 7162)."""

    def keeps(self, flag: str) -> bool:
        """Whether a flag can be kept here; RECENT is the server's own."""
        if flag == RECENT:
            return False
        return flag in self.permanent or (
            not flag.startswith("\\") and ANY_KEYWORD in self.permanent
        )

    def kept(self, flags: Iterable[str]) -> set[str]:
        """Return which flags of a mail its copy gets: DELETED is its owner's matter."""
        return {flag for flag in flags if flag != DELETED and self.keeps(flag)}


@dataclass(frozen=True, slots=True)
class Facts:
    """What a server knows of one message beside its bytes.

    ``internaldate`` is the very text of the server, so that it can be given back unchanged;
    ``size`` counts bytes (RFC822.SIZE), which not every server does exactly.
    """

    uid: int
    flags: frozenset[str]
    internaldate: str
    arrived: datetime | None
    size: int
    modseq: int | None

    @property
    def deleted(self) -> bool:
        """Whether somebody has marked it as deleted."""
        return DELETED in self.flags


class Sending(NamedTuple):
    """A message on its way into a folder, in blocks, so that a large one is not copied first."""

    blocks: tuple[bytes, ...]
    flags: Collection[str]
    internaldate: str

    @property
    def size(self) -> int:
        """Return how many bytes it has."""
        return sum(map(len, self.blocks))
