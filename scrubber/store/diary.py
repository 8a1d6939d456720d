"""What happened to mail with card data: a diary for the staff, and its lines in the evidence.

The diary says who, which order, and what was answered.  It is sealed, and forgotten after a while.
What may stay is told by a line of the evidence, which vouches for the sealed one too: it holds a
hash of the sealed bytes, which say nothing without the key.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, delete, exists, func, insert, select

from scrubber.store.chain import examine
from scrubber.store.evidence import AT_ONCE, BEGINNING, TIME, append, line_of
from scrubber.store.incident import Incident
from scrubber.store.pad import nonce
from scrubber.store.tables import DIARY, EVIDENCE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import timedelta

    from sqlalchemy import ColumnElement, Connection, Row

    from scrubber.store.chain import Line, Verdict
    from scrubber.store.store import Store

MAIL = "mail"
"""The kind of the lines of evidence that tell of a mail."""

_PRIVATE = ("sender", "order", "answer")
_DAY = 86_400  # seconds


_NEW: Final = insert(DIARY)
_TOO_OLD: Final = delete(DIARY).where(DIARY.c.at < bindparam("before"))


class Diary:
    """The diary of an installation; everything raises StoreError."""

    def __init__(self, store: Store, keep: timedelta | None) -> None:
        """Write into a store, which is opened when there is something to write.

        Without ``keep`` nothing is written but the evidence.
        """
        self._store = store
        self._keep = keep

    def note(self, *incidents: Incident) -> None:
        """Write them down, all or none; lines of the diary that are too old go.

        The diary is of what was removed; what was only observed is in the evidence.
        """
        with self._store.database().write() as connection:
            if self._keep is None:
                append(connection, MAIL, *map(_facts, incidents))
                return
            for incident in incidents:
                if incident.masked:
                    self._note(connection, incident, self._keep)
                else:
                    append(connection, MAIL, _facts(incident))

    def _note(self, connection: Connection, incident: Incident, keep: timedelta) -> None:
        row_nonce = nonce()
        pad = self._store.pads.new(row_nonce)
        sealed = pad.seal("diary", json.dumps(asdict(incident)))
        vouched = {"sealed": _seal(row_nonce, sealed), "days": keep.total_seconds() / _DAY}
        (line,) = append(connection, MAIL, _facts(incident) | vouched)
        connection.execute(_TOO_OLD, {"before": incident.at - keep.total_seconds()})
        row = {"at": incident.at, "written_with": pad.name, "nonce": row_nonce, "content": sealed}
        connection.execute(_NEW, {**row, "link": bytes.fromhex(line.link)})

    def since(self, begin: datetime) -> tuple[Incident, ...]:
        """Return the lines of mail that arrived from a moment on, the oldest first."""
        return tuple(self._read(DIARY.c.at >= begin.timestamp()).values())

    def by_link(self) -> dict[str, Incident]:
        """Return all lines by the link of the evidence that vouches for each."""
        return self._read()

    def _read(self, *conditions: ColumnElement[bool]) -> dict[str, Incident]:
        if not self._store.exists:
            return {}
        wanted = select(DIARY).where(*conditions).order_by(DIARY.c.id)
        with self._store.database().read() as connection:
            rows = connection.execute(wanted).all()
        read = ((row.link.hex(), self._incident(row)) for row in rows)
        return {link: incident for link, incident in read if incident is not None}

    def examine(self, heads: Collection[str] = ()) -> Verdict:
        """Look over the evidence, and the lines of the diary that it vouches for.

        ``heads`` are links that it has to have.
        """
        if not self._store.exists:
            return examine((), heads=heads)
        vouching = _Vouching()
        with self._store.database().read() as connection:
            rows = connection.execute(_VOUCHED, execution_options={"yield_per": AT_ONCE})
            verdict = examine(map(vouching.line, rows), heads=heads)
            strangers = connection.execute(_STRANGERS, {"former": vouching.former}).scalar_one()
        faults = (*verdict.faults, *vouching.faults())
        if strangers:
            faults += (f"{strangers} in the diary that no line vouches for",)
        return replace(verdict, faults=faults)

    def _incident(self, row: Row[Any]) -> Incident | None:
        """Return the line of a row, None where its key is gone."""
        pad = self._store.pads.of(row.written_with, row.nonce)
        return Incident(**json.loads(pad.open("diary", row.content))) if pad else None


_VOUCHED = (
    select(EVIDENCE, DIARY.c.nonce, DIARY.c.content)
    .outerjoin_from(EVIDENCE, DIARY, DIARY.c.link == EVIDENCE.c.link)
    .order_by(EVIDENCE.c.number)
)
"""Both in one statement, so that they are of one moment."""

_STRANGERS = (
    select(func.count())
    .select_from(DIARY)
    .where(DIARY.c.id > bindparam("former"), ~exists().where(EVIDENCE.c.link == DIARY.c.link))
)


class _Vouching:
    """Compares the diary with what the lines of evidence say of it, line by line.

    A line of the diary may be gone if it was too old when a later one was written.
    """

    def __init__(self) -> None:
        self.former = 0
        self._changed: list[int] = []
        self._gone: list[tuple[float, int]] = []
        self._newest = 0.0
        self._days = float("inf")

    def line(self, row: Row[Any]) -> Line:
        """Take note of a row, and return its line of evidence."""
        line = line_of(row)
        facts = json.loads(line.text)
        if facts["kind"] == BEGINNING:
            self.former = facts["former"]
        elif "sealed" in facts:
            at = datetime.fromisoformat(facts["arrived"]).timestamp()
            self._newest = max(self._newest, at)
            self._days = min(self._days, facts["days"])
            if row.content is None:
                self._gone.append((at, line.number))
            elif facts["sealed"] != _seal(row.nonce, row.content):
                self._changed.append(line.number)
        return line

    def faults(self) -> Iterator[str]:
        """Yield what is wrong in the diary."""
        forgotten = self._newest - self._days * _DAY
        for number in self._changed:
            yield f"what the diary has on line {number} was changed"
        for at, number in self._gone:
            if at > forgotten:
                yield f"what the diary had on line {number} was taken out"


def _facts(incident: Incident) -> dict[str, Any]:
    """Return what may stay of a line of the diary."""
    told = {name: value for name, value in asdict(incident).items() if name not in _PRIVATE}
    arrived = datetime.fromtimestamp(told.pop("at"), UTC).strftime(TIME)
    return {"arrived": arrived, "answered": bool(incident.answer), **told}


def _seal(row_nonce: bytes, content: bytes) -> str:
    """Return a hash of sealed bytes."""
    return sha256(row_nonce + content).hexdigest()
