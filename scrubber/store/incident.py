"""What is noted of a mail with card data."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Incident:
    """A mail with card data.

    ``at`` is when it arrived, in seconds since 1970.  ``removed`` counts by kind; ``cards`` counts
    different card numbers, ``tests`` those that are published for tests.  ``answer`` is the key of
    the answer in the outbox, in hexadecimal, or ``why_not`` says why there is none.

    ``networks`` counts by network, ``places`` by where in the mail it stood; ``joined`` counts what
    only several mails showed.  ``door`` is "relay", or "mailbox" where the mail lay before it was
    masked.  ``masked`` is False of what was only observed.  ``rules`` is their fingerprint.
    """

    at: float
    sender: str
    removed: dict[str, int]
    cards: int = 0
    tests: int = 0
    order: str = ""
    answer: str = ""
    why_not: str = ""
    networks: dict[str, int] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    joined: int = 0
    door: str = ""
    masked: bool = True
    rules: str = ""
