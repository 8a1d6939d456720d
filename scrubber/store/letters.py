"""Mails with pieces, put down and marked: what the conversation memory writes.

Statements are made once: putting one together costs as much as the database needs for it.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, delete, exists, insert, select, update

from scrubber.conversation.model import MOST_OPEN, Held
from scrubber.store.conversations import FACT, MAIL, MASKING, PIECE
from scrubber.store.lookup import own
from scrubber.store.pad import nonce
from scrubber.store.written import columns, fact_value, made_up, name

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from sqlalchemy import Connection, Executable

    from scrubber.conversation.model import Fact
    from scrubber.core.model import Piece
    from scrubber.store.pad import Pads

_ABANDONED = timedelta(days=5)
"""When a sender has given up what it could not deliver (RFC 5321 section 4.5.4.1)."""

_BY_KEY: Final = select(MAIL).where(MAIL.c.key == bindparam("key"))
_NEW_MAIL: Final = insert(MAIL).returning(MAIL.c.id)
_NEW_FACTS: Final = insert(FACT)
_NEW_PIECES: Final = insert(PIECE)
_SURPLUS: Final = (
    select(PIECE.c.id)
    .join(MAIL, MAIL.c.id == PIECE.c.mail)
    .where(MAIL.c.sender == bindparam("sender"), PIECE.c.joined.is_(False))
    .order_by(PIECE.c.id.desc())
    .offset(MOST_OPEN)
)
_EMPTIED: Final = delete(MAIL).where(
    MAIL.c.sender == bindparam("sender"),
    ~exists().where(PIECE.c.mail == MAIL.c.id),
    ~exists().where(MASKING.c.mail == MAIL.c.id, MASKING.c.due.is_(True)),
)
_DELIVERED: Final = (
    update(MAIL).where(MAIL.c.id.in_(bindparam("mails", expanding=True))).values(delivered=True)
)
_DROPPED: Final = delete(MAIL).where(
    MAIL.c.id.in_(bindparam("mails", expanding=True)), MAIL.c.delivered.is_(False)
)
_OF_PIECES: Final = PIECE.c.id.in_(bindparam("pieces", expanding=True))
_REMOVED: Final = delete(PIECE).where(_OF_PIECES)
_MASKED: Final = update(PIECE).where(_OF_PIECES).values(masked=True)
_DIMMED: Final = update(PIECE).where(_OF_PIECES).values(openings=None)
_SPENT: Final = (
    update(PIECE).where(_OF_PIECES).values(joined=True, even=None, odd=None, openings=None)
)


@dataclass(frozen=True, slots=True)
class Letter:
    """A new mail as the memory takes it.

    ``key`` and ``sender`` are keyed hashes, and so are the values of ``facts``, one with each valid
    key.  ``message_id`` is empty where it may not be kept, ``pieces`` are those that are.
    """

    key: bytes
    message_id: str
    sender: bytes
    facts: frozenset[Fact]
    pieces: tuple[Piece, ...]
    arrived: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """The row of a mail: its number, the name it has in what is reported, its first arrival."""

    mail: int
    name: str
    first: datetime


def kept(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Return the pieces of a mail that are kept: not what it quotes, and of too many the best."""
    own_words = (piece for piece in pieces if not piece.quoted)
    best = sorted(own_words, key=lambda piece: piece.grounds, reverse=True)
    return tuple(best[:MOST_OPEN])


def unkept(letter: Letter, pieces: Iterable[Piece], name: str) -> list[Held]:
    """Return those pieces of a mail that are only asked about, under negative numbers."""
    known = set(map(id, letter.pieces))
    rest = [piece for piece in pieces if id(piece) not in known]
    return [
        Held(-number, name, letter.facts, letter.arrived, piece)
        for number, piece in enumerate(rest, start=1)
    ]


