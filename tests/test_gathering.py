"""What waits for the same work is done together."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from scrubber.gathering import Gathering

if TYPE_CHECKING:
    from collections.abc import Iterable

MEGABYTE = 1024 * 1024
Item = tuple[int, int]


class Slow:
    """Takes a moment for a batch, and keeps which there were; an item may end with an error."""

    def __init__(self, error: Exception | None = None, refused: int = 0) -> None:
        """Raise ``error`` for every batch; end one item with an error of its own."""
        self.batches: list[list[int]] = []
        self.error = error
        self.refused = refused

    async def __call__(self, items: list[Item]) -> list[str | BaseException]:
        """Do it, so to speak."""
        self.batches.append([number for number, _ in items])
        await asyncio.sleep(0.01)
        if self.error is not None:
            raise self.error
        return [KeyError("no") if number == self.refused else "done" for number, _ in items]


def done(slow: Slow, sizes: Iterable[int]) -> list[str | BaseException]:
    """Have items of these sizes done, all at the same moment; they count from 1 on."""

    async def work() -> list[str | BaseException]:
        gathering: Gathering[Item, str] = Gathering(slow, size=lambda item: item[1])
        waits = [gathering.add(item) for item in enumerate(sizes, 1)]
        ends = await asyncio.gather(*waits, return_exceptions=True)
        assert gathering._waiting == {}
        assert gathering._ends == {}
        return ends

    return asyncio.run(work())


def test_what_waits_goes_together() -> None:
    """The first one does not wait for any other."""
    slow = Slow()
    assert done(slow, [1] * 5) == ["done"] * 5
    assert slow.batches == [[1], [2, 3, 4, 5]]


def test_what_is_under_way_is_waited_for() -> None:
    """For a moment; what is alone goes at once, and so does what is enough."""

    async def work(under_way: int, most: int) -> tuple[Slow, float]:
        slow = Slow()
        gathering: Gathering[Item, str] = Gathering(slow, most=most, under_way=lambda: under_way)
        loop = asyncio.get_running_loop()
        begun = loop.time()
        first = asyncio.create_task(gathering.add((1, 1)))
        await asyncio.sleep(0.02)
        await asyncio.gather(first, gathering.add((2, 1)))
        return slow, loop.time() - begun

    slow, seconds = asyncio.run(work(under_way=2, most=100))
    assert slow.batches == [[1, 2]]
    assert seconds >= 0.1
    for under_way, most in ((1, 100), (2, 1)):
        slow, _ = asyncio.run(work(under_way, most))
        assert slow.batches == [[1], [2]]


def test_a_large_one_goes_alone() -> None:
    """So that memory is bounded by the largest; and never too many go together."""
    slow = Slow()
    done(slow, [1, MEGABYTE - 1, 1, 1, 2 * MEGABYTE, 5, *[1] * 100])
    assert [len(batch) for batch in slow.batches] == [1, 2, 1, 1, 100, 1]


def test_each_hears_how_its_own_has_ended() -> None:
    """An error of one is no other's."""
    ends = done(Slow(refused=3), [1] * 4)
    assert isinstance(ends[2], KeyError)
    assert [ends[0], ends[1], ends[3]] == ["done"] * 3


def test_what_goes_wrong_for_all_is_told_to_all() -> None:
    """Whoever waits for the same batch, and for the next."""
    ends = done(Slow(error=ValueError("gone")), [1] * 4)
    assert [type(end) for end in ends] == [ValueError] * 4


def test_who_is_cancelled_leaves_nothing_behind() -> None:
    """While it waits for its turn."""

    async def work() -> None:
        slow = Slow()
        gathering: Gathering[Item, str] = Gathering(slow)
        first, second, third = (
            asyncio.create_task(gathering.add((number, 1))) for number in (1, 2, 3)
        )
        await asyncio.sleep(0)
        second.cancel()
        assert await third == "done"
        assert await first == "done"
        with pytest.raises(asyncio.CancelledError):
            await second
        assert slow.batches == [[1], [3]]
        assert gathering._waiting == {}
        assert gathering._ends == {}

    asyncio.run(work())
