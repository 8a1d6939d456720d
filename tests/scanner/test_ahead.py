"""Scanners that get messages before they have answered others: each answer is of its own one."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING
from unittest.mock import Mock

import pytest

from scrubber.errors import ScanError
from scrubber.scanner.frames import ANSWER, Status
from scrubber.scanner.scanner import LostScanError, Scanner
from tests.scanner.odd_worker import CARD
from tests.scanner.pools import with_pool

if TYPE_CHECKING:
    from scrubber.core.model import Scrubbed
    from scrubber.scanner.pool import ScannerPool
    from tests.scanner.pools import Make

AHEAD = 1 << 24
LARGE = b"0123456789abcdef\r\n" * 100_000 + CARD


def of_each(ended: list[Scrubbed | BaseException]) -> list[bytes | None]:
    """Return what came back of each message, None where it is said to have failed."""
    return [None if isinstance(each, ScanError) else each.message for each in ended]  # type: ignore[union-attr]


@pytest.mark.parametrize("fault", [b"crash", b"hang", b"fail", b"eat"])
def test_a_fault_costs_one_message(pool: Make, fault: bytes) -> None:
    """Those behind it in the same pipe are scanned by the next scanner."""
    messages = [b"a", b"b " + CARD, fault, b"c " + CARD, LARGE, b"d"]

    async def work(scanners: ScannerPool) -> list[Scrubbed | BaseException]:
        scans = map(scanners.scan, messages)
        return await asyncio.gather(*scans, return_exceptions=True)

    ended = with_pool(pool(patience=3, ahead=AHEAD), work)
    masked = [each.replace(CARD, b"*" * 12 + CARD[-4:]) for each in messages]
    assert of_each(ended) == [*masked[:2], None, *masked[3:]]


def test_what_several_messages_break_is_replaced_by_as_many(pool: Make) -> None:
    """And no scanner is one too many afterwards."""

    async def work(scanners: ScannerPool) -> int:
        scans = (scanners.scan(message) for message in (b"crash", b"crash", b"a", b"crash"))
        ended = await asyncio.gather(*scans, return_exceptions=True)
        assert [isinstance(each, ScanError) for each in ended] == [True, True, False, True]
        await scanners.scan(b"hello")
        await asyncio.gather(*scanners._starting)
        return len(scanners._all)

    assert with_pool(pool(ahead=AHEAD), work) == 1


@pytest.mark.parametrize("cancelled", [0, 1, 2])
def test_who_is_cancelled_costs_nobody_else(pool: Make, cancelled: int) -> None:
    """Be it the one that is being scanned or one behind it: the others get their own answers."""
    messages = [b"slow a " + CARD, b"slow b", b"slow c " + CARD]

    async def work(scanners: ScannerPool) -> list[bytes | None]:
        scans = [asyncio.create_task(scanners.scan(message)) for message in messages]
        await asyncio.sleep(0.1)
        scans[cancelled].cancel()
        with suppress(asyncio.CancelledError):
            await scans.pop(cancelled)
        return of_each(list(await asyncio.gather(*scans, return_exceptions=True)))

    told = [each.replace(CARD, b"*" * 12 + CARD[-4:]) for each in messages]
    del told[cancelled]
    assert with_pool(pool(ahead=AHEAD), work) == told


def test_half_an_answer_is_nobody_elses() -> None:
    """Who is cancelled while his answer comes leaves the rest of it in the pipe."""

    async def test() -> None:
        answers = asyncio.StreamReader()
        scanner = Scanner(Mock(stdin=Mock(), stdout=answers), 10)
        first, second = (
            asyncio.create_task(scanner.scan(each, flat=False, also=())) for each in (b"1", b"2")
        )
        answers.feed_data(ANSWER.pack(Status.CHANGED, 0, ANSWER.size))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        first.cancel()
        answers.feed_data(ANSWER.pack(Status.UNCHANGED, 0, 0))
        with pytest.raises(LostScanError):
            await second

    asyncio.run(test())


def test_the_one_with_least_before_it_gets_the_next(pool: Make) -> None:
    """Nobody waits behind another while a scanner has nothing to do."""

    async def work(scanners: ScannerPool) -> list[bytes]:
        done: list[bytes] = []

        async def scan(message: bytes) -> None:
            await scanners.scan(message)
            done.append(message)

        await asyncio.gather(*map(scan, (b"slow" * 100, b"a", b"b", b"c")))
        return done

    assert with_pool(pool(size=2, ahead=AHEAD), work)[-1] == b"slow" * 100


def test_a_scanner_has_no_more_before_it_than_it_may(pool: Make) -> None:
    """What is more waits for whichever is free first."""

    async def work(scanners: ScannerPool) -> list[int]:
        scans = [asyncio.create_task(scanners.scan(b"slow" * 25)) for _ in range(5)]
        await asyncio.sleep(0.1)
        before = [scanner.before for scanner in scanners._all]
        await asyncio.gather(*scans)
        return [*before, *(scanner.before for scanner in scanners._all)]

    most, left = with_pool(pool(ahead=150), work)
    assert 200 < most < 300
    assert left == 0