def put_down(connection: Connection, letter: Letter, pads: Pads) -> Entry:
    """Insert a mail with its facts and pieces; a retry finds its own row.

    Of one sender only so many pieces stay open: its own oldest go, nobody else's.
    """
    known = connection.execute(_BY_KEY, {"key": letter.key}).one_or_none()
    if known is None:
        return _insert(connection, letter, letter.key, pads)
    if _same(own(connection, known.id, letter.facts, pads), letter.pieces):
        return Entry(known.id, name(known, pads), datetime.fromtimestamp(known.arrived, UTC))
    # Neither Message-ID nor size tell mails apart whose sender does not want it.
    return _insert(connection, letter, secrets.token_bytes(len(letter.key)), pads)


def spend(connection: Connection, pieces: Collection[int]) -> None:
    """Forget what is no longer needed of pieces that were joined."""
    _execute(connection, _SPENT, pieces)


def dim(connection: Connection, pieces: Collection[int]) -> None:
    """Forget how pieces could begin a number."""
    _execute(connection, _DIMMED, pieces)


def mark_masked(connection: Connection, pieces: Collection[int]) -> None:
    """Note that pieces are masked, or will be."""
    _execute(connection, _MASKED, pieces)


def remove(connection: Connection, pieces: Collection[int]) -> None:
    """Forget pieces that are none."""
    _execute(connection, _REMOVED, pieces)


def mark_delivered(connection: Connection, mails: Collection[int]) -> None:
    """Note that the next hop has taken mails."""
    connection.execute(_DELIVERED, {"mails": list(mails)})


def drop(connection: Connection, mails: Collection[int]) -> None:
    """Forget mails that nobody will ever see."""
    connection.execute(_DROPPED, {"mails": list(mails)})


def forget(connection: Connection, now: datetime, window: timedelta) -> None:
    """Remove what is older than the window, and what was never delivered and is not tried again."""
    for delivered, age in ((True, window), (False, min(window, _ABANDONED))):
        old = MAIL.c.arrived < (now - age).timestamp()
        connection.execute(delete(MAIL).where(MAIL.c.delivered.is_(delivered), old))


def _insert(connection: Connection, letter: Letter, key: bytes, pads: Pads) -> Entry:
    row_nonce = nonce()
    pad = pads.new(row_nonce)
    mail = connection.execute(
        _NEW_MAIL,
        {
            "key": key,
            "written_with": pad.name,
            "nonce": row_nonce,
            "reference": pad.seal("reference", letter.message_id),
            "sender": letter.sender,
            "arrived": letter.arrived.timestamp(),
            "delivered": False,
        },
    ).scalar_one()
    if letter.facts:
        facts = [
            {"value": fact_value(fact), "mail": mail, "kind": fact.kind} for fact in letter.facts
        ]
        connection.execute(_NEW_FACTS, facts)
    if letter.pieces:
        pieces = [
            {"mail": mail, **columns(new, ordinal, pad)}
            for ordinal, new in enumerate(letter.pieces)
        ]
        connection.execute(_NEW_PIECES, pieces)
        _bound(connection, letter.sender)
    return Entry(mail, letter.message_id or made_up(row_nonce), letter.arrived)


def _bound(connection: Connection, sender: bytes) -> None:
    """Let the oldest open pieces of a sender go where it has more than it may."""
    gone = connection.execute(_SURPLUS, {"sender": sender}).scalars().all()
    if gone:
        remove(connection, gone)
        connection.execute(_EMPTIED, {"sender": sender})


def _same(held: Sequence[Held], pieces: Sequence[Piece]) -> bool:
    """Whether a mail has these pieces, as far as its rows still tell."""
    if not held or any(each.joined for each in held):
        return True
    return [each.piece.residues for each in held] == [new.residues for new in pieces]


def _execute(connection: Connection, statement: Executable, pieces: Collection[int]) -> None:
    """Execute what concerns some pieces, if there are any."""
    if pieces:
        connection.execute(statement, {"pieces": list(pieces)})
