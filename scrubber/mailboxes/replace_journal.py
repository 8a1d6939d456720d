"""What has to survive a crash while mails are being replaced."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class State(StrEnum):
    """How far a replacement has come."""

    APPENDING = "appending"
    """A copy may lie beside the original."""
    REMOVING = "removing"
    """The copy has been compared; the original may be gone already, by us."""
    MOVED = "moved"
    """Somebody took the original away first; it has to be found and masked where it is now."""
    FOREIGN = "foreign"
    """Somebody else put a copy there; it is his to finish, unless he never does."""


@dataclass(frozen=True, slots=True)
class Row:
    """One replacement.

    ``flags`` are those of the original when the copy was made, ``since`` is when this state began
    (seconds since 1970), ``message_id`` is read from the masked bytes, ``lasting_id`` is the
    server's own name for the original where it has one (X-GM-MSGID).
    """

    folder: str
    uidvalidity: int
    uid: int
    mark: str
    state: State
    since: float
    flags: tuple[str, ...] = ()
    message_id: str = ""
    lasting_id: str = ""

    @property
    def key(self) -> str:
        """Return the name of the row: there is one for each original."""
        return f"{self.uidvalidity}/{self.uid}/{self.folder}"


class Rows(Protocol):
    """Rows by key in a file; each change is on the disk when the method returns."""

    def all(self) -> dict[str, Mapping[str, Any]]:
        """Return every row."""
        ...

    def write(self, key: str, row: Mapping[str, Any]) -> None:
        """Add a row, or put it in the place of the one with this key.  Raises StoreError."""
        ...

    def change(self, rows: Mapping[str, Mapping[str, Any]], dropped: Iterable[str] = ()) -> None:
        """Write rows and remove others, all or none, as far as there are some.

        Raises StoreError.
        """
        ...


@dataclass(frozen=True, slots=True)
class Journal:
    """The replacements of one account that are not finished."""

    rows: Rows

    def unfinished(self) -> list[Row]:
        """Return what a former run has left."""
        return [_row(row) for row in self.rows.all().values()]

    def find(self, key: str) -> Row | None:
        """Return the row of one original."""
        row = self.rows.all().get(key)
        return None if row is None else _row(row)

    def write(self, *rows: Row) -> None:
        """Note how far replacements have come, before the next step is taken."""
        self.rows.change({row.key: asdict(row) for row in rows})

    def drop(self, *rows: Row) -> None:
        """Forget replacements that are finished, or that have left nothing behind."""
        self.rows.change({}, [row.key for row in rows])


def _row(values: Mapping[str, Any]) -> Row:
    return Row(**{**values, "state": State(values["state"]), "flags": tuple(values["flags"])})
