"""What words may speak of, and which of it together means a code.

A language's file says of each word what it speaks of; everything that is described rather than
named is told by these tables, whatever the language.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

SENSES: Final = (
    *("three", "four", "figures", "back", "front", "turned", "other", "side", "signature", "strip"),
    *("secure", "check", "small", "amex", "pay", "card", "kind", "thing", "says", "joins"),
    *("turn", "over", "slanted"),
    *("wrong", "amount", "purse", "secret", "coded"),
    *("bank", "passcode", "approve", "sent", "purchase", "purpose"),
    *("empty", "begin", "remain", "adds", "corrects", "kin"),
    *("asked", "denies", "reads", "leads", "measured", "goods", "ends", "never", "people"),
    *("which", "has", "mere", "bare", "whose", "form", "with", "requests", "main", "of", "for"),
    *("again", "signed", "backed", "backless", "phone"),
)
"""What words may speak of.

The ``other`` ``side`` of a card is its back, and ``small`` or ``slanted`` figures are there.  A
``thing`` is no card and may have a back and a number of its own, and so is a card of a certain
``kind``, a gift card.  To ``turn`` is to turn it ``over`` only where words say so: much turns out,
and up.
What ``says`` something leads to digits that answer: "it reads 123".  What ``joins`` leads
from a date to the code: "and".  What is ``coded`` has codes of its own, a safe, a parcel, a
voucher.  A ``passcode`` is one that a ``bank`` ``sent`` to ``approve`` a ``purchase``.
What was ``wrong`` is corrected, if it is no ``amount``, and a card is taken from a ``purse``.
What is ``empty`` is polite, or leads on, and says nothing of digits: "thanks", "next".  A part of a
number is where it ``begin``s, what ``remain``s of it, or what one ``adds`` to it or ``corrects``
of it.  ``kin`` are those who send the rest of one: "my wife".
What is ``asked`` for one ``reads``, or some word ``leads`` to it; one word ``denies`` what another
corrects.  What is ``measured`` or counted is no code, and ``goods`` have numbers of their own.  A
card ``ends`` in a month, and of what is ``never`` to be sent nothing is told.  ``people`` say what
they see: "my cousin says 123".  Of what was told ``which`` goes on: "it is 123 that I told you".
What ``has`` a code is its owner: "the alarm has a security code".
A ``mere`` code may be any, and a word right behind it may tell of what; behind a ``bare`` one only
"of" leads to that.  ``whose`` card is meant one says where there are several, "mine", "the
second"; and a ``form`` is where a code is typed in, a page, a checkout.
Goods come ``with`` codes, or in one.  Who ``requests`` something asks without a question
mark: "please tell us the house number".
What matters most is the ``main`` thing, a code ``of`` something is that thing's, a card is ``for``
what it pays, and one writes
``again`` what was asked for again; who ``signed`` a card did so beside its code.  What is
``backed`` has a back of its own, what is ``backless`` none that is meant, and by ``phone`` one
was asked.
"""

DESCRIPTIVE: Final = frozenset(
    ("figures", "back", "front", "turned", "turn", "side", "signature", "strip", "secure", "check")
)
"""Senses without one of which no code is described."""

SOMEBODYS: Final = ("whose", "kin", "card", "wrong", "people")
"""Senses that say whose a card is, or which."""

THING: Final = frozenset(("thing",))

MEANING: Final = (
    ("three", "signature"),
    ("figures", "signature"),
    ("figures", "slanted"),
    ("strip", "slanted"),
    ("figures", "secure"),
    ("signature", "strip"),
    ("signature", "back"),
    ("figures", "back", "small"),
    ("figures", "back", "secret"),
    ("figures", "back", "check"),
    ("figures", "purse"),
    ("three", "figures", "pay"),
    ("four", "figures", "front"),
)
"""Senses that mean a security code by themselves."""

LIKELY: Final = (
    ("three", "figures", "back"),
    ("figures", "check", "card"),
    ("check", "card"),
    ("figures", "secret", "card"),
    ("figures", "wrong", "card"),
    ("back", "card"),
    ("turned", "card"),
    ("strip", "card"),
    ("strip", "three"),
    ("strip", "figures"),
    ("other", "side", "card"),
    ("amex", "front"),
    ("amex", "passcode"),
    ("amex", "secure"),
    ("amex", "check"),
)
"""Senses that mean one where a card is spoken of."""

SPOKEN: Final = (
    ("figures", "back"),
    ("figures", "turned"),
)
"""Senses that may mean one where a word for a card is near, not only in a mail with one."""

NEAR_CARD: Final = (
    ("figures", "back"),
    ("three", "back"),
    ("three", "figures"),
    ("three", "secure"),
    ("figures", "check"),
    ("signature",),
    ("turned",),
    ("strip",),
    ("four", "front"),
    ("figures", "front"),
)
"""Senses that mean one in a mail with a card."""

LEFT: Final = (
    ("three", "figures"),
    ("passcode", "asked"),
    ("figures", "small", "asked"),
    ("figures", "secret"),
    ("figures", "turned"),
    ("figures", "check"),
    ("strip", "says"),
    ("signature", "reads"),
    ("secure",),
    ("back", "reads"),
    ("front", "reads"),
)
"""Senses that mean one in a letter of whose digits nothing else explains three."""

OF_BACK: Final = (
    ("figures", "back"),
    ("three", "back"),
    ("back", "says"),
    ("signature", "whose"),
    ("signature", "leads"),
)
"""Senses that mean one right beside digits where nothing is spoken of that has a back."""

CORRECTED: Final = (("corrects",), ("denies",))
"""Senses that say of digits told twice which of them count."""

LEFT_OF_CARD: Final = (
    ("figures", "small"),
    ("turned", "says"),
    ("back", "says"),
    ("small", "says"),
    ("signature",),
    ("three", "wrong"),
    ("figures", "wrong"),
    ("four", "figures"),
    ("small", "amex"),
    ("amex", "says"),
)
"""Senses that mean one there if it speaks of a card, too."""

ONE_TIME: Final = (
    ("bank", "passcode", "sent"),
    ("bank", "passcode", "approve"),
    ("passcode", "approve", "purchase"),
)
"""Senses that mean a one-time code of a bank."""

NEXT_TO: Final = frozenset(("back", "turned", "signature", "strip", "secure", "check"))
"""Senses of which one means one right beside the digits, where a card or its expiry is near."""

SPOKEN_IN_LETTERS: Final[Mapping[str, tuple[str, ...]]] = {
    "a code is spoken of": ("bare", "mere"),
    "security is spoken of": ("secure", "check"),
    "digits are spoken of": ("figures", "three"),
    "asked for, or forgotten": ("asked",),
    "the side of a card": ("back", "strip", "signature", "turned", "signed"),
    "which side": ("side",),
    "a card is spoken of": ("card",),
    "paying is spoken of": ("pay",),
    "another one was wrong": ("wrong", "corrects"),
    "what matters most": ("main",),
    "told again": ("again",),
    "sent before": ("sent",),
}
"""What speaks for a code, and the senses of the words that say so."""

REASONS_IN_LETTERS: Final[Mapping[str, str]] = {
    sense: reason for reason, senses in SPOKEN_IN_LETTERS.items() for sense in senses
}
"""The same by the sense."""


def spoken_of_in_letters(
    describing: Mapping[str, tuple[str, ...]],
) -> Mapping[str, frozenset[str]]:
    """Return the words, in any language, that are weighed in letters, and for which reasons."""
    reasons = REASONS_IN_LETTERS
    told = {word: (each.split()[1] for each in said) for word, said in describing.items()}
    found = {word: frozenset(filter(None, map(reasons.get, told[word]))) for word in told}
    return {word: each for word, each in found.items() if each}
