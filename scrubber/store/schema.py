"""The form of the tables, its version, and the way from older ones.

A table that a database lacks is made when it is opened.  A change of one that exists raises VERSION
and adds its statements to MIGRATIONS; then a copy of the schema as it was is kept in
``tests/store/schemas``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, insert, inspect, select, text
from sqlmodel import SQLModel

from scrubber.errors import ConfigError
from scrubber.store.tables import SCHEMA, TABLES

if TYPE_CHECKING:
    from sqlalchemy import Connection

VERSION: Final = 4
MIGRATIONS: Final[dict[int, tuple[str, ...]]] = {
    2: (),
    3: (
        # Version 2 was there before this table, so not everybody has it.
        (
            "CREATE TABLE IF NOT EXISTS payment_link "
            "(provider VARCHAR NOT NULL, id VARCHAR NOT NULL, "
            '"order" VARCHAR NOT NULL, amount VARCHAR NOT NULL, currency VARCHAR NOT NULL, '
            "url VARCHAR NOT NULL, reference VARCHAR NOT NULL, "
            "created FLOAT NOT NULL, retired FLOAT, PRIMARY KEY (provider, id))"
        ),
        'CREATE INDEX IF NOT EXISTS ix_payment_link_order ON payment_link ("order")',
        "ALTER TABLE payment_link ADD COLUMN expires VARCHAR",
        "ALTER TABLE payment_link ADD COLUMN before VARCHAR",
        "ALTER TABLE payment_link ADD COLUMN paid FLOAT",
    ),
    # The diary's lines are of the chain of the evidence now, which only newer programs write.
    4: (),
}
"""The statements that lead to a version from the one before it; they suit both databases."""

_LOCK = 0x5C2B  # any number, the same in every relay


def bring_up_to_date(connection: Connection) -> None:
    """Make the tables that are missing, and migrate older ones, in the caller's transaction.

    Raises ConfigError for a database that a newer program has written.
    """
    if connection.dialect.name == "postgresql":
        # SQLite's BEGIN IMMEDIATE is such a lock itself.
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    version = _version(connection)
    if version > VERSION:
        raise ConfigError(
            f"the store has the form {version} of a newer scrubber, and this one knows form "
            f"{VERSION}: install the newer one again, or name another store"
        )
    for step in range(version + 1, VERSION + 1):
        for statement in MIGRATIONS[step]:
            connection.execute(text(statement))
    SQLModel.metadata.create_all(connection, TABLES)
    connection.execute(delete(SCHEMA))
    connection.execute(insert(SCHEMA).values(version=VERSION))


def _version(connection: Connection) -> int:
    """Return the form of what is there; version 1 did not write it down."""
    tables = inspect(connection)
    if tables.has_table("schema_version"):
        return int(connection.execute(select(SCHEMA.c.version)).scalar_one())
    return 1 if tables.has_table("attempt") else VERSION
