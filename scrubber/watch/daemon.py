"""Watching: a connection for each folder that IDLEs, one more for those that are polled."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING
from urllib.parse import quote

from scrubber.errors import MailboxError, ScrubberError
from scrubber.logs import describe
from scrubber.mailboxes.imap_errors import (
    AnswerError,
    LoginError,
    LostConnectionError,
    ReadOnlyError,
)
from scrubber.watch.folder import Folder
from scrubber.watch.lane import Lane

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scrubber.watch.account import Account

Work = Callable[[Lane], Awaitable[None]]

log = logging.getLogger(__name__)

_IDLING = 5  # connections of an account; providers allow 10 to 20, the owner's programs need some
# Seconds of one IDLE.  Servers may hang up after 30 minutes (RFC 2177); some look for new mail only
# once a minute while a client IDLEs (Courier), or hear nothing of what others put on a shared disk.
_RENEWED = 20.0
_POLL = 60.0  # seconds between two looks at a folder without a connection of its own
_FIRST_PAUSE = 1.0  # seconds before connecting again; doubled with each failure
_LAST_PAUSE = 300.0
_DRAFTS = "\\drafts"


async def once(accounts: Sequence[Account]) -> None:
    """Go through every mail of every folder that is wanted.

    Raises LostConnectionError and LoginError; a folder that cannot be opened is told.
    """
    for account in accounts:
        async with Lane(account.connect) as lane:
            for folder in await _folders(account, lane):
                try:
                    await folder.open()
                    await folder.take_all()
                except (AnswerError, ReadOnlyError) as error:
                    account.counts.unopened += 1
                    account.report.say(f"{folder.name}: {error.public}")


async def watch(accounts: Sequence[Account], *, old: bool) -> None:
    """Watch until cancelled; ``old`` takes the mail that lies there already, too.

    Raises LoginError where an account does not let us in from the start.
    """
    found = await asyncio.gather(*map(_first_look, accounts))
    async with asyncio.TaskGroup() as group:
        for account, names in zip(accounts, found, strict=True):
            for name, work in _works(account, names, old=old):
                group.create_task(_for_ever(account, name, work))


def _works(
    account: Account, names: Sequence[tuple[str, bool]], *, old: bool
) -> Iterator[tuple[str, Work]]:
    """Yield what is done on each connection of an account, and a name for it."""

    def idle(name: str, *, drafts: bool) -> Work:
        return lambda lane: _idle(Folder(account, lane, name, drafts), old=old)

    for name, drafts in names[:_IDLING]:
        yield name, idle(name, drafts=drafts)
    rest = names[_IDLING:]
    if rest:
        yield "", lambda lane: _poll(account, lane, rest, old=old)


async def _first_look(account: Account) -> list[tuple[str, bool]]:
    """Return the folders to be watched, and whether each holds drafts; wait for the server."""
    pause = _FIRST_PAUSE
    while True:
        try:
            async with Lane(account.connect) as lane:
                return [(folder.name, folder.drafts) for folder in await _folders(account, lane)]
        except LostConnectionError as error:
            account.report.say(_again(error.public, pause))
        await asyncio.sleep(pause)
        pause = min(pause * 2, _LAST_PAUSE)


async def _folders(account: Account, lane: Lane) -> list[Folder]:
    listed = await lane.do(lambda connection: connection.folders())
    drafts = {folder.name for folder in listed if _DRAFTS in folder.attributes}
    return [Folder(account, lane, name, name in drafts) for name in account.wanted.of(listed)]


async def _for_ever(account: Account, name: str, work: Work) -> None:
    """Do ``work`` on a connection, on a new one whenever that ends; wait longer each time."""
    pause = _FIRST_PAUSE
    loop = asyncio.get_running_loop()
    while True:
        begun = loop.time()
        try:
            async with Lane(account.connect) as lane:
                await work(lane)
        except Exception as error:  # noqa: BLE001 - whatever happens, the mailbox is watched
            if loop.time() - begun > _LAST_PAUSE:
                pause = _FIRST_PAUSE
            if isinstance(error, LoginError):
                pause = _LAST_PAUSE  # many attempts may lock the account
            _tell(account, name, error, pause)
        await asyncio.sleep(pause)
        pause = min(pause * 2, _LAST_PAUSE)


def _tell(account: Account, name: str, error: Exception, pause: float) -> None:
    """Say what has ended a connection, and when there is to be another one."""
    place = f"{account.address.account}/{quote(name)}"
    if isinstance(error, (LostConnectionError, LoginError)):
        account.report.say(_again(error.public, pause))  # it names the account
    elif isinstance(error, ScrubberError):
        account.report.say(_again(f"{place}: {error.public}", pause))
    else:
        log.error("%s: failed: %s", place, describe(error))


def _again(words: str, pause: float) -> str:
    return f"{words} (trying again in {pause:g} s)"


async def _idle(folder: Folder, *, old: bool) -> None:
    await folder.open()
    await folder.catch_up()
    if old:
        await folder.take_old()
    folder.account.watches(folder.name)
    idles = await folder.lane.do(lambda connection: connection.has("IDLE"))
    while True:
        # RFC 2177: what came since the last look and before IDLE is told by nobody.
        await folder.catch_up()
        if idles:
            await folder.lane.idle(_RENEWED)
        else:
            await asyncio.sleep(_RENEWED)
            # To some servers new mail is not there before they could tell of it (RFC 3501 6.1.2).
            await folder.lane.do(lambda connection: connection.noop())


async def _poll(
    account: Account, lane: Lane, names: Sequence[tuple[str, bool]], *, old: bool
) -> None:
    folders = [Folder(account, lane, name, drafts) for name, drafts in names]
    taken: set[str] = set()
    while True:
        for folder in folders:
            try:
                await folder.open()
                await folder.catch_up()
                if old and folder.name not in taken:
                    await folder.take_old()
                    taken.add(folder.name)
                account.watches(folder.name)
            except LostConnectionError:
                raise
            except MailboxError as error:
                _tell(account, folder.name, error, _POLL)
        await asyncio.sleep(_POLL)
