"""The way out: what is due in the outbox is written, submitted, and filed."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from scrubber import metrics
from scrubber.answers.draft import Draft
from scrubber.errors import ScrubberError, StoreError
from scrubber.logs import describe
from scrubber.reply.letter import Occasion
from scrubber.reply.message import message_id
from scrubber.reply.submission import Outcome, submit
from scrubber.store import outbox
from scrubber.store.key import digest
from scrubber.store.outbox import State

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrubber.answers.copies import Copies
    from scrubber.answers.writing import Writer
    from scrubber.reply.submission_login import Server
    from scrubber.store.outbox import Claimed, Limits
    from scrubber.store.store import Store

log = logging.getLogger(__name__)

_GLANCE = 5.0  # seconds between looks into the outbox, for what is to be tried again
_AFTER_TROUBLE = 30.0
_IDENTIFIER = 16  # bytes of the key that name an answer


@dataclass(frozen=True, slots=True)
class Reminders:
    """How often a customer is reminded of an open order at most, and after which time."""

    most: int = 0
    pause: timedelta = timedelta(days=7)


@dataclass(eq=False, slots=True)
class Dispatch:
    """Sends the answers of an outbox, and keeps copies of them if ``copies`` says where."""

    writer: Writer
    server: Server
    limits: Limits
    store: Store
    copies: Copies | None = None
    reminders: Reminders = Reminders()
    _fresh: asyncio.Event = field(default_factory=asyncio.Event)

    def wake(self) -> None:
        """Look into the outbox now."""
        self._fresh.set()

    async def run(self) -> None:
        """Send and file what is due, until cancelled; neither waits for the other."""
        await asyncio.gather(
            self._work(State.DUE, self._send), self._work(State.FILING, self._file)
        )

    async def _work(self, state: State, work: Callable[[Claimed, datetime], None]) -> None:
        while True:
            self._fresh.clear()
            try:
                pause = 0.0 if await self._one(state, work) else _GLANCE
            except ScrubberError as error:
                log.error("answers: %s", error.public)  # noqa: TRY400
                pause = _AFTER_TROUBLE
            except Exception as error:  # noqa: BLE001 - the next answer may do better
                log.error("an answer failed: %s", describe(error))  # noqa: TRY400
                pause = _AFTER_TROUBLE
            with suppress(TimeoutError):
                await asyncio.wait_for(self._fresh.wait(), pause)

    async def _one(self, state: State, work: Callable[[Claimed, datetime], None]) -> bool:
        """Do the work on the answer that waits for it longest; say whether there was one."""
        if not self.store.exists:
            return False
        now = datetime.now(UTC)
        claimed = await self.store.run(
            lambda database: outbox.claim(database, self.store.pads, now, state)
        )
        if claimed is None:
            return False
        try:
            await asyncio.to_thread(work, claimed, now)
        except Exception:
            with suppress(StoreError):
                await self.store.run(lambda database: outbox.give_back(database, claimed, now))
            raise
        return True

    def _send(self, claimed: Claimed, now: datetime) -> None:
        draft = Draft.from_json(claimed.content)
        database = self.store.database()
        written = self.writer.write(draft, identifier(claimed.key), now)
        if written.message is None:
            outbox.finish(database, claimed, sent=False)
            return
        if (draft.is_link_only or draft.reminder) and written.lacks_link:
            outbox.later(database, claimed, now)
            return
        outcome = submit(
            self.server,
            (self.writer.shop.address, draft.author),
            written.message,
            lambda: outbox.leaving(database, claimed),
        )
        self._note(claimed, outcome, written.message, now)
        if written.lacks_link and outcome is Outcome.SENT:
            self._link_follows(claimed, draft, now)
        if outcome is Outcome.SENT:
            self._remind_later(draft, now)

    def _note(self, claimed: Claimed, outcome: Outcome, mail: bytes, now: datetime) -> None:
        log.info("answer %s: %s", claimed.key[:4].hex(), outcome)
        metrics.REPLIES.add(outcome)
        database = self.store.database()
        if outcome is Outcome.LATER:
            outbox.later(database, claimed, now)
        elif outcome is Outcome.SENT and self.copies is not None:
            outbox.file(database, self.store.pads, claimed, mail.decode("ascii"), now)
        elif outcome is not Outcome.LEFT:
            # What the server may have taken counts as sent: twice would be worse than not at all.
            outbox.finish(database, claimed, sent=outcome is not Outcome.REFUSED)

    def _link_follows(self, claimed: Claimed, draft: Draft, now: datetime) -> None:
        """Propose a second answer, which leaves as soon as there is a link for it."""
        database = self.store.database()
        key = digest(self.store.key, "link follows", claimed.key)
        content = replace(draft, is_link_only=True).to_json()
        # It completes the first answer, so the limits are not for it.
        free = replace(self.limits, per_hour=1, per_day=1)
        if outbox.propose(database, self.store.pads, (key, key, content), free, now):
            outbox.settle(database, key, delivered=True, now=now)

    def _remind_later(self, draft: Draft, now: datetime) -> None:
        """Have an open order's customer reminded, as often as the owner wants and not oftener."""
        following = draft.reminder + 1
        if not draft.order or following > self.reminders.most:
            return
        name = (draft.author.encode(), draft.order.encode(), str(following).encode())
        key = digest(self.store.key, "reminder", *name)
        content = replace(draft, occasion=Occasion.REMINDER, is_link_only=False, reminder=following)
        outbox.schedule(
            self.store.database(),
            self.store.pads,
            (key, key, content.to_json()),
            now + self.reminders.pause,
        )

    def _file(self, claimed: Claimed, now: datetime) -> None:
        """Keep a copy of an answer that was sent; what fails is tried again for a day."""
        database = self.store.database()
        if self.copies is None:  # it was wanted when the answer was sent, and is no more
            outbox.finish(database, claimed, sent=True)
            return
        own_id = message_id(identifier(claimed.key), self.writer.shop.address)
        try:
            self.copies.keep(claimed.content.encode("ascii"), own_id, now)
        except ScrubberError as error:
            log.warning("no copy of an answer: %s; trying again later", error.public)
            outbox.later(database, claimed, now)
            return
        outbox.finish(database, claimed, sent=True)


def identifier(key: bytes) -> str:
    """Return what names an answer in its Message-ID."""
    return key[:_IDENTIFIER].hex()
