"""Places of mails that other mails showed to be card data: to be masked where the mail lies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, insert, select, update

from scrubber.core.dialogue.places import from_json, to_json
from scrubber.store.pad import nonce
from scrubber.store.tables import MAIL, MASKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sqlalchemy import Connection

    from scrubber.core.model import Place, Span
    from scrubber.store.database import Database
    from scrubber.store.pad import Pads

_PLACES: Final = (
    select(MASKING.c.mail, MASKING.c.nonce, MASKING.c.places, MAIL.c.written_with)
    .join(MAIL, MAIL.c.id == MASKING.c.mail)
    .where(MASKING.c.mail.in_(bindparam("mails", expanding=True)))
)
_LOCKED: Final = select(MAIL.c.written_with).where(MAIL.c.id == bindparam("mail")).with_for_update()
_NEW: Final = insert(MASKING)
_CHANGED: Final = update(MASKING).where(MASKING.c.mail == bindparam("of"))


@dataclass(frozen=True, slots=True)
class Recall:
    """A mail to be found by its Message-ID, and the places in it to be masked.

    ``version`` changes when places are added.
    """

    id: int
    message_id: str
    places: tuple[Place, ...]
    version: bytes


def pending(database: Database, pads: Pads) -> tuple[Recall, ...]:
    """Return what is to be masked, the oldest first.  Raises StoreError.

    A mail that is not found yet may be on its way: its recall stays until the row dies of age.
    """
    with database.read() as connection:
        rows = connection.execute(
            select(
                MASKING.c.mail,
                MASKING.c.nonce.label("places_nonce"),
                MASKING.c.places,
                *(MAIL.c.written_with, MAIL.c.nonce, MAIL.c.reference),
            )
            .join(MAIL, MAIL.c.id == MASKING.c.mail)
            .where(MASKING.c.due.is_(True))
            .order_by(MASKING.c.mail)
        ).all()
    found = []
    for row in rows:
        pad = pads.of(row.written_with, row.nonce)
        under = pads.of(row.written_with, row.places_nonce)
        message_id = pad.open("reference", row.reference) if pad else ""
        if under and message_id:
            marked = from_json(under.open("places", row.places))
            found.append(Recall(row.mail, message_id, marked, row.places_nonce))
    return tuple(found)


def done(database: Database, recall: Recall) -> None:
    """Note that a recall was carried out, or that its places were masked already.

    Places that were added meanwhile stay pending.  Raises StoreError.
    """
    same = (MASKING.c.mail == recall.id, MASKING.c.nonce == recall.version)
    with database.write() as connection:
        connection.execute(update(MASKING).where(*same).values(due=False))


def united(known: Iterable[Place], new: Iterable[Place]) -> tuple[Place, ...]:
    """Return places of a mail, each once, as it was known first."""
    places: dict[tuple[str, Span], Place] = {}
    for place in (*known, *new):
        places.setdefault((place.part, place.span), place)
    return tuple(places.values())


def places_of(
    connection: Connection, mails: Collection[int], pads: Pads
) -> dict[int, tuple[Place, ...]]:
    """Return the places of those of some mails of which other mails showed some to be card data."""
    rows = connection.execute(_PLACES, {"mails": list(mails)}).all()
    opened = ((row, pads.of(row.written_with, row.nonce)) for row in rows)
    return {row.mail: from_json(pad.open("places", row.places)) for row, pad in opened if pad}


def add(connection: Connection, mail: int, new: Iterable[Place], pads: Pads, *, due: bool) -> None:
    """Add places of a mail; if ``due``, they are to be masked where it lies."""
    # One after the other: another relay may be about to do the same.
    written_with = connection.execute(_LOCKED, {"mail": mail}).scalar()
    row_nonce = nonce()
    pad = pads.of(written_with, row_nonce) if written_with else None
    if pad is None:
        return
    known = places_of(connection, [mail], pads).get(mail, ())
    union = united(known, new)
    if union == known:
        return
    values = {"nonce": row_nonce, "places": pad.seal("places", to_json(union))}
    if known:
        connection.execute(_CHANGED, {"of": mail, **values, **({"due": True} if due else {})})
    else:
        connection.execute(_NEW, {"mail": mail, "due": due, **values})
