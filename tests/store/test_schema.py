"""The form of the tables: older ones are brought up to date, newer ones are left alone."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import inspect, select, text

from scrubber.errors import ConfigError, StoreError
from scrubber.store.attempts import all_attempts
from scrubber.store.database import Database
from scrubber.store.schema import VERSION
from scrubber.store.store import FILE, Store
from scrubber.store.tables import MAIL, TABLES
from tests.servers.postgresql import owner

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.servers.postgresql import PostgreSQL

SCHEMAS = Path(__file__).parent / "schemas"
RELEASED = range(1, VERSION + 1)


def forms(database: Database) -> dict[str, list[tuple[str, str]]]:
    """Return the columns of every table, with their types."""
    with database.read() as connection:
        tables = inspect(connection)
        return {
            name: sorted((entry["name"], str(entry["type"])) for entry in tables.get_columns(name))
            for name in tables.get_table_names()
        }


def released(version: int, path: Path) -> Path:
    """Make a database file as a released version has left it."""
    script = (SCHEMAS / f"{version}.sql").read_text(encoding="ascii")
    connection = sqlite3.connect(path)
    connection.executescript(script)
    connection.close()
    return path


@pytest.mark.parametrize("version", RELEASED)
def test_a_released_form_is_brought_up_to_date(version: int, tmp_path: Path) -> None:
    """Its rows stay, and then it is what a new database is."""
    old = Database(released(version, tmp_path / "old"))
    new = Database(tmp_path / "new")
    assert forms(old) == forms(new)
    assert [count for count, _ in all_attempts(old).values()] == [3]
    if version > 1:
        with old.read() as connection:
            assert connection.execute(select(MAIL.c.sender)).scalars().all() == [b"sender"]
    for database in (old, new):
        database.close()


def test_every_released_form_is_kept() -> None:
    """Each version has its fixture, so that none is forgotten."""
    assert sorted(path.name for path in SCHEMAS.glob("[0-9]*.sql")) == [
        f"{version}.sql" for version in RELEASED
    ]


@pytest.mark.parametrize("version", [2, 3])
def test_a_form_that_was_shared_is_brought_up_to_date(version: int, postgresql: PostgreSQL) -> None:
    """The first form that a PostgreSQL could have is version 2."""
    url = postgresql.database()
    script = (SCHEMAS / "postgresql" / f"{version}.sql").read_text(encoding="ascii")
    postgresql.execute(url, script.replace("public.", f"{owner(url)}."))
    old, new = Database(Path(), url), Database(Path(), postgresql.database())
    assert forms(old) == forms(new)
    with old.read() as connection:
        assert connection.execute(select(MAIL.c.sender)).scalars().all() == [b"sender"]
    for database in (old, new):
        database.close()


def test_a_newer_form_is_refused(open_store: Callable[..., Store]) -> None:
    """With what to do; nothing in it is changed."""
    with open_store().database().write() as connection:
        connection.execute(text("UPDATE schema_version SET version = 99"))
    with pytest.raises(ConfigError, match=r"99 of a newer scrubber.*install"):
        open_store().database()


def test_many_may_open_a_new_store_at_once(open_store: Callable[..., Store]) -> None:
    """One makes the tables, the others wait for it."""
    stores = [open_store() for _ in range(6)]
    threads = [threading.Thread(target=store.database) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    names = set(forms(stores[0].database()))
    assert names == {table.name for table in TABLES}


def test_a_missing_table_is_made(open_store: Callable[..., Store]) -> None:
    """A new room's table needs no new version."""
    database = open_store().database()
    with database.write() as connection:
        connection.execute(text("DROP TABLE attempt"))
    assert all_attempts(open_store().database()) == {}


def test_a_file_that_is_no_database_is_an_error(tmp_path: Path) -> None:
    """And stays as it is."""
    (tmp_path / FILE).write_bytes(b"no database" * 1000)
    with pytest.raises(StoreError):
        Database(tmp_path / FILE)
    assert (tmp_path / FILE).read_bytes() == b"no database" * 1000


@pytest.mark.parametrize("url", ["postgresql+nothing://x/y", "postgresql+psycopg://x:y:z/"])
def test_a_url_that_cannot_be_used_is_told(url: str, tmp_path: Path) -> None:
    """With what may be missing."""
    with pytest.raises(ConfigError, match=r"\[store\] url.*pip install"):
        Database(tmp_path / FILE, url)


def test_a_server_that_is_away_is_an_error(tmp_path: Path) -> None:
    """A temporary one."""
    with pytest.raises(StoreError) as caught:
        Database(tmp_path / FILE, f"postgresql+psycopg://x@/y?host={tmp_path}")
    assert caught.value.temporary
