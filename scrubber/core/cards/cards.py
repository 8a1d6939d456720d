"""Card numbers in one view: candidates, their evidence, and which of them stand."""

from __future__ import annotations

from functools import cached_property
from itertools import islice, takewhile
from typing import TYPE_CHECKING, NamedTuple

from scrubber.core.cards import evidence
from scrubber.core.cards.candidates import Candidate, candidates
from scrubber.core.cards.halves import find_halves
from scrubber.core.cards.midst import Midst
from scrubber.core.cards.parted import find_parted
from scrubber.core.judge import WEIGHTS, Hit
from scrubber.core.language.alphabet import SEPARATORS
from scrubber.core.model import Kind
from scrubber.core.numbers.pan import LONGEST, READABLE, SHORTEST, Pan
from scrubber.core.numbers.windows import may_be_issued
from scrubber.core.patience import Patience
from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scrubber.core.cards.hints import Hints
    from scrubber.core.judge import Evidence, Judge
    from scrubber.core.language.words import Words
    from scrubber.core.numbers.issuers import Issuers
    from scrubber.core.rules import Rules

_FEW = 3
_BEHIND = (1, 2, 3)
"""Digits of a month, or of a security code, right behind a number."""

_IN_A_LIST = "in a list of other numbers"
_LONGEST_PHRASE = 80
"""Characters, at least; words near a number are heard with what belongs to them."""

_SEPARATORS = SEPARATORS.encode()
_KINDS = bytes(ord("0" if chr(byte) in "0123456789" else "-") for byte in range(256))
_FOUR = b"0000"
_ROWS_OF_DIGITS = bytes(byte if chr(byte) in "0123456789" else ord(" ") for byte in range(256))
# Patterns begin with a digit, so that nothing else is looked at.
_HEXADECIMAL = pattern(r"0(?<![^\W_].)x[0-9A-Fa-f]{8,16}(?![^\W_])")
_GROUPED = pattern(
    r"[0-9](?<![0-9].)[0-9]{3}([ \t,.;|\-]{1,4})[0-9]{4}\1[0-9]{4}\1[0-9]{4}(?![0-9])"
)
_YEARS = pattern(rb"(?:(?:19|20)[0-9]{2}){4}")
_DATE = pattern(r"[/.\-]\s?(?:20)?[2-4][0-9](?![0-9])")
_DATE_BEHIND = 40
"""Characters behind a run in which an expiry date may end."""

_MANY = 64
"""Card numbers of one text behind which a further one is not asked what else it could be.

No number passes for it, and a wall of cards costs half of what it did.
"""

_SIGHT = 300
"""Characters before and behind a number that may tell what it is, and some more."""

_MOST_REMEMBERED = 1 << 8
"""Numbers of a text that are remembered with what stands around them."""

_MOST_LISTED = 2048
"""Numbers of one text that are asked whether they are a list; the rest is taken for the same."""

_MOST_ASKED_FOR = 8
"""So many known numbers are looked for one by one in each run; of more it is asked at each digit
whether one begins there.  To weigh all runs again took a third of the time of long tables."""

_MOST_SOUGHT = 64
"""So many are in a text as a whole, which takes a tenth of weighing all its numbers again."""


class Known(NamedTuple):
    """The card ``numbers`` of a mail, and what they left of the ``patience`` with it."""

    numbers: frozenset[Pan]
    patience: Patience


def find_cards(
    text: str, words: Words, rules: Rules, judge: Judge, hints: Hints, patience: Patience
) -> list[Hit]:
    """Return the card numbers in ``text``, in order, none overlapping another.

    Where windows overlap the one with more evidence stands, then the longer one.  Once the
    ``patience`` with the mail is over nothing more is weighed: all of it is a wall then.
    """
    seen: Iterable[Candidate] | None = hints.seen
    weigh = _Scales(text, words, rules, judge, frozenset(), worded=hints.worded)
    weigh.patience = patience
    if seen is None:
        seen = candidates(text, rules.issuers, uneven=hints.uneven, midst=weigh.midst)
    weighed = map(weigh.convicted, takewhile(lambda _: not patience.over, seen))
    return _standing(weigh, map(patience.noted, weighed), hints)


def are_all_found(cards: list[Hit], text: str, numbers: frozenset[Pan]) -> bool:
    """Say whether each of few ``numbers`` stands in ``text`` only where one of its ``cards`` does.

    To weigh those once more took a fifteenth of the time of a mail with a card; of a wall of
    numbers it is as good as looking for each.
    """
    if len(numbers) > _MOST_ASKED_FOR:
        return False
    written = _compact(text)
    found = [card.pan for card in cards]
    return all(written.count(pan.digits.encode()) <= found.count(pan) for pan in numbers)


