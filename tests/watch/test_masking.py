"""How many mails are looked at together, whatever becomes of them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from scrubber.config import PolicySettings
from scrubber.mailboxes.imap_values import Facts
from scrubber.mailboxes.replace_exchange import Outcome
from scrubber.watch.masking import ByIntake

if TYPE_CHECKING:
    from scrubber.intake import Deliver, Intake
    from scrubber.watch.masking import Result

AT_ONCE = 3
CLEAN, CARD = b"clean", b"card"


@dataclass
class Gate:
    """An intake that hands on a mail with a card at once, and keeps the others until it opens."""

    policy: PolicySettings = field(default_factory=PolicySettings)
    opened: asyncio.Event = field(default_factory=asyncio.Event)
    inside: int = 0

    async def take(
        self, raw: bytes, _envelope: object, _arrived: object, deliver: Deliver[Outcome | None]
    ) -> Outcome | None:
        """Count who is inside."""
        if raw == CARD:
            return await deliver(b"", b"masked")
        self.inside += 1
        await self.opened.wait()
        return await deliver(b"", raw)


def test_a_look_that_is_cancelled_while_it_waits_leaves_no_slot_too_many() -> None:
    """It waits for its slot again, behind others, when the daemon drops the connection."""

    async def test() -> None:
        gate, replacing, replaced = Gate(), asyncio.Event(), asyncio.Event()
        masking = ByIntake(
            cast("Intake", gate), "me", lambda _line: None, asyncio.Semaphore(AT_ONCE)
        )

        async def replace(uid: int, message: bytes) -> Outcome:
            assert (uid, message) == (1, b"masked")
            replacing.set()
            await replaced.wait()
            return Outcome.REPLACED

        def look(raw: bytes) -> asyncio.Task[Result]:
            fact = Facts(1, frozenset(), "", None, len(raw), None)
            return asyncio.create_task(masking.look("here", fact, raw, replace))

        waiting = look(CARD)
        await replacing.wait()
        others = [look(CLEAN) for _ in range(AT_ONCE)]
        await asyncio.sleep(0.01)
        replaced.set()
        await asyncio.sleep(0.01)  # the others have all slots, and the first wants its own again
        waiting.cancel()
        await asyncio.wait([waiting])
        others += [look(CLEAN) for _ in range(AT_ONCE)]
        await asyncio.sleep(0.01)
        assert gate.inside == AT_ONCE
        gate.opened.set()
        await asyncio.gather(*others)

    asyncio.run(test())
