"""Two relays take the two halves of a number at the same moment: neither goes unnoticed."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scrubber.store import recalls
from scrubber.store.memory import Memory
from scrubber.store.store import Store
from tests.store.letters import HALVES, NOON, envelope, mail, part
from tests.store.processes import CONTEXT

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.synchronize import Barrier

PATIENCE = 60.0  # seconds
PIECES = (part(HALVES[0], first=True), part(HALVES[1], first=False))


def take_halves(
    state: str, url: str | None, half: int, rounds: int, start: Barrier, answers: Connection
) -> None:
    """Be one of two relays: take one half of each customer's number, at the signal."""
    store = Store(Path(state), url=url)

    async def run() -> list[bool]:
        memory = Memory(store)
        masked = []
        for number in range(rounds):
            sender = f"customer{chr(97 + number % 26)}{number}@host{number}.example"
            scrubbed = mail(half, PIECES[half], sender=sender)
            await asyncio.to_thread(start.wait, PATIENCE)
            noted = await memory.note(scrubbed, 1, envelope(sender), NOON + timedelta(hours=number))
            masked.append(noted is not None and bool(noted.also))
        return masked

    store.database()
    answers.send(asyncio.run(run()))
    store.close()


@pytest.mark.parametrize("rounds", [10, pytest.param(200, marks=pytest.mark.long)])
def test_neither_half_is_missed(tmp_path: Path, url: str | None, rounds: int) -> None:
    """In every round one of them sees the other, and whichever does not is recalled."""
    start = CONTEXT.Barrier(2)
    pipes = [CONTEXT.Pipe(duplex=False) for _ in PIECES]
    relays = [
        CONTEXT.Process(
            target=take_halves, args=(str(tmp_path), url, half, rounds, start, pipes[half][1])
        )
        for half in range(2)
    ]
    for relay in relays:
        relay.start()
    masked = [pipe.recv() if pipe.poll(PATIENCE) else [] for pipe, _ in pipes]
    for relay in relays:
        relay.join(PATIENCE)
    store = Store(tmp_path, url=url)
    recalled = {recall.message_id for recall in recalls.pending(store.database(), store.pads)}
    store.close()
    assert [len(answers) for answers in masked] == [rounds, rounds]
    for number in range(rounds):
        sender = f"customer{chr(97 + number % 26)}{number}@host{number}.example"
        seen = [masked[half][number] for half in range(2)]
        assert any(seen)
        assert all(seen[half] or f"<{half}.{sender}>" in recalled for half in range(2))
