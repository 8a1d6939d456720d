"""How surely two mails are one customer's, by what their facts have in common."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Protocol

from scrubber.conversation.model import CALLED, FAMILY, HOUSE, NAMING, RELATED, mirrored
from scrubber.core.model import Grounds, PieceKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from scrubber.conversation.model import Fact, Held

WEIGHTS = (
    {"address": 6.0, "name": 2.8, "local": 2.8, "likeness": 1.9, FAMILY: 1.6},
    {"asked": 4.0, "thread": 4.0, "subject": 1.3, "title": 0.75},
    {"order": 4.0},
    {"network": 0.6},
    {NAMING: 2.9},
    {CALLED: 2.9},
    {RELATED: 2.9, HOUSE: 2.9},
)
"""What it says that two mails share a fact of a kind; of a group of kinds the best one counts.

People have namesakes: a name alone joins what is told to be a part of a card number, and anything
else only within two hours.
"""

_WEIGHED = {
    kind: (group, weight) for group, kinds in enumerate(WEIGHTS) for kind, weight in kinds.items()
}

CONTRARY = {"name": 1.5, "order": 1.5}
"""What it says against, that both have facts of a kind and none in common."""

WHO = ("address", *CONTRARY)
"""Kinds of facts that tell something also where two mails have none of them in common."""

_NAMES = (NAMING, CALLED, RELATED, HOUSE)
_FULL_NAME = ("name", "local")
_COUPLE = {FAMILY, "subject"}
_TOGETHER = frozenset(("address", *_NAMES))
"""Facts beside which nothing is said against: whom a mail names has another name and address."""

_ABOUT = frozenset(("asked", "thread", "subject", "title", "order"))
"""What two of a family must have in common to be one household: many are called Novak."""

ONE_PROVIDER = 4.0
"""What it says against, that two addresses are of one domain: nobody needs two of them there, but a
married couple, who go on with one exchange.
"""

ONE_SUBJECT = 1.5
"""The same of two of one last name, and other first names, who write about one thing.

It joins what words tell to be parts of a card's number, on that day.
"""

_EXCHANGE = frozenset(("thread", "order"))

_WEAK = ("subject", "title", "network", "name", "local", "likeness", FAMILY, *_NAMES)
_ONE_MAIL = frozenset((*_NAMES, FAMILY, "subject", "title", "network", "domain"))
"""What links one mail of a sender, and says nothing of his others."""
_MANY = 3
"""So many other senders make a weak fact a common one, or several that they all share."""

NEEDED = {
    Grounds.LOOSE: 3.5,
    Grounds.DECLARED: 2.5,
    Grounds.SHAPED: 2.5,
    Grounds.GROUPED: 3.4,
    Grounds.BARE: 3.4,
    Grounds.LINE: 3.4,
    Grounds.AMONG_WORDS: 3.4,
}
"""The weaker the digits' own evidence, the stronger the link must be."""

WEAKEST = min(NEEDED.values())
"""Weaker links join nothing."""

FEARED = 1.5
"""Weaker ones count for nothing; these let bare digits be masked, and no customers be joined."""

SURE = 4.5
"""Links that leave no doubt: the same address, or two things that say the same."""

_AT_ONCE, _SOON = timedelta(hours=2), timedelta(days=1)


class Written(Protocol):
    """Whatever tells who wrote a mail, and when it arrived."""

    @property
    def facts(self) -> frozenset[Fact]:
        """What its header tells."""
        ...

    @property
    def arrived(self) -> datetime:
        """In UTC."""
        ...


def in_common(one: Written, other: Written) -> set[str]:
    """Return the kinds of facts that two mails share, but for those that others say already."""
    shared = {kind for kind, _ in one.facts & mirrored(other.facts)}
    if not shared.isdisjoint(_FULL_NAME):
        shared -= {RELATED, HOUSE}  # a wife has a name of her own
    elif not shared.isdisjoint((RELATED, HOUSE)):
        shared -= {FAMILY, "likeness"}  # "my wife" says as much
    if FAMILY in shared and shared.isdisjoint(_ABOUT):
        shared.remove(FAMILY)
    return shared


