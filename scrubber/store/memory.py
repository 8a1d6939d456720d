"""The conversation memory: the pieces of numbers that came in earlier mails, and what they say now.

The order of steps is what makes it safe: a mail's pieces are committed before those of others are
looked up.  Of two relays that take the two halves of a number at the same moment, whichever
commits second sees the other's.
"""

from __future__ import annotations

import asyncio
import json
import logging
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scrubber.conversation.model import Fact, Outcome, compared
from scrubber.core.model import Grounds, PieceKind
from scrubber.errors import ScrubberError
from scrubber.store.key import digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy import Connection

    from scrubber.core.model import Piece, Place, Scrubbed
    from scrubber.store.database import Database
    from scrubber.store.letters import Letter
    from scrubber.store.store import Store

log = logging.getLogger(__name__)

_CLEAN_UP = 3600.0  # seconds
_GATHER = 0.5  # seconds
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
        try:
            return await self._store.run(
                lambda database: self._note(database, scrubbed, size, addresses, arrived)
            )
        except ScrubberError as error:
            log.error("the conversation memory: %s", error.public)  # noqa: TRY400
            if self._needed:
                raise
            self.alone += 1
            return None

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

    def _note(
        self,
        database: Database,
        scrubbed: Scrubbed,
        size: int,
        addresses: tuple[str, ...],
        arrived: datetime,
    ) -> Noted:
        """Insert, commit, look up, join, mark."""
        from scrubber.conversation.assemble import join
        from scrubber.store import letters, lookup, recalls

        pads = self._store.pads
        letter = self._letter(scrubbed, size, addresses, arrived)
        with database.write() as connection:
            entry = letters.put_down(connection, letter, pads)
        with database.read() as connection:
            new = lookup.own(connection, entry.mail, letter.facts, pads)
            since = arrived - self._store.window
            sender = lookup.Sender(letter.facts, entry.first)
            others = lookup.look_up(connection, entry.mail, sender, since, pads)
            said = recalls.places_of(connection, entry.mail, pads)
        outcome = join(new + letters.unkept(letter, scrubbed.pieces, entry.name), others)
        if outcome != Outcome():
            with database.write() as connection:
                self._mark(connection, entry.mail, outcome)
        also = recalls.united(said, outcome.also)
        bare = not others and all(map(_is_bare, scrubbed.pieces))
        return Noted(entry.mail, also, entry.first, bare)

    def _letter(
        self, scrubbed: Scrubbed, size: int, addresses: tuple[str, ...], arrived: datetime
    ) -> Letter:
        """Return what is kept of a mail: nothing of it but under the key."""
        from scrubber.conversation import identity
        from scrubber.store.letters import Letter, kept
        from scrubber.store.written import reference

        message_id = reference(identity.message_id(scrubbed.message))
        sender, *recipients = addresses
        ours = self._ours or frozenset(map(str.lower, recipients))
        asks = scrubbed.asks
        found = identity.facts(
            *(scrubbed.message, scrubbed.orders, sender, ours),
            asks=asks,
            mentions=scrubbed.mentions,
        )
        facts = [fact for fact in found if reference(fact.value)]
        pieces = kept(scrubbed.pieces)
        places = [[piece.kind, piece.length, piece.spots] for piece in pieces]
        names = (message_id, str(size), *addresses, json.dumps(places))
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
            arrived=arrived,
        )

    def _mark(self, connection: Connection, mail: int, outcome: Outcome) -> None:
        """Write down what follows from a mail, for it and for earlier ones."""
        from scrubber.store import letters, lookup, recalls

        pads = self._store.pads
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
    return piece.kind is PieceKind.PART and piece.grounds is Grounds.BARE
