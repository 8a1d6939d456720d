"""What texts are looked up in, made of the rules once: plain values, so that they can be kept.

Thousands of phrases stand in the rules, and a mail has words of a few dozen.  To index them takes
longer than to scrub a mail.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from scrubber.core.language.alphabet import code
from scrubber.core.language.lexicon import Beginnings, beginnings
from scrubber.core.language.triggers import Told, told

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from scrubber.core.language.lexicon import Label, Phrase


INSTALMENTS = ("starts", "goes_first", "unfinished", "finished")
"""The roles of phrases that tell how far somebody is who sends a number bit by bit."""

_TOLD = frozenset(
    (
        "card",
        "card_known",
        "code",
        "code_corrected",
        "code_left",
        "code_mere",
        "code_near_card",
        "continued",
        "expiry",
        "first_part",
        "goes_on",
        "handover",
        "holder",
        "last_part",
        "otp",
        "otp_told",
        "some_part",
        *INSTALMENTS,
    )
)
"""The roles of phrases that a text is asked for by its words alone."""


class Spelled(NamedTuple):
    """The words of numbers that are written in words, as a compact text has them.

    ``first`` can begin a number, ``alone`` are one by themselves, or repeat the next; with the
    words ``within`` it can go on.  Of ``telling`` words every number has one: "hundred" rather than
    "a" of "a hundred".
    """

    first: frozenset[bytes]
    alone: frozenset[bytes]
    within: frozenset[bytes]
    telling: frozenset[bytes]


class Tables(NamedTuple):
    """All there is to look up: where phrases begin, what tells of them, by role, and numbers."""

    beginnings: Beginnings
    told: Mapping[str, Told]
    spelled: Spelled


def tables(phrases: Sequence[tuple[Phrase, Label]], numbers: Iterable[str]) -> Tables:
    """Index ``phrases``, and the words that ``numbers`` and their repeats are written in."""
    return Tables(
        beginnings(phrase for phrase, _ in phrases), told(phrases, _TOLD), _spelled(numbers)
    )


def _spelled(numbers: Iterable[str]) -> Spelled:
    """Sort the words of numbers by where they stand."""
    written = [[code(word) for word in number.split()] for number in numbers]
    nothing = {b""}
    alone = frozenset(words[0] for words in written if len(words) == 1) - nothing
    return Spelled(
        first=frozenset(words[0] for words in written) - nothing,
        alone=alone,
        within=frozenset(word for words in written for word in words[1:]),
        telling=alone.union(words[1] for words in written if words[0] not in alone),
    )
