"""How long the relay waits for others: one timer for many waits, all of its time for each."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from scrubber.errors import NextHopError
from scrubber.relay import dialogue
from scrubber.relay.session import Session
from scrubber.relay.wire import Wire
from tests.relay.playing import Transport, service

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

PATIENCE = 30.0
PAUSE = 20.0
"""Less than the patience, and twice as much is more."""


class Loop(asyncio.SelectorEventLoop):
    """A loop whose time passes when a test says so."""

    now = 0.0

    def time(self) -> float:
        """Return the time."""
        return self.now

    async def later(self, seconds: float) -> None:
        """Let time pass, and everybody do what is due."""
        self.now += seconds
        for _ in range(10):
            await asyncio.sleep(0)


def play(act: Callable[[Loop], Awaitable[None]]) -> None:
    """Act in a loop."""

    async def run() -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, Loop)
        await act(loop)

    with asyncio.Runner(loop_factory=Loop) as runner:
        runner.run(run())


async def exchange(loop: Loop, wire: Wire, took: float) -> None:
    """Let a next hop take so long for the reply to a command."""
    asked = loop.create_task(wire.command(b"NOOP"))
    await loop.later(0)
    await loop.later(took)
    wire.data_received(b"250 Ok\r\n")
    [reply] = await asked
    assert reply.code == 250


def test_slow_answers_in_time_are_awaited() -> None:
    """Together they take longer than any one of them may."""

    async def act(loop: Loop) -> None:
        wire = Wire(PATIENCE)
        wire.connection_made(Transport())
        for _ in range(4):
            await exchange(loop, wire, PAUSE)
        assert wire.usable

    play(act)


@pytest.mark.parametrize("before", range(4))
def test_silence_is_given_its_whole_time_and_no_more(before: int) -> None:
    """However much of an earlier wait the timer has seen."""

    async def act(loop: Loop) -> None:
        wire = Wire(PATIENCE)
        wire.connection_made(Transport())
        for _ in range(before):
            await exchange(loop, wire, PAUSE)
        asked = loop.create_task(wire.command(b"NOOP"))
        await loop.later(0)
        await loop.later(PAUSE)
        assert not asked.done()
        await loop.later(PATIENCE - PAUSE)
        assert asked.done()
        with pytest.raises(NextHopError):
            await asked

    play(act)


def test_the_timer_of_an_exchange_that_is_over_ends_nothing() -> None:
    """The connection is idle when it rings, and is used again behind that."""

    async def act(loop: Loop) -> None:
        wire = Wire(PATIENCE)
        wire.connection_made(Transport())
        await exchange(loop, wire, 0)
        await loop.later(2 * PATIENCE)
        await exchange(loop, wire, PAUSE)

    play(act)


def test_a_client_is_awaited_from_its_last_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who speaks stays; who is silent for so long is not heard any more."""
    monkeypatch.setattr(dialogue, "_PERMITTED", PATIENCE)

    async def act(loop: Loop) -> None:
        session, client = Session(service(tmp_path)), Transport()
        session.connection_made(client)
        for _ in range(4):
            await loop.later(PAUSE)
            session.data_received(b"NOOP\r\n")
            await loop.later(0)
        await loop.later(PAUSE)
        assert not client.is_closing()
        await loop.later(PATIENCE - PAUSE)
        assert client.is_closing()
        session.connection_lost(None)

    play(act)
