"""Rules as values: what the files under ``rules/`` say, ready to be used by the detection.

:mod:`scrubber.rulebook` reads the files; nothing here opens one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from scrubber.core.language.alphabet import code
from scrubber.core.language.compounds import Compounds
from scrubber.core.language.described import by_sense
from scrubber.core.language.describing import Describing
from scrubber.core.language.lexicon import Label, Lexicon, Phrase
from scrubber.core.language.numberwords import FirstWord, first_words, hundreds, most_digits
from scrubber.core.language.once import beside
from scrubber.core.language.senses import DESCRIPTIVE, SOMEBODYS, spoken_of_in_letters
from scrubber.core.language.tables import INSTALMENTS, Tables, tables
from scrubber.core.language.triggers import Triggers, Vocabulary
from scrubber.core.language.words import FROM_SEVERAL
from scrubber.core.model import Kind
from scrubber.core.numbers.checksums import CERTAIN
from scrubber.core.numbers.issuers import Issuers, Network
from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from scrubber.core.numbers.pan import Pan


_NUMERAL = pattern("[0-9]{3,}")

CODES = ("code", "otp", "card_known")
"""Roles of the phrases that name a security code or a one-time code, or a card that the shop knows:
beside one a mere "code" is its."""

ORDERS = frozenset(("order-number", "invoice-number"))
"""Look-alikes that are the number of an order."""

_OF_A_NUMBER = ("card", "expiry", "code", "code_near_card")
_PARTS = ("first_part", "last_part", "goes_on", "some_part")


class Lookalike(NamedTuple):
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
    phrases: Sequence[tuple[Phrase, Label]]
    lookalikes: tuple[Lookalike, ...]
    months: Mapping[str, int]
    numbers: Mapping[str, str]
    repeats: Mapping[str, int]
    compounds: Mapping[str, str] = field(default_factory=dict)
    describing: Describing = field(default_factory=lambda: Describing({}))
    once: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    test_numbers: frozenset[Pan] = frozenset()
    fingerprint: str = field(default="", compare=False)

    @cached_property
    def tables(self) -> Tables:
        """What texts are looked up in; whoever keeps rules keeps it with them."""
        return tables(self.phrases, (*self.numbers, *self.repeats))

    @cached_property
    def lexicon(self) -> Lexicon:
        """All phrases of all languages, ready to be searched for."""
        return Lexicon(self.phrases, self.tables.beginnings, FROM_SEVERAL)

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
    def _by_sense(self) -> Mapping[str, Collection[str]]:
        return by_sense(self.describing)

    def _words_for(self, *senses: str) -> frozenset[str]:
        """Return the words, in any language, that speak of one of ``senses``."""
        return frozenset().union(*(self._by_sense.get(sense, ()) for sense in senses))

    @cached_property
    def descriptive(self) -> frozenset[str]:
        """The words that describe a code; others only say something of those."""
        return self._words_for(*DESCRIPTIVE)

    @cached_property
    def counted(self) -> frozenset[str]:
        """The words for digits, of which there are three or four."""
        return self._words_for("figures")

    @cached_property
    def passcodes(self) -> frozenset[str]:
        """The words for a one-time code, and for other codes."""
        return self._words_for("passcode")

    @cached_property
    def things(self) -> frozenset[str]:
        """The words for things, which customers write about."""
        return self._words_for("thing")

    @cached_property
    def numerals(self) -> frozenset[str]:
        """The numbers of three digits and more that phrases and describing words have in them."""
        phrases = " ".join(phrase.text for phrase, _ in self.phrases)
        return frozenset(_NUMERAL.findall(f"{phrases} {' '.join(self.describing)}"))

    @cached_property
    def ends_of_order_labels(self) -> frozenset[str]:
        """The words with which a label of an order's number can end."""
        labels = (
            phrase
            for phrase, label in self.phrases
            if label.role == "before" and label.source in ORDERS
        )
        return frozenset().union(*(phrase.ends for phrase in labels))

    @cached_property
    def requests(self) -> frozenset[bytes]:
        """The words with which somebody asks for something without a question mark."""
        return frozenset(map(str.encode, self._words_for("requests")))

    @cached_property
    def kin(self) -> frozenset[str]:
        """The words for relatives."""
        return self._words_for("kin")

    @cached_property
    def kin_in_two_words(self) -> tuple[str, ...]:
        """The words for relatives that say it only beside another: "my son"."""
        return tuple(word for word in self.kin if " " in word)

    @cached_property
    def part_words(self) -> tuple[frozenset[bytes], frozenset[bytes]]:
        """The words that a part of a number is described with: where it stands, and of what."""
        stands = self._words_for("begin", "remain", "adds", "corrects")
        whose = self._words_for("card", "figures", "adds", "corrects")
        return frozenset(map(str.encode, stands)), frozenset(map(str.encode, whose))

    @cached_property
    def ending(self) -> frozenset[bytes]:
        """The words that say when something ends."""
        return frozenset(map(code, self._words_for("ends")))

    @cached_property
    def somebodys(self) -> frozenset[bytes]:
        """The words that say whose a card or a code is."""
        return frozenset(map(code, self._words_for(*SOMEBODYS)))

    @cached_property
    def cards_spoken(self) -> frozenset[bytes]:
        """The words for a card, and for what was wrong or missing of one."""
        return frozenset(map(code, self._words_for("card", "wrong", "corrects", "asked")))

    @cached_property
    def expiring(self) -> Triggers:
        """What tells that a text names the end of a card."""
        return self._triggers("expiry")

    @cached_property
    def codes(self) -> Triggers:
        """What tells that a text names a security code or a one-time code."""
        return self._triggers(*CODES)

    @cached_property
    def left(self) -> Triggers:
        """What tells that a short letter may speak of a code."""
        return self._triggers("code_left")

    @cached_property
    def mere(self) -> Triggers:
        """What tells that a text speaks of a code, and not of which."""
        return self._triggers("code_mere")

    @cached_property
    def weighed(self) -> Mapping[bytes, frozenset[str]]:
        """The words that are weighed in a short letter, and what each may speak of there."""
        return {code(word): why for word, why in spoken_of_in_letters(self.describing).items()}

    @cached_property
    def owned(self) -> frozenset[bytes]:
        """The mere words for a code behind which its owner may stand at once."""
        return frozenset(map(code, self._words_for("mere")))

    @cached_property
    def coded(self) -> frozenset[bytes]:
        """The words for what has codes of its own."""
        return frozenset(map(code, self._words_for("coded")))

    @cached_property
    def forms(self) -> frozenset[bytes]:
        """The words for where codes are typed in."""
        return frozenset(map(code, self._words_for("form")))

    @cached_property
    def corrected(self) -> Triggers:
        """What tells that digits are told anew."""
        return self._triggers("code_corrected")

    @cached_property
    def passed_on(self) -> Triggers:
        """What tells that a one-time code may be passed on."""
        return self._triggers("otp_told")

    @cached_property
    def passing_on(self) -> tuple[frozenset[bytes], frozenset[bytes], frozenset[bytes]]:
        """The words beside a one-time code that is passed on, of what has others, and of banks."""
        telling, of_others, of_banks = beside(self.once)
        return (
            frozenset(map(code, telling)),
            frozenset(map(code, of_others)),
            frozenset(map(code, of_banks)),
        )

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
    def codes_beside_cards(self) -> Triggers:
        """What of it names a security code."""
        return self._triggers("code", "code_near_card")

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
    def digits_said(self) -> Mapping[bytes, int]:
        """How many digits a word of a number can stand for at most."""
        return most_digits(self.numbers, self.repeats)

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
    def hundreds(self) -> Mapping[bytes, frozenset[bytes]]:
        """The words by which three digits are told at once, each with those before it."""
        return hundreds(self.numbers)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words that matter in a text with digits."""
        return self._with_numbers(*self._beside_digits)

    @cached_property
    def vocabulary_of_letters(self) -> Vocabulary:
        """The words that matter in a short letter with digits."""
        besides = (self.left, self.corrected, self.mere, self.passed_on)
        return self._with_numbers(*self._beside_digits, *besides, words=self.weighed)

    @cached_property
    def _beside_digits(self) -> tuple[Triggers, ...]:
        """What tells that digits may be card data."""
        return self.codes, self.cards, self.companions, *self.halves

    @cached_property
    def vocabulary_without_digits(self) -> Vocabulary:
        """The words that matter where nothing but words can be card data."""
        matter = self.spelled | self.codes.words
        return Vocabulary(matter, self.tables.spelled.telling, self.written_together)

    @cached_property
    def written_together(self) -> Compounds:
        """The number words that are written together, ready to be told apart."""
        return Compounds(self.compounds, self.numbers)

    @cached_property
    def speaking(self) -> Triggers:
        """What tells that a text speaks of a card, of its parts, of what belongs to it."""
        return self._triggers(*_OF_A_NUMBER, *_PARTS, *INSTALMENTS)

    @cached_property
    def of_a_number(self) -> Triggers:
        """What of it may say of digits that they are a part of a number, or stand beside one."""
        return self._triggers(*_OF_A_NUMBER, *_PARTS)

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
        return self._with_numbers(self.speaking, self.handing_over)

    def _with_numbers(self, *triggers: Triggers, words: Iterable[bytes] = ()) -> Vocabulary:
        """Return the words that ``triggers`` ask for, and those of numbers, and other ``words``."""
        matter = self.spelled.union(words, *(some.words for some in triggers))
        telling = self.tables.spelled.telling.union(words, *(some.telling for some in triggers))
        return Vocabulary(matter, telling, self.written_together)

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
