"""Which secrets a configuration names, each in a file of its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel


def secret_files(*tables: BaseModel | None) -> Iterator[Path]:
    """Yield the files with secrets that tables name; ``[store]`` makes its key itself."""
    for table in tables:
        for key, value in table or ():
            if key.endswith("_file") and isinstance(value, Path):
                yield value
