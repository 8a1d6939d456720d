"""Masking mails of an IMAP account: each is replaced by its copy, as the daemon does it."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from scrubber.errors import MailboxError, ScanError
from scrubber.mailboxes.imap_connection import Connection
from scrubber.mailboxes.imap_errors import LostConnectionError
from scrubber.mailboxes.replace import Replacer
from scrubber.mailboxes.replace_exchange import Outcome
from scrubber.mailboxes.replace_journal import Journal
from scrubber.store.journal import account_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from scrubber.audit.run import Target
    from scrubber.mailboxes.imap import ImapMailbox

DONE = "masked"
_WORDS = {
    Outcome.REPLACED: DONE,
    Outcome.MARKED: "masked; the original is marked as deleted: compact the folder",
    Outcome.GONE: "no longer there",
    Outcome.MOVED: "not masked: was moved meanwhile; run the audit again",
    Outcome.FOREIGN: "not masked: another scrubber is replacing it",
}
_MARKED_BEFORE = "not masked: is marked as deleted, and lies there until you compact the folder"


def mask_account(
    mailbox: ImapMailbox,
    targets: Sequence[Target],
    state: Path,
    mask: Callable[[Target, bytes], bytes],
) -> Iterator[tuple[Target, str]]:
    """Mask mails of an account, and tell of each what became of it.

    What a run that was killed has left half done is brought to its end first.  Raises StoreError,
    LoginError and LostConnectionError.
    """
    with (
        account_tables(state, mailbox.address.mailbox) as tables,
        Connection(mailbox.address, mailbox.credentials) as connection,
    ):
        journal = Journal(tables.journal)
        by_folder = groupby(sorted(targets, key=_place), lambda target: _place(target)[:2])
        for (folder, uidvalidity), group in by_folder:
            yield from _folder(connection, journal, folder, uidvalidity, list(group), mask)


def _folder(
    connection: Connection,
    journal: Journal,
    folder: str,
    uidvalidity: int,
    targets: Sequence[Target],
    mask: Callable[[Target, bytes], bytes],
) -> Iterator[tuple[Target, str]]:
    try:
        selected = connection.select(folder, writable=True)
        replacer = Replacer(connection, journal)
        replacer.recover()
    except LostConnectionError:
        raise
    except MailboxError as error:
        yield from ((target, f"not masked: {error.public}") for target in targets)
        return
    for target in targets:
        if selected.uidvalidity == uidvalidity:
            yield target, _replaced(connection, replacer, target, mask)
        else:  # RFC 3501 section 2.3.1.1: its UIDs mean other mails now
            yield target, "not masked: the folder was made anew meanwhile; run the audit again"


def _replaced(
    connection: Connection,
    replacer: Replacer,
    target: Target,
    mask: Callable[[Target, bytes], bytes],
) -> str:
    uid = _place(target)[2]
    try:
        raw = connection.bodies([uid]).get(uid)
        if raw is None:
            return _WORDS[Outcome.GONE]
        masked = mask(target, raw)
        if masked == raw:
            return DONE
        outcome = replacer.replace(uid, masked)
        if outcome is Outcome.GONE and connection.facts([uid]):
            return _MARKED_BEFORE
        return _WORDS[outcome]
    except LostConnectionError:
        raise
    except ScanError:
        return "not masked: could not be scanned again"
    except MailboxError as error:
        return f"not masked: {error.public}"


def _place(target: Target) -> tuple[str, int, int]:
    if target.on_server is None:
        raise ValueError("this mail is on no server")
    return target.on_server
