"""Recalls: mails that later ones showed to hold a piece of a number, masked where they lie."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scrubber.errors import MailboxError, ScrubberError
from scrubber.mailboxes.imap_errors import LostConnectionError
from scrubber.mailboxes.replace_exchange import Outcome
from scrubber.store import recalls
from scrubber.watch.lane import Lane
from scrubber.watch.moved import places, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager

    from scrubber.intake import Scan
    from scrubber.store.recalls import Recall
    from scrubber.store.store import Store
    from scrubber.watch.account import Account

log = logging.getLogger(__name__)

_EVERY = 10.0  # seconds
_LAST_PAUSE = 3600.0


@dataclass(slots=True)
class _Waiting:
    """A mail that was not found: it may be on its way, or lie in no mailbox that we see."""

    pause: float = _EVERY
    at: float = 0.0


@dataclass(slots=True)
class Recalls:
    """Carries out what the memory of conversations asks for; doing it twice changes nothing.

    ``accounts`` gives the accounts for as long as something is to be done in them.
    """

    accounts: Callable[[], AbstractContextManager[Sequence[Account]]]
    store: Store
    scan: Scan
    _waiting: dict[int, _Waiting] = field(default_factory=dict)

    async def for_ever(self) -> None:
        """Look every ten seconds; runs until it is cancelled."""
        while True:
            try:
                await self.carry_out()
            except ScrubberError as error:
                log.warning("recalls: %s", error.public)
            await asyncio.sleep(_EVERY)

    async def carry_out(self) -> None:
        """Carry out all that is due now.  Raises StoreError, LostConnectionError, LoginError."""
        if not self.store.exists:
            return
        now = asyncio.get_running_loop().time()
        pending = await self.store.run(lambda found: recalls.pending(found, self.store.pads))
        due = [each for each in pending if self._waiting.setdefault(each.id, _Waiting()).at <= now]
        masked: set[int] = set()
        if not due:
            return
        with self.accounts() as accounts:
            for account in accounts:
                async with Lane(account.connect) as lane:
                    masked |= {each.id for each in due if await self._mask(account, lane, each)}
        for recall in due:
            await self._settle(recall, now, masked=recall.id in masked)

    async def _settle(self, recall: Recall, now: float, *, masked: bool) -> None:
        if masked:
            await self.store.run(lambda found: recalls.done(found, recall))
            del self._waiting[recall.id]
        else:
            waiting = self._waiting[recall.id]
            waiting.at = now + waiting.pause
            waiting.pause = min(waiting.pause * 2, _LAST_PAUSE)

    async def _mask(self, account: Account, lane: Lane, recall: Recall) -> bool:
        """Mask the places wherever the mail lies in an account.

        Return whether it was found, and masked in every place where it was.
        """
        results = [
            await self._mask_one(account, lane, uid, recall)
            async for _, uid in places(lane, recall.message_id)
        ]
        return bool(results) and all(results)

    async def _mask_one(self, account: Account, lane: Lane, uid: int, recall: Recall) -> bool:
        """Mask the places in a mail of the folder that is open; return whether they are masked."""
        bodies = await lane.do(lambda connection: connection.bodies([uid]))
        raw = bodies.pop(uid, None)
        if raw is None:
            return True  # gone for good
        scrubbed = await self.scan(raw, also=recall.places)
        if scrubbed.message is raw:
            return True
        try:
            outcome = await replace(account, lane, uid, scrubbed.message)
        except LostConnectionError:
            raise
        except MailboxError as error:
            account.report.say(f"{account.address.account}: a recalled mail: {error.public}")
            return False
        log.info("%s: a recalled mail: %s", account.address.account, outcome)
        return outcome not in {Outcome.FOREIGN, Outcome.MOVED}  # else it is looked for again
