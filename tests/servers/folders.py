"""Folders which a server's own user can reach."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

SEARCHABLE: Final = 0o011


def let_others_through(directory: Path) -> None:
    """Allow every user to pass through a folder and its parents, though not to list them.

    pytest's folders are closed to others, yet Postfix and Dovecot change to users of their own.
    """
    for folder in (directory, *directory.parents):
        mode = folder.stat().st_mode
        if mode & SEARCHABLE != SEARCHABLE:
            folder.chmod(mode | SEARCHABLE)
