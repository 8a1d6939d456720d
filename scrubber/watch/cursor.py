"""How far a folder was read: what of it is looked at, and what has to be tried again."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from scrubber.mailboxes.imap_values import Selected
    from scrubber.mailboxes.replace_journal import Rows


@dataclass(frozen=True, slots=True)
class Cursor:
    """The UIDs from ``first`` to ``last`` were looked at, but for those that ``failed``.

    What lies below ``first`` is old mail that nobody has asked for.  ``since`` is when the folder
    was first watched, in seconds since 1970.
    """

    uidvalidity: int
    first: int
    last: int
    since: float
    failed: tuple[int, ...] = ()

    @classmethod
    def fresh(cls, selected: Selected, newest: int, since: float) -> Cursor:
        """Return a cursor behind everything that lies there now."""
        return cls(selected.uidvalidity, newest + 1, newest, since)

    def advanced(self, done: Iterable[int], failed: Iterable[int]) -> Cursor:
        """Return the cursor after ``done`` were looked at, of which some ``failed``."""
        done, failed = set(done), set(failed)
        left = (set(self.failed) - done) | failed
        return replace(self, last=max((self.last, *done)), failed=tuple(sorted(left)))

    def lowered(self, first: int) -> Cursor:
        """Return the cursor after all from ``first`` on were looked at."""
        return replace(self, first=min(self.first, first))


class Unkept:
    """Rows that are gone with the process: what was only observed is still to be looked at."""

    def __init__(self, rows: Mapping[str, Mapping[str, Any]] | None = None) -> None:
        """Start with some rows, or with none."""
        self._rows: dict[str, Mapping[str, Any]] = dict(rows or {})

    def all(self) -> dict[str, Mapping[str, Any]]:
        """Return every row."""
        return self._rows

    def write(self, key: str, row: Mapping[str, Any]) -> None:
        """Add or replace a row."""
        self._rows[key] = row

    def change(self, rows: Mapping[str, Mapping[str, Any]], dropped: Iterable[str] = ()) -> None:
        """Write rows, and remove those with the keys ``dropped``."""
        self._rows.update(rows)
        for key in dropped:
            self._rows.pop(key, None)


@dataclass(frozen=True, slots=True)
class Cursors:
    """The cursors of an account, by folder."""

    rows: Rows

    def load(self, folder: str) -> Cursor | None:
        """Return the cursor of a folder, None where it was never watched."""
        row = self.rows.all().get(folder)
        return None if row is None else Cursor(**{**row, "failed": tuple(row["failed"])})

    def save(self, folder: str, cursor: Cursor) -> None:
        """Keep a cursor.  Raises StoreError."""
        self.rows.write(folder, asdict(cursor))
