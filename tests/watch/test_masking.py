"""How many mails are scanned together, and which of them wait for others."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scrubber.config import PolicySettings
from scrubber.core.model import Scrubbed
from scrubber.intake import Intake
from scrubber.mailboxes.imap_values import Facts
from scrubber.mailboxes.replace_exchange import Outcome
from scrubber.store.failures import Failures
from scrubber.store.memory import Memory
from scrubber.store.store import Store
from scrubber.watch.masking import ByIntake

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scrubber.core.model import Place
    from scrubber.watch.masking import Looked

AT_ONCE = 3
CLEAN, CARD = b"clean", b"card"


@dataclass
class Gate:
    """A scanner that is done with a mail with a card at once, and with others when it opens."""

    opened: asyncio.Event = field(default_factory=asyncio.Event)
    inside: int = 0

    async def scan(
        self, message: bytes, *, flat: bool = False, also: tuple[Place, ...] = ()
    ) -> Scrubbed:
        """Count what is being scanned."""
        assert (flat, also) == (False, ())
        if message == CARD:
            return Scrubbed(b"masked")
        self.inside += 1
        await self.opened.wait()
        return Scrubbed(message)


def test_what_was_scanned_leaves_its_slot_to_the_next(tmp_path: Path) -> None:
    """It may wait for long to be replaced; and when it is cancelled, no slot is one too many."""

    async def test() -> None:
        gate, replacing = Gate(), asyncio.Event()
        intake = Intake(gate.scan, PolicySettings(), Failures(Store(tmp_path)))
        masking = ByIntake(intake, "me", asyncio.Semaphore(AT_ONCE))

        async def replace(uid: int, message: bytes) -> Outcome:
            assert (uid, message) == (1, b"masked")
            replacing.set()
            await asyncio.Event().wait()
            return Outcome.REPLACED

        def look(raw: bytes) -> asyncio.Task[Looked]:
            fact = Facts(1, frozenset(), "", None, len(raw), None)
            return asyncio.create_task(masking.look("here", fact, raw, replace))

        waiting = look(CARD)
        await replacing.wait()
        others = [look(CLEAN) for _ in range(AT_ONCE)]
        await asyncio.sleep(0.01)
        assert gate.inside == AT_ONCE
        waiting.cancel()
        await asyncio.wait([waiting])
        others += [look(CLEAN) for _ in range(AT_ONCE)]
        await asyncio.sleep(0.01)
        assert gate.inside == AT_ONCE
        gate.opened.set()
        await asyncio.gather(*others)

    asyncio.run(test())


@dataclass
class Awaiting(Memory):
    """A memory that notes how many mails were awaited when it was asked."""

    awaited: int = 0
    seen: list[int] = field(default_factory=list)

    @contextmanager
    def awaiting(self) -> Iterator[None]:
        """Count who is awaited."""
        self.awaited += 1
        try:
            yield
        finally:
            self.awaited -= 1

    async def note(self, *_: object) -> None:
        """Know of nothing."""
        self.seen.append(self.awaited)


def test_the_memory_awaits_what_is_being_scanned(tmp_path: Path) -> None:
    """What waits for a slot too; and nobody waits for a mail that was scanned, or never will be."""

    async def test() -> None:
        gate, memory = Gate(), Awaiting()
        intake = Intake(gate.scan, PolicySettings(), Failures(Store(tmp_path)), memory)
        masking = ByIntake(intake, "me", asyncio.Semaphore(AT_ONCE))

        async def replace(uid: int, message: bytes) -> Outcome:
            assert (uid, message) == (1, b"masked")
            return Outcome.REPLACED

        def look(raw: bytes) -> asyncio.Task[Looked]:
            fact = Facts(1, frozenset(), "", None, len(raw), None)
            return asyncio.create_task(masking.look("here", fact, raw, replace))

        await look(CARD)
        others = [look(CLEAN) for _ in range(AT_ONCE + 2)]
        await asyncio.sleep(0.01)
        others.pop().cancel()
        await asyncio.sleep(0.01)
        assert memory.awaited == AT_ONCE + 1
        gate.opened.set()
        await asyncio.gather(*others)
        assert memory.seen == [0, *memory.seen[1:-1], 0]

    asyncio.run(test())
