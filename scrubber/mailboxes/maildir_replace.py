"""A message of a Maildir is replaced by its masked copy under a new name.

The copy is complete in ``tmp`` before it gets its name, and the original goes last: a crash leaves
both, never none.  The name of the copy follows from that of the original, so the next run finds the
copy, writes no second one, and removes the original.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrubber.disk import sync_directory
from scrubber.mailboxes.files import read_regular
from scrubber.mailboxes.maildir import unique
from scrubber.mailboxes.writing import alone_in, refuse_link, write_beside

if TYPE_CHECKING:
    from pathlib import Path

    from scrubber.mailboxes.writing import Mask

_MARK = "_masked"
_FOLDERS = ("new", "cur")  # a message moves in this order and never back
_LOOKS = 3  # a directory that changes while it is read may hide a name once
_BARE_NEWLINE = re.compile(rb"(?<!\r)\n")


@dataclass(frozen=True, slots=True)
class MaildirReplacer:
    """Replaces messages of one Maildir, one at a time."""

    path: Path

    def replace(self, location: Path, mask: Mask) -> bool:
        """Mask a message; return whether it is masked now, False if it is no longer there.

        Raises OSError, RefusedError and what ``mask`` raises; the message is as it was then.
        """
        name = unique(location)
        with alone_in(self.path / "cur"):
            original = location if location.exists() else self._find(name)
            if original is None:
                return False
            refuse_link(original)
            raw, status = read_regular(original)
            masked = mask(raw)
            if masked == raw:
                return True
            base = name.partition(",")[0] + _MARK
            copy = self._copy(base)
            if copy is None or read_regular(copy)[0] != masked:
                if copy is not None:  # of a run that masked less; its original is still here
                    copy.unlink()
                place = self.path / "tmp" / _named(name, base, masked)
                write_beside(place, (masked,), status)
                copy = original.with_name(place.name + original.name[len(name) :])
                place.rename(copy)
                sync_directory(copy.parent)
            return self._remove(name, copy)

    def _remove(self, name: str, copy: Path) -> bool:
        """Remove the original; the copy gets the flags that it has at this moment."""
        while (original := self._find(name)) is not None:
            now = original.with_name(unique(copy) + original.name[len(name) :])
            if now != copy:
                copy.rename(now)
                copy = now
            try:
                original.unlink()
            except FileNotFoundError:
                continue  # its flags have changed meanwhile
            sync_directory(original.parent)
            return True
        copy.unlink()  # its owner took the original away: a copy would bring it back
        sync_directory(copy.parent)
        return False

    def _find(self, name: str) -> Path | None:
        """Return where the message of a unique name is now."""
        for _ in range(_LOOKS):
            for folder in _FOLDERS:
                for file in (self.path / folder).iterdir():
                    if unique(file) == name:
                        return file
        return None

    def _copy(self, base: str) -> Path | None:
        """Return the copy that a run which was killed has made, if there is one."""
        for folder in _FOLDERS:
            for file in (self.path / folder).iterdir():
                if unique(file).partition(",")[0] == base:
                    return file
        return None


def _named(name: str, base: str, masked: bytes) -> str:
    """Return the unique name of a copy, with the sizes that Dovecot believes set right.

    ``S=`` is the size of the file, ``W=`` that with CRLF line ends
    (https://doc.dovecot.org/admin_manual/mailbox_formats/maildir/#maildir-filename-extensions).
    """
    sizes = {"S": len(masked), "W": len(masked) + len(_BARE_NEWLINE.findall(masked))}
    fields = [field.partition("=") for field in name.split(",")[1:]]
    return ",".join([base, *(f"{key}{is_}{sizes.get(key, value)}" for key, is_, value in fields)])