def find_known(
    text: str, words: Words, rules: Rules, judge: Judge, hints: Hints, known: Known
) -> list[Hit]:
    """Return the card numbers in ``text``, now that the ``known`` ones of the mail are.

    No more of them than there is patience with.

    What is a card number in one place is one wherever the mail repeats it.  Only the runs with such
    a number are looked at again, and those with a date behind that did not count while nobody spoke
    of a card: it takes a tenth of the time in a mail full of other numbers.
    """
    digits = [pan.digits.encode() for pan in known.numbers]
    if len(digits) <= _MOST_SOUGHT:
        digits = list(filter(_compact(text).__contains__, digits))
    begun = {number[:SHORTEST] for number in digits}

    def worth_a_look(start: int, end: int) -> bool:
        if not hints.uneven and _DATE.search(text, start, end + _DATE_BEHIND):
            return True
        written = _compact(text[start:end])
        if len(digits) > _MOST_ASKED_FOR:
            places = range(len(written) - SHORTEST + 1)
            return any(written[at : at + SHORTEST] in begun for at in places)
        return any(number in written for number in digits)

    seen: Iterable[Candidate] = ()
    weigh = _Scales(text, words, rules, judge, known.numbers, worded=True)
    if len(digits) > _MOST_ASKED_FOR or worth_a_look(0, len(text)):
        seen = candidates(text, rules.issuers, among=worth_a_look, midst=weigh.midst)
    weighed = map(weigh.convicted, takewhile(lambda _: not known.patience.over, seen))
    return _standing(weigh, map(known.patience.noted_again, weighed), hints)


class _Scales:
    """Weighs the candidates of one text."""

    def __init__(
        self,
        text: str,
        words: Words,
        rules: Rules,
        judge: Judge,
        known: frozenset[Pan],
        *,
        worded: bool,
    ) -> None:
        self.text = text
        self.words = words
        self.rules = rules
        self.judge = judge
        self._known = known
        self.patience = Patience()
        self._worded = worded
        self._count = 0
        self._asked = 0
        self._remembered: dict[tuple[str | int | bool, ...], Evidence] = {}
        self._lists = _Lists(text, rules.issuers)
        self.midst = Midst(rules.issuers, judge.needed, known, self._lists.belie)
        ignored = judge.policy.test_cards == "ignore"
        self._spared = rules.test_numbers if ignored else frozenset()

    def convicted(self, candidate: Candidate) -> Hit | None:
        """Return the hit that ``candidate`` is, None if it is none."""
        # What tells against a number is asked first: words cost most, and may be told apart then.
        belied = self._lists.belie(len(candidate.groups))
        self._asked += 1
        weigh = self._again if self._asked > _MANY else self._weighed
        hit = _hit(weigh(candidate, belied=belied, enough=self._enough), candidate)
        if not self.judge.convicts(hit):
            return None
        self._count += 1
        return hit

    @property
    def _enough(self) -> bool:
        """Whether so many numbers were weighed that a further one need not be something else."""
        return self._count >= _MANY or self.patience.over_doubts

    def _again(self, candidate: Candidate, *, belied: bool, enough: bool) -> Evidence:
        """Weigh a candidate among many: what looks the same far and wide weighs the same."""
        start, end = candidate.start, candidate.end
        shape = end - start, min(start, _SIGHT), candidate.cut, candidate.crowded
        seen = self.text[max(start - _SIGHT, 0) : end + _SIGHT], *shape, belied, enough
        weighed = self._remembered.get(seen)
        if weighed is None:
            if len(self._remembered) >= _MOST_REMEMBERED:
                self._remembered.clear()
            weighed = self._remembered[seen] = self._weighed(
                candidate, belied=belied, enough=enough
            )
        return weighed

    def _weighed(self, candidate: Candidate, *, belied: bool, enough: bool) -> Evidence:
        """Weigh a candidate, and what is known of its number and others."""
        known = candidate.pan in self._known
        weighed = self._by_text(candidate, belied=belied, known=known, enough=enough)
        if belied:
            weighed.add(_IN_A_LIST)
        if known:
            weighed.add("elsewhere in the mail")
        if candidate.pan in self._spared:
            weighed.add("published for tests")
        return weighed

    def _by_text(
        self, candidate: Candidate, *, belied: bool, known: bool, enough: bool
    ) -> Evidence:
        """Weigh a candidate: by itself behind many others where that convicts, else by all."""
        needed = self.judge.needed
        weighed = evidence.of_number(candidate, self.text)
        if enough and not (belied or self.rules.own[Kind.PAN]):
            if weighed.weight >= needed:
                return weighed
            if self.patience.over_doubts and weighed.weight + evidence.MOST_HELP >= needed:
                weighed.add("one of very many")
                return weighed
        if known:  # all of it is weighed then
            worded = self._worded
        else:
            needed -= WEIGHTS[_IN_A_LIST] if belied else 0.0
            worded = self._worded and self._is_spoken_of(candidate)
        if not belied:
            self.patience.doubted()
        around = evidence.Around(self.text, self.words, self.rules, worded=worded)
        evidence.of_words(candidate, around, needed, weighed)
        return weighed

    def _is_spoken_of(self, candidate: Candidate) -> bool:
        """Say cheaply whether words that lift a number may stand near: most numbers have none."""
        low = max(candidate.start - evidence.BEFORE - _LONGEST_PHRASE, 0)
        near = self.text[low : candidate.end + evidence.BEHIND + _LONGEST_PHRASE]
        heard = self.rules.vocabulary.hear(near.encode("utf-8", "replace"))
        lifting = self.rules.cards, self.rules.codes, self.rules.companions
        return any(triggers.any_told(heard) for triggers in lifting)


