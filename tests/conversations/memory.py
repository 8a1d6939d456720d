"""A memory of open pieces in a list, as strict as the store's: equality look-ups, a window."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from scrubber import rulebook
from scrubber.conversation.assemble import join
from scrubber.conversation.identity import LOOKED_UP, facts, message_id
from scrubber.conversation.model import LOOKED_AT, MOST_OPEN, Held
from scrubber.core.scrub import scrub

if TYPE_CHECKING:
    from datetime import datetime

    from scrubber.conversation.model import Fact, Outcome, Recall
    from scrubber.core.model import Scrubbed

WINDOW = timedelta(days=7)
OURS = frozenset({"hartwood.example"})


@dataclass
class Memory:
    """What a relay with a store does with one mail after the other."""

    held: dict[int, Held] = field(default_factory=dict)
    recalls: list[Recall] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    _next: int = 0

    def take(self, raw: bytes, arrived: datetime) -> Scrubbed:
        """Scrub a mail, join its pieces with those of earlier ones, and return what goes on."""
        rules = rulebook.load()
        first = scrub(raw, rules)
        if not first.pieces:
            return first
        known = facts(first.message, first.orders, "", OURS)
        new = []
        for piece in first.pieces:
            self._next += 1
            new.append(Held(self._next, message_id(first.message), known, arrived, piece))
        for each in new:
            if not each.piece.quoted:
                self._insert(each)
        outcome = join(new, self._look_up(new[0]))
        self._settle(outcome)
        return scrub(raw, rules, also=outcome.also) if outcome.also else first

    def _insert(self, new: Held) -> None:
        sender = _sender(new)
        own = [held for held in self.held.values() if sender and _sender(held) == sender]
        if len(own) >= MOST_OPEN:
            del self.held[min(own, key=lambda held: held.arrived).id]
        self.held[new.id] = new

    def _look_up(self, new: Held) -> list[Held]:
        keys = {fact for fact in new.facts if fact.kind in LOOKED_UP}
        found = [
            held
            for held in self.held.values()
            if held.message != new.message
            and new.arrived - held.arrived <= WINDOW
            and not keys.isdisjoint(held.facts)
        ]
        return sorted(found, key=lambda held: held.arrived, reverse=True)[:LOOKED_AT]

    def _settle(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)
        self.recalls += outcome.recalls
        for key in outcome.spent & self.held.keys():
            held = self.held[key]
            piece = replace(held.piece, residues=None, openings=None)
            self.held[key] = replace(held, piece=piece, joined=True)
        for key in outcome.dimmed & self.held.keys():
            held = self.held[key]
            self.held[key] = replace(held, piece=replace(held.piece, openings=None))
        for key in outcome.masked & self.held.keys():
            held = self.held[key]
            self.held[key] = replace(held, piece=replace(held.piece, masked=True))


def _sender(held: Held) -> frozenset[Fact]:
    return frozenset(fact for fact in held.facts if fact.kind == "address")
