"""Copies of answers in the folder for sent mail, so that the shop's people see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from scrubber.errors import MailboxError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from scrubber.addresses import ImapAddress
    from scrubber.mailboxes.imap_connection import Connection
    from scrubber.mailboxes.imap_login import Credentials

_NAMES = ("sent", "sent items", "sent messages", "inbox.sent")


class Copies(Protocol):
    """Where copies are kept."""

    def keep(self, mail: bytes, message_id: str, date: datetime) -> None:
        """Keep a copy, unless there is one.  Raises ScrubberError."""
        ...


@dataclass(frozen=True, slots=True)
class SentFolder:
    """The folder for sent mail of an account; ``credentials`` are asked for each time."""

    address: ImapAddress
    credentials: Callable[[], Credentials]

    def keep(self, mail: bytes, message_id: str, date: datetime) -> None:
        """Append a copy, unless there is one: some servers keep what they submit by themselves."""
        from scrubber.mailboxes.imap_connection import Connection
        from scrubber.mailboxes.imap_values import Sending

        with Connection(self.address, self.credentials()) as connection:
            folder = self._folder(connection)
            connection.select(folder, writable=False)
            if connection.search("HEADER", "Message-ID", message_id):
                return
            when = f"{date:%d}-{_MONTHS[date.month - 1]}-{date:%Y %H:%M:%S %z}"
            connection.append(folder, [Sending((mail,), [r"\Seen"], when)])

    def _folder(self, connection: Connection) -> str:
        """Return the folder by its special use (RFC 6154), or by one of its usual names."""
        folders = connection.folders()
        special = [each.name for each in folders if r"\sent" in each.attributes]
        usual = [each.name for each in folders if each.name.lower() in _NAMES]
        for name in (*special, *usual):
            return name
        raise MailboxError(f"{self.address.account}: there is no folder for sent mail")


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""RFC 3501 section 9, whatever the locale says."""
