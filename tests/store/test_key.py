"""The key file, and that every relay which shares a store has the same."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from scrubber.errors import ConfigError, StoreError
from scrubber.store.database import Database
from scrubber.store.key import fingerprint, load_keys
from scrubber.store.keyring import valid_keys
from tests.servers.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from scrubber.store.store import Store
    from tests.servers.postgresql import PostgreSQL

OLD, NEW, OTHER = b"o" * 32, b"n" * 32, b"x" * 32
NOON = datetime(2025, 9, 1, 12, tzinfo=UTC)
WEEK = timedelta(days=7)


def write(path: Path, *keys: bytes) -> Path:
    """Write a key file as its owner does."""
    path.write_bytes(b"".join(keys))
    path.chmod(0o600)
    return path


def test_the_first_start_makes_a_key_for_its_owner_only(tmp_path: Path) -> None:
    """It is random, stays the same, and nobody else may read it."""
    (key,) = load_keys(tmp_path / "key")
    assert load_keys(tmp_path / "key") == (key,)
    assert load_keys(tmp_path / "another") != (key,)
    assert len(key) == 32
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["another", "key"]


@pytest.mark.parametrize(
    ("content", "mode", "advice"),
    [
        (b"", 0o600, "damaged"),
        (b"k" * 31, 0o600, "damaged"),
        (b"k" * 32, 0o640, "chmod 600"),
    ],
)
def test_a_bad_key_file_is_told_with_its_cure(
    tmp_path: Path, content: bytes, mode: int, advice: str
) -> None:
    """Half a key, or one that others may read, is no key."""
    path = write(tmp_path / "key", content)
    path.chmod(mode)
    with pytest.raises(StoreError, match=advice) as caught:
        load_keys(path)
    assert str(path) in caught.value.public


def test_a_key_file_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """With the path that was wanted."""
    with pytest.raises(StoreError, match="nowhere"):
        load_keys(tmp_path / "nowhere" / "key")


def test_a_store_is_opened_by_its_own_key_only(
    open_store: Callable[..., Store], tmp_path: Path
) -> None:
    """Another key is an error that names both, not a memory in which nothing is found."""
    key, wrong = write(tmp_path / "k", OLD), write(tmp_path / "w", OTHER)
    open_store(key_file=key).database()
    open_store(key_file=key).database()
    with pytest.raises(ConfigError) as caught:
        open_store(key_file=wrong).database()
    assert fingerprint(OLD) in caught.value.public
    assert fingerprint(OTHER) in caught.value.public


def test_after_a_rotation_both_keys_are_valid(
    open_store: Callable[..., Store], tmp_path: Path
) -> None:
    """The new one writes, the old one reads; who has only the old one is told so."""
    key = write(tmp_path / "k", OLD)
    open_store(key_file=key).database()
    late = write(tmp_path / "late", OLD)
    write(key, NEW, OLD)
    for _ in range(2):
        store = open_store(key_file=key)
        store.database()
        assert store.keys == (NEW, OLD)
        assert store.key == NEW
    with pytest.raises(ConfigError):
        open_store(key_file=late).database()


def test_a_replaced_key_dies_after_a_window(store: Store) -> None:
    """Nothing that is still looked at was written with it; a third one follows in the same way."""
    with store.database().write() as connection:
        connection.exec_driver_sql("DELETE FROM store_key")
        assert valid_keys(connection, [OLD, OTHER], NOON, WEEK) == (OLD,)
        assert valid_keys(connection, [NEW, OLD], NOON + WEEK, WEEK) == (NEW, OLD)
        assert valid_keys(connection, [NEW, OLD], NOON + 1.9 * WEEK, WEEK) == (NEW, OLD)
        assert valid_keys(connection, [NEW, OLD], NOON + 2.1 * WEEK, WEEK) == (NEW,)
        later = NOON + 2.2 * WEEK
        assert valid_keys(connection, [OTHER, NEW, OLD], later, WEEK) == (OTHER, NEW)
        assert valid_keys(connection, [OTHER, NEW, OLD], later, WEEK) == (OTHER, NEW)


WAITING = text("SELECT count(*) FROM pg_locks WHERE NOT granted")


@pytest.mark.parametrize(("key", "refused"), [(OLD, False), (OTHER, True)])
def test_of_two_relays_that_open_a_new_store_the_second_waits(
    key: bytes, *, refused: bool, postgresql: PostgreSQL, tmp_path: Path
) -> None:
    """It sees the first one's key, though both began before there was any."""
    url = postgresql.database()
    first, second, looking = (Database(tmp_path, url) for _ in range(3))

    def come_second() -> tuple[bytes, ...]:
        with second.write() as connection:
            return valid_keys(connection, [key], NOON, WEEK)

    with ThreadPoolExecutor() as threads, looking.read() as view:
        with first.write() as connection:
            assert valid_keys(connection, [OLD], NOON, WEEK) == (OLD,)
            late = threads.submit(come_second)
            wait_until(lambda: bool(view.execute(WAITING).scalar()), "the second waits")
        error = late.exception()
    assert isinstance(error, ConfigError) if refused else error is None
    for database in (first, second, looking):
        database.close()
