"""A file that is one message is replaced by its masked copy, at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrubber.disk import sync_directory
from scrubber.mailboxes.files import read_regular
from scrubber.mailboxes.writing import (
    RefusedError,
    alone_in,
    refuse_link,
    write_beside,
)

if TYPE_CHECKING:
    from pathlib import Path

    from scrubber.mailboxes.writing import Mask


def replace(path: Path, mask: Mask) -> bool:
    """Mask a message; return whether it is masked now, False if it is no longer there.

    Raises OSError, RefusedError and what ``mask`` raises; the file is as it was then.
    """
    if not path.exists():
        return False
    refuse_link(path)
    with alone_in(path.parent):
        raw, status = read_regular(path)
        masked = mask(raw)
        if masked == raw:
            return True
        beside = path.with_name(f".{path.name}.masked")
        write_beside(beside, (masked,), status)
        now = path.stat()
        if (now.st_ino, now.st_size, now.st_mtime_ns) != (
            status.st_ino,
            status.st_size,
            status.st_mtime_ns,
        ):
            beside.unlink()
            raise RefusedError("was changed meanwhile; run the audit again")
        beside.rename(path)
        sync_directory(path.parent)
    return True