def link(one: Written, other: Written) -> float:
    """Return how strongly two mails are linked, 0 if nothing but time speaks for it."""
    shared = in_common(one, other)
    best = [0.0] * len(WEIGHTS)
    for kind in shared & _WEIGHED.keys():
        group, weight = _WEIGHED[kind]
        best[group] = max(best[group], weight)
    total = sum(best)
    if not total:
        return 0.0
    if shared.isdisjoint(_TOGETHER):
        alike = shared | {"name"} if FAMILY in shared else shared
        for kind, against in CONTRARY.items():
            if kind not in alike and _has(one.facts, kind) and _has(other.facts, kind):
                total -= against
        if "domain" in shared and shared.isdisjoint(_EXCHANGE):
            couple = shared >= _COUPLE and shared.isdisjoint(_FULL_NAME)
            total -= ONE_SUBJECT if couple else ONE_PROVIDER
    apart = abs(one.arrived - other.arrived)
    return total + (1.0 if apart <= _AT_ONCE else 0.5 if apart <= _SOON else 0.0)


def _has(facts: frozenset[Fact], kind: str) -> bool:
    return any(own == kind for own, _ in facts)


def telling(new: Written, others: Sequence[Written]) -> list[frozenset[Fact]]:
    """Return the facts of each of ``others`` but for those that many senders share with ``new``.

    That is a usual subject, a provider's network; an address, a thread, an order nobody takes away
    by writing the same.  Of facts that are all common, those stay that few senders have together.
    """
    weak = frozenset(fact for fact in new.facts if fact.kind in _WEAK)
    shares = [weak & mirrored(other.facts) for other in others]
    senders: defaultdict[frozenset[Fact], set[frozenset[Fact]]] = defaultdict(set)
    for other, shared in zip(others, shares, strict=True):
        # Many are called Anna: of whom somebody speaks is one of those who write at that time.
        late = abs(new.arrived - other.arrived) > _SOON
        counted = frozenset(fact for fact in shared if fact.kind not in _NAMES) if late else shared
        senders[counted].add(_sender(other.facts))

    @cache
    def are_common(some: frozenset[Fact]) -> bool:
        having = (found for shared, found in senders.items() if some <= shared)
        return len(frozenset().union(*having)) >= _MANY

    @cache
    def common(shared: frozenset[Fact]) -> frozenset[Fact]:
        each = frozenset(fact for fact in shared if are_common(frozenset((fact,))))
        return each if each < shared or are_common(shared) else frozenset()

    return [
        other.facts - mirrored(common(shared)) for other, shared in zip(others, shares, strict=True)
    ]


def _sender(facts: frozenset[Fact]) -> frozenset[Fact]:
    return frozenset(fact for fact in facts if fact.kind == "address")


def strengths(new: Written, others: Sequence[Written]) -> list[float]:
    """Return how strongly each of ``others``, of whom only telling facts are given, is linked.

    A mail is linked as the best of its sender's is: one stands in the thread, the one before it did
    not.  Whom somebody names is linked by the very mail that does.
    """
    best: dict[frozenset[Fact], float] = defaultdict(float)
    found = []
    for other in others:
        strength, sender = link(new, other), _sender(other.facts)
        if sender and not {kind for kind, _ in new.facts & mirrored(other.facts)} <= _ONE_MAIL:
            best[sender] = max(best[sender], strength)
        found.append((strength, sender))
    return [max(strength, best[sender]) for strength, sender in found]


def linked(new: Held, others: list[Held], most: int) -> list[tuple[float, Held]]:
    """Return those of ``others`` that may be linked with ``new``, the strongest first.

    Of one sender at most the ``most`` latest count, so that a flood of his hides nobody else's.
    """
    told = zip(others, telling(new, others), strict=True)
    weighed = [replace(other, facts=facts) for other, facts in told]
    mails = {held.message: held for held in weighed}
    strong = dict(zip(mails, strengths(new, [*mails.values()]), strict=True))
    of_sender: dict[tuple[frozenset[Fact], bool], int] = defaultdict(int)
    found = []
    for other in sorted(weighed, key=lambda held: held.arrived, reverse=True):
        sender = _sender(other.facts), other.piece.kind is PieceKind.QUOTED
        of_sender[sender] += 1
        if of_sender[sender] <= most and strong[other.message] >= FEARED:
            found.append((strong[other.message], other))
    return sorted(found, key=lambda pair: -pair[0])
