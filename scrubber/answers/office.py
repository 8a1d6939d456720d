"""The answers of one installation: proposed before a mail is delivered, sent once it was."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from scrubber.answers.draft import Draft
from scrubber.errors import ConfigError, StoreError
from scrubber.logs import describe
from scrubber.reply.incoming import Incoming
from scrubber.reply.message import message_id
from scrubber.reply.submission import Outcome, Server, submit
from scrubber.store import outbox
from scrubber.store.key import digest
from scrubber.store.threads import Said

if TYPE_CHECKING:
    from scrubber.answers.drafting import Clerk
    from scrubber.answers.mail import Mail
    from scrubber.answers.writing import Writer
    from scrubber.store.database import Database
    from scrubber.store.outbox import Claimed, Limits
    from scrubber.store.store import Store
    from scrubber.store.threads import Threads

log = logging.getLogger(__name__)

_GLANCE = 5.0  # seconds between looks into the outbox, for what is to be tried again
_AFTER_TROUBLE = 30.0
_FRESH = timedelta(days=1)
_IDENTIFIER = 16  # bytes of the key that name an answer


@dataclass(eq=False, slots=True)
class Office:
    """Decides, writes down, writes and sends."""

    clerk: Clerk
    writer: Writer
    server: Server
    limits: Limits
    store: Store
    threads: Threads
    _settling: set[asyncio.Task[None]] = field(default_factory=set)
    _fresh: asyncio.Event = field(default_factory=asyncio.Event)

    async def propose(self, mail: Mail, arrived: datetime) -> bytes | None:
        """Write down the answer to a masked mail, if it is to have one; return its key.

        ``arrived`` is when the mail did; old mail is not answered.  No answer is worth a mail:
        whatever fails here costs the answer alone.
        """
        if datetime.now(UTC) - arrived > _FRESH:
            return None
        try:
            looked = await asyncio.to_thread(self.clerk.look, mail)
            if not isinstance(looked, Draft):
                if looked:
                    log.info("no answer: %s", looked)
                return None
            name = _name(mail)
            answer = (
                digest(self.store.key, "answer", *name),
                digest(self.store.key, "receiver", looked.author.encode(), looked.order.encode()),
                looked.to_json(),
            )
            wanted = await self.store.run(
                lambda database: self._write_down(database, answer, looked, arrived)
            )
        except Exception as error:  # noqa: BLE001 - a mail is worth more than its answer
            log.error("no answer: %s", describe(error))  # noqa: TRY400
            return None
        if not wanted:
            log.info("no answer: as many as there may be have gone out")
            return None
        return answer[0]

    def _write_down(
        self, database: Database, answer: tuple[bytes, bytes, str], draft: Draft, arrived: datetime
    ) -> bool:
        """Put an answer into the outbox; whoever writes back to it means the same order."""
        if not outbox.propose(database, self.store.pads, answer, self.limits, arrived):
            return False
        own_id = message_id(_identifier(answer[0]), self.clerk.shop.address)
        spoken = draft.languages[0] if len(draft.languages) == 1 else ""
        said = Said((draft.order,) if draft.order else (), spoken)
        self.threads.note(own_id, said, arrived)
        return True

    def settle(self, key: bytes, *, delivered: bool) -> None:
        """Let an answer go, or forget it; done behind our reply, which is not to wait for it."""
        task = asyncio.get_running_loop().create_task(self._settle(key, delivered=delivered))
        self._settling.add(task)
        task.add_done_callback(self._settling.discard)

    async def _settle(self, key: bytes, *, delivered: bool) -> None:
        now = datetime.now(UTC)
        try:
            await self.store.run(
                lambda database: outbox.settle(database, key, delivered=delivered, now=now)
            )
        except StoreError as error:
            log.warning("an answer stays unsent: %s", error.public)
        self._fresh.set()

    async def close(self) -> None:
        """Wait for what is to be noted."""
        await asyncio.gather(*self._settling)

    async def run(self) -> None:
        """Send what is due, until cancelled."""
        while True:
            self._fresh.clear()
            try:
                pause = 0.0 if await self._send_one() else _GLANCE
            except (ConfigError, StoreError) as error:
                log.error("answers: %s", error.public)  # noqa: TRY400
                pause = _AFTER_TROUBLE
            except Exception as error:  # noqa: BLE001 - the next answer may do better
                log.error("an answer failed: %s", describe(error))  # noqa: TRY400
                pause = _AFTER_TROUBLE
            with suppress(TimeoutError):
                await asyncio.wait_for(self._fresh.wait(), pause)

    async def _send_one(self) -> bool:
        """Send the answer that is due longest; say whether there was one."""
        if not self.store.exists:
            return False
        now = datetime.now(UTC)
        claimed = await self.store.run(
            lambda database: outbox.claim(database, self.store.pads, now)
        )
        if claimed is None:
            return False
        await asyncio.to_thread(self._send, claimed, now)
        return True

    def _send(self, claimed: Claimed, now: datetime) -> None:
        draft = Draft.from_json(claimed.content)
        database = self.store.database()
        written = self.writer.write(draft, _identifier(claimed.key), now)
        if written.message is None:
            outbox.finish(database, claimed, sent=False)
            return
        if draft.is_link_only and written.lacks_link:
            outbox.later(database, claimed, now)
            return
        outcome = submit(
            self.server,
            (self.clerk.shop.address, draft.author),
            written.message,
            lambda: outbox.leaving(database, claimed),
        )
        self._note(claimed, outcome, now)
        if written.lacks_link and outcome is Outcome.SENT:
            self._link_follows(claimed, draft, now)

    def _note(self, claimed: Claimed, outcome: Outcome, now: datetime) -> None:
        log.info("answer %s: %s", claimed.key[:4].hex(), outcome)
        if outcome is Outcome.LATER:
            outbox.later(self.store.database(), claimed, now)
        elif outcome is not Outcome.LEFT:
            # What the server may have taken counts as sent: twice would be worse than not at all.
            outbox.finish(self.store.database(), claimed, sent=outcome is not Outcome.REFUSED)

    def _link_follows(self, claimed: Claimed, draft: Draft, now: datetime) -> None:
        """Propose a second answer, which leaves as soon as there is a link for it."""
        database = self.store.database()
        key = digest(self.store.key, "link follows", claimed.key)
        content = replace(draft, is_link_only=True).to_json()
        # It completes the first answer, so the limits are not for it.
        free = replace(self.limits, per_hour=1, per_day=1)
        if outbox.propose(database, self.store.pads, (key, key, content), free, now):
            outbox.settle(database, key, delivered=True, now=now)


def _identifier(key: bytes) -> str:
    """Return what names an answer in its Message-ID."""
    return key[:_IDENTIFIER].hex()


def _name(mail: Mail) -> tuple[bytes, ...]:
    """Return what names a mail however often it comes: nothing that its way has added.

    All of it is header and envelope of the masked mail.
    """
    incoming = Incoming.read(mail.scrubbed.message, mail.sender, mail.recipients)
    fields = (incoming.field(name) for name in ("Message-ID", "Date", "Subject", "From"))
    texts = (*fields, mail.sender, *sorted(mail.recipients))
    return tuple(text.encode("utf-8", "surrogateescape") for text in texts)
