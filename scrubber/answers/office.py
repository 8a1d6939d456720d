"""The answers of one installation: proposed before a mail is delivered, sent once it was."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from scrubber.answers.dispatch import identifier
from scrubber.answers.draft import Draft
from scrubber.errors import StoreError
from scrubber.logs import describe
from scrubber.reply.incoming import Incoming
from scrubber.reply.message import message_id
from scrubber.store import outbox
from scrubber.store.key import digest
from scrubber.store.threads import Said

if TYPE_CHECKING:
    from scrubber.answers.dispatch import Dispatch
    from scrubber.answers.drafting import Clerk
    from scrubber.answers.mail import Mail
    from scrubber.store.database import Database
    from scrubber.store.outbox import Limits
    from scrubber.store.store import Store
    from scrubber.store.threads import Threads

log = logging.getLogger(__name__)

_FRESH = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided on a mail: the key of its answer, or why there is none; about which order.

    Both are empty where there was no occasion.
    """

    key: bytes | None = None
    order: str = ""
    why_not: str = ""


@dataclass(eq=False, slots=True)
class Office:
    """Decides about answers and writes them down; ``dispatch`` does the rest."""

    clerk: Clerk
    threads: Threads
    dispatch: Dispatch
    limits: Limits
    store: Store
    _settling: set[asyncio.Task[None]] = field(default_factory=set)

    async def propose(self, mail: Mail, arrived: datetime) -> Decision:
        """Write down the answer to a masked mail, if it is to have one.

        ``arrived`` is when the mail did; old mail is not answered.  No answer is worth a mail:
        whatever fails here costs the answer alone.
        """
        if datetime.now(UTC) - arrived > _FRESH:
            return Decision(why_not="the mail is old")
        try:
            looked = await asyncio.to_thread(self.clerk.look, mail)
            if not isinstance(looked, Draft):
                return _none(looked) if looked else Decision()
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
            return Decision(why_not="an error; the log has its place")
        if not wanted:
            return _none("as many as there may be have gone out", looked.order)
        return Decision(answer[0], looked.order)

    def _write_down(
        self, database: Database, answer: tuple[bytes, bytes, str], draft: Draft, arrived: datetime
    ) -> bool:
        """Put an answer into the outbox; whoever writes back to it means the same order."""
        if not outbox.propose(database, self.store.pads, answer, self.limits, arrived):
            return False
        own_id = message_id(identifier(answer[0]), self.clerk.shop.address)
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
        self.dispatch.wake()

    async def close(self) -> None:
        """Wait for what is to be noted."""
        await asyncio.gather(*self._settling)

    async def run(self) -> None:
        """Send what is due, until cancelled."""
        await self.dispatch.run()


def _name(mail: Mail) -> tuple[bytes, ...]:
    """Return what names a mail however often it comes: nothing that its way has added.

    All of it is header and envelope of the masked mail.
    """
    incoming = Incoming.read(mail.scrubbed.message, mail.sender, mail.recipients)
    fields = (incoming.field(name) for name in ("Message-ID", "Date", "Subject", "From"))
    texts = (*fields, mail.sender, *sorted(mail.recipients))
    return tuple(text.encode("utf-8", "surrogateescape") for text in texts)


def _none(why_not: str, order: str = "") -> Decision:
    """Return that there is no answer, and log why."""
    log.info("no answer: %s", why_not)
    return Decision(None, order, why_not)
