"""An mbox for oneself: dotlock and fcntl lock, and nobody else who has it open.

Mail programs agree on no single lock, so both are taken, in the order that Dovecot and Postfix take
them in too.  A program that keeps the file open without a lock would go on writing to a file that
has lost its name; so while anybody has it open, it is not replaced.
"""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import socket
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkstemp
from typing import TYPE_CHECKING, BinaryIO

from scrubber.mailboxes.writing import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator

_F_SETSIG = 10  # <fcntl.h>
_PROC = Path("/proc")
_LATER = "run the audit again when it is done"


@contextmanager
def locked(path: Path) -> Iterator[BinaryIO]:
    """Open an mbox with both locks; they end with it.  Raises RefusedError and OSError."""
    with _dotlocked(path), path.open("r+b") as file:
        try:
            # Not dropped before the file is closed: nothing else in this process opens it.
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise RefusedError(f"is locked by another program; {_LATER}") from None
        with opened_by_nobody_else(file):
            pass  # asked for early, before hours of writing
        yield file


@contextmanager
def opened_by_nobody_else(file: BinaryIO) -> Iterator[None]:
    """Make sure that no other program has the file open, nor opens it before the end.

    A write lease (fcntl(2), Leases) is only given when there is no other descriptor; who opens the
    file then waits for us.  Raises RefusedError.
    """
    try:
        # The signal for "somebody waits" is one that does nothing.
        fcntl.fcntl(file, _F_SETSIG, signal.SIGURG)
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_WRLCK)
    except OSError as error:
        if error.errno in {errno.EAGAIN, errno.EACCES, errno.EPERM} or _seen_open(file):
            raise RefusedError(_open_elsewhere(error)) from None
        yield  # a file system without leases
        return
    try:
        yield
    finally:
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_UNLCK)


def _open_elsewhere(error: OSError) -> str:
    if error.errno in {errno.EACCES, errno.EPERM}:
        return "belongs to another user; run the audit as its owner or as root"
    return "another program has it open; stop it, then run the audit again"


def _seen_open(file: BinaryIO) -> bool:
    """Look through the open files of all processes; what cannot be looked at may be it."""
    status = os.fstat(file.fileno())
    wanted = (status.st_dev, status.st_ino)
    for process in _PROC.iterdir():
        if not process.name.isdigit() or int(process.name) == os.getpid():
            continue
        try:
            for descriptor in (process / "fd").iterdir():
                with suppress(FileNotFoundError):
                    opened = descriptor.stat()
                    if (opened.st_dev, opened.st_ino) == wanted:
                        return True
        except FileNotFoundError:
            continue  # it has ended
        except OSError:
            return True
    return False


@contextmanager
def _dotlocked(path: Path) -> Iterator[None]:
    """Hold ``path.lock``; one whose process is gone is taken over.  Raises RefusedError."""
    lock = path.with_name(f"{path.name}.lock")
    for _ in range(2):
        try:
            _make(lock)
            break
        except FileExistsError:
            if not _abandoned(lock):
                raise RefusedError(
                    f"is locked by another program; {_LATER}, or remove {lock} if there is none"
                ) from None
            lock.unlink(missing_ok=True)
        except OSError as error:
            raise RefusedError(
                f"{lock} cannot be made ({(error.strerror or '').lower()}); "
                f"run the audit as a user who may write to {lock.parent}"
            ) from None
    else:
        raise RefusedError(f"is locked by another program; {_LATER}")
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)


def _make(lock: Path) -> None:
    """Make a dotlock that names its process, as Dovecot's do.

    It never stands without the name: a program that is killed in between would leave a lock of
    nobody's, which nobody may take over.  Raises OSError.
    """
    descriptor, named = mkstemp(prefix=f".{lock.name}.", dir=lock.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(f"{os.getpid()}:{socket.gethostname()}\n".encode())
        _link(named, lock)
    finally:
        Path(named).unlink(missing_ok=True)


def _link(named: str, lock: Path) -> None:
    """Let the lock be another name of a file; where files have one name only, let it be renamed."""
    try:
        os.link(named, lock)
    except OSError as error:
        if error.errno not in {errno.EPERM, errno.EOPNOTSUPP}:
            raise
        os.close(os.open(lock, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC))
        Path(named).rename(lock)


def _abandoned(lock: Path) -> bool:
    """Tell whether a dotlock is that of a process on this machine which is gone."""
    try:
        pid, _, host = lock.read_text("ascii").strip().partition(":")
        if host not in {"", socket.gethostname()}:
            return False
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except (OSError, ValueError):
        return False
    return False
