"""Small tables that survive kill -9 and power loss, a file each, and the lock of an account.

A table is written whole into a new file, which is synced and renamed into place: whoever reads
finds the old table or the new one, and never half of one.
"""

from __future__ import annotations

import fcntl
import json
import os
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from scrubber.disk import sync_directory
from scrubber.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

_OWNER_ONLY = 0o600
_OWNER_ONLY_DIRECTORY = 0o700


class Table:
    """Rows by key in one JSON file; several threads may use it."""

    def __init__(self, path: Path) -> None:
        """Read what is there.  Raises StoreError."""
        self._path = path
        self._changing = threading.Lock()
        try:
            self._rows: dict[str, Mapping[str, Any]] = json.loads(path.read_bytes())
        except FileNotFoundError:
            self._rows = {}
        except (OSError, ValueError):
            raise StoreError(f"{path} cannot be read; if it is damaged, remove it") from None

    def all(self) -> dict[str, Mapping[str, Any]]:
        """Return every row."""
        with self._changing:
            return dict(self._rows)

    def write(self, key: str, row: Mapping[str, Any]) -> None:
        """Add a row, or put it in the place of the one with this key.  Raises StoreError."""
        self.change({key: row})

    def change(self, rows: Mapping[str, Mapping[str, Any]], dropped: Iterable[str] = ()) -> None:
        """Write rows and remove those with the keys ``dropped``, as far as there are some.

        It is done with all of them, or with none.  Raises StoreError.
        """
        # The folders of an account keep their cursors each from a thread of its own.
        with self._changing:
            gone = [key for key in dropped if key in self._rows]
            if rows or gone:
                self._rows.update({key: dict(row) for key, row in rows.items()})
                for key in gone:
                    del self._rows[key]
                self._save()

    def _save(self) -> None:
        temporary = self._path.with_suffix(".new")
        try:
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _OWNER_ONLY)
            with os.fdopen(descriptor, "wb") as file:
                file.write(json.dumps(self._rows).encode("ascii"))
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(self._path)
            sync_directory(self._path.parent)
        except OSError:
            raise StoreError("the state directory cannot be written") from None


@dataclass(frozen=True, slots=True)
class AccountTables:
    """What is kept of one account: unfinished replacements, and how far its folders were read."""

    journal: Table
    cursors: Table


@contextmanager
def account_tables(state: Path, account: str) -> Iterator[AccountTables]:
    """Return the tables of an account; nobody else on this machine has them meanwhile.

    The lock goes with the process, however that ends (flock(2)).  Raises StoreError.
    """
    directory = state / "imap" / quote(account, safe="@")
    try:
        directory.mkdir(mode=_OWNER_ONLY_DIRECTORY, parents=True, exist_ok=True)
        lock = os.open(directory / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, _OWNER_ONLY)
    except OSError as error:
        raise StoreError(f"cannot write to {directory}: {error.strerror}") from None
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise StoreError(
                f"{account}: another scrubber is at work on this account; stop it first"
            ) from None
        yield AccountTables(Table(directory / "journal"), Table(directory / "cursors"))
    finally:
        os.close(lock)
