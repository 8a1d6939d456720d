"""What becomes of one mail of a folder: scanned, and replaced where it holds card data."""

from __future__ import annotations

import asyncio
import logging
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from dataclasses import replace as changed
from datetime import UTC, datetime
from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple, Protocol

from scrubber.core.model import Kind
from scrubber.errors import ScrubberError
from scrubber.intake import Envelope
from scrubber.mailboxes.imap_errors import LostConnectionError, ReadOnlyError
from scrubber.mailboxes.replace_exchange import Outcome

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from scrubber.core.model import Place, Scrubbed
    from scrubber.intake import Intake
    from scrubber.mailboxes.imap_values import Facts

log = logging.getLogger(__name__)

_AT_ONCE = 24  # mails that are scanned, or wait for a scanner


class Result(Enum):
    """How a mail counts."""

    CLEAN = auto()
    MASKED = auto()
    LATER = auto()


class Looked(NamedTuple):
    """What became of a mail, whether parts could not be read, and what its owner is told of it."""

    result: Result
    unscannable: bool = False
    words: str = ""


class Replace(Protocol):
    """Puts masked bytes in the place of the mail with a UID."""

    def __call__(self, uid: int, message: bytes) -> Awaitable[Outcome]:
        """Replace it."""
        ...


class Masking(Protocol):
    """Looks at one mail and does what has to be done."""

    async def look(self, where: str, fact: Facts, raw: bytes, replace: Replace) -> Looked:
        """Look at ``raw``; ``replace`` puts masked bytes in its place.

        Raises LostConnectionError and ReadOnlyError; everything else is LATER.
        """
        ...


@dataclass(slots=True)
class _Seen:
    """What the scans of one mail have shown."""

    kinds: set[Kind] = field(default_factory=set)
    unscannable: bool = False


@dataclass(frozen=True, slots=True)
class ByIntake:
    """Takes mail as every mode does, so that the memory of conversations joins in."""

    intake: Intake
    account: str
    slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))

    async def look(self, where: str, fact: Facts, raw: bytes, replace: Replace) -> Looked:
        """Scan it and, if there is anything to mask, replace it."""
        # The intake gives back the very same object where it has changed nothing.  A reference
        # would keep a large original in memory beside its copy; its identity does not.
        same, uid = id(raw), fact.uid

        async def deliver(header: bytes, message: bytes) -> Outcome | None:
            return None if id(message) == same else await replace(uid, header + message)

        arrived = fact.arrived.astimezone(UTC) if fact.arrived else datetime.now(UTC)
        seen = _Seen()
        async with AsyncExitStack() as slot:
            if self.intake.memory is not None:
                slot.enter_context(self.intake.memory.awaiting())
            await slot.enter_async_context(self.slots)
            taken = self._noting(seen, slot).take(
                raw, Envelope.of_delivered(raw, self.account), arrived, deliver
            )
            del raw
            try:
                outcome = await taken
            except (LostConnectionError, ReadOnlyError):
                raise
            except ScrubberError as error:
                return Looked(Result.LATER, words=f"{where}: stays for now: {error.public}")
        if self.intake.policy.action == "observe":
            return _would_be(where, seen)
        return _became(where, outcome, unscannable=seen.unscannable)

    def _noting(self, seen: _Seen, slot: AsyncExitStack) -> Intake:
        """Return an intake that gives its slot back when it has scanned.

        So while a mail waits for the memory, or to be replaced with others, the next is scanned.
        """

        async def noted(
            message: bytes, *, flat: bool = False, also: tuple[Place, ...] = ()
        ) -> Scrubbed:
            scrubbed = await self.intake.scan(message, flat=flat, also=also)
            await slot.aclose()
            seen.kinds.update(finding.kind for finding in scrubbed.findings)
            seen.unscannable |= flat or bool(scrubbed.unreadable)
            return scrubbed

        return changed(self.intake, scan=noted)


@dataclass(frozen=True, slots=True)
class DryRun:
    """Says what would be done."""

    scan: Callable[[bytes], Awaitable[Scrubbed]]
    slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))

    async def look(self, where: str, fact: Facts, raw: bytes, replace: Replace) -> Looked:  # noqa: ARG002
        """Scan it, and say what was found."""
        async with self.slots:
            try:
                scrubbed = await self.scan(raw)
            except ScrubberError as error:
                return Looked(Result.LATER, words=f"{where}: stays for now: {error.public}")
        kinds = {finding.kind for finding in scrubbed.findings}
        return _would_be(where, _Seen(kinds, bool(scrubbed.unreadable)))


def _would_be(where: str, seen: _Seen) -> Looked:
    """Tell what would become of a mail; one that cannot be read may hold anything."""
    words = []
    if seen.kinds:
        found = ", ".join(kind.in_words for kind in Kind if kind in seen.kinds)
        words.append(f"{where}: would be masked: {found}")
    if seen.unscannable:
        words.append(f"{where}: could not be read, or not wholly")
    result = Result.MASKED if seen.kinds else Result.CLEAN
    return Looked(result, seen.unscannable, "\n".join(words))


def _became(where: str, outcome: Outcome | None, *, unscannable: bool) -> Looked:
    if outcome is None or outcome is Outcome.GONE:
        return Looked(Result.CLEAN, unscannable)
    if outcome is Outcome.FOREIGN:
        log.info("%s: another host is replacing it", where)
        return Looked(Result.LATER, unscannable)
    words = ""
    if outcome is Outcome.MARKED:
        words = (
            f"{where}: masked, but the server does not remove the original (it has no UIDPLUS, "
            "or this account may not expunge here), so that is marked as deleted; compact the "
            "folder in your mail program"
        )
    log.info("%s: masked", where)
    return Looked(Result.MASKED, unscannable, words)
