"""A store over each of the two databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scrubber.store.store import WINDOW, Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import timedelta
    from pathlib import Path

    from tests.servers.postgresql import PostgreSQL

DATABASES = ("sqlite", "postgresql")


@pytest.fixture(params=DATABASES)
def url(request: pytest.FixtureRequest) -> str | None:
    """Return where an empty database is, None for a file in the state directory."""
    if request.param == "sqlite":
        return None
    server: PostgreSQL = request.getfixturevalue("postgresql")
    return server.database()


@pytest.fixture
def open_store(tmp_path: Path, url: str | None) -> Iterator[Callable[..., Store]]:
    """Return a function that opens the store, again and again; each has its own connections."""
    opened: list[Store] = []

    def start(*, key_file: Path | None = None, window: timedelta = WINDOW) -> Store:
        store = Store(tmp_path, url=url, key_file=key_file, window=window)
        opened.append(store)
        return store

    yield start
    for store in opened:
        store.close()


@pytest.fixture
def store(open_store: Callable[..., Store]) -> Store:
    """Return a store over an empty database."""
    return open_store()
