"""The small tables of an account, which its folders change at the same time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from scrubber.store.journal import Table

if TYPE_CHECKING:
    from pathlib import Path

_FOLDERS = 12
_TIMES = 20


def test_threads_change_a_table_at_the_same_time(tmp_path: Path) -> None:
    """None of them is told that the disk is at fault, and no row is lost."""
    table = Table(tmp_path / "cursors")

    def keep(folder: int) -> None:
        for time in range(_TIMES):
            table.write(str(folder), {"last": time})

    with ThreadPoolExecutor(_FOLDERS) as threads:
        list(threads.map(keep, range(_FOLDERS)))
    assert Table(tmp_path / "cursors").all() == {
        str(folder): {"last": _TIMES - 1} for folder in range(_FOLDERS)
    }
