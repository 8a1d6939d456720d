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
    """What became of the mails that were looked at."""

    seen: int = 0
    masked: int = 0
    failed: int = 0

    def __str__(self) -> str:
        """Return it as a line for a person."""
        text = f"{self.seen:,} mails, {self.masked:,} with card data"
        return f"{text}, {self.failed:,} left for later" if self.failed else text


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
