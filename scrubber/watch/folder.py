"""One folder on one connection: what is new in it, looked at batch by batch."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple, TypeVar
from urllib.parse import quote

from scrubber.gathering import Gathering
from scrubber.mailboxes.imap import batches
from scrubber.mailboxes.replace import Replacer
from scrubber.mailboxes.replace_exchange import Outcome
from scrubber.watch.cursor import Cursor
from scrubber.watch.masking import Looked, Result
from scrubber.watch.moved import mask_moved
from scrubber.watch.report import mails
from scrubber.watch.room import Room

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Sequence

    from scrubber.mailboxes.imap_values import Facts, Selected
    from scrubber.mailboxes.replace_exchange import End
    from scrubber.mailboxes.replace_journal import Row
    from scrubber.watch.account import Account
    from scrubber.watch.lane import Lane

log = logging.getLogger(__name__)

T = TypeVar("T")
_Looks = asyncio.Task[dict[int, Looked | BaseException]]

_LISTED = 500  # messages asked for at a time
_ROOM = 4 * 1024 * 1024  # bytes of mail in memory; what is larger is there alone
_DRAFT_RESTS = timedelta(minutes=15)
_FIRST_RETRY = 120.0  # seconds; doubled with each failure
_LAST_RETRY = 24 * 3600.0


@dataclass(slots=True)
class Retry:
    """When a mail that could not be dealt with is tried again."""

    pause: float = _FIRST_RETRY / 2
    at: float = 0.0

    def later(self, now: float) -> None:
        """Wait twice as long as the last time."""
        self.pause = min(self.pause * 2, _LAST_RETRY)
        self.at = now + self.pause


class _Batch(NamedTuple):
    """Mails that were fetched together, and what becomes of them."""

    part: list[Facts]
    looks: _Looks


class _Masked(NamedTuple):
    """What is to be put in the place of a mail."""

    uid: int
    message: bytes

    def size(self) -> int:
        return len(self.message)


@dataclass(slots=True)
class Folder:
    """A folder that a lane has open; ``name`` is what the server calls it.

    ``drafts`` says that only mails which nobody has touched for a while are looked at.
    """

    account: Account
    lane: Lane
    name: str
    drafts: bool = False
    _selected: Selected = field(init=False)
    _replacer: Replacer = field(init=False)
    _cursor: Cursor = field(init=False)
    _replacing: Gathering[_Masked, Outcome] = field(init=False)
    _looking: int = field(init=False, default=0)
    _moved: list[Row] = field(init=False, default_factory=list)
    _retries: dict[int, Retry] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Have mails that wait for the same writer replaced together."""
        self._replacing = Gathering(
            self._replace_all,
            self.account.writing,
            size=_Masked.size,
            under_way=lambda: self._looking,
        )

    async def open(self) -> None:
        """Open it, finish what a former run has left, and find out where to go on.

        Raises AnswerError where there is no such folder, ReadOnlyError, LostConnectionError.
        """
        writes = self.account.writes
        self._selected = await self.lane.do(lambda found: found.select(self.name, writable=writes))
        if writes:
            async with self.account.writing:
                self._replacer = await self.lane.do(
                    lambda found: Replacer(found, self.account.journal)
                )
                moved = await self.lane.do(lambda _: self._replacer.recover())
            self._moved += moved
            await self._mask_moved()
        self._cursor = await self._reconciled()
        if self.account.tells_of_old and self.name not in self.account.watched:
            await self._tell_of_old()
        await self._move(self._cursor)

    async def catch_up(self) -> None:
        """Look at everything that came since, and at what was left for later."""
        cursor = self._cursor
        new = await self.lane.do(lambda found: found.uids(cursor.last))
        now = time.monotonic()
        again = [uid for uid in cursor.failed if self._retries.setdefault(uid, Retry()).at <= now]
        await self._look_at(sorted({*new, *again}))

    async def take_old(self) -> None:
        """Look at the mail that lay there before the folder was first watched, newest first.

        What arrives meanwhile is looked at between the batches.
        """
        old = [uid for uid in await self._uids() if uid < self._cursor.first]
        while old:
            part, old = old[-_LISTED:], old[:-_LISTED]
            await self._look_at(part)
            await self._move(self._cursor.lowered(part[0]))
            await self.catch_up()
        await self._move(self._cursor.lowered(1))

    async def take_all(self) -> None:
        """Look at every mail there is, whatever was looked at before."""
        await self._look_at(await self._uids())
        await self._move(self._cursor.lowered(1))

    async def _reconciled(self) -> Cursor:
        """Return where to go on; the first time that is behind the newest mail."""
        known, selected = self.account.cursor(self.name), self._selected
        if known is None:
            newest = (
                selected.uidnext - 1 if selected.uidnext else max(await self._uids(), default=0)
            )
            return Cursor.fresh(selected, newest, time.time())
        if known.uidvalidity != selected.uidvalidity:
            log.warning("%s: the server has numbered the folder anew; looking again", self.name)
            return await self._renumbered(known)
        return known

    async def _tell_of_old(self) -> None:
        """Say how much was never looked at: also where a run with --old did not come to its end."""
        first = self._cursor.first
        old = [uid for uid in await self._uids() if uid < first] if first > 1 else []
        if old:
            words = f"{mails(len(old))} here already; --old looks at old mail, too"
            self.account.report.say(f"{self.name}: {words}")

    async def _renumbered(self, known: Cursor) -> Cursor:
        """Return a cursor by which all is looked at again that was asked for by its old one."""
        uids = await self._uids()
        first = 1 if known.first <= 1 else max(uids, default=0) + 1
        for start in range(0, len(uids) if first > 1 else 0, _LISTED):
            for fact in (await self._facts(uids[start : start + _LISTED])).values():
                if fact.arrived is None or fact.arrived.timestamp() >= known.since:
                    first = min(first, fact.uid)
        return Cursor(self._selected.uidvalidity, first, first - 1, known.since)

    async def _uids(self) -> list[int]:
        return await self.lane.do(lambda connection: connection.uids())

    async def _facts(self, uids: Sequence[int]) -> dict[int, Facts]:
        return await self.lane.do(lambda connection: connection.facts(uids))

    async def _look_at(self, uids: Sequence[int]) -> None:
        """Fetch and scan as much as there is room for while what came before it is replaced.

        Replacing waits for the server's disk, on the connection that fetches, too; were nothing
        fetched before, the scanners would wait with it.
        """
        gone, room = set(uids), Room(_ROOM)
        begun: asyncio.Queue[_Batch | None] = asyncio.Queue()
        fetching = asyncio.create_task(self._begin(uids, room, begun))
        batch = None
        async with self._kept_alive():
            try:
                while (batch := await begun.get()) is not None:
                    gone -= await self._settle(*batch)
                    room.give_back(_size(batch.part))
                await fetching
            finally:
                await _ended(fetching)
                for left in (batch, *(begun.get_nowait() for _ in range(begun.qsize()))):
                    if left is not None:
                        await _ended(left.looks)
        # What is gone comes last: a cursor behind it says that all before it was looked at.
        await self._move(self._cursor.advanced(gone, []))

    async def _begin(
        self, uids: Sequence[int], room: Room, begun: asyncio.Queue[_Batch | None]
    ) -> None:
        """Begin to look at batch after batch, as soon as there is room; None is behind the last."""
        try:
            async for part in self._parts(uids):
                await room.take(_size(part))
                bodies = await self._fetch(part)
                begun.put_nowait(_Batch(part, asyncio.create_task(self._looks(part, bodies))))
        finally:
            begun.put_nowait(None)

    async def _parts(self, uids: Sequence[int]) -> AsyncIterator[list[Facts]]:
        """Yield what is fetched at a time; mail that is marked as deleted is its owner's matter."""
        for start in range(0, len(uids), _LISTED):
            facts = await self._facts(uids[start : start + _LISTED])
            present = [fact for _, fact in sorted(facts.items()) if not fact.deleted]
            self.account.counts.deleted += len(facts) - len(present)
            for part in batches(present):
                yield part

    async def _fetch(self, part: Sequence[Facts]) -> dict[int, bytes]:
        return await self.lane.do(lambda found: found.bodies([fact.uid for fact in part]))

    async def _looks(
        self, part: Sequence[Facts], bodies: dict[int, bytes]
    ) -> dict[int, Looked | BaseException]:
        """Look at the mails of a batch that are there still; return how each counts, by UID."""
        present = [fact for fact in part if fact.uid in bodies]
        # Each body is handed on by the only reference to it.
        looks = [self._one(fact, bodies.pop(fact.uid)) for fact in present]
        results = await asyncio.gather(*looks, return_exceptions=True)
        return dict(zip([fact.uid for fact in present], results, strict=True))

    async def _settle(self, part: Sequence[Facts], looks: _Looks) -> set[int]:
        """Note that a batch was looked at, and what of it is left for later; return its UIDs.

        What is to be told is told in the order of the mails, whichever was scanned first.
        """
        failed = []
        found = await looks
        for looked in found.values():
            if isinstance(looked, Looked) and looked.words:
                self.account.report.say(looked.words)
        for uid, looked in found.items():
            if isinstance(looked, BaseException):
                raise looked
            if looked.result is Result.LATER:
                failed.append(uid)
                self._retries.setdefault(uid, Retry()).later(time.monotonic())
            else:
                self._retries.pop(uid, None)
        done = {fact.uid for fact in part}
        await self._move(self._cursor.advanced(done, failed))
        await self._mask_moved()
        return done

    async def _one(self, fact: Facts, raw: bytes) -> Looked:
        if self.drafts and not _rests(fact):
            return Looked(Result.LATER)
        where = f"{self.account.address.user}, {_shown(self.name)}, {_told(fact)}"
        look = self.account.masking.look(where, fact, raw, self._replace)
        del raw
        self._looking += 1
        try:
            looked = await look
        finally:
            self._looking -= 1
        self.account.count(looked)
        return looked

    def _replace(self, uid: int, message: bytes) -> Awaitable[Outcome]:
        return self._replacing.add(_Masked(uid, message))

    async def _replace_all(self, batch: list[_Masked]) -> list[End]:
        messages = {each.uid: each.message for each in batch}
        ends = await self.lane.do(lambda _: self._replacer.replace_all(messages))
        for uid, end in ends.items():
            row = self._replacer.moved(uid) if end is Outcome.MOVED else None
            if row is not None:
                self._moved.append(row)
        return [ends[each.uid] for each in batch]

    async def _mask_moved(self) -> None:
        """Mask where they are now what somebody has moved away under our hands."""
        while self._moved:
            row = self._moved.pop()
            await mask_moved(self.account, row)
            self._replacer.settled(row)

    async def _move(self, cursor: Cursor) -> None:
        self._cursor = cursor
        await asyncio.to_thread(self.account.keep, self.name, cursor)

    @asynccontextmanager
    async def _kept_alive(self) -> AsyncIterator[None]:
        """Let the server hear of us while a long scan goes on."""
        task = asyncio.create_task(self.lane.keep_alive())
        try:
            yield
        finally:
            await _ended(task)


async def _ended(task: asyncio.Task[T]) -> None:
    """Cancel a task and wait for its end; our own cancelling is not taken for its."""
    task.cancel()
    await asyncio.wait([task])
    if not task.cancelled():
        task.exception()  # whatever it was, what we do next on the connection meets it too


def _size(part: Sequence[Facts]) -> int:
    return sum(fact.size for fact in part)


def _shown(name: str) -> str:
    return name if name.isprintable() else quote(name)


def _told(fact: Facts) -> str:
    """Return how a mail is found again by its owner, who sees times and no UIDs."""
    arrived = (
        f"mail of {fact.arrived.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if fact.arrived else "mail"
    )
    return f"{arrived} (UID {fact.uid})"


def _rests(fact: Facts) -> bool:
    """Whether a draft was left alone: each time it is saved it is a new message."""
    return fact.arrived is None or datetime.now(UTC) - fact.arrived >= _DRAFT_RESTS
