"""The mailboxes that are watched: login, what the server can do, the folders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrubber.doctor import certificates
from scrubber.doctor.model import Line, Patient, doubtful, failed, well
from scrubber.errors import MailboxError
from scrubber.mailboxes.imap_account import credentials
from scrubber.mailboxes.imap_connection import Connection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrubber.config import MailboxSettings

_CHECK = "mailbox"
_WANTED = {
    "UIDPLUS": "an original can only be marked as deleted there, not removed",
    "IDLE": "new mail is noticed by asking now and then",
    "CONDSTORE": "a flag that changes in the same moment may be lost",
}


def examine(patient: Patient) -> Iterator[Line]:
    """Log in to every account, read-only."""
    for settings in patient.config.mailbox:
        account = settings.url.account
        try:
            with Connection(settings.url, credentials(settings, patient.state)) as connection:
                yield well(_CHECK, f"{account}: lets us in")
                yield from _abilities(account, connection)
                yield from _folders(settings, connection)
        except MailboxError as error:
            yield failed(_CHECK, error.public, "put the [[mailbox]] table right")
        if settings.url.tls:
            yield certificates.of_peer(_CHECK, settings.url.host, settings.url.port)


def _abilities(account: str, connection: Connection) -> Iterator[Line]:
    for capability, otherwise in _WANTED.items():
        if not connection.has(capability):
            yield doubtful(_CHECK, f"{account}: no {capability}", otherwise)


def _folders(settings: MailboxSettings, connection: Connection) -> Iterator[Line]:
    for folder in settings.folders:
        try:
            connection.select(folder, writable=False)
        except MailboxError as error:
            yield failed(_CHECK, f"{folder}: {error.public}", "put [[mailbox]] folders right")
