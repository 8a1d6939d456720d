"""What becomes of one mail of a folder: scanned, and replaced where it holds card data."""

from __future__ import annotations

import asyncio
import logging
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from dataclasses import replace as changed
from datetime import UTC, datetime
from enum import Enum, auto
from typing import TYPE_CHECKING, Protocol

from scrubber.core.model import Kind
from scrubber.errors import MailboxError, ScrubberError
from scrubber.intake import Envelope
from scrubber.mailboxes.imap_errors import LostConnectionError, ReadOnlyError
from scrubber.mailboxes.replace_exchange import Outcome

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection

    from scrubber.core.model import Place, Scrubbed
    from scrubber.intake import Intake
    from scrubber.mailboxes.imap_values import Facts

log = logging.getLogger(__name__)

_AT_ONCE = 8  # mails that are scanned, or wait for a scanner


class Result(Enum):
    """How a mail counts."""

    CLEAN = auto()
    MASKED = auto()
    LATER = auto()


class Replace(Protocol):
    """Puts masked bytes in the place of the mail with a UID."""

    def __call__(self, uid: int, message: bytes) -> Awaitable[Outcome]:
        """Replace it."""
        ...


class Masking(Protocol):
    """Looks at one mail and does what has to be done."""

    async def look(self, where: str, fact: Facts, raw: bytes, replace: Replace) -> Result:
        """Look at ``raw``; ``replace`` puts masked bytes in its place.

        Raises LostConnectionError and ReadOnlyError; everything else is LATER.
        """
        ...


@dataclass(frozen=True, slots=True)
class ByIntake:
    """Takes mail as every mode does, so that the memory of conversations joins in."""

    intake: Intake
    account: str
    say: Callable[[str], None]
    slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))

    async def look(self, where: str, fact: Facts, raw: bytes, replace: Replace) -> Result:
        """Scan it and, if there is anything to mask, replace it."""
        # The intake gives back the very same object where it has changed nothing.  A reference
        # would keep a large original in memory beside its copy; its identity does not.
        same, uid = id(raw), fact.uid

        async def deliver(header: bytes, message: bytes) -> Outcome | None:
            return None if id(message) == same else await replace(uid, header + message)

        arrived = fact.arrived.astimezone(UTC) if fact.arrived else datetime.now(UTC)
        observed: set[Kind] = set()
        async with AsyncExitStack() as slot:
            await slot.enter_async_context(self.slots)
            taken = self._noting(observed, slot).take(
                raw, Envelope.of_delivered(raw, self.account), arrived, deliver
            )
            del raw
            try:
                outcome = await taken
                if observed:
                    self.say(_would_be_masked(where, observed))
                    return Result.MASKED
                return self._result(where, outcome)
            except (LostConnectionError, ReadOnlyError):
                raise
            except MailboxError as error:
                self.say(f"{where}: {error.public}; trying again later")
            except ScrubberError as error:
                log.warning("%s: %s; trying again later", where, error.public)
            return Result.LATER

    def _noting(self, observed: set[Kind], slot: AsyncExitStack) -> Intake:
        """Return an intake that gives its slot back when it has scanned.

        So while a mail waits for the memory, or to be replaced with others, the next is scanned.
        Where the intake only observes, what it finds is noted: nobody else tells.
        """
        observing = self.intake.policy.action == "observe"

        async def noted(
            message: bytes, *, flat: bool = False, also: tuple[Place, ...] = ()
        ) -> Scrubbed:
            scrubbed = await self.intake.scan(message, flat=flat, also=also)
            await slot.aclose()
            if observing:
                observed.update(finding.kind for finding in scrubbed.findings)
            return scrubbed

        return changed(self.intake, scan=noted)

    def _result(self, where: str, outcome: Outcome | None) -> Result:
        if outcome is None or outcome is Outcome.GONE:
            return Result.CLEAN
        if outcome is Outcome.FOREIGN:
            log.info("%s: another host is replacing it", where)
            return Result.LATER
        if outcome is Outcome.MARKED:
            self.say(
                f"{where}: masked, but the server does not remove the original (it has no UIDPLUS, "
                "or this account may not expunge here), so that is marked as deleted; compact the "
                "folder in your mail program"
            )
        log.info("%s: masked", where)
        return Result.MASKED


@dataclass(frozen=True, slots=True)
class DryRun:
    """Says what would be done."""

    scan: Callable[[bytes], Awaitable[Scrubbed]]
    say: Callable[[str], None]
    slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))

    async def look(self, where: str, fact: Facts, raw: bytes, replace: Replace) -> Result:  # noqa: ARG002
        """Scan it, and say what was found."""
        async with self.slots:
            try:
                scrubbed = await self.scan(raw)
            except ScrubberError as error:
                self.say(f"{where}: {error.public}")
                return Result.LATER
        if not scrubbed.findings:
            return Result.CLEAN
        self.say(_would_be_masked(where, {finding.kind for finding in scrubbed.findings}))
        return Result.MASKED


def _would_be_masked(where: str, kinds: Collection[Kind]) -> str:
    found = ", ".join(kind.in_words for kind in Kind if kind in kinds)
    return f"{where}: would be masked: {found}"
