"""An audit joins what a relay would have joined, mail by mail."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from scrubber import rulebook
from scrubber.audit.entry import Entry
from scrubber.audit.joining import Joining, share
from scrubber.core.scrub import scrub
from tests.conversations.handwritten import handwritten
from tests.conversations.mailbox import KINDS, conversations, mixed
from tests.conversations.memory import OURS, Memory

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrubber.core.model import Scrubbed
    from tests.conversations.model import Conversation, Mail

Masked = set[tuple[str, str, int, int]]


def live(mails: list[Mail], scrubs: list[Scrubbed]) -> Masked:
    """Return the places that a relay masks, or recalls, because of other mails."""
    found: Masked = set()
    with Memory() as memory:
        for mail, scrubbed in zip(mails, scrubs, strict=True):
            for place in memory.note(mail.raw, scrubbed, mail.arrived):
                found.add((mail.message_id, place.part, place.span.start, place.span.end))
        for recall in memory.recalls():
            for place in recall.places:
                found.add((recall.message_id, place.part, place.span.start, place.span.end))
    return found


def audited(mails: list[Mail], scrubs: list[Scrubbed]) -> Masked:
    """Return the same of an audit, which reads them in no order."""
    joining = Joining()
    for number, mail in reversed(list(enumerate(mails))):
        arrived = mail.arrived.timestamp()
        entry = Entry(number, "", "", arrived=arrived, message_id=mail.message_id)
        joining.note(entry, share(scrubs[number], OURS))
    return {
        (mails[number].message_id, place.part, place.span.start, place.span.end)
        for number, places in joining.join().items()
        for place in places
    }


def some_by_hand() -> list[Conversation]:
    """Return every sixth conversation that was written by hand."""
    return handwritten(1)[::6]


@pytest.mark.parametrize(
    "write",
    [
        some_by_hand,
        partial(conversations, 5, len(KINDS)),
        pytest.param(partial(handwritten, 1), marks=pytest.mark.long),
    ],
    ids=["some by hand", "made", "by hand"],
)
def test_an_audit_finds_what_a_relay_finds(write: Callable[[], list[Conversation]]) -> None:
    """The same places, whatever the order in which the mails were read."""
    mails = [mail for _, mail in mixed(write())]
    scrubs = [scrub(mail.raw, rulebook.load()) for mail in mails]
    assert audited(mails, scrubs) == live(mails, scrubs)
