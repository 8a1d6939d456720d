"""How surely two mails are one customer's, by what their facts have in common."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from scrubber.core.model import Grounds

if TYPE_CHECKING:
    from scrubber.conversation.model import Fact, Held

WEIGHTS = (
    {"address": 6.0, "name": 3.0, "local": 3.0, "likeness": 1.4},
    {"thread": 4.0, "subject": 2.0, "title": 1.0},
    {"order": 4.0},
    {"network": 1.0},
)
"""What it says that two mails share a fact of a kind; of a group of kinds the best one counts."""

CONTRARY = {"name": 1.5, "order": 1.5}
"""What it says against, that both have facts of a kind and none in common."""

NEEDED = {
    Grounds.DECLARED: 2.5,
    Grounds.SHAPED: 2.5,
    Grounds.GROUPED: 3.0,
    Grounds.BARE: 3.0,
    Grounds.LINE: 3.0,
    Grounds.AMONG_WORDS: 3.0,
}
"""The weaker the digits' own evidence, the stronger the link must be."""

SURE = 4.5
"""Links that leave no doubt: the same address, or two things that say the same."""

_AT_ONCE, _SOON = timedelta(hours=2), timedelta(days=1)


def link(one: Held, other: Held) -> float:
    """Return how strongly two pieces' mails are linked, 0 if nothing but time speaks for it."""
    shared = {fact.kind for fact in one.facts & other.facts}
    if not shared:
        return 0.0
    weight = sum(max((kinds.get(kind, 0.0) for kind in shared), default=0.0) for kinds in WEIGHTS)
    if "address" not in shared:
        weight -= sum(
            against
            for kind, against in CONTRARY.items()
            if kind not in shared and _has(one.facts, kind) and _has(other.facts, kind)
        )
    apart = abs(one.arrived - other.arrived)
    return weight + (1.0 if apart <= _AT_ONCE else 0.5 if apart <= _SOON else 0.0)


def _has(facts: frozenset[Fact], kind: str) -> bool:
    return any(fact.kind == kind for fact in facts)


def linked(new: Held, others: list[Held], most: int) -> list[tuple[float, Held]]:
    """Return those of ``others`` that may be linked with ``new``, the strongest first.

    Of one sender at most the ``most`` latest count, so that a flood of his hides nobody else's.
    """
    of_sender: dict[frozenset[Fact], int] = defaultdict(int)
    strengths: dict[str, float] = {}
    found = []
    for other in sorted(others, key=lambda held: held.arrived, reverse=True):
        sender = frozenset(fact for fact in other.facts if fact.kind == "address")
        of_sender[sender] += 1
        if of_sender[sender] > most:
            continue
        if other.message not in strengths:
            strengths[other.message] = link(new, other)
        if strengths[other.message] >= min(NEEDED.values()):
            found.append((strengths[other.message], other))
    return sorted(found, key=lambda pair: -pair[0])
