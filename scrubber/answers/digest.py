"""What the staff has to know of a day: who, which order, what was removed, answered, paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from scrubber.answers.alarms import alarms
from scrubber.payments.link import PaymentLink
from scrubber.store.diary import Diary
from scrubber.store.outbox import State, state_of
from scrubber.store.payment_links import PaymentLinks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrubber.config import DigestSettings
    from scrubber.store.incident import Incident
    from scrubber.store.payment_links import Made
    from scrubber.store.store import Store

_NAMES = {
    "pan": ("card number", "card numbers"),
    "cvv": ("security code", "security codes"),
    "expiry": ("expiry date", "expiry dates"),
    "otp": ("one-time code", "one-time codes"),
}
_MOST_FAULTS = 5  # "scrubber evidence verify" tells them all
_ANSWERS = {
    State.PENDING: "the answer waits for the delivery",
    State.DUE: "the answer is on its way",
    State.LEAVING: "answered, as far as is known",
    State.FILING: "answered",
    State.SENT: "answered",
    State.FAILED: "NOT ANSWERED: the submission server refuses it, or the lint does",
    None: "answered",  # longer ago than the outbox remembers
}


@dataclass(frozen=True, slots=True)
class Digest:
    """The digest of a time: its lines, and whether there is anything alarming."""

    lines: tuple[str, ...]
    alarms: tuple[str, ...]
    is_whole: bool

    @property
    def text(self) -> str:
        """The digest as it is printed and mailed."""
        return "\n".join(self.lines) + "\n"


def digest(store: Store, settings: DigestSettings, now: datetime, lasts: timedelta) -> Digest:
    """Return the digest of the time before ``now``.  Raises StoreError."""
    begin = now - lasts
    diary = Diary(store, timedelta(days=settings.days))
    entries, verdict = diary.since(begin), diary.examine()
    found = tuple(alarm.text for alarm in alarms(entries, settings))
    lines = [f"scrubber: mail with card data, {begin:%Y-%m-%d %H:%M} to {now:%Y-%m-%d %H:%M} UTC"]
    lines += ["", *(f"ALARM: {alarm}" for alarm in found)] if found else []
    for entry in entries:
        lines += ["", *told(store, entry)]
        lines += [f"  {made.link.amount}: {course(made)}" for made in links(store, entry.order)]
    lines += ["", f"{len(entries)} mails."]
    lines += [f"THE EVIDENCE WAS CHANGED: {fault}" for fault in verdict.faults[:_MOST_FAULTS]]
    lines.append(f"The evidence's newest link: {verdict.head or 'none'}")
    return Digest(tuple(lines), found, verdict.is_whole)


def told(store: Store, entry: Incident) -> Iterator[str]:
    """Yield the lines on one mail.  Raises StoreError."""
    about = f", order {entry.order}" if entry.order else ""
    yield f"{datetime.fromtimestamp(entry.at, UTC):%m-%d %H:%M}  {entry.sender or '<>'}{about}"
    yield f"  removed: {', '.join(_counted(entry.removed))}"
    if entry.answer:
        yield f"  {_ANSWERS[state_of(store.database(), bytes.fromhex(entry.answer))]}"
    elif entry.why_not:
        yield f"  no answer: {entry.why_not}"


def links(store: Store, order: str) -> list[Made[PaymentLink]]:
    """Return the links of an order, none of no order.  Raises StoreError."""
    if not order:
        return []
    return PaymentLinks(store.database(), PaymentLink).made(order)


def course(made: Made[PaymentLink]) -> str:
    """Say what became of a link, as far as we know without asking."""
    if made.paid is not None:
        return f"paid, seen {datetime.fromtimestamp(made.paid, UTC):%Y-%m-%d %H:%M} UTC"
    return "open" if made.live else "replaced or ended"


def _counted(removed: dict[str, int]) -> Iterator[str]:
    for kind, count in removed.items():
        one, many = _NAMES.get(kind, (kind, kind))
        yield f"{count} {one if count == 1 else many}"
