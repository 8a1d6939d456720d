"""Whose a mailbox is, as its mail tells: many people write to its owner, and he to many.

Where no configuration says it, the owner's own answers would be a customer's of all customers.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from scrubber.conversation.identity import correspondents
from scrubber.mailboxes import Stored

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrubber.mailboxes import Unread

_FEWEST: Final = 3
"""People who write to an owner, at least, or to whom he writes."""

_OF_AUTHORS, _OF_RECIPIENTS = 10, 2
"""A tenth of all authors write to one of his addresses; of all recipients half get his answers."""


def owners(mails: Iterable[Stored | Unread]) -> frozenset[str]:
    """Return the addresses of whoever has all the ``mails``, in lower case, as far as they tell.

    A customer may write to several addresses of a shop, but few write to him.
    """
    writers: defaultdict[str, set[str]] = defaultdict(set)
    readers: defaultdict[str, set[str]] = defaultdict(set)
    for mail in mails:
        authors, recipients = correspondents(mail.raw) if isinstance(mail, Stored) else ((), ())
        for author in authors:
            readers[author].update(recipients[:1])
        for recipient in recipients:
            writers[recipient].update(authors)
    return frozenset(
        (
            *(each for each, by in writers.items() if _is_many(by, len(readers) / _OF_AUTHORS)),
            *(each for each, to in readers.items() if _is_many(to, len(writers) / _OF_RECIPIENTS)),
        )
    )


def _is_many(people: set[str], share: float) -> bool:
    return len(people) >= max(_FEWEST, share)
