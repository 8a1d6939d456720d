"""Mails with pieces, put down, looked up and marked: the statements of the conversation memory."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, exists, func, insert, select, union_all, update

from scrubber.conversation.identity import LOOKED_UP
from scrubber.conversation.model import LOOKED_AT, MOST_OPEN, Fact, Held
from scrubber.store.conversations import FACT, MAIL, MASKING, PIECE
from scrubber.store.pad import nonce
from scrubber.store.written import columns, piece

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from sqlalchemy import Connection, Row, Select

    from scrubber.core.model import Piece
    from scrubber.store.pad import Pads

MOST_FACTS = 100
"""Facts of one mail that are looked up; a thread may name hundreds of messages."""

_ABANDONED = timedelta(days=5)
"""When a sender has given up what it could not deliver (RFC 5321 section 4.5.4.1)."""


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
    known = connection.execute(select(MAIL).where(MAIL.c.key == letter.key)).one_or_none()
    if known is None:
        return _insert(connection, letter, letter.key, pads)
    if _same(connection, known.id, letter.pieces, pads):
        return Entry(known.id, _name(known, pads), datetime.fromtimestamp(known.arrived, UTC))
    # Neither Message-ID nor size tell mails apart whose sender does not want it.
    return _insert(connection, letter, secrets.token_bytes(len(letter.key)), pads)


def look_up(
    connection: Connection, mail: int, facts: Iterable[Fact], since: datetime, pads: Pads
) -> list[Held]:
    """Return the pieces of other mails that share a fact with this one.

    Each fact brings the newest mails; those that share most facts come first.  So nobody who floods
    one fact hides what is linked by others, and the cost does not grow with the table.
    """
    order = {kind: place for place, kind in enumerate(LOOKED_UP)}
    known = sorted((fact for fact in facts if fact.kind in order), key=lambda f: order[f.kind])
    if not known:
        return []
    newest = [_newest(bytes.fromhex(fact.value), mail) for fact in known[:MOST_FACTS]]
    sharing = union_all(*newest).subquery()
    ranked = (
        select(sharing.c.mail, func.count().label("shared")).group_by(sharing.c.mail).subquery()
    )
    rows = connection.execute(
        _pieces()
        .join(ranked, ranked.c.mail == MAIL.c.id)
        .where(MAIL.c.arrived > since.timestamp())
        .order_by(ranked.c.shared.desc(), MAIL.c.id.desc(), PIECE.c.id)
        .limit(LOOKED_AT)
    ).all()
    return _held(connection, rows, pads)


def own(connection: Connection, mail: int, pads: Pads) -> list[Held]:
    """Return the pieces of one mail."""
    rows = connection.execute(_pieces().where(MAIL.c.id == mail).order_by(PIECE.c.id)).all()
    return _held(connection, rows, pads)


def mails_of(connection: Connection, pieces: Collection[int], message: str, pads: Pads) -> set[int]:
    """Return the numbers of the mails that have some of these pieces, and this name."""
    rows = connection.execute(_pieces().where(PIECE.c.id.in_(pieces))).all()
    return {row.mail for row in rows if _name(row, pads) == message}


def spend(connection: Connection, pieces: Collection[int]) -> None:
    """Forget what is no longer needed of pieces that were joined."""
    _update(connection, pieces, joined=True, even=None, odd=None, openings=None)


def dim(connection: Connection, pieces: Collection[int]) -> None:
    """Forget how pieces could begin a number."""
    _update(connection, pieces, openings=None)


def mark_masked(connection: Connection, pieces: Collection[int]) -> None:
    """Note that pieces are masked, or will be."""
    _update(connection, pieces, masked=True)


def mark_delivered(connection: Connection, mail: int) -> None:
    """Note that the next hop has taken a mail."""
    connection.execute(update(MAIL).where(MAIL.c.id == mail).values(delivered=True))


def drop(connection: Connection, mail: int) -> None:
    """Forget a mail that nobody will ever see."""
    connection.execute(delete(MAIL).where(MAIL.c.id == mail, MAIL.c.delivered.is_(False)))


def forget(connection: Connection, now: datetime, window: timedelta) -> None:
    """Remove what is older than the window, and what was never delivered and is not tried again."""
    for delivered, age in ((True, window), (False, min(window, _ABANDONED))):
        old = MAIL.c.arrived < (now - age).timestamp()
        connection.execute(delete(MAIL).where(MAIL.c.delivered.is_(delivered), old))


def _insert(connection: Connection, letter: Letter, key: bytes, pads: Pads) -> Entry:
    row_nonce = nonce()
    pad = pads.new(row_nonce)
    mail = connection.execute(
        insert(MAIL).returning(MAIL.c.id),
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
            {"value": bytes.fromhex(fact.value), "mail": mail, "kind": fact.kind}
            for fact in letter.facts
        ]
        connection.execute(insert(FACT), facts)
    if letter.pieces:
        pieces = [
            {"mail": mail, **columns(new, ordinal, pad)}
            for ordinal, new in enumerate(letter.pieces)
        ]
        connection.execute(insert(PIECE), pieces)
        _bound(connection, letter.sender)
    return Entry(mail, letter.message_id or _made_up(row_nonce), letter.arrived)


def _bound(connection: Connection, sender: bytes) -> None:
    """Let the oldest open pieces of a sender go where it has more than it may."""
    surplus = (
        select(PIECE.c.id)
        .join(MAIL, MAIL.c.id == PIECE.c.mail)
        .where(MAIL.c.sender == sender, PIECE.c.joined.is_(False))
        .order_by(PIECE.c.id.desc())
        .offset(MOST_OPEN)
    )
    gone = connection.execute(surplus).scalars().all()
    if gone:
        connection.execute(delete(PIECE).where(PIECE.c.id.in_(gone)))
        connection.execute(
            delete(MAIL).where(
                MAIL.c.sender == sender,
                ~exists().where(PIECE.c.mail == MAIL.c.id),
                ~exists().where(MASKING.c.mail == MAIL.c.id, MASKING.c.due.is_(True)),
            )
        )


def _same(connection: Connection, mail: int, pieces: Sequence[Piece], pads: Pads) -> bool:
    """Whether a mail has these pieces, as far as its rows still tell."""
    rows = connection.execute(_pieces().where(MAIL.c.id == mail).order_by(PIECE.c.id)).all()
    if any(row.joined for row in rows) or not rows:
        return True
    held = [kept.piece for kept in _held(connection, rows, pads)]
    return [kept.residues for kept in held] == [new.residues for new in pieces]


def _newest(value: bytes, mail: int) -> Select[Any]:
    rows = (
        select(FACT.c.mail)
        .where(FACT.c.value == value, FACT.c.mail != mail)
        .order_by(FACT.c.mail.desc())
        .limit(LOOKED_AT)
        .subquery()
    )
    return select(rows.c.mail)


def _pieces() -> Select[Any]:
    return select(PIECE, MAIL.c.written_with, MAIL.c.nonce, MAIL.c.reference, MAIL.c.arrived).join(
        MAIL, MAIL.c.id == PIECE.c.mail
    )


def _held(connection: Connection, rows: Sequence[Row[Any]], pads: Pads) -> list[Held]:
    """Return rows of pieces as what joining works on."""
    facts = _facts(connection, {row.mail for row in rows})
    found = []
    for row in rows:
        pad = pads.of(row.written_with, row.nonce)
        if pad is not None:
            arrived = datetime.fromtimestamp(row.arrived, UTC)
            name, value = _name(row, pads), piece(row, pad)
            found.append(Held(row.id, name, facts[row.mail], arrived, value, row.joined))
    return found


def _name(row: Row[Any], pads: Pads) -> str:
    """Return the Message-ID of a mail, or a name of ours where it is not kept (RFC 2606)."""
    pad = pads.of(row.written_with, row.nonce)
    message_id = pad.open("reference", row.reference) if pad else ""
    return message_id or _made_up(row.nonce)


def _made_up(row_nonce: bytes) -> str:
    return f"<{row_nonce.hex()}@scrubber.invalid>"


def _facts(connection: Connection, mails: Collection[int]) -> dict[int, frozenset[Fact]]:
    rows = connection.execute(
        select(FACT.c.mail, FACT.c.kind, FACT.c.value).where(FACT.c.mail.in_(mails))
    ).all()
    found: dict[int, set[Fact]] = {mail: set() for mail in mails}
    for row in rows:
        found[row.mail].add(Fact(row.kind, row.value.hex()))
    return {mail: frozenset(facts) for mail, facts in found.items()}


def _update(connection: Connection, pieces: Collection[int], **values: Any) -> None:  # noqa: ANN401
    if pieces:
        connection.execute(update(PIECE).where(PIECE.c.id.in_(pieces)).values(**values))
