"""Open pieces and a new mail: which belong to one number, and what is to be masked."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from scrubber.conversation.begun import is_of_another_sender
from scrubber.conversation.following import answers, companions
from scrubber.conversation.groups import going_on, is_begun_small
from scrubber.conversation.link import FEARED, NEEDED, SURE, WEAKEST, in_common, linked
from scrubber.conversation.model import (
    CALLED,
    FAMILY,
    HOUSE,
    MOST_OPEN,
    NAMING,
    RELATED,
    Held,
    Joined,
    Outcome,
    Recall,
)
from scrubber.conversation.others import of_another
from scrubber.conversation.repeated import apart, equal, is_repetition, known_codes
from scrubber.conversation.units import LENGTHS, Unit, numbers, units
from scrubber.core.model import COMPANIONS, NUMBERS, Grounds, Kind, PieceKind, Place, Position, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

READABLE = 10
"""Digits of a number that may have been delivered readable before anybody could know."""

_BY_CHANCE = frozenset(("network", "domain"))
"""What all customers of one provider share."""

_HEARSAY = {NAMING, CALLED, RELATED, HOUSE}
_EACH_OTHER = {NAMING, CALLED}
_SUBJECTS = {"subject", "title"}

_REPEATED_WITHIN = timedelta(days=4)
_CHAINED = frozenset((Grounds.DECLARED, Grounds.SHAPED, Grounds.GROUPED, Grounds.BARE))
_GROUPS = (4, 8)
_FOUR = 4
_HALF = 7
_WITHIN_A_DAY = timedelta(hours=12)
_IN_A_ROW = timedelta(minutes=20)
_AT_ONE_TIME = timedelta(hours=2)
_KINDS = {
    PieceKind.PART: Kind.PAN,
    PieceKind.QUOTED: Kind.PAN,
    PieceKind.WHOLE: Kind.PAN,
    PieceKind.COMPLETE: Kind.PAN,
    PieceKind.CODE: Kind.CVV,
    PieceKind.EXPIRY: Kind.EXPIRY,
}


def join(new: Sequence[Held], others: Sequence[Held]) -> Outcome:
    """Return what follows from the pieces of a new mail, beside those of other mails.

    ``others`` come in any order, and may have arrived later.
    """
    if not new:
        return Outcome()
    pairs, copies = apart(linked(new[0], list(others), MOST_OPEN))
    feared = [pair for pair in pairs if not _is_hearsay(new, pair[1])]
    near = [pair for pair in feared if pair[0] >= WEAKEST]
    none = answers(new, near) | of_another(new, near)
    message = new[0].message
    new = [held for held in new if held.id not in none]
    found = _Findings(message)
    promised = [pair for pair in pairs if pair not in feared and _is_promised(new, pair[1])]
    groups = going_on(new, near)
    _numbers([groups.get(held.id, held) for held in new], near + promised, found)
    begun = is_begun_small(near)
    turned = {key: held for key, held in groups.items() if begun or key in found.spent}
    new = [turned.get(held.id, held) for held in new]
    _chain(new, feared, found)
    found.mask([held for held in new if held.piece.due], (message,), None)
    # A copy of the mail, masked by now or in another folder, says nothing new of its digits.
    elsewhere = [
        (WEAKEST if _is_by_name(new[0], held) else strength, held)
        for strength, held in near
        if new and held.message != message
    ]
    written = [held for held in new if not (held.piece.quoted and held.piece.kind in COMPANIONS)]
    for group, network in companions(written, elsewhere, frozenset(found.spent)):
        if len(group) > 1:
            found.add(group, network)
        else:
            found.mask(group, (group[0].message,), None)
    for held, other in known_codes(new, elsewhere):
        found.mask([held], (other.message, held.message), None)
    found.mask_copies(copies)
    kept = tuple(held for each, held in turned.items() if each not in found.spent)
    return replace(found.outcome(_dimmed(new, near), none), turned=kept)


def _is_hearsay(new: Sequence[Held], other: Held) -> bool:
    """Say whether nothing links two mails but that one names the other's sender.

    Many are called so: it counts for what words or groups tell of, and for nothing bare.
    """
    told = min(max(held.piece.grounds for held in new), other.piece.grounds)
    kinds = in_common(new[0], other) - _BY_CHANCE
    return told < Grounds.GROUPED and kinds <= _HEARSAY and not kinds >= _EACH_OTHER and bool(kinds)


def _is_by_name(one: Held, other: Held) -> bool:
    """Say whether nothing but names and a subject link two mails: enough for no code.

    Two who name each other are sure, but where a code came from no check digit says.
    """
    kinds = in_common(one, other) - _BY_CHANCE
    names = kinds & {*_HEARSAY, FAMILY}
    return bool(names) and not names >= _EACH_OTHER and kinds <= names | _SUBJECTS


def _is_promised(new: Sequence[Held], other: Held) -> bool:
    """Say whether a mail whose sender was named may bring the other half of a declared one.

    On that day, and in few words: for a check digit to decide.
    """
    return other.piece.grounds is Grounds.DECLARED and any(
        held.piece.grounds
        and held.piece.length >= _HALF
        and abs(held.arrived - other.arrived) <= _WITHIN_A_DAY
        for held in new
    )


@dataclass
class _Findings:
    """What was found so far."""

    message: str
    joined: list[Joined] = field(default_factory=list)
    spent: set[int] = field(default_factory=set)
    masked: dict[int, Held] = field(default_factory=dict)
    because: dict[int, tuple[tuple[str, ...], str | None]] = field(default_factory=dict)

    def add(self, group: Iterable[Held], network: str | None) -> None:
        """Note pieces that belong together."""
        group = sorted(group, key=lambda held: held.arrived)
        messages = tuple(dict.fromkeys(held.message for held in group))
        self.joined.append(Joined(messages, frozenset(held.id for held in group), network))
        self.spent |= {held.id for held in group if held.piece.kind not in NUMBERS}
        self.mask(group, messages, network)

    def mask(self, group: Iterable[Held], messages: tuple[str, ...], network: str | None) -> None:
        """Note pieces to be masked."""
        for held in group:
            if held.id not in self.because:
                self.masked[held.id] = held
                self.because[held.id] = (messages, network)

    def mask_copies(self, copies: Iterable[Held]) -> None:
        """Note pieces that earlier mails quote of those that are masked."""
        masked = [held for held in self.masked.values() if held.piece.kind is PieceKind.PART]
        for copy in copies:
            original = next((held for held in masked if equal(copy, held)), None)
            if original is not None:
                self.mask([copy], *self.because[original.id])

    def outcome(self, dimmed: frozenset[int], none: frozenset[int]) -> Outcome:
        """Return it all."""
        due: dict[str, list[Place]] = defaultdict(list)
        told: dict[str, list[Place]] = defaultdict(list)
        for key, held in self.masked.items():
            messages, network = self.because[key]
            kind = _KINDS[held.piece.kind]
            known = held.piece.masked and held.message != self.message
            (told if known else due)[held.message] += [
                Place(spot.part, Span(spot.start, spot.end), kind, network, messages)
                for spot in held.piece.spots
            ]
        also = tuple(due.pop(self.message, ()))
        # Of a copy that is masked nothing is to be remembered: its number may be joined by now.
        spent = self.spent | {key for key, held in self.masked.items() if is_repetition(held)}
        return Outcome(
            also,
            _recalls(due),
            tuple(self.joined),
            frozenset(spent),
            dimmed - spent,
            frozenset(self.masked),
            none,
            _recalls(told),
        )


def _recalls(places: Mapping[str, Sequence[Place]]) -> tuple[Recall, ...]:
    """Return places by their mails, but for mails without one."""
    return tuple(Recall(message, tuple(each)) for message, each in places.items() if each)


def _numbers(new: Sequence[Held], near: Sequence[tuple[float, Held]], found: _Findings) -> None:
    """Find the numbers that the new mail completes."""
    own = [held for held in new if held.piece.kind is PieceKind.PART]
    fresh = units([held for held in own if not held.piece.quoted], strength=0)
    other = _units([pair for pair in near if not (pair[1].joined or _is_copied(pair[1], own))])
    other += units([held for held in own if held.piece.quoted and not _known(held, near)], 10.0)
    for group, network in numbers(fresh, other):
        held = [each for unit in group for each in unit.pieces]
        spent = not found.spent.isdisjoint(each.id for each in held)
        if spent or not _is_linked(group) or not _is_told(group, held):
            continue
        if is_of_another_sender(group, (*own, *(other for _, other in near))):
            continue
        found.add([*held, *_repeated(held, own, near)], network or None)


def _units(near: Iterable[tuple[float, Held]]) -> list[Unit]:
    """Return what other mails contribute, the strongest linked first, then the latest."""
    mails: dict[str, list[Held]] = defaultdict(list)
    strengths = {}
    for strength, held in near:
        if held.piece.kind is PieceKind.PART:
            mails[held.message].append(held)
            strengths[held.message] = strength
    found = []
    for message, pieces in mails.items():
        found += units(sorted(pieces, key=lambda held: held.id), strengths[message])
    return sorted(found, key=lambda unit: (unit.strength, unit.arrived), reverse=True)


def _is_linked(group: Sequence[Unit]) -> bool:
    """Say whether the links are as strong as the weakest evidence among the pieces asks for."""
    grounds = min(held.piece.grounds for unit in group for held in unit.pieces)
    return all(unit.strength >= NEEDED[grounds] for unit in group if unit.strength)


def _is_told(group: Sequence[Unit], held: Sequence[Held]) -> bool:
    """Say whether something beside the digits speaks for a number: groups in two letters do not.

    Four of them one behind the other do, if one sender hardly says a word beside each, and so do
    three of any length within minutes.
    """
    if _speaks([each.piece.grounds for each in held]):
        return True
    in_turn = sorted(group, key=lambda unit: unit.arrived)
    lasted = in_turn[-1].arrived - in_turn[0].arrived
    if not all(each.piece.grounds for each in held):
        return False
    if len(group) == _FOUR - 1 and [*group] == in_turn and lasted <= _IN_A_ROW:
        return True
    return (
        len(group) >= _FOUR
        and [*group] in (in_turn, in_turn[::-1])
        and lasted <= _AT_ONE_TIME
        and all(each.piece.length == _FOUR for each in held)
    )


def _is_copied(held: Held, own: Iterable[Held]) -> bool:
    """Say whether a piece is one of the new mail's own, seen in another copy of it."""
    return any(held.message == each.message and equal(held, each) for each in own)