def _standing(weigh: _Scales, weighed: Iterable[Hit | None], hints: Hints) -> list[Hit]:
    """Return the card numbers among what was ``weighed`` and the parts of others, in order."""
    hits = sorted(filter(None, weighed), key=_rank)
    text, words, rules, patience = weigh.text, weigh.words, weigh.rules, weigh.patience
    if hints.halved:
        hits += find_halves(text, words, rules, patience)
    if hints.parted:
        hits += find_parted(text, words, rules, weigh.judge, patience)
    return sorted(_apart(hits, len(text)), key=lambda hit: hit.start)


class _Lists:
    """The long numbers of a text: of what is no card one in ten passes Luhn by chance."""

    def __init__(self, text: str, issuers: Issuers) -> None:
        self._text = text
        self._issuers = issuers

    def belie(self, groups: int) -> bool:
        """Say whether most of several numbers that are written in so many groups are no card's."""
        return self._unbroken if groups == 1 else self._grouped

    @cached_property
    def _unbroken(self) -> bool:
        # To cut the text at all that is no digit takes a third of the time of a pattern.
        rows = self._text.encode("ascii", "replace").translate(_ROWS_OF_DIGITS).split()
        long = [row for row in rows if SHORTEST <= len(row) <= LONGEST]
        numbers = set(long[:_MOST_LISTED])
        if "0x" in self._text:
            numbers.update(map(str.encode, _HEXADECIMAL.findall(self._text)[:_MOST_LISTED]))
        return self._fail(numbers)

    @cached_property
    def _grouped(self) -> bool:
        # Most walls of digits have no four of them in a row, which is soon told.
        rows = self._text.encode("ascii", "replace").translate(_KINDS)
        some = islice(_GROUPED.finditer(self._text), _MOST_LISTED) if _FOUR in rows else ()
        found = (match[0].encode("ascii") for match in some)
        numbers = {number.translate(None, _SEPARATORS) for number in found}
        return self._fail({number for number in numbers if not _YEARS.fullmatch(number)})

    def _fail(self, numbers: set[bytes]) -> bool:
        """Say whether most of several numbers fail Luhn, or are no network's."""
        failing = (number for number in numbers if not may_be_issued(number, self._issuers))
        most = max(_FEW, len(numbers) // 2 + 1)
        return next(islice(failing, most - 1, None), None) is not None


def _compact(text: str) -> bytes:
    """Return ``text`` without all that may stand between the digits of a number."""
    return text.encode("ascii", "replace").translate(None, _SEPARATORS)


def _rank(hit: Hit) -> tuple[float, int, int]:
    """Return by what the hit is preferred to others that it overlaps, least first."""
    return -hit.evidence.weight, -len(hit.pan or ""), hit.start


def _are_hardly_apart(one: Hit, other: Hit) -> bool:
    """Say whether one of two numbers is the other with what may stand behind a card."""
    return abs(len(one.pan or "") - len(other.pan or "")) in _BEHIND


def _apart(hits: list[Hit], length: int) -> Iterator[Hit]:
    """Yield those in a text of ``length`` characters that overlap none before them.

    Nothing stays readable of one that is a number with a few digits more or less as well: the end
    of that one would be a security code, or in the midst of the number.
    """
    taken = bytearray(length if hits else 0)
    standing: dict[int, Hit] = {}
    for hit in hits:
        if not any(taken[hit.start : hit.end]):
            taken[hit.start : hit.end] = b"\1" * (hit.end - hit.start)
            standing[hit.start] = hit
        elif (other := standing.get(hit.start)) and _are_hardly_apart(hit, other):
            standing[hit.start] = other._replace(readable=0)
    yield from standing.values()


def _hit(weighed: Evidence, candidate: Candidate) -> Hit:
    """Return the hit that a candidate is if it is convicted."""
    return Hit(
        Kind.PAN,
        evidence.issuer(candidate).name,
        candidate.start,
        candidate.end,
        weighed,
        readable=READABLE,
        pan=candidate.pan,
    )
