"""The conversation memory: the pieces of numbers that came in earlier mails, and what they say now.

The order of steps is what makes it safe: a mail's pieces are committed before those of others are
looked up.  Of two relays that take the two halves of a number at the same moment, whichever
commits second sees the other's.  Mails that come while others are noted are committed together.
"""

from __future__ import annotations

import asyncio
import json
import logging
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from scrubber.conversation.model import Fact, Outcome, compared
from scrubber.core.model import Grounds, PieceKind
from scrubber.errors import ScrubberError
from scrubber.gathering import Gathering
from scrubber.store.key import digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sqlalchemy import Connection

    from scrubber.core.model import Piece, Place, Scrubbed
    from scrubber.store.database import Database
    from scrubber.store.letters import Entry, Letter
    from scrubber.store.store import Store

log = logging.getLogger(__name__)

_CLEAN_UP = 3600.0  # seconds
_GATHER = 0.5  # seconds
_TOGETHER = 20  # mails; for each the look-up names those behind it that it is to leave out
_FACT = 16  # bytes of a hash that is only compared
_SENDER = ("address", "network")
"""Who has the room for so many open pieces: an address, as long as it sends from one place.

Whoever writes in the name of another one pushes none of the other's pieces out.
"""

_ASKER = ("asked",)
"""A question takes no room of whom it asks."""


@dataclass(frozen=True, slots=True)
class Noted:
    """A mail that was put down, and what the others say of it.

    ``also`` are places in it that are to be masked.  ``first`` is when it came for the first time.
    ``bare`` says that it is nothing but digits, from a sender of whom nothing is known.
    """

    mail: int
    also: tuple[Place, ...]
    first: datetime
    bare: bool


class Coming(NamedTuple):
    """A mail with pieces as it comes; ``addresses`` are its reverse-path and its recipients."""

    scrubbed: Scrubbed
    size: int
    addresses: tuple[str, ...]
    arrived: datetime


