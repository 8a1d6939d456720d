"""What every mode does with one arriving mail: scan it, ask the memory, settle it, hand it on."""

from __future__ import annotations

import asyncio
import logging
import re
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol, Self, TypeVar

from scrubber import metrics, rulebook
from scrubber.answers.mail import Mail, Origin
from scrubber.answers.staff import Staff
from scrubber.core.model import Scrubbed, Unreadable
from scrubber.errors import RefusedError, ScanError, ScrubberError, StoreError
from scrubber.store.failures import Failures
from scrubber.store.memory import Memory
from scrubber.store.store import Store

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from scrubber.answers.office import Decision, Office
    from scrubber.config import Config, PolicySettings
    from scrubber.core.model import Place
    from scrubber.store.incident import Incident
    from scrubber.store.memory import Noted

log = logging.getLogger(__name__)

T = TypeVar("T")
Deliver = Callable[[bytes, bytes], Awaitable[T]]
"""Takes header lines to be put on top (or nothing) and the message; its result is the mail's.

It raises a ScrubberError where the mail was not delivered: a result means that it was.
"""

_NOT_FOR_A_HEADER = re.compile(r"[^ -~]|[;,]")
_MOST_REASONS = 8
_RETURN_PATH = re.compile(
    rb"(?:(?!Return-Path:)[!-9;-~]{1,76}:[^\n]*\n(?:[ \t][^\n]*\n)*){0,20}"
    rb"Return-Path:[ \t]*<([^<>\r\n]*)>",
    re.IGNORECASE,
)
"""The final host writes it on top; a few lines of other hosts behind it may stand above."""
_FAILED = Unreadable("", "its scan failed again and again")


