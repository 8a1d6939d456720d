"""The values that joining works on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from scrubber.core.model import Piece, Place

MOST_OPEN = 20
"""Open pieces of one sender; of more, the sender's own oldest are forgotten."""

LOOKED_AT = 200
"""Open pieces of others that are looked at for one mail, the newest first."""


class Fact(NamedTuple):
    """Something that tells who wrote a mail or what it is about; facts are only ever compared.

    The value may be what was read or a keyed hash of it.
    """

    kind: str
    value: str


NAMING, CALLED = "naming", "called"
"""Whom the text of a mail names, and how its sender is called: facts that one mail has of the one
kind and another of the other."""

FAMILY = "family"
"""A last name: of a couple, one sends the beginning of a number and the other its end."""

RELATED, HOUSE = "related", "house"
"""Of which family a relative is of whom a mail speaks without a name, and of which its sender."""

_MIRRORED = {NAMING: CALLED, CALLED: NAMING, RELATED: HOUSE, HOUSE: RELATED}
ASKING = {NAMING: CALLED, RELATED: HOUSE}
"""Facts that another mail has of another kind, and under which."""


def mirrored(facts: Iterable[Fact]) -> frozenset[Fact]:
    """Return the facts of a mail as another one has them that is linked with it by them."""
    return frozenset(
        Fact(_MIRRORED[fact.kind], fact.value) if fact.kind in _MIRRORED else fact for fact in facts
    )


def compared(fact: Fact) -> Fact:
    """Return what stands for a fact where hashes are compared: one thing for both that meet."""
    return Fact(ASKING.get(fact.kind, fact.kind), fact.value)


@dataclass(frozen=True, slots=True)
class Held:
    """A piece as the memory holds it.

    ``message`` names its mail, ``arrived`` is in UTC.  ``joined`` says that it was found to belong
    to a number before.
    """

    id: int
    message: str
    facts: frozenset[Fact]
    arrived: datetime
    piece: Piece
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Recall:
    """Places of an earlier mail that are to be masked where it lies."""

    message: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """A number that was put together, or a code or date that was found to go with one.

    ``messages`` name the mails, ``ids`` the pieces.
    """

    messages: tuple[str, ...]
    ids: frozenset[int]
    network: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What follows from a new mail.

    ``also`` are places to be masked in it, ``recalls`` those in earlier mails, and ``told`` those
    that were masked there before anybody knew of which number they are.  ``spent`` are
    pieces whose residues are no longer needed, ``dimmed`` those whose openings are not, since
    another piece is the beginning.  ``masked`` are all pieces that are masked now, ``none`` those
    that turned out to answer another question, and ``turned`` those that looked like codes and are
    groups of a number, as such.
    """

    also: tuple[Place, ...] = ()
    recalls: tuple[Recall, ...] = ()
    joined: tuple[Joined, ...] = ()
    spent: frozenset[int] = frozenset()
    dimmed: frozenset[int] = frozenset()
    masked: frozenset[int] = frozenset()
    none: frozenset[int] = frozenset()
    told: tuple[Recall, ...] = ()
    turned: tuple[Held, ...] = ()
