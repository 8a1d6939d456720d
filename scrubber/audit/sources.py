"""What was named on the command line, as the mailboxes that it holds."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from scrubber.audit.header import folder_without_card_data
from scrubber.errors import ConfigError
from scrubber.mailboxes import Unread
from scrubber.mailboxes.folder import mailboxes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scrubber.addresses import ImapAddress
    from scrubber.mailboxes import Stored
    from scrubber.mailboxes.folder import Local
    from scrubber.mailboxes.imap_login import Credentials

_IMAP = ("imap://", "imaps://")


@dataclass(frozen=True, slots=True)
class Box:
    """A mailbox, or what could not be looked at in place of one.

    ``name`` is what people call it.  ``size`` is about how many bytes there are to be read, None
    where that cannot be told before.  ``path`` is where it lies, if in files.
    """

    name: str
    size: int | None
    mails: Iterable[Stored | Unread]
    path: Path | None = None


class LogIn(Protocol):
    """Knows how to log in to accounts."""

    def __call__(self, address: ImapAddress) -> Credentials:
        """Return what an account asks for.  Raises ConfigError."""
        ...


def boxes(sources: Sequence[str], log_in: LogIn) -> Iterator[Box]:
    """Yield the mailboxes of all sources, each once.  Raises ConfigError."""
    seen: set[tuple[type, Path | None]] = set()
    for source in sources:
        if source.lower().startswith(_IMAP):
            yield _imap(source, log_in)
            continue
        if "@" in source and not Path(source).exists():
            raise ConfigError(
                f"{source}: no such file or directory; an account is named as "
                "imaps://orders%40shop.example@imap.example, an @ within the user as %40"
            )
        for box in _local(Path(source)) or [_empty(source)]:
            # One directory may be a Maildir, and hold messages beside it.
            place = (type(box.mails), box.path and box.path.resolve())
            if box.path is None or place not in seen:
                yield box
            seen.add(place)


def _local(source: Path) -> list[Box]:
    top = Path(os.path.abspath(source)).parent  # noqa: PTH100 - links stay as they were named
    return [_box(found, top) for found in mailboxes(source)]


def _box(found: Local | Unread, top: Path) -> Box:
    if isinstance(found, Unread):
        return Box(_name(Path(found.location), top), 0, (found,))
    return Box(_name(found.path, top), found.size(), found, found.path)


def _empty(source: str) -> Box:
    """Return what stands for a folder without mail: a report on it would be taken for clean."""
    return Box(source, 0, (Unread(source, "holds no mailbox and no message"),))


def _name(path: Path, top: Path) -> str:
    return folder_without_card_data(os.path.relpath(path, top))


def _imap(source: str, log_in: LogIn) -> Box:
    from scrubber.addresses import parse_imap
    from scrubber.mailboxes.imap import ImapMailbox

    try:
        address = parse_imap(source)
    except ValueError as error:
        raise ConfigError(f"this is no IMAP address: {error}") from None
    return Box(address.account, None, ImapMailbox(address, log_in(address)))
