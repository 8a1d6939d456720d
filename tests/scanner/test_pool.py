"""Scanner processes: what one does wrong costs its own message only."""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
import tracemalloc
from typing import TYPE_CHECKING
from unittest.mock import AsyncMock, Mock

import pytest

from scrubber.config import PolicySettings
from scrubber.core.model import Scrubbed
from scrubber.errors import BusyError, ConfigError, ScanError
from scrubber.scanner import worker
from scrubber.scanner.frames import ANSWER, Status
from scrubber.scanner.pool import ScannerPool
from scrubber.scanner.scanner import Scanner
from tests.scanner.odd_worker import CARD, FOUND
from tests.scanner.pools import with_pool

if TYPE_CHECKING:
    from scrubber.core.model import Place
    from tests.scanner.pools import Make


def test_a_clean_message_does_not_come_back(pool: Make) -> None:
    """The very object that was given is the result."""
    message = b"Subject: hello\r\n\r\nhello\r\n"
    assert with_pool(pool(), lambda p: p.scan(message)).message is message


def test_a_scanner_looks_for_no_cycles(pool: Make) -> None:
    """A scan makes none."""
    assert with_pool(pool(), lambda p: p.scan(b"cycles")).message == b"cycles"


def test_findings_come_back_as_they_were(pool: Make) -> None:
    """With the masked message."""
    scrubbed = with_pool(pool(), lambda p: p.scan(b"my card " + CARD))
    assert scrubbed.message == b"my card ************1111"
    assert scrubbed.findings == (FOUND,)


def test_a_large_message_passes_both_ways(pool: Make) -> None:
    """In blocks, whole."""
    message = b"0123456789abcdef\r\n" * 500_000 + CARD
    scrubbed = with_pool(pool(), lambda p: p.scan(message))
    assert scrubbed.message == message[:-16] + b"************1111"


def test_a_large_message_is_not_held_twice_while_it_comes(pool: Make) -> None:
    """Asyncio would take it out of a buffer of the same size."""
    message = b"0123456789abcdef\r\n" * 500_000 + CARD

    async def scan(scanners: ScannerPool) -> int:
        tracemalloc.start()
        try:
            await scanners.scan(message)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    assert with_pool(pool(), scan) < 1.6 * len(message)


def test_a_scanner_lets_go_of_a_message_before_its_copy_is_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever takes it holds another."""
    size = 8_000_000
    held = []
    monkeypatch.setattr(worker, "_write", lambda _: held.append(tracemalloc.get_traced_memory()[0]))

    def scan(message: bytes, _also: tuple[Place, ...], _flat: bool) -> Scrubbed:  # noqa: FBT001
        return Scrubbed(bytes(len(message)))

    tracemalloc.start()
    try:
        worker._answer(scan, b"x" * size, (), flat=False)
    finally:
        tracemalloc.stop()
    assert size <= held[-1] < 1.5 * size


def test_an_answer_that_breaks_off_is_no_message() -> None:
    """The scanner has died."""

    async def scan() -> None:
        answers = asyncio.StreamReader()
        answers.feed_data(ANSWER.pack(Status.CHANGED, 0, 100) + b"Subject: half")
        answers.feed_eof()
        process = Mock(stdin=Mock(drain=AsyncMock()), stdout=answers)
        await Scanner(process, 10).scan(b"Subject: whole", flat=False, also=())

    with pytest.raises(EOFError):
        asyncio.run(scan())


@pytest.mark.parametrize("fault", [b"crash", b"hang", b"fail", b"eat"])
def test_a_fault_costs_one_message(pool: Make, fault: bytes) -> None:
    """The neighbours are scanned, and so is whatever comes next."""

    async def work(scanners: ScannerPool) -> list[object]:
        messages = [b"a " + CARD, fault, b"b " + CARD, b"c " + CARD]
        scans = [scanners.scan(message) for message in messages]
        return list(await asyncio.gather(*scans, return_exceptions=True))

    first, failed, *others = with_pool(pool(size=2, patience=1.5), work)
    assert isinstance(failed, ScanError)
    assert (failed.code, failed.enhanced) == (451, "4.3.0")
    assert [getattr(result, "findings", ()) for result in (first, *others)] == [(FOUND,)] * 3


def test_an_exception_is_told_without_its_text(
    pool: Make, caplog: pytest.LogCaptureFixture
) -> None:
    """Its type and place are logged; the text may be the message."""
    with caplog.at_level(logging.DEBUG), pytest.raises(ScanError) as caught:
        with_pool(pool(), lambda p: p.scan(b"fail " + CARD))
    assert "ValueError at odd_worker.py" in caplog.text
    assert CARD.decode() not in caplog.text + caught.value.public


def test_nobody_waits_for_ever(pool: Make) -> None:
    """Without a free scanner it is a busy machine, no bad mail."""

    async def work(scanners: ScannerPool) -> list[object]:
        scans = (scanners.scan(message) for message in (b"hang", b"hello"))
        return list(await asyncio.gather(*scans, return_exceptions=True))

    slow, waiting = with_pool(pool(patience=0.5), work)
    assert isinstance(slow, ScanError)
    assert isinstance(waiting, BusyError)
    assert waiting.code == 451


def test_a_scanner_that_died_idle_costs_nothing(pool: Make) -> None:
    """It is found dead before it gets a message."""

    async def work(scanners: ScannerPool) -> object:
        for scanner in list(scanners._all):
            scanner.kill()
            await scanner.ended()
        return (await scanners.scan(b"my card " + CARD)).findings

    assert with_pool(pool(size=2), work) == (FOUND,)


def test_a_worker_that_does_not_start_is_told() -> None:
    """The relay ends at its start rather than to answer 451 to every mail."""
    worker = (sys.executable, "-c", "", "--")
    broken = ScannerPool(PolicySettings(), size=1, timeout=1, worker=worker)
    with pytest.raises(ConfigError, match="scrubber rules check"):
        with_pool(broken, lambda p: p.scan(b""))


def test_a_terminal_interrupts_us_alone() -> None:
    """While they load what they need the scanners cannot ignore Ctrl-C, and it is not theirs."""
    ready = f"os.write(1, bytes({ANSWER.size})) and sys.stdin.read()"
    alone = "os.getpgrp() != os.getpgid(os.getppid())"
    command = (sys.executable, "-c", f"import os, sys; {alone} and {ready}", "--")
    scanners = ScannerPool(PolicySettings(), size=1, timeout=5, worker=command)

    async def work(_: ScannerPool) -> bool:
        return True

    assert with_pool(scanners, work)


def test_a_start_that_is_interrupted_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C while the scanners load their rules ends them, and nothing is said of it later."""
    said: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", said.append)
    command = (sys.executable, "-c", "import time; time.sleep(60)")

    async def interrupt() -> None:
        pool = ScannerPool(PolicySettings(), size=2, timeout=5, worker=command)
        start = asyncio.create_task(pool.start())
        await asyncio.sleep(0.3)
        start.cancel()
        with pytest.raises(asyncio.CancelledError):
            await start
        await pool.close()

    asyncio.run(interrupt())
    gc.collect()
    assert said == []
