"""Pieces read back: those of one mail, and those of others that may be of the same customer.

Statements are made once: putting one together costs as much as the database needs for it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sqlalchemy import bindparam, func, select, union_all

from scrubber.conversation.identity import LOOKED_UP
from scrubber.conversation.link import FEARED, WHO, strengths, telling
from scrubber.conversation.model import LOOKED_AT, Fact, Held, mirrored
from scrubber.store.tables import FACT, MAIL, PIECE
from scrubber.store.written import fact, fact_value, name, piece

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from sqlalchemy import BindParameter, Connection, Row, Select

    from scrubber.store.pad import Pads

MOST_FACTS: Final = 100
"""Facts of one mail that are looked up; a thread may name hundreds of messages."""

_ORDER: Final = {kind: place for place, kind in enumerate(LOOKED_UP)}
_FEW: Final = {"subject": 30}
"""Mails that a fact brings which soon is a common one, of other facts `LOOKED_AT`."""

_STEP: Final = 4
_NONE: Final = b""
"""The value of no fact: what fills up a look-up, so that there are few kinds of them."""

_ROW = (PIECE, MAIL.c.written_with, MAIL.c.nonce, MAIL.c.reference, MAIL.c.arrived)
_PIECES = select(*_ROW).join(MAIL, MAIL.c.id == PIECE.c.mail).order_by(PIECE.c.id)
_OF_MAILS: Final = _PIECES.where(MAIL.c.id.in_(bindparam("mails", expanding=True)))
BY_ID: Final = _PIECES.where(PIECE.c.id.in_(bindparam("ids", expanding=True)))
_LISTED: Final[BindParameter[Any]] = bindparam("unseen", expanding=True)
_UNSEEN: Final = {
    True: FACT.c.mail.not_in(_LISTED),
    False: ~FACT.c.mail.between(bindparam("first"), bindparam("last")),
}
"""How mails are left out: each of a list, or a row of them."""

_FACTS: Final = select(FACT.c.mail, FACT.c.kind, FACT.c.value).where(
    FACT.c.mail.in_(bindparam("mails", expanding=True)),
    FACT.c.value.in_(bindparam("values", expanding=True)) | FACT.c.kind.in_(WHO),
)


class Sender(NamedTuple):
    """Whose a mail is, and when it arrived: what two mails are linked by."""

    facts: frozenset[Fact]
    arrived: datetime


def own(
    connection: Connection, mails: Mapping[int, frozenset[Fact]], pads: Pads
) -> dict[int, list[Held]]:
    """Return the pieces of each of some mails, whose facts are known."""
    rows: dict[int, list[Row[Any]]] = {mail: [] for mail in mails}
    for row in connection.execute(_OF_MAILS, {"mails": list(mails)}).all():
        rows[row.mail].append(row)
    return {mail: _held(rows[mail], mails, pads) for mail in mails}


def look_up(
    connection: Connection, unseen: Collection[int], sender: Sender, since: datetime, pads: Pads
) -> list[Held]:
    """Return the pieces of other mails that may be linked with one, but for the ``unseen``.

    Each fact brings the newest mails; those that share most facts come first.  So nobody who floods
    one fact hides what is linked by others, and the cost does not grow with the table.
    """
    asked = _asked(mirrored(sender.facts))
    if not asked:
        return []
    first, last = min(unseen), max(unseen)
    # Those of one insert follow each other, unless another relay inserts at the same moment.  To
    # put a list into each part of the statement takes a tenth of all that is done for a mail.
    listed = last - first >= len(unseen)
    left_out = {"unseen": list(unseen)} if listed else {"first": first, "last": last}
    values: dict[str, object] = {**left_out, "since": since.timestamp()}
    for index, (value, most) in enumerate(asked):
        values |= {f"value{index}": value, f"most{index}": most}
    found = connection.execute(sharing(len(asked), listed=listed), values).all()
    facts = _facts(connection, [row.id for row in found], sender.facts)
    others = [Sender(facts[row.id], _time(row.arrived)) for row in found]
    told = zip(others, telling(sender, others), strict=True)
    others = [other._replace(facts=facts_told) for other, facts_told in told]
    linked = {
        row.id: other.facts
        for row, other, strength in zip(found, others, strengths(sender, others), strict=True)
        if strength >= FEARED
    }
    if not linked:
        return []
    rows = connection.execute(_OF_MAILS, {"mails": list(linked)}).all()
    return _held(rows, linked, pads)


def mails_of(connection: Connection, pieces: Collection[int], message: str, pads: Pads) -> set[int]:
    """Return the numbers of the mails that have some of these pieces, and this name."""
    rows = connection.execute(BY_ID, {"ids": list(pieces)}).all()
    return {row.mail for row in rows if name(row, pads) == message}


@cache
def sharing(count: int, *, listed: bool) -> Select[Any]:
    """Return the look-up by ``count`` facts: ``value0`` brings ``most0`` mails, and so on.

    What is to be left out is ``listed``, or a row of mails.
    """
    newest = [_newest(index, listed=listed) for index in range(count)]
    shares = union_all(*newest).subquery()
    ranked = select(shares.c.mail, func.count().label("shared")).group_by(shares.c.mail).subquery()
    return (
        select(MAIL.c.id, MAIL.c.arrived)
        .join(ranked, ranked.c.mail == MAIL.c.id)
        .where(MAIL.c.arrived > bindparam("since"))
        .order_by(ranked.c.shared.desc(), MAIL.c.id.desc())
        .limit(LOOKED_AT)
    )


def _newest(index: int, *, listed: bool) -> Select[Any]:
    rows = (
        select(FACT.c.mail)
        .where(FACT.c.value == bindparam(f"value{index}"), _UNSEEN[listed])
        .order_by(FACT.c.mail.desc())
        .limit(bindparam(f"most{index}"))
        .subquery()
    )
    return select(rows.c.mail)


def _asked(facts: Iterable[Fact]) -> list[tuple[bytes, int]]:
    """Return the facts that are looked up, the most telling first, and for how many mails."""
    known = sorted((each for each in facts if each.kind in _ORDER), key=lambda f: _ORDER[f.kind])
    asked = [(fact_value(each), _FEW.get(each.kind, LOOKED_AT)) for each in known[:MOST_FACTS]]
    return asked + [(_NONE, 0)] * (-len(asked) % _STEP)


def _facts(
    connection: Connection, mails: Collection[int], own: Iterable[Fact]
) -> dict[int, frozenset[Fact]]:
    """Return what other mails share with one, and who wrote them."""
    found: dict[int, set[Fact]] = {mail: set() for mail in mails}
    if mails:
        values = [fact_value(each) for each in mirrored(own)]
        rows = connection.execute(_FACTS, {"mails": mails, "values": values})
        for mail, kind, value in rows.all():
            found[mail].add(fact(kind, value))
    return {mail: frozenset(facts) for mail, facts in found.items()}


def _held(rows: Sequence[Row[Any]], facts: Mapping[int, frozenset[Fact]], pads: Pads) -> list[Held]:
    """Return rows of pieces as what joining works on."""
    found = []
    names: dict[int, str] = {}
    for row in rows:
        pad = pads.of(row.written_with, row.nonce)
        if pad is not None:
            if row.mail not in names:
                names[row.mail] = name(row, pads)
            arrived, value = _time(row.arrived), piece(row, pad)
            found.append(Held(row.id, names[row.mail], facts[row.mail], arrived, value, row.joined))
    return found


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
