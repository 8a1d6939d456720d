"""What the daemon tells its owner: a protocol, since only the command line prints."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Protocol

log = logging.getLogger(__name__)


class Report(Protocol):
    """Where lines for a person go, and how long work is counted."""

    def say(self, line: str) -> None:
        """Tell a person something; it holds no card data and no word of a mail."""
        ...

    def step(self) -> None:
        """Count one mail that was looked at."""
        ...


class Logged:
    """A report into the log, for a process that has other things to print."""

    def say(self, line: str) -> None:
        """Log a line."""
        log.warning("%s", line)

    def step(self) -> None:
        """Count nothing."""


@dataclass(slots=True)
class Counts:
    """What became of the mails that were looked at, and how many folders could not be opened.

    ``deleted`` were not looked at: somebody has marked them as deleted.  ``unscannable`` have parts
    that should have been read and could not be; they count as what else they are, too.
    """

    seen: int = 0
    masked: int = 0
    unscannable: int = 0
    failed: int = 0
    deleted: int = 0
    unopened: int = 0

    def told(self, *, changing: bool = True) -> str:
        """Return it as a line for a person; not ``changing`` if nothing was to be changed."""
        done = "masked" if changing else "would be masked"
        text = f"{mails(self.seen)} looked at, {self.masked:,} {done}"
        if self.failed:
            text += f", {self.failed:,} left for the next time"
        if self.unscannable:
            text += f", {self.unscannable:,} could not be read, or not wholly"
        if not changing:
            text += "; nothing was changed"
        if self.deleted:
            text += f"; marked as deleted by somebody, and not looked at: {self.deleted:,}"
        if self.unopened:
            text += f"; folders that could not be opened: {self.unopened:,}"
        return text


def mails(number: int) -> str:
    """Return ``1 mail`` or ``1,234 mails``."""
    return f"{number:,} mail{'' if number == 1 else 's'}"


REMAINS = """\
What this program cannot reach stays as it is: backups of the mail server and of the provider, mail
that phones and mail programs have fetched already, and mail that was forwarded or exported."""

_GMAIL = """\
Gmail: an administrator of Google Workspace can restore deleted mail for 25 days, and Vault keeps it
as long as its rules say."""

_MICROSOFT = """\
Microsoft 365: removed originals lie in Recoverable Items for 14 days or more, on hold for longer;
an administrator can empty it."""


def remains(host: str) -> str:
    """Return what of a masked mail's original can stay behind, by the provider's host name."""
    if host.endswith((".gmail.com", ".googlemail.com")):
        return f"{REMAINS}\n{_GMAIL}"
    if host.endswith((".office365.com", ".outlook.com")):
        return f"{REMAINS}\n{_MICROSOFT}"
    return REMAINS
