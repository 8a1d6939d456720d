"""Mails found again by their Message-ID, wherever they lie in an account."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from scrubber.errors import MailboxError
from scrubber.mailboxes.imap_errors import LostConnectionError
from scrubber.mailboxes.replace import Replacer
from scrubber.watch.lane import Lane

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from scrubber.mailboxes.imap_connection import Connection
    from scrubber.mailboxes.replace_exchange import Outcome
    from scrubber.mailboxes.replace_journal import Row
    from scrubber.watch.account import Account

log = logging.getLogger(__name__)


async def mask_moved(account: Account, row: Row) -> None:
    """Look for an original that was moved while it was being replaced, and mask it there."""
    async with Lane(account.connect) as lane:
        async for folder, uid in places(lane, row.message_id):
            if folder != row.folder:
                await _look(account, lane, folder, uid)


async def places(lane: Lane, message_id: str) -> AsyncIterator[tuple[str, int]]:
    """Yield folder and UID of every mail with a Message-ID; its folder is open for writing."""
    if not message_id:
        return
    for folder in await lane.do(lambda connection: connection.folders()):
        if folder.selectable:
            for uid in await _found(lane, folder.name, message_id):
                yield folder.name, uid


async def _found(lane: Lane, folder: str, message_id: str) -> list[int]:
    try:
        return await lane.do(lambda connection: _search(connection, folder, message_id))
    except MailboxError as error:
        if isinstance(error, LostConnectionError):
            raise
        return []  # the folder is gone meanwhile, or is not for us


async def replace(account: Account, lane: Lane, uid: int, message: bytes) -> Outcome:
    """Replace a mail of the folder that a lane has open; one that was moved is not followed."""
    async with account.writing:
        return await lane.do(lambda connection: _replaced(connection, account, uid, message))


def _replaced(connection: Connection, account: Account, uid: int, message: bytes) -> Outcome:
    replacer = Replacer(connection, account.journal)
    replacer.recover()
    outcome = replacer.replace(uid, message)
    row = replacer.moved(uid)
    if row is not None:
        replacer.settled(row)
    return outcome


async def _look(account: Account, lane: Lane, folder: str, uid: int) -> None:
    facts = (await lane.do(lambda connection: connection.facts([uid]))).get(uid)
    bodies = await lane.do(lambda connection: connection.bodies([uid]))
    if facts is None or uid not in bodies:
        return
    where = f"{account.address.account}: a mail that was moved to {folder}"

    async def exchange(uid: int, message: bytes) -> Outcome:
        return await replace(account, lane, uid, message)

    try:
        looked = await account.masking.look(where, facts, bodies.pop(uid), exchange)
    except MailboxError as error:
        account.report.say(f"{where}: {error.public}")
    else:
        if looked.words:
            account.report.say(looked.words)


def _search(connection: Connection, folder: str, message_id: str) -> list[int]:
    connection.select(folder, writable=False)
    found = connection.search("HEADER", "Message-ID", message_id)
    if found:
        connection.select(folder, writable=True)
    return found
