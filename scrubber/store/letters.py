"""Mails with pieces, put down and marked: what the conversation memory writes.

Statements are made once: putting one together costs as much as the database needs for it.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, delete, exists, func, insert, select, update

from scrubber.conversation.model import MOST_OPEN, Held
from scrubber.conversation.repeated import as_copy, as_quoted, is_kept
from scrubber.core.model import PieceKind
from scrubber.store.lookup import BY_ID, own
from scrubber.store.pad import nonce
from scrubber.store.tables import FACT, MAIL, MASKING, PIECE
from scrubber.store.written import columns, fact_value, made_up, name

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import Connection, Executable

    from scrubber.conversation.model import Fact
    from scrubber.core.model import Piece
    from scrubber.store.pad import Pad, Pads

_ABANDONED = timedelta(days=5)
"""When a sender has given up what it could not deliver (RFC 5321 section 4.5.4.1)."""

_BY_KEY: Final = select(MAIL).where(MAIL.c.key.in_(bindparam("keys", expanding=True)))
_NEW_MAILS: Final = insert(MAIL).returning(MAIL.c.id, sort_by_parameter_order=True)
_NEW_FACTS: Final = insert(FACT)
_NEW_PIECES: Final = insert(PIECE)
_CROWDED: Final = (
    select(MAIL.c.sender)
    .join(PIECE, PIECE.c.mail == MAIL.c.id)
    .where(MAIL.c.sender.in_(bindparam("senders", expanding=True)), PIECE.c.joined.is_(False))
    .group_by(MAIL.c.sender)
    .having(func.count() > MOST_OPEN)
)
_OF_SENDER: Final = (
    MAIL.c.sender == bindparam("sender"),
    MAIL.c.id.not_in(bindparam("later", expanding=True)),
)
_SURPLUS: Final = (
    select(PIECE.c.id)
    .join(MAIL, MAIL.c.id == PIECE.c.mail)
    .where(*_OF_SENDER, PIECE.c.joined.is_(False))
    .order_by(PIECE.c.kind == PieceKind.QUOTED, PIECE.c.id.desc())
    .offset(MOST_OPEN)
)
_EMPTIED: Final = delete(MAIL).where(
    *_OF_SENDER,
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
_NEW: Final = ("kind", "even", "odd", "openings", "grounds")
_TURNED: Final = (
    update(PIECE)
    .where(PIECE.c.id == bindparam("piece"))
    .values({name: bindparam(name) for name in _NEW})
)
_DIMMED: Final = update(PIECE).where(_OF_PIECES).values(openings=None)
_SPENT: Final = update(PIECE).where(_OF_PIECES).values(joined=True, even=None, odd=None)


@dataclass(frozen=True, slots=True)
class Letter:
    """A new mail as the memory takes it.

    ``key`` and ``sender`` are keyed hashes, and so are the values of ``facts``, one with each valid
    key.  ``message_id`` is empty where it may not be kept, ``pieces`` are those that are; those
    ``unkept`` are only asked about.
    """

    key: bytes
    message_id: str
    sender: bytes
    facts: frozenset[Fact]
    pieces: tuple[Piece, ...]
    unkept: tuple[Piece, ...]
    arrived: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """The row of a mail: its number, the name it has in what is reported, its first arrival.

    It is ``crowded`` if its sender has more open pieces than it may, with those of all the mails
    that were put down together.
    """

    mail: int
    name: str
    first: datetime
    crowded: bool = False


def kept(pieces: Sequence[Piece]) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Return the pieces of a mail that are kept, and the others.

    What it quotes is not, unless it is open, and of too many pieces only the best are.
    """
    able = [piece for piece in pieces if is_kept(piece)]
    best = sorted(able, key=lambda piece: (not piece.quoted, piece.grounds), reverse=True)
    known = set(map(id, best[:MOST_OPEN]))
    return tuple(map(as_copy, best[:MOST_OPEN])), tuple(
        piece for piece in pieces if id(piece) not in known
    )


def looked_at(held: Sequence[Held], letter: Letter) -> list[Held]:
    """Return the pieces of a mail with what is known of them while it is looked at, and not kept.

    Of bare digits that may be a code that is whether they go on with a number, of copies that they
    are a part of one, and of others that they are due.
    """
    held = [replace(each, piece=as_quoted(each.piece)) for each in held]
    passing = {new.spots: new.residues for new in letter.pieces if new.kind is PieceKind.CODE}
    held = [
        replace(each, piece=replace(each.piece, residues=passing.get(each.piece.spots)))
        if each.piece.kind is PieceKind.CODE and not each.joined
        else each
        for each in held
    ]
    due = {new.spots for new in letter.pieces if new.due}
    return [
        replace(each, piece=replace(each.piece, due=True)) if each.piece.spots in due else each
        for each in held
    ]


def unkept(letter: Letter, name: str) -> list[Held]:
    """Return those pieces of a mail that are only asked about, under negative numbers."""
    return [
        Held(-number, name, letter.facts, letter.arrived, piece)
        for number, piece in enumerate(letter.unkept, start=1)
    ]


