"""Rules as values: what the files under ``rules/`` say, ready to be used by the detection.

:mod:`scrubber.rulebook` reads the files; nothing here opens one.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import accumulate, combinations, pairwise
from typing import TYPE_CHECKING, cast

from scrubber.core.language.compounds import Compounds
from scrubber.core.language.described import DESCRIPTIVE
from scrubber.core.language.lexicon import Label, Lexicon, Phrase
from scrubber.core.language.numberwords import FirstWord, first_words
from scrubber.core.language.tables import Tables, tables
from scrubber.core.language.triggers import Triggers, Vocabulary
from scrubber.core.model import Kind
from scrubber.core.numbers.checksums import CERTAIN
from scrubber.core.numbers.longruns import LongRun
from scrubber.core.numbers.windows import LONGEST, SHORTEST

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from scrubber.core.numbers.pan import Pan

DIGITS_OF_AN_IIN = 8
_MOST_KNOWN = 1 << 21  # characters of long runs
"""Ranges are compared on this many leading digits (ISO/IEC 7812-1:2017 issuer numbers)."""

CODES = ("code", "otp", "card_known")
"""Roles of the phrases that name a security code or a one-time code, or a card that the shop knows:
beside one a mere "code" is its."""

_PARTS = ("first_part", "last_part", "goes_on", "some_part")


@dataclass(frozen=True, slots=True)
class SecurityCode:
    """What a network calls the code on its cards, and how many digits it has."""

    name: str
    digits: int


@dataclass(frozen=True, slots=True)
class Network:
    """A payment card network: issuer ranges, lengths, groupings and whether Luhn is known to hold.

    ``ranges`` are inclusive pairs of integers, scaled to eight digits.  ``needs_word`` are the
    lengths that count only where somebody speaks of a card.
    """

    name: str
    title: str
    ranges: tuple[tuple[int, int], ...]
    lengths: frozenset[int]
    groupings: frozenset[tuple[int, ...]]
    luhn: bool
    needs_word: frozenset[int]
    code: SecurityCode | None


@dataclass(frozen=True, slots=True)
class Lookalike:
    """A kind of number that is no card: its pattern, how much it counts, what it speaks against.

    One that ``allows`` is a number of the shop's own: its pattern and its words together let a
    number go, and neither says anything alone.
    """

    name: str
    strong: bool
    against: frozenset[str]
    pattern: str | None = None
    checksum: str = "none"
    allows: bool = False


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Return a look-alike's pattern, compiled on first use: most mails need none.

    ``regex`` is for what ``re`` does not know, as classes of Unicode are; for all else ``re`` will
    do, and compiles in a third of the time.  Raises ``regex.error``.
    """
    try:
        return re.compile(pattern, re.ASCII)
    except re.error:
        import regex

        return cast("re.Pattern[str]", regex.compile(pattern, regex.ASCII))


@dataclass(frozen=True, slots=True)
class Policy:
    """What the owner wants.

    ``level`` says how readily something is taken for card data: ``cautious``, ``balanced`` or
    ``quiet``.  ``test_cards`` says whether the numbers that networks publish for tests are taken
    like any other (``mask``) or left alone (``ignore``).
    """

    level: str = "balanced"
    test_cards: str = "mask"


