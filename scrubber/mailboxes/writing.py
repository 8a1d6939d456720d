"""How a file takes the place of another one: complete, on the disk, and with the same owner."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Protocol

from scrubber.errors import MailboxError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


class Mask(Protocol):
    """Masks the card data in a message."""

    def __call__(self, raw: bytes) -> bytes:
        """Return the masked message; the same bytes if there is nothing to mask."""
        ...


class RefusedError(MailboxError):
    """A mailbox cannot be changed now; it is as it was."""


def refuse_link(path: Path) -> None:
    """Make sure that a message is a file of its own.  Raises RefusedError."""
    if path.is_symlink():
        raise RefusedError("is a link to another file; audit that one")


def write_beside(path: Path, content: Iterable[bytes], like: os.stat_result) -> None:
    """Write a new file with the owner, the mode and the times of another one, to the disk.

    Until it is complete nobody else can read it.  What a run that was killed left at ``path`` is
    written anew.  Raises OSError, and then leaves no file.
    """
    path.unlink(missing_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(path, flags, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.writelines(content)
            file.flush()
            with suppress(PermissionError):  # only root gives files away
                os.fchown(descriptor, like.st_uid, like.st_gid)
            os.fchmod(descriptor, like.st_mode & 0o7777)
            os.utime(descriptor, ns=(like.st_atime_ns, like.st_mtime_ns))
            os.fsync(descriptor)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


@contextmanager
def alone_in(directory: Path) -> Iterator[None]:
    """Keep every other scrubber from changing files in a directory.  Raises RefusedError."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise RefusedError("another audit is changing it; run this one again later") from None
    finally:
        os.close(descriptor)
