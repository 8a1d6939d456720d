"""Mails that are noted together: what follows is what would if they had come one by one."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from scrubber.conversation import assemble
from scrubber.conversation.assemble import join
from scrubber.core.model import Grounds, Piece, PieceKind
from scrubber.store import recalls
from scrubber.store.database import Database
from scrubber.store.memory import Memory, Noted
from scrubber.store.store import Store
from scrubber.store.tables import MAIL, PIECE
from scrubber.store.written import name, piece
from tests.store.conftest import DATABASES
from tests.store.letters import HALVES, NOON, envelope, mail, part
from tests.store.statements import statements

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from sqlalchemy import Connection

    from scrubber.conversation.model import Held, Outcome
    from scrubber.core.model import Scrubbed

NUMBERS = ("4111111111111111", "4012888888881881", "4222222222222220")
SENDERS = ("ada@one.example", "bob@two.example", "cleo@three.example")
MAILS = 24


def parts(rng: Random) -> list[Piece]:
    """Return a part of a number, told or bare, or two of them."""
    digits = rng.choice(NUMBERS)
    size = rng.choice((4, 8, 8, 8, 12))
    start = rng.choice(range(0, len(digits), size))
    told = start == 0 if rng.random() < 0.7 else None
    found = part(digits[start : start + size], 10, first=told, quoted=rng.random() < 0.1)
    rest = replace(part(digits[-4:], 40), quoted=rng.random() < 0.5)
    return [found, rest] if rng.random() < 0.2 else [found]


def others(rng: Random) -> list[Piece]:
    """Return a whole number, a code, a date or a question."""
    kind = rng.choice([each for each in PieceKind if each is not PieceKind.PART])
    grounds = rng.choice((Grounds.AMONG_WORDS, Grounds.BARE, Grounds.DECLARED))
    found = replace(part("417", 70), kind=kind, grounds=grounds, residues=None, openings=None)
    return [replace(found, masked=kind is PieceKind.WHOLE)]


def flood(_rng: Random) -> list[Piece]:
    """Return as many pieces as leave no room for those of two more such mails."""
    return [part("4000", 10 * place) for place in range(9)]


def arriving(seed: int) -> list[tuple[Scrubbed, tuple[str, ...], timedelta]]:
    """Return mails of a few customers; some are copies of others, or have their names."""
    rng = Random(seed)  # noqa: S311 - the same in every run
    mails: list[tuple[Scrubbed, tuple[str, ...], timedelta]] = []
    for number in range(MAILS):
        sender = rng.choice(SENDERS)
        pieces = rng.choices((parts, others, flood), (6, 4, 1))[0](rng)
        same = rng.random()
        if mails and same < 0.2:
            scrubbed, addresses, _ = rng.choice(mails)
            found = (
                scrubbed.pieces
                if same < 0.1
                else [replace(each, residues=(1, 2)) for each in scrubbed.pieces]
            )
            scrubbed = replace(scrubbed, pieces=tuple(found))
        else:
            scrubbed, addresses = mail(number, *pieces, sender=sender), envelope(sender)
            if rng.random() < 0.2:
                scrubbed = replace(scrubbed, mentions=(rng.choice(SENDERS).partition("@")[0],))
        mails.append((scrubbed, addresses, timedelta(minutes=rng.randrange(300))))
    return mails


def one_by_one(store: Store, seed: int) -> list[Noted | None]:
    """Note each mail when the one before it is noted."""

    async def run() -> list[Noted | None]:
        memory = Memory(store)
        return [
            await memory.note(scrubbed, 1, addresses, NOON + after)
            for scrubbed, addresses, after in arriving(seed)
        ]

    return asyncio.run(run())


def together(store: Store, seed: int) -> list[Noted | None]:
    """Note all mails at once: the first one alone, and then all the others."""

    async def run() -> list[Noted | None]:
        memory = Memory(store)
        notes = [
            memory.note(scrubbed, 1, addresses, NOON + after)
            for scrubbed, addresses, after in arriving(seed)
        ]
        return await asyncio.gather(*notes)

    return asyncio.run(run())


def told(noted: Sequence[Noted | None]) -> list[object]:
    """Return what was told of each mail, its number aside."""
    return [each and (each.also, each.first, each.bare) for each in noted]


def remembered(store: Store) -> tuple[list[object], object]:
    """Return the pieces that are known now, and what is to be masked in earlier mails."""
    pads = store.pads
    with store.database().read() as connection:
        rows = connection.execute(
            select(PIECE, MAIL.c.written_with, MAIL.c.nonce, MAIL.c.reference)
            .join(MAIL, MAIL.c.id == PIECE.c.mail)
            .order_by(PIECE.c.id)
        ).all()
    pieces = []
    for row in rows:
        pad = pads.of(row.written_with, row.nonce)
        assert pad is not None
        pieces.append((name(row, pads), piece(row, pad), row.joined))
    due = [(each.message_id, each.places) for each in recalls.pending(store.database(), pads)]
    return sorted(pieces, key=repr), sorted(due, key=repr)


@pytest.fixture(params=DATABASES)
def stores(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Store, Store]]:
    """Return two stores over empty databases."""
    opened = []
    for folder in (tmp_path / "one", tmp_path / "other"):
        folder.mkdir()
        postgresql = request.param == "postgresql"
        url = request.getfixturevalue("postgresql").database() if postgresql else None
        opened.append(Store(folder, url=url))
    yield opened[0], opened[1]
    for store in opened:
        store.close()


@pytest.mark.parametrize(
    "seed", [*range(4), *(pytest.param(seed, marks=pytest.mark.long) for seed in range(4, 40))]
)
def test_together_is_one_by_one(stores: tuple[Store, Store], seed: int) -> None:
    """Whatever they hold, whoever sends them, and though one pushes out what another needs."""
    one, other = stores
    assert told(together(other, seed)) == told(one_by_one(one, seed))
    assert remembered(other) == remembered(one)


@pytest.fixture
def written(stores: tuple[Store, Store], monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that grows with each transaction that writes."""
    begun: list[int] = []
    write = Database.write

    def counted(database: Database) -> AbstractContextManager[Connection]:
        begun.append(len(begun))
        return write(database)

    stores[0].database()
    monkeypatch.setattr(Database, "write", counted)
    return begun


