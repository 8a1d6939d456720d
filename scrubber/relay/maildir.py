"""A Maildir as next hop (https://cr.yp.to/proto/maildir.html): for trying out, and for demos.

The file holds the bytes of the wire, CRLF included, so that signatures can be checked on it.
"""

from __future__ import annotations

import asyncio
import errno
import itertools
import os
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING

from scrubber.disk import sync_directory
from scrubber.errors import ConfigError, NextHopError
from scrubber.relay.parameters import suited
from scrubber.relay.replies import Reply, own

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrubber.addresses import NextHopAddress
    from scrubber.relay.parameters import Command

_OWNER_ONLY = 0o700
_ROOM = 2  # free space for so many times the announced size is wanted before a mail begins
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_numbers = itertools.count()


class MaildirHop:
    """One Maildir, for all recipients."""

    max_recipients: int | None = None
    # What a file can hold; DSN is no use where nobody sends a notice.
    extensions: Mapping[str, str] = {"SIZE": "", "8BITMIME": "", "SMTPUTF8": ""}

    def __init__(self, address: NextHopAddress, hostname: str) -> None:
        """Make the three folders where they are missing.  Raises ConfigError."""
        self.path = address.path or Path()
        # "/" and ":" have a meaning in the name (as the specification has it).
        self.hostname = hostname.replace("/", r"\057").replace(":", r"\072")
        try:
            for folder in ("tmp", "new", "cur"):
                (self.path / folder).mkdir(mode=_OWNER_ONLY, parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigError(_cannot_write(self.path, error)) from None
        for folder in ("tmp", "new"):
            if not os.access(self.path / folder, os.W_OK | os.X_OK):
                raise ConfigError(_cannot_write(self.path, PermissionError(0, "no permission")))

    async def probe(self) -> None:
        """Do nothing: the folders are there."""

    async def begin(
        self,
        command: Command,
        forwarded: Mapping[str, str],  # noqa: ARG002 - nobody to tell it
    ) -> tuple[MaildirTransaction | None, Reply]:
        """Take any reverse-path as long as there is room for the mail."""
        wanted = _ROOM * int(command.value("SIZE") or 0)
        if shutil.disk_usage(self.path).free < wanted:
            return None, _no_room()
        return MaildirTransaction(self, suited(command, self.extensions)), own(250, "2.1.0", "Ok")

    def close(self) -> None:
        """Do nothing: no file stays open."""


class MaildirTransaction:
    """One mail on its way into a Maildir."""

    def __init__(self, hop: MaildirHop, command: Command) -> None:
        """Begin with no recipient."""
        self._hop = hop
        self._reverse_path = command
        self._recipients: list[Command] = []

    async def rcpt(self, command: Command) -> Reply:
        """Take any recipient."""
        self._recipients.append(command)
        return own(250, "2.1.5", "Ok")

    async def data(self, *blocks: bytes) -> Reply:
        """Write one file, durably.  Raises NextHopError."""
        header = _field("Return-Path", f"<{self._reverse_path.path}>")
        header += b"".join(_field("Delivered-To", command.path) for command in self._recipients)
        try:
            await asyncio.to_thread(self._write, (header, *blocks))
        except OSError as error:
            if error.errno in _FULL:
                return _no_room()
            raise NextHopError("the Maildir cannot be written", enhanced="4.2.0") from None
        return own(250, "2.0.0", "Delivered")

    def abort(self) -> None:
        """Do nothing: nothing is written before the whole mail is here."""

    def _write(self, blocks: tuple[bytes, ...]) -> None:
        """Write below tmp, sync, move into new, sync: a reader never sees half a mail."""
        name = _unique(self._hop.hostname)
        temporary, final = self._hop.path / "tmp" / name, self._hop.path / "new" / name
        try:
            with open(temporary, "xb", opener=_for_the_owner) as file:
                file.writelines(blocks)
                file.flush()
                os.fsync(file.fileno())
            temporary.rename(final)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        sync_directory(final.parent)


def _for_the_owner(path: str, flags: int) -> int:
    """Open a file that nobody else can read, as mail servers do."""
    return os.open(path, flags, 0o600)


def _field(name: str, value: str) -> bytes:
    return f"{name}: {value}\r\n".encode("utf-8", "surrogateescape")


def _unique(hostname: str) -> str:
    """Return a name that no other delivery has: time, process, count and host."""
    seconds, micros = divmod(time.time_ns() // 1000, 1_000_000)
    return f"{seconds}.M{micros}P{os.getpid()}Q{next(_numbers)}.{hostname}"


def _no_room() -> Reply:
    return own(452, "4.3.1", "Insufficient system storage")


def _cannot_write(path: Path, error: OSError) -> str:
    return (
        f"cannot write to the Maildir {path}: {error.strerror}; give it to the user who runs "
        "scrubber, or name another place with --next-hop maildir:PATH"
    )
