"""A store full of open pieces of other customers, filled fast and always alike."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, insert, select

from scrubber.core.model import Scrubbed
from scrubber.store.memory import Coming, Memory
from scrubber.store.tables import FACT, MAIL, PIECE
from scrubber.store.written import columns
from tests.store.letters import part

if TYPE_CHECKING:
    from scrubber.store.pad import Pad
    from scrubber.store.store import Store

GROUP: Final = part("4111")
SUBJECT: Final = "About my last order"
KINDS: Final = ("address", "thread", "name", "local", "title", "network")
CHUNK: Final = 1_000


def fill(store: Store, pieces: int, seed: int = 1) -> None:
    """Put down so many open pieces, each of a customer of its own; all share one subject."""
    rng = Random(f"{seed} {pieces}")  # noqa: S311 - names
    database, now = store.database(), datetime.now(UTC).timestamp()
    subject = _subject(store)
    for _ in range(0, pieces, CHUNK):
        with database.write() as connection:
            first = connection.execute(select(func.max(MAIL.c.id))).scalar() or 0
            numbers = range(first + 1, first + 1 + CHUNK)
            pads = {number: store.pads.new(rng.randbytes(16)) for number in numbers}
            connection.execute(
                insert(MAIL), [_mail(rng, each, pads[each], now) for each in numbers]
            )
            facts = [
                {"value": value, "mail": number, "kind": kind}
                for number in numbers
                for kind, value in (("subject", subject), *((k, rng.randbytes(16)) for k in KINDS))
            ]
            connection.execute(insert(FACT), facts)
            rows = [{"mail": number, **columns(GROUP, 0, pads[number])} for number in numbers]
            connection.execute(insert(PIECE), rows)


def _subject(store: Store) -> bytes:
    """Return the fact that the subject is, as this store's key names it."""
    message = f"Subject: {SUBJECT}\r\n\r\n".encode()
    letter = Memory(store)._letter(Coming(Scrubbed(message), 1, ("",), datetime.now(UTC)))
    return next(bytes.fromhex(fact.value) for fact in letter.facts if fact.kind == "subject")


def _mail(rng: Random, number: int, pad: Pad, now: float) -> dict[str, object]:
    name = rng.randbytes(32)
    row = {"id": number, "key": name, "sender": name, "arrived": now, "delivered": True}
    sealed = pad.seal("reference", f"<{number}@mail.example>")
    return row | {"written_with": pad.name, "nonce": pad.nonce, "reference": sealed}
