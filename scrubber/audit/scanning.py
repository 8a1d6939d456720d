"""All mails of all mailboxes through the scanner processes, in the order of reading."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from concurrent.futures import Future
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from itertools import count
from threading import Thread
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

from scrubber.audit.entry import Entry
from scrubber.audit.header import (
    Header,
    folder_without_card_data,
    location_without_card_data,
    without_digits,
)
from scrubber.audit.joining import Share, share
from scrubber.core.model import Unreadable
from scrubber.errors import BusyError, MailboxError, ScanError
from scrubber.mailboxes import Stored, Unread

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from scrubber.audit.sources import Box
    from scrubber.core.model import Place, Scrubbed
    from scrubber.scanner.pool import ScannerPool

T = TypeVar("T")

_READ_AT_ONCE = 4 * 1024 * 1024  # bytes that a thread reads before the first of them is scanned
_MOST_AT_ONCE = 256  # mails
_WAITING = 32 * 1024 * 1024  # bytes of mails that are read and not yet scanned, or one mail
_AHEAD = 32  # mails for each scanner; the next ones are scanned while a large one is
_EARLIEST = 631_152_000.0  # 1990-01-01: there is hardly an older mail, but many a wrong clock
_SUBJECT = "header:Subject"


class Scanned(NamedTuple):
    """A mail, what the report says of it, and what it gives to the joining.

    ``item`` holds the mail's bytes; whoever keeps a Scanned keeps them in memory.
    """

    entry: Entry
    box: Box
    item: Stored | Unread
    share: Share = Share()


class Engine(Protocol):
    """Reads and scans mailboxes: here, or on other machines.

    Of mail that arrived before ``since`` nothing is told.  ``known`` are places that are card
    data, as former runs have seen, by Message-ID.
    """

    @property
    def since(self) -> datetime | None:
        """The time from which on mail is told of."""
        ...

    @property
    def known(self) -> Mapping[str, tuple[Place, ...]]:
        """Places that are card data, by Message-ID."""
        ...

    def __call__(self, boxes: Sequence[Box]) -> AsyncGenerator[Scanned, None]:
        """Yield every mail, scanned, in the order of reading, however many scan them."""
        ...


@dataclass(frozen=True, slots=True)
class Scan:
    """The engine of this machine: ``jobs`` processes of ``pool``.

    ``ours`` are addresses and domains of the mailboxes' owner, in lower case.
    """

    pool: ScannerPool
    jobs: int
    ours: frozenset[str] = frozenset()
    since: datetime | None = None
    known: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)

    async def __call__(self, boxes: Sequence[Box]) -> AsyncGenerator[Scanned, None]:
        """Yield every mail, scanned, in the order of reading however many scan them."""
        numbers = count()
        for box in boxes:
            async with aclosing(self._box(box, numbers)) as mails:
                async for scanned in mails:
                    yield scanned

    async def _box(self, box: Box, numbers: Iterator[int]) -> AsyncGenerator[Scanned, None]:
        pending: deque[tuple[int, asyncio.Task[Scanned]]] = deque()
        waiting = 0
        try:
            async for item in _read(box):
                size = len(item.raw) if isinstance(item, Stored) else 0
                while pending and (waiting + size > _WAITING or len(pending) >= self.jobs * _AHEAD):
                    done, task = pending.popleft()
                    waiting -= done
                    yield await task
                entry = _entry(next(numbers), box, item)
                if self._wanted(entry):
                    pending.append((size, asyncio.create_task(self._scanned(entry, box, item))))
                    waiting += size
            while pending:
                yield await pending.popleft()[1]
        finally:
            tasks = [task for _, task in pending]
            for task in tasks:
                task.cancel()
            # Whoever ends the scanners next must not find them at work.
            await asyncio.gather(*tasks, return_exceptions=True)

    def _wanted(self, entry: Entry) -> bool:
        """Tell whether a mail is recent enough; one without a date is."""
        since = self.since
        return since is None or entry.arrived is None or entry.arrived >= since.timestamp()

    async def _scanned(self, entry: Entry, box: Box, item: Stored | Unread) -> Scanned:
        if isinstance(item, Unread):
            return Scanned(entry, box, item)
        try:
            scrubbed = await scan(self.pool, item.raw, self.known.get(entry.message_id, ()))
        except ScanError:
            return Scanned(replace(entry, problem="could not be scanned"), box, item)
        return Scanned(_told(entry, scrubbed), box, item, share(scrubbed, self.ours))


async def scan(pool: ScannerPool, raw: bytes, also: tuple[Place, ...] = ()) -> Scrubbed:
    """Scan a mail; one that breaks the scanner is read as one flat text.

    ``also`` are places that other mails showed to be card data.  Raises ScanError.
    """
    try:
        return await _patiently(pool, raw, also, flat=False)
    except ScanError:
        scrubbed = await _patiently(pool, raw, (), flat=True)
    reason = "could be read as one text only, not part by part"
    return replace(scrubbed, unreadable=(*scrubbed.unreadable, Unreadable("", reason)))


async def _patiently(
    pool: ScannerPool, raw: bytes, also: tuple[Place, ...], *, flat: bool
) -> Scrubbed:
    """Scan when there is a scanner for it: nobody waits for an answer here."""
    while True:
        try:
            return await pool.scan(raw, flat=flat, also=also)
        except BusyError:
            continue


async def _read(box: Box) -> AsyncIterator[Stored | Unread]:
    """Read a mailbox in a thread, so that scanners do not wait for a disk or a server."""
    items = iter(box.mails)
    while taken := await in_thread(lambda: take(items, box.name)):
        for item in taken:
            yield item


async def in_thread(work: Callable[[], T]) -> T:
    """Do ``work`` in a thread that nobody waits for at the end: what it reads may never come."""
    result: Future[T] = Future()
    result.set_running_or_notify_cancel()

    def run() -> None:
        try:
            result.set_result(work())
        except Exception as error:  # noqa: BLE001 - raised where it is waited for
            result.set_exception(error)

    Thread(target=run, daemon=True).start()
    return await asyncio.wrap_future(result)


def take(items: Iterator[Stored | Unread], name: str) -> list[Stored | Unread]:
    """Return the next mails of the mailbox ``name``, or why there are none."""
    taken: list[Stored | Unread] = []
    size = 0
    try:
        for item in items:
            taken.append(item)
            size += len(item.raw) if isinstance(item, Stored) else 0
            if size >= _READ_AT_ONCE or len(taken) >= _MOST_AT_ONCE:
                break
    except MailboxError as error:
        taken.append(Unread(name, error.public))
    return taken


def _entry(number: int, box: Box, item: Stored | Unread) -> Entry:
    """Return what is known of a mail before it is scanned."""
    folder = getattr(item, "folder", None)  # an account has several, and tells with each mail
    name = box.name if folder is None else f"{box.name}/{folder_without_card_data(folder)}"
    location = location_without_card_data(item.location)
    if isinstance(item, Unread):
        return Entry(number, name, location, read=False, problem=item.reason)
    header = Header(item.raw)
    return Entry(
        number,
        name,
        location,
        arrived=_arrived(item.arrived, header),
        size=len(item.raw),
        message_id=header.message_id() or location,
    )


def _arrived(arrived: datetime | None, header: Header) -> float | None:
    """Return when the mailbox got a mail, else when its sender says, as far as that can be."""
    seconds = None if arrived is None else arrived.timestamp()
    if seconds is None or seconds < _EARLIEST:
        seconds = header.date()
    return None if seconds is None else min(max(seconds, _EARLIEST), time.time())


def _told(entry: Entry, scrubbed: Scrubbed) -> Entry:
    """Add what the scan showed; sender and subject come from the masked message."""
    entry = replace(entry, unreadable=scrubbed.unreadable, unscanned=scrubbed.unscanned)
    if not (scrubbed.findings or scrubbed.pieces or scrubbed.unreadable):
        return entry
    header = Header(scrubbed.message)
    subject = header.subject()
    if any(spot.part == _SUBJECT for piece in scrubbed.pieces for spot in piece.spots):
        subject = without_digits(subject)  # it may be part of a number that another mail completes
    return replace(entry, findings=scrubbed.findings, sender=header.sender(), subject=subject)
