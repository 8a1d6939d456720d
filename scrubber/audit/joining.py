"""Numbers that came in several mails: one pass over the pieces, in the order of arrival.

The memory of the run is gone with it, and never leaves the process.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from scrubber.audit.header import holds_card_number
from scrubber.conversation.assemble import join
from scrubber.conversation.groups import forgetting
from scrubber.conversation.identity import LOOKED_UP, facts
from scrubber.conversation.model import LOOKED_AT, MOST_OPEN, Fact, Held, Outcome, mirrored
from scrubber.conversation.repeated import as_copy, is_copy, is_kept

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scrubber.audit.entry import Entry
    from scrubber.core.model import Piece, Place, Scrubbed

WINDOW = timedelta(days=7)
"""How long a piece of a number waits for the others, as in a store's default."""

_ADDRESS = "address"


class Share(NamedTuple):
    """What one mail gives to the joining: pieces of numbers, and whose they are."""

    pieces: tuple[Piece, ...] = ()
    facts: frozenset[Fact] = frozenset()


def share(scrubbed: Scrubbed, ours: frozenset[str]) -> Share:
    """Return what a mail gives; one from an address or domain of ``ours`` is about its recipient.

    A fact that holds a card number (a Message-ID may) is left out: it is compared in clear.
    """
    if not scrubbed.pieces:
        return Share()
    known = facts(
        *(scrubbed.message, scrubbed.orders),
        ours=ours,
        asks=scrubbed.asks,
        mentions=scrubbed.mentions,
    )
    shown = frozenset(fact for fact in known if not holds_card_number(fact.value))
    return Share(scrubbed.pieces, shown)


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of one mail, and whose they are."""

    number: int
    arrived: datetime
    facts: frozenset[Fact]
    pieces: tuple[Piece, ...]


class Joining:
    """Takes mails in any order and joins them in that of their arrival.

    The mails without a date cannot be said to be near another one, so they are left out.
    """

    def __init__(self) -> None:
        """Start without a piece."""
        self._mails: list[Pieces] = []
        self._names: dict[int, str] = {}
        self.told: dict[int, tuple[Place, ...]] = {}

    def note(self, entry: Entry, share: Share) -> None:
        """Keep the pieces of a mail, if it has some."""
        if not share.pieces or entry.arrived is None:
            return
        arrived = datetime.fromtimestamp(entry.arrived, UTC)
        self._mails.append(Pieces(entry.number, arrived, share.facts, share.pieces))
        self._names[entry.number] = entry.message_id

    def join(self) -> dict[int, tuple[Place, ...]]:
        """Return, by the number of a mail, the places that other mails showed to be card data.

        What was known to be card data already and turned out to belong to a number of several mails
        is ``told`` then.
        """
        memory = Memory()
        also: defaultdict[int, tuple[Place, ...]] = defaultdict(tuple)
        told: defaultdict[int, tuple[Place, ...]] = defaultdict(tuple)
        for mail in sorted(self._mails, key=lambda mail: (mail.arrived, mail.number)):
            outcome = memory.meet(mail)
            also[mail.number] += outcome.also
            for recall in outcome.recalls:
                also[int(recall.message)] += recall.places
            for recall in outcome.told:
                told[int(recall.message)] += recall.places
        self.told = {number: self._named(places) for number, places in told.items()}
        return {number: self._named(places) for number, places in also.items() if places}

    def _named(self, places: Iterable[Place]) -> tuple[Place, ...]:
        """Return places with the Message-IDs of the mails that they were assembled from."""
        return tuple(
            dict.fromkeys(
                replace(
                    place,
                    assembled_from=tuple(self._names[int(each)] for each in place.assembled_from),
                )
                for place in places
            )
        )


class Memory:
    """Pieces of the last days, found by what their mails have in common."""

    def __init__(self) -> None:
        """Start without a piece."""
        self._held: dict[int, Held] = {}
        self._count = 0
        self._by_fact: defaultdict[Fact, list[int]] = defaultdict(list)

    def meet(self, mail: Pieces) -> Outcome:
        """Join a new mail, later than all before, with what is remembered; remember it too."""
        name = str(mail.number)
        new = [
            Held(-1 - index, name, mail.facts, mail.arrived, piece)
            for index, piece in enumerate(mail.pieces)
        ]
        kept = {held.id: self._keep(held) for held in new if is_kept(held.piece)}
        new = [kept.get(held.id, held) for held in new]
        outcome = join(new, self._others(mail))
        self._learn(outcome)
        return outcome

    def _keep(self, held: Held) -> Held:
        self._count += 1
        held = replace(held, id=self._count)
        self._held[held.id] = replace(forgetting(held), piece=as_copy(forgetting(held).piece))
        for fact in held.facts:
            if fact.kind in LOOKED_UP:
                self._by_fact[fact].append(held.id)
        return held

    def _others(self, mail: Pieces) -> Sequence[Held]:
        """Return pieces of other mails within the window that share a fact, the newest first."""
        found: dict[int, Held] = {}
        for fact in mirrored(mail.facts):
            if fact.kind not in LOOKED_UP:
                continue
            ids = self._by_fact[fact] = self._recent(self._by_fact.get(fact, []), mail.arrived)
            most = MOST_OPEN if fact.kind == _ADDRESS else LOOKED_AT
            told = [each for each in ids if not is_copy(self._held[each])]
            quoted = [each for each in ids if is_copy(self._held[each])]
            for identifier in told[-most:] + quoted[-most:]:
                held = self._held[identifier]
                if held.message != str(mail.number):
                    found[identifier] = held
        newest = sorted(found.values(), key=lambda held: (held.arrived, held.id), reverse=True)
        return newest[:LOOKED_AT]

    def _recent(self, ids: list[int], now: datetime) -> list[int]:
        since = now - WINDOW
        return [each for each in ids if each in self._held and self._held[each].arrived >= since]

    def _learn(self, outcome: Outcome) -> None:
        """Forget what is no longer needed, and note what is masked."""
        self._held |= {held.id: held for held in outcome.turned if held.id in self._held}
        for identifier in (outcome.spent | outcome.dimmed | outcome.masked) & self._held.keys():
            held = self._held[identifier]
            spent = identifier in outcome.spent
            dimmed = identifier in outcome.dimmed
            piece = replace(
                held.piece,
                residues=None if spent else held.piece.residues,
                openings=None if dimmed else held.piece.openings,
                masked=held.piece.masked or identifier in outcome.masked,
            )
            self._held[identifier] = replace(held, piece=piece, joined=held.joined or spent)
        for identifier in outcome.none & self._held.keys():
            del self._held[identifier]
