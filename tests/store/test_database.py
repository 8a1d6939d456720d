"""The file of the database: nobody else reads it, and a damaged one is told."""

from __future__ import annotations

import os
import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from scrubber.errors import StoreError
from scrubber.store.database import Database

if TYPE_CHECKING:
    from pathlib import Path


def test_its_files_are_their_owners_alone(tmp_path: Path) -> None:
    """Also in a directory that was there before and is open to all, with any umask."""
    tmp_path.chmod(0o755)
    before = os.umask(0)
    try:
        database = Database(tmp_path / "store")
    finally:
        os.umask(before)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    database.close()
    assert set(modes) == {"store", "store-wal", "store-shm"}
    assert set(modes.values()) == {0o600}


@pytest.mark.parametrize("content", [b"something else", b"SQLite format 3\0" + b"x" * 5000])
def test_a_damaged_file_is_told(tmp_path: Path, content: bytes) -> None:
    """To wait does not help; and it is left for whoever can save something of it."""
    path = tmp_path / "store"
    path.write_bytes(content)
    with pytest.raises(StoreError, match="is damaged: restore"):
        Database(path)
    assert path.read_bytes() == content


def test_who_opens_a_new_file_waits_for_whoever_does_so_too(tmp_path: Path) -> None:
    """To switch a file to its log SQLite does not wait for another one that writes."""
    other = sqlite3.connect(tmp_path / "store", isolation_level=None, check_same_thread=False)
    other.execute("CREATE TABLE anything (x)")
    other.execute("BEGIN IMMEDIATE")
    with ThreadPoolExecutor(1) as threads:
        opening = threads.submit(Database, tmp_path / "store")
        with pytest.raises(TimeoutError):
            opening.result(timeout=0.2)
        other.execute("ROLLBACK")
        opening.result().close()
    other.close()