@dataclass(frozen=True)
class Rules:
    """Everything the detection knows about networks, languages and look-alikes."""

    networks: tuple[Network, ...]
    phrases: tuple[tuple[Phrase, Label], ...]
    lookalikes: tuple[Lookalike, ...]
    months: Mapping[str, int]
    numbers: Mapping[str, str]
    repeats: Mapping[str, int]
    compounds: Mapping[str, str] = field(default_factory=dict)
    describing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    test_numbers: frozenset[Pan] = frozenset()
    fingerprint: str = field(default="", compare=False)

    @cached_property
    def tables(self) -> Tables:
        """What texts are looked up in; whoever keeps rules keeps it with them."""
        return tables(self.phrases, (*self.numbers, *self.repeats))

    @cached_property
    def lexicon(self) -> Lexicon:
        """All phrases of all languages, ready to be searched for."""
        return Lexicon(self.phrases, self.tables.beginnings)

    @cached_property
    def lookalikes_by_name(self) -> Mapping[str, Lookalike]:
        """The look-alikes by the name that labels carry."""
        return {lookalike.name: lookalike for lookalike in self.lookalikes}

    @cached_property
    def shapes(self) -> Mapping[str, tuple[Lookalike, ...]]:
        """The look-alikes that are recognised by their shape, by the kind they speak against.

        Those that say most come first: with a checksum that chance hardly passes, then the strong.
        """
        shaped = [x for x in self.lookalikes if x.pattern is not None and not x.allows]
        return _by_kind(sorted(shaped, key=lambda x: (x.checksum not in CERTAIN, not x.strong)))

    @cached_property
    def own(self) -> Mapping[str, tuple[Lookalike, ...]]:
        """The shop's own numbers, by the kind that they are not."""
        return _by_kind(x for x in self.lookalikes if x.allows)

    @cached_property
    def descriptive(self) -> frozenset[str]:
        """The words that describe a code; others only say something of those."""
        return frozenset(
            word
            for word, told in self.describing.items()
            if any(each.split()[1] in DESCRIPTIVE for each in told)
        )

    @cached_property
    def codes(self) -> Triggers:
        """What tells that a text names a security code or a one-time code."""
        return self._triggers(*CODES)

    @cached_property
    def cards(self) -> Triggers:
        """What tells that a text speaks of a payment card."""
        return self._triggers("card")

    @cached_property
    def companions(self) -> Triggers:
        """What tells that a text speaks of what stands beside a card number."""
        return self._triggers("expiry", "holder")

    @cached_property
    def beside_cards(self) -> Triggers:
        """What tells that a text names what is masked beside a card number, or for its sake."""
        return self._triggers("code", "code_near_card", "expiry", "otp")

    @cached_property
    def vocabulary_beside_cards(self) -> Vocabulary:
        """The words that matter in a mail with a card."""
        return Vocabulary(self.beside_cards.words, self.beside_cards.telling, self.written_together)

    @cached_property
    def halves(self) -> tuple[Triggers, Triggers]:
        """What tells that a number is told in a first part, and in a last one."""
        return self._triggers("first_part"), self._triggers("last_part", "goes_on", "continued")

    @cached_property
    def first_words(self) -> Mapping[str, FirstWord]:
        """Words that a number in words can begin with, and what they mean by themselves."""
        return first_words(self.numbers, self.repeats)

    @cached_property
    def spelled(self) -> frozenset[bytes]:
        """The same words as a compact text has them."""
        return self.tables.spelled.first

    @cached_property
    def spelled_alone(self) -> frozenset[bytes]:
        """Those that are a number by themselves, or repeat the next."""
        return self.tables.spelled.alone

    @cached_property
    def spelled_within(self) -> frozenset[bytes]:
        """Words that a number written in words can go on with, as a compact text has them."""
        return self.tables.spelled.within

    @cached_property
    def spelled_any(self) -> frozenset[bytes]:
        """All words that a number written in words consists of."""
        return self.spelled | self.spelled_within

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words that matter in a text with digits."""
        triggers = self.codes, self.cards, self.companions, *self.halves
        matter = self.spelled.union(*(some.words for some in triggers))
        telling = self._spelled_telling.union(*(some.telling for some in triggers))
        return Vocabulary(matter, telling, self.written_together)

    @cached_property
    def vocabulary_without_digits(self) -> Vocabulary:
        """The words that matter where nothing but words can be card data."""
        matter = self.spelled | self.codes.words
        return Vocabulary(matter, self._spelled_telling, self.written_together)

    @cached_property
    def written_together(self) -> Compounds:
        """The number words that are written together, ready to be told apart."""
        return Compounds(self.compounds, self.numbers)

    @cached_property
    def speaking(self) -> Triggers:
        """What tells that a text speaks of a card, of its parts, of what belongs to it."""
        return self._triggers("card", "expiry", "code", "code_near_card", *_PARTS)

    @cached_property
    def parts(self) -> Triggers:
        """What tells that a text declares parts of a number."""
        return self._triggers(*_PARTS)

    @cached_property
    def handing_over(self) -> Triggers:
        """What tells that a text hands something over, or parts of a number."""
        return self._triggers("handover", *_PARTS)

    @cached_property
    def vocabulary_of_pieces(self) -> Vocabulary:
        """The words that matter where a piece of a number may stand."""
        matter = self.speaking.words | self.handing_over.words | self.spelled
        telling = self.speaking.telling | self.handing_over.telling | self._spelled_telling
        return Vocabulary(matter, telling, self.written_together)

    @cached_property
    def _spelled_telling(self) -> frozenset[bytes]:
        """Words of which a number in words has one."""
        return self.tables.spelled.telling

    @cached_property
    def issuers(self) -> Issuers:
        """The issuer ranges, ready to be asked."""
        return Issuers(self.networks)

    def _triggers(self, *roles: str) -> Triggers:
        """Return what tells that a text holds phrases with one of ``roles``."""
        return Triggers(self.phrases, self.tables.told, *roles)


def _by_kind(lookalikes: Iterable[Lookalike]) -> dict[str, tuple[Lookalike, ...]]:
    """Sort look-alikes by the kind they speak against."""
    kept = tuple(lookalikes)
    return {kind: tuple(x for x in kept if kind in x.against) for kind in Kind}


class Issuers:
    """Finds the networks that issue numbers with given leading digits and length."""

    def __init__(self, networks: Iterable[Network]) -> None:
        """Index the ranges by their first two digits."""
        self._by_start: dict[str, list[tuple[int, int, Network]]] = {}
        networks = tuple(networks)
        for network in networks:
            for low, high in network.ranges:
                first, last = (int(f"{bound:08d}"[:2]) for bound in (low, high))
                for start in range(first, last + 1):
                    rows = self._by_start.setdefault(f"{start:02d}", [])
                    rows.append((low, high, network))
        for rows in self._by_start.values():
            # The narrowest range is the most specific claim: a co-brand inside a wide range.
            rows.sort(key=lambda row: row[1] - row[0])
        self.starts = frozenset(self._by_start)
        self.starts_without_luhn = frozenset(
            start
            for start, rows in self._by_start.items()
            if not all(network.luhn for _, _, network in rows)
        )
        self.openings = _openings(networks)
        self.shapes = _shapes(networks)
        self._rows = [row for rows in self._by_start.values() for row in rows]
        self._runs: dict[tuple[str, int], LongRun] | None = None
        self.verified: dict[str, tuple[Network, ...]] | None = None

    @contextmanager
    def remembering(self) -> Iterator[None]:
        """Look at each number and long run of digits once, until the end, and keep nothing then."""
        self._runs, self.verified = {}, {}
        try:
            yield
        finally:
            self._runs = self.verified = None

    def long_run(self, text: str, start: int, numbers: list[bytes]) -> LongRun:
        """Return the run of ``numbers`` with a text that begins at ``start``."""
        if self._runs is None:
            return LongRun(text, start, numbers)
        run = self._runs.get((text, start))
        if run is None:
            if sum(len(known) for known, _ in self._runs) > _MOST_KNOWN:
                self._runs.clear()
            run = self._runs[text, start] = LongRun(text, start, numbers)
        return run

    def of(self, digits: str) -> tuple[Network, ...]:
        """Return the networks that issue ``digits`` (ASCII, a whole number), narrowest first."""
        rows = self._by_start.get(digits[:2])
        if rows is None:
            return ()
        start = int(digits[:DIGITS_OF_AN_IIN])
        length = len(digits)
        return tuple(n for low, high, n in rows if low <= start <= high and length in n.lengths)

    def of_length(self, length: int) -> tuple[Network, ...]:
        """Return the networks that have numbers of ``length`` digits."""
        networks = dict.fromkeys(network for _, _, network in self._rows)
        return tuple(network for network in networks if length in network.lengths)

    def beginning(self, digits: str) -> tuple[Network, ...]:
        """Return the networks that have numbers which begin with ``digits`` (ASCII).

        One whose range lies in that of another with the same lengths is left out: naming it would
        tell more of the digits than joining needs.
        """
        known = digits[:DIGITS_OF_AN_IIN]
        low = int(known.ljust(DIGITS_OF_AN_IIN, "0"))
        high = int(known.ljust(DIGITS_OF_AN_IIN, "9"))
        rows = self._by_start.get(digits[:2], ()) if len(digits) > 1 else self._rows
        found = [row for row in rows if row[0] <= high and low <= row[1]]
        widest = (row for row in found if not any(_covers(other, row) for other in found))
        return tuple(dict.fromkeys(network for _, _, network in widest))


def _openings(networks: Iterable[Network]) -> Mapping[int, frozenset[bytes]]:
    """Return the first three digits of issued numbers, by the length of these."""
    found: dict[int, set[bytes]] = {length: set() for length in range(SHORTEST, LONGEST + 1)}
    for network in networks:
        starts: set[bytes] = set()
        for low, high in network.ranges:
            first, last = (int(f"{bound:08d}"[:3]) for bound in (low, high))
            starts.update(b"%03d" % start for start in range(first, last + 1))
        for length in network.lengths:
            found[length] |= starts
    return {length: frozenset(starts) for length, starts in found.items()}


def _covers(other: tuple[int, int, Network], row: tuple[int, int, Network]) -> bool:
    """Say whether ``other`` is the wider range, of a network with at least the same lengths."""
    inside = other[0] <= row[0] and row[1] <= other[1] and other[:2] != row[:2]
    wide, narrow = other[2], row[2]
    return inside and narrow.lengths - narrow.needs_word <= wide.lengths - wide.needs_word


def _joined(printed: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Yield a grouping, and those in which some of its groups stand without a gap between."""
    ends = list(accumulate(printed))
    for count in range(1, len(ends)):
        for kept in combinations(ends[:-1], count):
            cuts = (0, *kept, ends[-1])
            yield tuple(end - start for start, end in pairwise(cuts))


def _shapes(networks: Iterable[Network]) -> dict[tuple[int, ...], tuple[tuple[int, ...], ...]]:
    """Return how numbers are grouped by people, by the sizes of their first two groups."""
    groupings = frozenset[tuple[int, ...]]().union(*(network.groupings for network in networks))
    found = {shape for printed in groupings for shape in _joined(printed)}
    for length in frozenset[int]().union(*(network.lengths for network in networks)):
        sizes = (size for size in range(1, length + 1) if length % size == 0)
        found |= {(size,) * (length // size) for size in sizes}
        # In pairs and in threes, the rest behind.
        found |= {(size,) * (length // size) + (length % size,) for size in (2, 3) if length % size}
    return {
        start: tuple(sorted(shape for shape in found if shape[:2] == start))
        for start in {shape[:2] for shape in found}
    }
