"""Keeps the staff's diary beside the mail, and raises the alarm."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, deque
from datetime import timedelta
from typing import TYPE_CHECKING

from scrubber.answers.alarms import DAY, alarms
from scrubber.core.model import Kind
from scrubber.errors import StoreError
from scrubber.logs import describe
from scrubber.rulebook.published import tails
from scrubber.store.diary import Diary, Entry
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
    """Notes mails that were delivered, without holding up any."""

    def __init__(self, settings: DigestSettings, store: Store) -> None:
        """Have nothing to note yet."""
        self._settings = settings
        self._store = store
        self._diary = Diary(store, timedelta(days=settings.days))
        self._today: deque[Entry] = deque(maxlen=_MOST)
        self._raised: set[str] = set()
        self._noting: set[asyncio.Task[None]] = set()
        self._published = tails()

    def entry(
        self, scrubbed: Scrubbed, sender: str, arrived: datetime, decision: Decision | None
    ) -> Entry | None:
        """Return what is to be noted of a mail, None of one without card data."""
        if not scrubbed.findings:
            return None
        removed = Counter(str(finding.kind) for finding in scrubbed.findings)
        # Different numbers end differently.  Their ends stay here; counts leave.
        ends = {_end(finding) for finding in scrubbed.findings if finding.kind is Kind.PAN}
        return Entry(
            at=arrived.timestamp(),
            sender=sender and (reference(sender) or _WITHHELD),
            removed=dict(removed),
            cards=len(ends),
            tests=len(ends & self._published),
            order=decision.order if decision else "",
            answer=decision.key.hex() if decision and decision.key else "",
            why_not=decision.why_not if decision else "answers are switched off",
        )

    def tell(self, entry: Entry) -> None:
        """Note a mail; done behind the reply to whoever delivers it."""
        task = asyncio.get_running_loop().create_task(self._tell(entry))
        self._noting.add(task)
        task.add_done_callback(self._noting.discard)

    async def close(self) -> None:
        """Wait for what is to be noted."""
        await asyncio.gather(*self._noting)

    async def _tell(self, entry: Entry) -> None:
        try:
            await self._store.run(lambda _: self._diary.note(entry))
        except StoreError as error:
            log.warning("a mail is missing in the digest: %s", error.public)
        except Exception as error:  # noqa: BLE001 - mail is worth more than its line
            log.error("a mail is missing in the digest: %s", describe(error))  # noqa: TRY400
        while self._today and self._today[0].at < entry.at - DAY:
            self._today.popleft()
        self._today.append(entry)
        raised = {alarm.about: alarm.text for alarm in alarms(self._today, self._settings)}
        for about in sorted(raised.keys() - self._raised):
            log.warning("ALARM: %s", raised[about])
        self._raised = set(raised)


def _end(finding: Finding) -> tuple[str, str]:
    """Return the network of a masked number, and what is left of its digits."""
    return finding.network or "", "".join(char for char in finding.masked if char.isdecimal())