def _speaks(grounds: Sequence[Grounds]) -> bool:
    """Say whether something beside the digits speaks for a number.

    What a letter says of a number, and what is bare, may be what a plate says, and a meter.
    """
    return max(grounds) > (Grounds.BARE if min(grounds) < Grounds.LINE else Grounds.AMONG_WORDS)


def _known(quoted: Held, near: Iterable[tuple[float, Held]]) -> bool:
    """Say whether quoted digits are a piece of another mail."""
    return any(equal(quoted, held) for _, held in near)


def _repeated(
    group: Sequence[Held], own: Sequence[Held], near: Sequence[tuple[float, Held]]
) -> list[Held]:
    """Return pieces that repeat one of a group: sent twice, or quoted below the new mail.

    One pair in a hundred has the same residues, so these ask for a link as any others do.
    """
    ids = {held.id for held in group}
    alike = [other for strength, other in near if strength >= NEEDED[other.piece.grounds]]
    return [
        held
        for held in (*own, *alike)
        if held.id not in ids and any(equal(held, each) for each in group)
    ]


def _chain(new: Sequence[Held], near: Sequence[tuple[float, Held]], found: _Findings) -> None:
    """Mask pieces of the new mail by which too many digits of one number would be readable."""
    own = [held for held in new if _is_chained(held) and held.id not in found.masked]
    if not own:
        return
    needed = min(_enough(held) for held in own)
    chain = [
        held
        for strength, held in near
        if strength >= (SURE if held.joined else max(needed, _enough(held))) and _is_chained(held)
    ]
    before = [
        held
        for held in chain
        if not (held.joined or held.id in found.spent or held.message == found.message)
    ]
    before = _fitting(own, before)
    digits = sum(held.piece.length for held in (*own, *before))
    sure = [held for strength, held in near if strength >= SURE and held in chain]
    again = [held for held in own if _is_again(held, chain) or _is_told_again(held, sure)]
    grounds = [held.piece.grounds for held in (*own, *before)]
    told = _speaks(grounds) and not _CHAINED.isdisjoint(grounds)
    # A chain that was broken off goes on, though its beginning is forgotten by now.
    broken = any(held.piece.masked and held.piece.grounds < Grounds.SHAPED for held in before)
    several = bool(before) or len(own) > 1  # one alone the core has judged
    long = digits > READABLE and several and told and not _is_another(own, before)
    # What is only quoted goes on with nothing: it is there already.
    if (long or broken) and not all(held.piece.quoted for held in own):
        again = own
    messages = tuple(dict.fromkeys(held.message for held in (*sure[::-1], *own)))
    found.mask(again, messages, None)