def test_they_share_their_waits_for_the_disk(
    stores: tuple[Store, Store], written: list[int]
) -> None:
    """One transaction is the first mail's, and one that of all which came meanwhile."""

    async def run() -> None:
        memory = Memory(stores[0])
        senders = [f"m{number}@host{number}.example" for number in range(20)]
        mails = [(mail(1, part("41111111"), sender=each), envelope(each)) for each in senders]
        await asyncio.gather(*(memory.note(each, 1, whose, NOON) for each, whose in mails))

    with statements() as executed:
        asyncio.run(run())
    assert len(written) == 2
    assert sum("FROM conversation_masking" in each for each in executed) == 2


@pytest.mark.parametrize(("scanned", "transactions"), [(0, 2), (2, 1)])
def test_mails_that_nobody_waits_for_wait_for_each_other(
    stores: tuple[Store, Store], written: list[int], scanned: int, transactions: int
) -> None:
    """A moment, as long as others are being scanned that may go with them."""

    async def run() -> None:
        memory = Memory(stores[0])
        senders = ("ada@one.example", "bob@two.example")
        with ExitStack() as awaited:
            for _ in range(scanned):
                awaited.enter_context(memory.awaiting())
            notes = []
            for sender in senders:
                letter = mail(1, part("4000"), sender=sender)
                noting = memory.note(letter, 1, envelope(sender), NOON)
                notes.append(asyncio.create_task(noting))
                await asyncio.sleep(0.02)
        await asyncio.gather(*notes)

    asyncio.run(run())
    assert len(written) == transactions


def test_a_mistake_of_ours_costs_its_own_mail(
    stores: tuple[Store, Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its neighbours are noted, and joined, as if it had never come."""

    def mistaken(new: Sequence[Held], others: Sequence[Held]) -> Outcome:
        if any(held.piece.kind is PieceKind.EXPIRY for held in new):
            raise KeyError("no")
        return join(new, others)

    monkeypatch.setattr(assemble, "join", mistaken)

    async def run() -> list[Noted | BaseException | None]:
        memory = Memory(stores[0])
        date = replace(part("417", 70), kind=PieceKind.EXPIRY, residues=None, openings=None)
        halves = (part(HALVES[0], first=True), part(HALVES[1], first=False))
        notes = [
            memory.note(mail(number, each), 1, envelope(), NOON)
            for number, each in enumerate((part("4000"), halves[0], date, halves[1]))
        ]
        return await asyncio.gather(*notes, return_exceptions=True)

    _, first, wrong, second = asyncio.run(run())
    assert isinstance(wrong, KeyError)
    assert isinstance(first, Noted)
    assert isinstance(second, Noted)
    assert second.also


def test_who_stops_stops_nobody_else(stores: tuple[Store, Store]) -> None:
    """He may be the one who does the work for all that came meanwhile."""

    async def run() -> Noted | None:
        memory = Memory(stores[0])
        notes = [
            asyncio.create_task(memory.note(mail(number, part("4000")), 1, envelope(), NOON))
            for number in range(3)
        ]
        await notes[0]
        notes[1].cancel()
        return await notes[2]

    assert asyncio.run(run()) is not None
