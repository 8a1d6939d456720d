"""Mails that wait for the same writer are replaced together."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from scrubber.mailboxes.imap_errors import AnswerError, LostConnectionError
from scrubber.mailboxes.replace_exchange import Outcome
from scrubber.watch.together import Together

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrubber.mailboxes.replace_exchange import End

MEGABYTE = 1024 * 1024


class Slow:
    """Takes a moment for a batch, and keeps which there were; a mail may end with an error."""

    def __init__(self, error: Exception | None = None, refused: int = 0) -> None:
        """Raise ``error`` for every batch; end one mail with an error of its own."""
        self.batches: list[list[int]] = []
        self.error = error
        self.refused = refused

    async def __call__(self, messages: dict[int, bytes]) -> dict[int, End]:
        """Replace them, so to speak."""
        self.batches.append(list(messages))
        await asyncio.sleep(0.01)
        if self.error is not None:
            raise self.error
        return {
            uid: AnswerError("no") if uid == self.refused else Outcome.REPLACED for uid in messages
        }


def replaced(slow: Slow, sizes: Iterable[int]) -> list[Outcome | BaseException]:
    """Replace mails of these sizes, all at the same moment; their UIDs count from 1 on."""

    async def work() -> list[Outcome | BaseException]:
        together = Together(slow, asyncio.Lock())
        waits = [together.replace(uid, b"x" * size) for uid, size in enumerate(sizes, 1)]
        ends = await asyncio.gather(*waits, return_exceptions=True)
        assert together._waiting == {}
        assert together._ends == {}
        return ends

    return asyncio.run(work())


def test_what_waits_goes_together() -> None:
    """The first one does not wait for any other."""
    slow = Slow()
    assert replaced(slow, [1] * 5) == [Outcome.REPLACED] * 5
    assert slow.batches == [[1], [2, 3, 4, 5]]


def test_a_large_mail_goes_alone() -> None:
    """So that memory is bounded by the largest, and the line of a command by what servers take."""
    slow = Slow()
    replaced(slow, [1, MEGABYTE - 1, 1, 1, 2 * MEGABYTE, 5, *[1] * 100])
    assert [len(batch) for batch in slow.batches] == [1, 2, 1, 1, 100, 1]


def test_each_hears_how_its_mail_has_ended() -> None:
    """An error of one is no other's."""
    ends = replaced(Slow(refused=3), [1] * 4)
    assert isinstance(ends[2], AnswerError)
    assert [ends[0], ends[1], ends[3]] == [Outcome.REPLACED] * 3


def test_a_lost_connection_is_told_to_all() -> None:
    """Whoever waits for the same batch, and for the next."""
    ends = replaced(Slow(error=LostConnectionError("gone")), [1] * 4)
    assert [type(end) for end in ends] == [LostConnectionError] * 4


def test_who_is_cancelled_leaves_nothing_behind() -> None:
    """While it waits for its turn, or has it."""

    async def work() -> None:
        slow = Slow()
        together = Together(slow, asyncio.Lock())
        first, second, third = (
            asyncio.create_task(together.replace(uid, b"x")) for uid in (1, 2, 3)
        )
        await asyncio.sleep(0)
        second.cancel()
        assert await third is Outcome.REPLACED
        assert await first is Outcome.REPLACED
        with pytest.raises(asyncio.CancelledError):
            await second
        assert slow.batches == [[1], [3]]
        assert together._waiting == {}
        assert together._ends == {}

    asyncio.run(work())