def _fitting(own: Sequence[Held], before: Sequence[Held]) -> list[Held]:
    """Leave out earlier pieces that are too long for a number with those of the new mail."""
    room = LENGTHS[-1] - min(held.piece.length for held in own)
    return [held for held in before if held.piece.length <= room]


def _is_another(own: Sequence[Held], before: Sequence[Held]) -> bool:
    """Say whether what goes on in words cannot be a card's number, since nothing began as one.

    Bare groups may come in any order, and what is told to be the end may come first.
    """
    ends = any(held.piece.position is Position.LATER for held in before)
    bare = any(held.piece.grounds in (Grounds.LINE, Grounds.BARE) for held in own)
    return (
        bool(before)
        and not (ends or bare)
        and all(
            held.piece.openings == () or held.piece.position is Position.LATER
            for held in (*own, *before)
        )
    )


def _enough(held: Held) -> float:
    """Return how strong a link must be for a piece to be masked with others of a chain."""
    return FEARED if held.piece.grounds in _CHAINED else NEEDED[held.piece.grounds]


def _is_chained(held: Held) -> bool:
    """Say whether a piece alone makes one think of a number cut in pieces."""
    piece = held.piece
    if piece.kind is PieceKind.CODE:
        return piece.grounds is Grounds.BARE
    begun = piece.length >= _GROUPS[-1] and bool(piece.openings)
    grouped = piece.grounds in _CHAINED or (piece.grounds and (begun or piece.length in _GROUPS))
    return piece.kind is PieceKind.PART and bool(grouped)


def _is_again(held: Held, chain: Iterable[Held]) -> bool:
    """Say whether a piece may repeat one that was joined already; nobody remembers its digits.

    Or whether it quotes one that is masked where it came.
    """
    return any(
        (other.joined or (held.piece.quoted and other.piece.masked and equal(held, other)))
        and other.piece.length == held.piece.length
        and abs(held.arrived - other.arrived) <= _REPEATED_WITHIN
        for other in chain
    )


def _is_told_again(held: Held, sure: Iterable[Held]) -> bool:
    """Say whether a sender tells once more what was masked."""
    return any(other.piece.masked and equal(held, other) for other in sure)


def _dimmed(new: Sequence[Held], near: Sequence[tuple[float, Held]]) -> frozenset[int]:
    """Return the new pieces that need not be known as a beginning: another piece is one."""
    begun = any(
        held.piece.openings and held.piece.kind is PieceKind.PART and not held.joined
        for strength, held in near
        if strength >= NEEDED[held.piece.grounds]
    )
    return frozenset(
        held.id
        for held in new
        if begun and held.piece.kind is PieceKind.PART and not held.piece.quoted
    )