def put_down(connection: Connection, letters: Sequence[Letter], pads: Pads) -> list[Entry]:
    """Insert the first of some mails, as many as can go together, with their facts and pieces.

    A retry finds its own row, and goes alone: what is said of the mails before it may concern that
    row.  What is asked of others then has to leave out those that were inserted behind a mail.
    """
    keys = [letter.key for letter in letters]
    known = {row.key: row for row in connection.execute(_BY_KEY, {"keys": keys}).all()}
    first, row = letters[0], known.get(keys[0])
    if row is None:
        count = next((n for n, key in enumerate(keys) if key in known or key in keys[:n]), None)
        return _insert(connection, [(each.key, each) for each in letters[:count]], pads)
    if _same(own(connection, {row.id: first.facts}, pads)[row.id], first.pieces):
        return [Entry(row.id, name(row, pads), datetime.fromtimestamp(row.arrived, UTC))]
    # Neither Message-ID nor size tell mails apart whose sender does not want it.
    return _insert(connection, [(secrets.token_bytes(len(first.key)), first)], pads)


def bound(connection: Connection, sender: bytes, later: Collection[int]) -> None:
    """Let the oldest open pieces of a sender go where it has more than it may.

    Nobody else's go, and mails that come ``later`` do not count.
    """
    which = {"sender": sender, "later": list(later)}
    gone = connection.execute(_SURPLUS, which).scalars().all()
    if gone:
        remove(connection, gone)
        connection.execute(_EMPTIED, which)


def spend(connection: Connection, pieces: Collection[int]) -> None:
    """Forget what is no longer needed of pieces that were joined: a code knows their network."""
    _execute(connection, _SPENT, pieces)


def dim(connection: Connection, pieces: Collection[int]) -> None:
    """Forget how pieces could begin a number."""
    _execute(connection, _DIMMED, pieces)


def turn(connection: Connection, turned: Collection[Held], pads: Pads) -> None:
    """Note that pieces are groups of a number, and no codes."""
    by_id = {held.id: held.piece for held in turned}
    for row in connection.execute(BY_ID, {"ids": list(by_id)}).all() if by_id else ():
        pad = pads.of(row.written_with, row.nonce)
        if pad is not None:
            values = columns(by_id[row.id], row.ordinal, pad)
            connection.execute(_TURNED, {"piece": row.id, **{name: values[name] for name in _NEW}})


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


def _insert(
    connection: Connection, letters: Sequence[tuple[bytes, Letter]], pads: Pads
) -> list[Entry]:
    """Insert mails, each under a key, with all that belongs to them."""
    rows = [pads.new(nonce()) for _ in letters]
    mails = connection.execute(
        _NEW_MAILS,
        [_row(key, letter, pad) for (key, letter), pad in zip(letters, rows, strict=True)],
    ).scalars()
    numbered = [
        (mail, letter, pad) for mail, (_, letter), pad in zip(mails, letters, rows, strict=True)
    ]
    facts = [
        {"value": fact_value(fact), "mail": mail, "kind": fact.kind}
        for mail, letter, _ in numbered
        for fact in letter.facts
    ]
    if facts:
        connection.execute(_NEW_FACTS, facts)
    pieces = [
        {"mail": mail, **columns(new, ordinal, pad)}
        for mail, letter, pad in numbered
        for ordinal, new in enumerate(letter.pieces)
    ]
    crowded: Collection[bytes] = ()
    if pieces:
        connection.execute(_NEW_PIECES, pieces)
        senders = {letter.sender for _, letter, _ in numbered if letter.pieces}
        crowded = connection.execute(_CROWDED, {"senders": list(senders)}).scalars().all()
    return [
        Entry(
            *(mail, letter.message_id or made_up(pad.nonce), letter.arrived),
            crowded=bool(letter.pieces) and letter.sender in crowded,
        )
        for mail, letter, pad in numbered
    ]


def _row(key: bytes, letter: Letter, pad: Pad) -> dict[str, object]:
    """Return the columns of a mail."""
    return {
        "key": key,
        "written_with": pad.name,
        "nonce": pad.nonce,
        "reference": pad.seal("reference", letter.message_id),
        "sender": letter.sender,
        "arrived": letter.arrived.timestamp(),
        "delivered": False,
    }


def _same(held: Sequence[Held], pieces: Sequence[Piece]) -> bool:
    """Whether a mail has these pieces, as far as its rows still tell."""
    if not held or any(each.joined for each in held):
        return True
    told = [None if new.kind is PieceKind.CODE else new.residues for new in pieces]
    turned = [new.residues for new in pieces]
    kept = [each.piece.residues for each in held]
    return kept in (told, turned)


def _execute(connection: Connection, statement: Executable, pieces: Collection[int]) -> None:
    """Execute what concerns some pieces, if there are any."""
    if pieces:
        connection.execute(statement, {"pieces": list(pieces)})