class Scan(Protocol):
    """Scans a message, part by part or, if ``flat``, as one text; masks the places ``also``.

    Raises ScanError where the message is to blame, BusyError where it is not.
    """

    def __call__(
        self, message: bytes, *, flat: bool = False, also: tuple[Place, ...] = ()
    ) -> Awaitable[Scrubbed]:
        """Scan."""
        ...


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who sent a mail and to whom; the reverse-path of a bounce is empty.

    ``client`` is the IP address that it came from, if that is known, ``origin`` who gave it to us.
    """

    reverse_path: str
    recipients: tuple[str, ...]
    client: str = ""
    origin: Origin = Origin.MAILBOX

    @classmethod
    def of_delivered(cls, raw: bytes, account: str) -> Self:
        """Return that of a mail in a mailbox: its Return-Path keeps it (RFC 5321 section 4.4)."""
        found = _RETURN_PATH.match(raw)
        return cls(found[1].decode("utf-8", "surrogateescape") if found else "", (account,))


@dataclass(frozen=True, slots=True)
class Intake:
    """The way of a mail, the same for every mode; they differ in where it comes from and goes.

    Without a ``memory`` each mail stands alone; without an ``office`` nobody is answered.  A mail
    of nothing but digits from somebody unknown waits for ``hold`` at its sender's server.
    """

    scan: Scan
    policy: PolicySettings
    failures: Failures
    memory: Memory | None = None
    hold: timedelta = timedelta(0)
    office: Office | None = None
    staff: Staff | None = None

    async def take(
        self, raw: bytes, envelope: Envelope, arrived: datetime, deliver: Deliver[T]
    ) -> T:
        """Scan ``raw``, settle what becomes of it, and return what ``deliver`` makes of that.

        Raises ScanError, BusyError and StoreError (try again later) and RefusedError (the owner's
        policy); then nothing was delivered.
        """
        observing = self.policy.action == "observe"
        scrubbed = await self._scrub(raw, envelope, arrived)
        header = b"" if observing else self._tag(scrubbed.unreadable)
        noted = await self._note(raw, scrubbed, envelope, arrived)
        if noted is not None and noted.also:
            metrics.JOINS.add()
            scrubbed = await self._scrub(raw, envelope, arrived, noted.also)
        _report(scrubbed)
        decision = None if observing else await self._answer(raw, scrubbed, envelope, arrived)
        incident = self._incident(scrubbed, envelope, arrived, decision)
        message = raw if observing else scrubbed.message
        del raw, scrubbed  # a large mail is not to be held twice while the next hop is slow
        answer = decision.key if decision is not None else None
        result = await self._settled(lambda: deliver(header, message), noted, answer)
        if self.staff is not None and incident is not None:
            self.staff.tell(incident)
        return result

    def _incident(
        self,
        scrubbed: Scrubbed,
        envelope: Envelope,
        arrived: datetime,
        decision: Decision | None,
    ) -> Incident | None:
        """Return what is to be noted of a mail, if anything is."""
        if self.staff is None:
            return None
        sender, origin = envelope.reverse_path, envelope.origin
        incident = self.staff.incident(scrubbed, sender, arrived, origin, decision)
        observing = self.policy.action == "observe"
        return replace(incident, masked=False) if incident and observing else incident

    async def _note(
        self, raw: bytes, scrubbed: Scrubbed, envelope: Envelope, arrived: datetime
    ) -> Noted | None:
        """Tell the memory of a mail's pieces, and hear what earlier ones make of them.

        Raises RefusedError where the mail is to wait, StoreError where the memory is needed.
        """
        if self.memory is None:
            return None
        addresses = (envelope.reverse_path, *envelope.recipients)
        with metrics.SECONDS.of("memory"):
            noted = await self.memory.note(scrubbed, len(raw), addresses, arrived)
        waits = noted is not None and noted.bare and arrived - noted.first < self.hold
        if waits and self.policy.action != "observe":
            raise RefusedError("please try again later", code=451, enhanced="4.7.1")
        return noted

    async def _answer(
        self, raw: bytes, scrubbed: Scrubbed, envelope: Envelope, arrived: datetime
    ) -> Decision | None:
        """Have the answer written down; it leaves when the mail was delivered."""
        if self.office is None:
            return None
        sender, recipients = envelope.reverse_path, envelope.recipients
        mail = Mail(raw, scrubbed, sender, recipients, envelope.client, envelope.origin)
        return await self.office.propose(mail, arrived)

    async def _settled(
        self, deliver: Callable[[], Awaitable[T]], noted: Noted | None, answer: bytes | None
    ) -> T:
        """Hand a mail on, and let memory and office know what became of it."""
        try:
            with metrics.SECONDS.of("deliver"):
                result = await deliver()
        except ScrubberError as error:
            if not error.temporary:
                self._settle(noted, answer, delivered=False)
            raise
        self._settle(noted, answer, delivered=True)
        return result

    def _settle(self, noted: Noted | None, answer: bytes | None, *, delivered: bool) -> None:
        if self.memory is not None and noted is not None:
            self.memory.settle(noted, delivered=delivered)
        if self.office is not None and answer is not None:
            self.office.settle(answer, delivered=delivered)

    async def _scrub(
        self, raw: bytes, envelope: Envelope, arrived: datetime, also: tuple[Place, ...] = ()
    ) -> Scrubbed:
        """Scan; a mail whose scan fails again and again is read as one text at last."""
        addresses = (envelope.reverse_path, *envelope.recipients)
        if not self.failures.exhausted(raw, addresses, arrived):
            try:
                with metrics.SECONDS.of("scan"):
                    return await self.scan(raw, also=also)
            except ScanError:
                await self.failures.note(raw, addresses, arrived)
                if not self.failures.exhausted(raw, addresses, arrived):
                    raise
        scrubbed = await self.scan(raw, flat=True, also=also)
        return replace(scrubbed, unreadable=(_FAILED, *scrubbed.unreadable))

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


def open_store(config: Config, state: Path) -> Store:
    """Return the store that a configuration names.  Raises StoreError."""
    settings = config.store
    window = config.conversation.lasts
    return Store(state, url=settings.url, key_file=settings.key_file, window=window)


@asynccontextmanager
async def open_intake(config: Config, store: Store, scan: Scan) -> AsyncIterator[Intake]:
    """Put together what a mode needs, over a store that is closed at the end.

    Raises ConfigError where the store was written with another key or by a newer program, and
    StoreError where it is a file that cannot be used.  A server may come up later.
    """
    failures = Failures(store)
    memory = Memory(
        store,
        config.relay.domains,
        needed=config.store.when_down == "defer",
        recall=config.policy.action == "mask",
    )
    office = _open_office(config, store)
    staff = Staff(config.digest, store, rulebook.fingerprint(own=config.policy.rules))
    running = [asyncio.create_task(memory.keep_clean())]
    if office is not None:
        running.append(asyncio.create_task(office.run()))
    if office is not None and config.payment is not None:
        from scrubber.answers.collecting import collect

        running.append(asyncio.create_task(collect(config.payment, store)))
    try:
        await _load(failures, store)
        holds = config.conversation.holds
        yield Intake(scan, config.policy, failures, memory, holds, office, staff)
    finally:
        for task in running:
            task.cancel()
        await memory.close()
        if office is not None:
            await office.close()
        await staff.close()
        store.close()


def _open_office(config: Config, store: Store) -> Office | None:
    """Return who answers senders, if anybody does; its libraries are for whom they are needed."""
    if config.reply is None:
        return None
    from scrubber.answers.opening import open_office

    return open_office(config, store)


async def _load(failures: Failures, store: Store) -> None:
    try:
        await failures.load()
    except StoreError as error:
        if not store.shared:
            raise
        log.warning("%s; until it is up, see [store] when_down", error.public)


def _reason(unreadable: Unreadable) -> str:
    text = f"{unreadable.part} {unreadable.reason}".strip()
    return _NOT_FOR_A_HEADER.sub("?", text)


def _report(scrubbed: Scrubbed) -> None:
    """Count and log what was found: numbers always, the reasons for the curious."""
    metrics.UNREADABLE.add(by=len(scrubbed.unreadable))
    metrics.UNSCANNED.add(by=len(scrubbed.unscanned))
    for finding in scrubbed.findings:
        metrics.FINDINGS.add(finding.kind, finding.network or "")
    if scrubbed.findings or scrubbed.unreadable:
        counts = Counter(str(finding.kind) for finding in scrubbed.findings)
        found = " ".join(f"{kind}={count}" for kind, count in sorted(counts.items()))
        log.info("found: %s unreadable=%d", found or "nothing", len(scrubbed.unreadable))
    for finding in scrubbed.findings:
        log.debug("%s in %s because of %s", finding.kind, finding.part, ", ".join(finding.because))
