"""Which secrets a configuration names, each in a file of its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel


def secrets_of(table: BaseModel | None) -> Iterator[tuple[str, Path]]:
    """Yield key and file of each secret that a table names; ``[store]`` makes its key itself."""
    for key, value in table or ():
        if key.endswith("_file") and isinstance(value, Path):
            yield key, value


def secret_files(*tables: BaseModel | None) -> Iterator[Path]:
    """Yield the files with secrets that tables name."""
    for table in tables:
        for _, file in secrets_of(table):
            yield file
