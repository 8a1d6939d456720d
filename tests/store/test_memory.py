"""The conversation memory: what earlier mails say of a new one, in both databases."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from scrubber.conversation.model import LOOKED_AT, MOST_OPEN, Held
from scrubber.core.model import Grounds, Piece, PieceKind, Position, Span
from scrubber.errors import StoreError
from scrubber.store import letters, recalls
from scrubber.store.memory import Memory
from scrubber.store.store import Store
from scrubber.store.tables import FACT, MAIL, MASKING, PIECE
from tests.store.letters import HALVES, NOON, envelope, mail, part

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy import Table

    from scrubber.core.model import Scrubbed
    from scrubber.store.memory import Noted

FIRST, LATER = part(HALVES[0], first=True), part(HALVES[1], first=False)
HOUR = timedelta(hours=1)


def note(
    store: Store,
    scrubbed: Scrubbed,
    arrived: datetime = NOON,
    addresses: tuple[str, ...] = envelope(),
) -> Noted:
    """Tell a new memory over a store of one mail."""
    noted = asyncio.run(
        Memory(store).note(scrubbed, len(scrubbed.message), addresses, arrived),
    )
    assert noted is not None
    return noted


def settle(store: Store, noted: Noted, *, delivered: bool) -> None:
    """Tell what became of a mail, and wait until it is written down."""

    async def run() -> None:
        memory = Memory(store)
        memory.settle(noted, delivered=delivered)
        await memory.close()

    asyncio.run(run())


def count(store: Store, table: Table) -> int:
    """Return the number of rows of a table."""
    with store.database().read() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def spans(noted: Noted) -> list[Span]:
    """Return what is to be masked in a mail."""
    return [place.span for place in noted.also]


def test_a_clean_mail_touches_nothing(store: Store, tmp_path: Path) -> None:
    """No database is opened for it, not even a file is made."""
    assert asyncio.run(Memory(store).note(mail(1), 100, envelope(), NOON)) is None
    assert sorted(path.name for path in tmp_path.iterdir()) == ["key"]


@pytest.mark.parametrize("order", [(FIRST, LATER), (LATER, FIRST)], ids=["in order", "reversed"])
def test_two_halves_find_each_other(
    open_store: Callable[..., Store], order: tuple[Piece, Piece]
) -> None:
    """The second one is masked, the first recalled; each by another process, and no residue stays.

    A retry of the second is told the same, though nothing is left to join.
    """
    first = note(open_store(), mail(1, order[0]))
    assert first.also == ()
    store = open_store()
    second = note(store, mail(2, order[1]), NOON + HOUR)
    assert spans(second) == [Span(0, 8)]
    names = ("<1.ada@customer.example>", "<2.ada@customer.example>")
    assert second.also[0].assembled_from == names
    (recall,) = recalls.pending(store.database(), store.pads)
    assert (recall.message_id, [place.span for place in recall.places]) == (names[0], [Span(0, 8)])
    assert recall.places[0].assembled_from == names
    with store.database().read() as connection:
        rows = connection.execute(select(PIECE.c.even, PIECE.c.odd)).all()
    assert [tuple(row) for row in rows] == [(None, None)] * 2
    again = note(open_store(), mail(2, order[1]), NOON + 2 * HOUR)
    assert again == replace(second, bare=again.bare)
    assert count(store, MAIL) == 2


def bare(digits: str) -> Piece:
    """Return three bare digits as the core finds them."""
    code = replace(part(digits), kind=PieceKind.CODE, openings=None)
    return replace(code, grounds=Grounds.AMONG_WORDS)


def test_a_number_in_groups_of_three_is_joined(open_store: Callable[[], Store]) -> None:
    """Each by another process: what goes on with a beginning is kept as a group, till the end.

    The fourth is masked as it comes, since more than ten digits would be readable.  A retry finds
    its row, though what it holds was no group when it came.
    """
    begun = replace(part("411", first=True), masked=True)
    notes = [note(open_store(), mail(1, begun))]
    for number, digits in enumerate(("111", "111", "111"), start=2):
        at = NOON + number * HOUR
        notes.append(note(open_store(), mail(number, bare(digits)), at))
        assert note(open_store(), mail(number, bare(digits)), at).mail == notes[-1].mail
    last = note(open_store(), mail(5, part("1111")), NOON + 9 * HOUR)
    names = tuple(f"<{number}.ada@customer.example>" for number in range(1, 6))
    assert last.also[0].assembled_from == names
    store = open_store()
    assert len(recalls.pending(store.database(), store.pads)) == 2


def test_of_a_code_no_residue_is_written(store: Store) -> None:
    """Nor is one that was a moment ago asked about, and went on with nothing."""
    note(store, mail(1, bare("123")))
    note(store, mail(2, part("41111111", first=True), message_id="<2@x>"), NOON + HOUR)
    note(store, mail(3, bare("321")), NOON + 2 * HOUR)
    with store.database().read() as connection:
        rows = connection.execute(select(PIECE.c.kind, PIECE.c.even, PIECE.c.odd)).all()
    assert [tuple(row) for row in rows if row.kind == "code"] == [("code", None, None)] * 2


def test_the_rest_of_a_number_is_masked_unless_it_is_of_another(store: Store) -> None:
    """What is due is asked about, and kept nowhere: whose half was told before decides."""
    rest = replace(part("56789011", first=False), due=True)
    assert spans(note(store, mail(1, rest))) == [Span(0, 8)]
    another = Piece(PieceKind.ANOTHER, 0, None, (), Position.NOWHERE, Grounds.DECLARED, ())
    note(store, mail(2, another, sender="eve@customer.example"))
    later = note(store, mail(3, rest, sender="eve@customer.example"), NOON + HOUR)
    assert spans(later) == []


def test_a_group_whose_key_is_gone_stays_a_code(store: Store) -> None:
    """Nothing of it could be read again."""
    note(store, mail(1, bare("123")))
    with store.database().write() as connection:
        (row,) = connection.execute(select(PIECE.c.id)).all()
        held = Held(row.id, "a", frozenset(), NOON, part("123"))
        connection.execute(MAIL.update().values(written_with="gone"))
        letters.turn(connection, [held], store.pads)
        letters.turn(connection, [], store.pads)
        assert connection.execute(select(PIECE.c.kind)).scalar_one() == "code"


def test_a_recall_is_done_once(store: Store) -> None:
    """Until places are added, which another mail may do while it is carried out."""
    note(store, mail(1, FIRST))
    note(store, mail(2, LATER), NOON + HOUR)
    database = store.database()
    (recall,) = recalls.pending(database, store.pads)
    (place,) = recall.places
    more = replace(place, span=Span(20, 28))
    with database.write() as connection:
        recalls.add(connection, recall.id, [more], store.pads, due=True)
    recalls.done(database, recall)
    (added,) = recalls.pending(database, store.pads)
    assert added.places == (place, more)
    recalls.done(database, added)
    assert recalls.pending(database, store.pads) == ()
    with database.write() as connection:
        recalls.add(connection, recall.id, [more], store.pads, due=True)
        recalls.add(connection, 12345, [more], store.pads, due=True)
    assert recalls.pending(database, store.pads) == ()


def test_who_observes_recalls_nothing(store: Store) -> None:
    """A mail is joined, and earlier ones are left as they are."""

    async def run() -> Noted | None:
        memory = Memory(store, recall=False)
        await memory.note(mail(1, FIRST), 1, envelope(), NOON)
        return await memory.note(mail(2, LATER), 1, envelope(), NOON + HOUR)

    noted = asyncio.run(run())
    assert noted is not None
    assert spans(noted) == [Span(0, 8)]
    assert recalls.pending(store.database(), store.pads) == ()


def test_a_retry_changes_nothing(store: Store) -> None:
    """The same mail is one row, and keeps the time at which it came first."""
    one = note(store, mail(1, FIRST))
    two = note(store, mail(1, FIRST), NOON + HOUR)
    assert one == two
    assert two.first == NOON
    assert (count(store, MAIL), count(store, PIECE)) == (1, 1)


@pytest.mark.parametrize("name", ["<same@customer.example>", ""], ids=["same", "none"])
def test_other_digits_are_another_mail(store: Store, name: str) -> None:
    """Whatever Message-ID, size and envelope say."""
    first = note(store, mail(1, FIRST, message_id=name))
    later = note(store, mail(1, replace(LATER, spots=FIRST.spots), message_id=name))
    assert first.mail != later.mail
    assert count(store, MAIL) == 2


def test_strangers_are_not_joined(store: Store) -> None:
    """What two mails share must tell of one customer."""
    bob = "bob@other.example"
    note(store, mail(1, FIRST, sender=bob), NOON, envelope(bob))
    assert note(store, mail(2, LATER)).also == ()


@pytest.mark.parametrize("first", [True, False], ids=["who names", "who is named"])
def test_whom_a_mail_names_is_found_by_that(store: Store, *, first: bool) -> None:
    """Whichever of the two comes first; what the database compares is the same for both."""
    bob = "bob@other.example"
    halves = [
        (replace(mail(1, FIRST, sender=bob), mentions=("ada",)), envelope(bob)),
        (mail(2, LATER), envelope()),
    ]
    for half, addresses in halves if first else halves[::-1]:
        noted = note(store, half, NOON, addresses)
    assert len(noted.also) == 1


def test_who_is_named_by_many_is_found(store: Store) -> None:
    """Mails that name the same one, or the same month, are not looked at for each other."""
    note(store, mail(1, FIRST))

    async def others() -> None:
        memory = Memory(store)
        for number in range(LOOKED_AT):
            who = f"m{number}@host{number}.example"
            scrubbed = replace(mail(number, FIRST, sender=who), mentions=("ada",))
            await memory.note(scrubbed, 1, envelope(who), NOON)

    asyncio.run(others())
    bob = "bob@other.example"
    last = replace(mail(2, LATER, sender=bob), mentions=("ada",))
    assert spans(note(store, last, NOON + HOUR, envelope(bob))) == [Span(0, 8)]


def test_a_flood_takes_only_its_own_place(store: Store) -> None:
    """Of one sender 20 pieces are open; those of others stay, and are found behind his."""
    note(store, mail(1, FIRST))
    for number in range(30):
        flood = mail(number, part("4000", first=None), sender="mallory@flood.example")
        note(store, flood, NOON, envelope("mallory@flood.example"))
    assert count(store, PIECE) == MOST_OPEN + 1
    assert count(store, MAIL) == MOST_OPEN + 1
    assert spans(note(store, mail(2, LATER), NOON + HOUR)) == [Span(0, 8)]


def test_of_a_mail_full_of_pieces_the_best_are_kept(store: Store) -> None:
    """It cannot hold more than its sender may."""
    weak = [replace(part("12", 10 * place), grounds=Grounds.AMONG_WORDS) for place in range(40)]
    note(store, mail(1, *weak, FIRST))
    assert count(store, PIECE) == MOST_OPEN
    with store.database().read() as connection:
        best = connection.execute(select(func.max(PIECE.c.grounds))).scalar()
    assert best == Grounds.DECLARED


def test_a_flood_of_one_fact_hides_nobody(store: Store) -> None:
    """Hundreds of mails that share the subject stand behind the one that shares the rest too."""
    note(store, mail(1, FIRST))
    for number in range(LOOKED_AT // MOST_OPEN + 2):
        who = f"m{number}@flood{number}.example"
        pieces = [part("4000", 10 * place) for place in range(MOST_OPEN)]
        note(store, mail(number, *pieces, sender=who), NOON, envelope(who))
    assert spans(note(store, mail(2, LATER), NOON + HOUR)) == [Span(0, 8)]


def test_pieces_die_with_the_window(open_store: Callable[..., Store]) -> None:
    """They are not looked at any more, and then they are gone, with all that belongs to them."""
    store = open_store(window=timedelta(days=3))
    old = note(store, mail(1, FIRST))
    settle(store, old, delivered=True)
    assert note(store, mail(2, LATER), NOON + timedelta(days=3, hours=1)).also == ()
    note(store, mail(3, FIRST), NOON + timedelta(days=3, hours=2))
    with store.database().write() as connection:
        letters.forget(connection, NOON + timedelta(days=3, hours=1.5), store.window)
    assert (count(store, MAIL), count(store, MASKING)) == (2, 2)
    with store.database().write() as connection:
        letters.forget(connection, NOON + timedelta(days=30), store.window)
    assert [count(store, table) for table in (MAIL, FACT, PIECE, MASKING)] == [0, 0, 0, 0]


def test_what_was_never_delivered_dies_earlier(open_store: Callable[..., Store]) -> None:
    """Its sender has given up by then; what was delivered stays."""
    store = open_store(window=timedelta(days=30))
    settle(store, note(store, mail(1, FIRST)), delivered=True)
    note(store, mail(2, FIRST))
    with store.database().write() as connection:
        letters.forget(connection, NOON + timedelta(days=6), store.window)
        (left,) = connection.execute(select(MAIL.c.delivered)).scalars()
    assert left


def test_what_will_never_be_delivered_is_forgotten(store: Store) -> None:
    """The next hop refused it for good; a mail that it took before stays."""
    refused = note(store, mail(1, FIRST))
    settle(store, refused, delivered=False)
    assert count(store, MAIL) == 0
    taken = note(store, mail(2, FIRST))
    settle(store, taken, delivered=True)
    settle(store, taken, delivered=False)
    assert count(store, MAIL) == 1


def test_the_memory_outlives_a_rotation_of_the_key(
    open_store: Callable[..., Store], tmp_path: Path
) -> None:
    """What was written with the old key is found, joined and recalled with the new one."""
    key = tmp_path / "k"
    key.write_bytes(b"o" * 32)
    key.chmod(0o600)
    note(open_store(key_file=key), mail(1, FIRST))
    key.write_bytes(b"n" * 32 + b"o" * 32)
    store = open_store(key_file=key)
    assert spans(note(store, mail(2, LATER), NOON + HOUR)) == [Span(0, 8)]
    (recall,) = recalls.pending(store.database(), store.pads)
    assert recall.message_id == "<1.ada@customer.example>"


@pytest.mark.parametrize(
    ("message_id", "kept"),
    [
        ("<20250901.100000.20417@customer.example>", True),
        ("<20250901100000.1756728000@customer.example>", True),
        ("<4111111111111111@customer.example>", False),
        ("<x1234111111111111111@customer.example>", False),
        ("<2223003122003222.1@customer.example>", False),
    ],
)
def test_a_message_id_like_a_card_is_not_kept(store: Store, message_id: str, *, kept: bool) -> None:
    """Then the mail cannot be found in a mailbox, and has a name of ours in reports."""
    note(store, mail(1, FIRST, message_id=message_id))
    second = note(store, mail(2, LATER), NOON + HOUR)
    found = [recall.message_id for recall in recalls.pending(store.database(), store.pads)]
    assert found == ([message_id] if kept else [])
    assert (message_id in second.also[0].assembled_from) == kept
    assert second.also[0].assembled_from[0].endswith("@scrubber.invalid>") != kept


def test_only_digits_of_somebody_unknown_are_told(store: Store) -> None:
    """A declared half is no bare mail, nor one that others are linked with, nor a quotation."""
    bare = part("4111")
    bob = "bob@other.example"
    answer = mail(4, replace(bare, quoted=True), sender=bob)
    assert not note(store, answer, NOON, envelope(bob)).bare
    assert note(store, mail(1, bare)).bare
    assert not note(store, mail(2, bare)).bare
    assert not note(store, mail(3, FIRST)).bare


def test_a_store_that_is_down_defers(tmp_path: Path) -> None:
    """Or, if the owner wants it so, the mail passes as if it were alone, and is counted."""
    store = Store(tmp_path, url=f"postgresql+psycopg://x@/y?host={tmp_path}")

    async def run(*, needed: bool) -> tuple[Noted | None, int]:
        memory = Memory(store, needed=needed)
        noted = await memory.note(mail(1, FIRST), 1, envelope(), NOON)
        return noted, memory.alone

    with pytest.raises(StoreError) as caught:
        asyncio.run(run(needed=True))
    assert (caught.value.code, caught.value.enhanced) == (451, "4.3.0")
    assert asyncio.run(run(needed=False)) == (None, 1)
    store.close()