class Memory:
    """What every mode asks about a mail that holds pieces, or card data that others may follow."""

    def __init__(
        self, store: Store, ours: Iterable[str] = (), *, needed: bool = True, recall: bool = True
    ) -> None:
        """Keep the store; open nothing yet.

        ``ours`` are addresses and domains of the shop, the recipients where none is given.  Where
        the store cannot be used, mail is asked to come again if it is ``needed``, else passed on
        as if it were alone; ``alone`` counts these.  Without ``recall`` nothing is done to earlier
        mail.
        """
        self.alone = 0
        self._store = store
        self._ours = frozenset(name.lower() for name in ours)
        self._needed = needed
        self._recall = recall
        self._scanned = 0
        self._noting: Gathering[Coming, Noted] = Gathering(
            self._note_all, most=_TOGETHER, under_way=lambda: self._scanned
        )
        self._unsettled: dict[bool, list[int]] = {True: [], False: []}
        self._settling: asyncio.Task[None] | None = None
        self._closing = asyncio.Event()

    async def note(
        self, scrubbed: Scrubbed, size: int, addresses: tuple[str, ...], arrived: datetime
    ) -> Noted | None:
        """Put down the pieces of a mail, then ask what earlier ones make of them.

        ``size`` counts the bytes of the mail as it came; ``addresses`` are its reverse-path and its
        recipients.  Most mail has no pieces, and touches nothing.  Raises StoreError and
        ConfigError where the store is needed and cannot be used.
        """
        if not scrubbed.pieces:
            return None
        mail = Coming(scrubbed, size, addresses, arrived)
        # Who is told to stop is not to stop those whose mails are noted together with his.
        noting = asyncio.ensure_future(self._noting.add(mail))
        try:
            return await asyncio.shield(noting)
        except ScrubberError as error:
            log.error("the conversation memory: %s", error.public)  # noqa: TRY400
            if self._needed:
                raise
            self.alone += 1
            return None

    @contextmanager
    def awaiting(self) -> Iterator[None]:
        """Say that a mail is being scanned by which nobody waits for an answer.

        What is noted meanwhile waits a moment for it, to go together.
        """
        self._scanned += 1
        try:
            yield
        finally:
            self._scanned -= 1

    def settle(self, noted: Noted, *, delivered: bool) -> None:
        """Note what became of a mail: the next hop has taken it, or never will.

        It is written down behind our answer, which is not to wait for it, with what else there is.
        """
        self._unsettled[delivered].append(noted.mail)
        if self._settling is None or self._settling.done():
            self._settling = asyncio.get_running_loop().create_task(self._settle_later())

    async def keep_clean(self) -> None:
        """Remove what is older than the window, every hour, until cancelled."""
        while True:
            if self._store.exists:
                await self._quietly(self._forget)
            await asyncio.sleep(_CLEAN_UP)

    async def close(self) -> None:
        """Note what is still to be noted."""
        self._closing.set()
        if self._settling is not None:
            await self._settling

    async def _note_all(self, mails: list[Coming]) -> Sequence[Noted | BaseException]:
        """Note mails together, or each alone where one of them has found a mistake of ours."""
        try:
            return await self._store.run(lambda database: self._note(database, mails))
        except ScrubberError:
            raise
        except Exception:
            if len(mails) == 1:
                raise
            alone = [self._note_all([mail]) for mail in mails]
            ends = await asyncio.gather(*alone, return_exceptions=True)
            return [end if isinstance(end, BaseException) else end[0] for end in ends]

    def _note(self, database: Database, mails: Iterable[Coming]) -> list[Noted]:
        """Insert, commit, look up, join, mark: what follows is as if they had come one by one."""
        from scrubber.store import letters

        noted: list[Noted] = []
        coming = [self._letter(mail) for mail in mails]
        while coming:
            with database.write() as connection:
                entries = letters.put_down(connection, coming, self._store.pads)
            noted += self._ask_all(database, list(zip(coming, entries, strict=False)))
            del coming[: len(entries)]
        return noted

    def _ask_all(self, database: Database, left: list[tuple[Letter, Entry]]) -> list[Noted]:
        """Return what earlier mails say of each of some, and write down what follows for them."""
        from scrubber.store import letters

        noted: list[Noted] = []
        while left:
            letter, entry = left[0]
            if entry.crowded:
                later = [each.mail for _, each in left[1:]]
                with database.write() as connection:
                    letters.bound(connection, letter.sender, later)
            with database.read() as connection:
                asked, outcome = self._ask(connection, left)
            if outcome != Outcome():
                with database.write() as connection:
                    self._mark(connection, asked[-1].mail, outcome)
            noted += asked
            del left[: len(asked)]
        return noted

    def _ask(
        self, connection: Connection, left: Sequence[tuple[Letter, Entry]]
    ) -> tuple[list[Noted], Outcome]:
        """Return what earlier mails say of the first of some, and what follows from the last one.

        That has to be written down before the next is asked about, and what a sender has too much
        of has to go.  Those behind a mail are not seen by it.
        """
        from scrubber.conversation.assemble import join
        from scrubber.store import letters, lookup, recalls

        pads = self._store.pads
        own = lookup.own(connection, {entry.mail: letter.facts for letter, entry in left}, pads)
        asked: list[tuple[int, datetime, bool]] = []
        outcome = Outcome()
        for place, (letter, entry) in enumerate(left):
            if outcome != Outcome() or (place and entry.crowded):
                break
            unseen = [each.mail for _, each in left[place:]]
            since = letter.arrived - self._store.window
            sender = lookup.Sender(letter.facts, entry.first)
            others = lookup.look_up(connection, unseen, sender, since, pads)
            new = letters.looked_at(own[entry.mail], letter) + letters.unkept(letter, entry.name)
            outcome = join(new, others)
            bare = not others and all(map(_is_bare, (*letter.pieces, *letter.unkept)))
            asked.append((entry.mail, entry.first, bare))
        # Behind the look-ups: what another relay has joined meanwhile is told here.
        said = recalls.places_of(connection, [mail for mail, *_ in asked], pads)
        noted = [Noted(mail, said.get(mail, ()), first, bare) for mail, first, bare in asked]
        noted[-1] = replace(noted[-1], also=recalls.united(noted[-1].also, outcome.also))
        return noted, outcome

    def _letter(self, mail: Coming) -> Letter:
        """Return what is kept of a mail: nothing of it but under the key."""
        from scrubber.conversation import identity
        from scrubber.store.letters import Letter, kept
        from scrubber.store.written import reference

        scrubbed = mail.scrubbed
        message_id = reference(identity.message_id(scrubbed.message))
        sender, *recipients = mail.addresses
        ours = self._ours or frozenset(map(str.lower, recipients))
        asks = scrubbed.asks
        found = identity.facts(
            *(scrubbed.message, scrubbed.orders, sender, ours),
            asks=asks,
            mentions=scrubbed.mentions,
        )
        facts = [fact for fact in found if reference(fact.value)]
        pieces, unkept = kept(scrubbed.pieces)
        places = [[piece.kind, piece.length, piece.spots] for piece in pieces]
        names = (message_id, str(mail.size), *mail.addresses, json.dumps(places))
        kinds = _ASKER if asks else _SENDER
        who = sorted(fact.value for fact in facts if fact.kind in kinds) or [sender]
        return Letter(
            key=self._hash("mail", *names),
            message_id=message_id,
            sender=self._hash("sender", *who),
            facts=frozenset(
                Fact(fact.kind, digest(key, "fact", *map(_octets, compared(fact)))[:_FACT].hex())
                for fact in facts
                for key in self._store.keys
            ),
            pieces=pieces,
            unkept=unkept,
            arrived=mail.arrived,
        )

    def _mark(self, connection: Connection, mail: int, outcome: Outcome) -> None:
        """Write down what follows from a mail, for it and for earlier ones."""
        from scrubber.store import letters, lookup, recalls

        pads = self._store.pads
        letters.turn(connection, outcome.turned, pads)
        letters.spend(connection, outcome.spent)
        letters.dim(connection, outcome.dimmed)
        letters.mark_masked(connection, outcome.masked)
        letters.remove(connection, outcome.none)
        # A retry of this mail cannot join it again, since the residues are gone.
        recalls.add(connection, mail, outcome.also, pads, due=False)
        if self._recall:
            for recall in outcome.recalls:
                for earlier in lookup.mails_of(connection, outcome.masked, recall.message, pads):
                    recalls.add(connection, earlier, recall.places, pads, due=True)

    async def _settle_later(self) -> None:
        """Gather what becomes of the mails of a moment, one transaction for all."""
        while any(self._unsettled.values()):
            with suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), _GATHER)
            await self._settle()

    async def _settle(self) -> None:
        from scrubber.store import letters

        settled, self._unsettled = self._unsettled, {True: [], False: []}

        def work(database: Database) -> None:
            with database.write() as connection:
                letters.mark_delivered(connection, settled[True])
                letters.drop(connection, settled[False])

        await self._quietly(work)

    def _forget(self, database: Database) -> None:
        from scrubber.store import letters

        with database.write() as connection:
            letters.forget(connection, datetime.now(UTC), self._store.window)
        database.truncate()

    async def _quietly(self, work: Callable[[Database], None]) -> None:
        """Do what need not be done now: a row that stays only dies later."""
        try:
            await self._store.run(work)
        except ScrubberError as error:
            log.warning("the conversation memory: %s", error.public)

    def _hash(self, purpose: str, *names: str) -> bytes:
        return digest(self._store.key, purpose, *map(_octets, names))


def _octets(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _is_bare(piece: Piece) -> bool:
    bare = piece.kind is PieceKind.PART and piece.grounds is Grounds.BARE
    return bare and not piece.quoted
