"""What looks like somebody trying out stolen card numbers."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scrubber.config import DigestSettings
    from scrubber.store.incident import Incident

DAY = 86400.0  # seconds


class Alarm(NamedTuple):
    """What is told, and whom it is about: one alarm is raised once, however it grows."""

    about: str
    text: str


def alarms(entries: Iterable[Incident], settings: DigestSettings) -> Iterator[Alarm]:
    """Yield what is alarming in the mails of one day.

    Which card a mail shows is never kept, so a card that a sender shows in two mails counts twice;
    a mail with more than one card is needed before mails are added up.
    """
    noted = list(entries)
    cards: Counter[str] = Counter()
    for entry in noted:
        cards[entry.sender.casefold()] += entry.cards
    several = {entry.sender.casefold() for entry in noted if entry.cards > 1}
    for sender, count in sorted(cards.items()):
        if count >= settings.cards and sender in several:
            yield Alarm(sender, f"{sender} has shown {count} card numbers in a day")
    testers = sorted({entry.sender.casefold() for entry in noted if entry.tests})
    if len(testers) >= settings.senders:
        text = f"{len(testers)} senders have shown test numbers in a day: {', '.join(testers)}"
        yield Alarm("test numbers", text)
