"""What every mode does with one arriving mail: scan it, settle what becomes of it, hand it on."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from scrubber.core.model import Scrubbed, Unreadable
from scrubber.errors import RefusedError, ScanError

if TYPE_CHECKING:
    from datetime import datetime

    from scrubber.config import PolicySettings
    from scrubber.store.failures import Failures

log = logging.getLogger(__name__)

T = TypeVar("T")
Deliver = Callable[[bytes, bytes], Awaitable[T]]
"""Takes header lines to be put on top (or nothing) and the message; its result is the mail's."""

_NOT_FOR_A_HEADER = re.compile(r"[^ -~]|[;,]")
_MOST_REASONS = 8


class Scan(Protocol):
    """Scans a message, part by part or, if ``flat``, as one text.

    Raises ScanError where the message is to blame, BusyError where it is not.
    """

    def __call__(self, message: bytes, *, flat: bool = False) -> Awaitable[Scrubbed]:
        """Scan."""
        ...


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who sent a mail and to whom; the reverse-path of a bounce is empty."""

    reverse_path: str
    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Intake:
    """The way of a mail, the same for every mode; they differ in where it comes from and goes."""

    scan: Scan
    policy: PolicySettings
    failures: Failures

    async def take(
        self, raw: bytes, envelope: Envelope, arrived: datetime, deliver: Deliver[T]
    ) -> T:
        """Scan ``raw``, settle what becomes of it, and return what ``deliver`` makes of that.

        Raises ScanError, BusyError and StoreError (try again later) and RefusedError (the owner's
        policy); then nothing was delivered.
        """
        scrubbed = await self._scrub(raw, envelope, arrived)
        _report(scrubbed)
        if self.policy.action == "observe":
            return await deliver(b"", raw)
        header = self._tag(scrubbed.unreadable)
        message = scrubbed.message
        del raw, scrubbed  # a large mail is not to be held twice while the next hop is slow
        return await deliver(header, message)

    async def _scrub(self, raw: bytes, envelope: Envelope, arrived: datetime) -> Scrubbed:
        """Scan; a mail whose scan fails again and again is read as one text at last."""
        addresses = (envelope.reverse_path, *envelope.recipients)
        if not self.failures.exhausted(raw, addresses, arrived):
            try:
                return await self.scan(raw)
            except ScanError:
                await self.failures.note(raw, addresses, arrived)
                if not self.failures.exhausted(raw, addresses, arrived):
                    raise
        scrubbed = await self.scan(raw, flat=True)
        failed = Unreadable("", "its scan failed again and again")
        return Scrubbed(
            scrubbed.message,
            findings=scrubbed.findings,
            pieces=scrubbed.pieces,
            unreadable=(failed, *scrubbed.unreadable),
            unscanned=scrubbed.unscanned,
        )

    def _tag(self, unreadable: tuple[Unreadable, ...]) -> bytes:
        """Return the header line of an unscannable mail, nothing for others.

        Raises RefusedError where the owner does not want such mail, or not now.
        """
        if not unreadable:
            return b""
        if self.policy.unscannable == "refuse":
            raise RefusedError("this message cannot be read and is not accepted here")
        if self.policy.unscannable == "defer":
            raise RefusedError("this message cannot be read", code=451, enhanced="4.7.1")
        reasons = "; ".join(_reason(part) for part in unreadable[:_MOST_REASONS])
        return f"X-Scrubber: unscannable; {reasons}\r\n".encode("ascii")


def _reason(unreadable: Unreadable) -> str:
    text = f"{unreadable.part} {unreadable.reason}".strip()
    return _NOT_FOR_A_HEADER.sub("?", text)


def _report(scrubbed: Scrubbed) -> None:
    """Log what was found: counts always, the reasons for the curious."""
    if scrubbed.findings or scrubbed.unreadable:
        counts = Counter(str(finding.kind) for finding in scrubbed.findings)
        found = " ".join(f"{kind}={count}" for kind, count in sorted(counts.items()))
        log.info("found: %s unreadable=%d", found or "nothing", len(scrubbed.unreadable))
    for finding in scrubbed.findings:
        log.debug("%s in %s because of %s", finding.kind, finding.part, ", ".join(finding.because))
