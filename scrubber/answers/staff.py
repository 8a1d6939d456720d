"""Keeps evidence and the staff's diary beside the mail, and raises the alarm."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, deque
from datetime import timedelta
from typing import TYPE_CHECKING

from scrubber.answers.alarms import DAY, alarms
from scrubber.answers.mail import Origin
from scrubber.core.model import Kind
from scrubber.errors import StoreError
from scrubber.logs import describe
from scrubber.rulebook.published import tails
from scrubber.store.incident import Incident
from scrubber.store.written import reference

if TYPE_CHECKING:
    from datetime import datetime

    from scrubber.answers.office import Decision
    from scrubber.config import DigestSettings
    from scrubber.core.model import Finding, Scrubbed
    from scrubber.store.store import Store

log = logging.getLogger(__name__)

_WITHHELD = "an address with a number like a card's in it"
_MOST = 10_000  # mails of a day that alarms look at


class Staff:
    """Notes mails that were delivered, without holding up any.

    Without ``settings`` no diary is kept, and nobody is alarmed; the evidence is.
    """

    def __init__(self, settings: DigestSettings | None, store: Store, rules: str = "") -> None:
        """Have nothing to note yet; ``rules`` is the fingerprint of those in use."""
        self._settings = settings
        self._store = store
        self._rules = rules
        self._today: deque[Incident] = deque(maxlen=_MOST)
        self._raised: set[str] = set()
        self._untold: list[Incident] = []
        self._telling: asyncio.Task[None] | None = None

    def incident(
        self,
        scrubbed: Scrubbed,
        sender: str,
        arrived: datetime,
        origin: Origin = Origin.SERVER,
        decision: Decision | None = None,
    ) -> Incident | None:
        """Return what is to be noted of a mail, None of one without card data."""
        if not scrubbed.findings:
            return None
        findings = scrubbed.findings
        # Different numbers end differently.  Their ends stay here; counts leave.
        ends = {_end(finding) for finding in findings if finding.kind is Kind.PAN}
        return Incident(
            at=arrived.timestamp(),
            sender=sender and (reference(sender) or _WITHHELD),
            removed=dict(Counter(str(finding.kind) for finding in findings)),
            cards=len(ends),
            tests=len(ends & tails()),
            order=decision.order if decision else "",
            answer=decision.key.hex() if decision and decision.key else "",
            why_not=decision.why_not if decision else "answers are switched off",
            networks=dict(Counter(finding.network for finding in findings if finding.network)),
            places=dict(Counter(map(_place, findings))),
            joined=sum(bool(finding.assembled_from) for finding in findings),
            door="mailbox" if origin is Origin.MAILBOX else "relay",
            rules=self._rules,
        )

    def tell(self, incident: Incident) -> None:
        """Note a mail, with all that come meanwhile; done behind the reply to who delivers it."""
        self._untold.append(incident)
        if self._telling is None or self._telling.done():
            self._telling = asyncio.get_running_loop().create_task(self._tell())

    async def close(self) -> None:
        """Wait for what is to be noted."""
        if self._telling is not None:
            await self._telling

    async def _tell(self) -> None:
        while self._untold:
            incidents, self._untold = self._untold, []
            await self._tell_of(incidents)

    async def _tell_of(self, incidents: list[Incident]) -> None:
        try:
            await self._store.run(lambda _: self._note(incidents))
        except StoreError as error:
            log.warning("mails missing in the evidence: %d: %s", len(incidents), error.public)
        except Exception as error:  # noqa: BLE001 - mail is worth more than its line
            log.error("mails missing in the evidence: %d: %s", len(incidents), describe(error))  # noqa: TRY400
        for incident in incidents:
            if self._settings is not None and incident.masked:
                self._look_for_alarms(incident, self._settings)

    def _note(self, incidents: list[Incident]) -> None:
        from scrubber.store.diary import Diary  # as heavy as the database

        keep = timedelta(days=self._settings.days) if self._settings else None
        Diary(self._store, keep).note(*incidents)

    def _look_for_alarms(self, incident: Incident, settings: DigestSettings) -> None:
        while self._today and self._today[0].at < incident.at - DAY:
            self._today.popleft()
        self._today.append(incident)
        raised = {alarm.about: alarm.text for alarm in alarms(self._today, settings)}
        for about in sorted(raised.keys() - self._raised):
            log.warning("ALARM: %s", raised[about])
        self._raised = set(raised)


def _end(finding: Finding) -> tuple[str, str]:
    """Return the network of a masked number, and what is left of its digits."""
    return finding.network or "", "".join(char for char in finding.masked if char.isdecimal())


def _place(finding: Finding) -> str:
    """Return where in a mail something stood."""
    return "header" if "header:" in finding.part else "body"
