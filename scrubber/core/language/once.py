"""What letters speak of in which somebody passes a one-time code on, in all languages.

Some words for it are those that describe codes; others would be too common there, and mean
something only in a letter with a code of six digits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scrubber.core.language.plain import plain

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

OWN: Final = (
    *("messaged", "came", "lasts", "moments", "hurry", "forwards", "requested", "enters", "tries"),
    *("login", "site", "elsewhere", "amiss", "money", "device", "six"),
)
"""What words may speak of that are told for this alone.

A code is ``messaged`` by a text or an app, and ``came``; it ``lasts`` a few ``moments``, so one is
to ``hurry``.  Who was ``requested`` to do so ``forwards`` it, and the shop ``enters`` it, or
``tries`` again.  Whoever wants to ``login`` to a ``site`` gets a code, too, and so one does
``elsewhere``: of a courier, a prize draw.  What a bank sends may be of a transfer, and what is said
to be of it a fraud: there is something ``amiss``.  ``money`` is what a purchase costs.  To a
``device`` come messages, and other things.  ``six`` digits are as many as such a code has.
"""

_OTHERS: Final = ("coded", "goods", "with")
_SHARED: Final = ("passcode", "bank", "approve", "purchase", *_OTHERS)
SENSES: Final = (*OWN, *_SHARED)
"""What a language's file may tell words for."""

TOLD: Final = (
    *(
        ("bank", "messaged", x)
        for x in ("came", "money", "approve", "hurry", "enters", "requested")
    ),
    ("bank", "passcode", "came"),
    ("passcode", "lasts", "moments"),
    ("messaged", "lasts", "moments"),
    *(("passcode", x, "moments") for x in ("messaged", "came", "enters", "approve", "purchase")),
    *(("passcode", x, "hurry") for x in ("messaged", "came", "enters", "approve")),
    *(("passcode", x, "requested") for x in ("messaged", "came", "approve")),
    *(("passcode", x, "enters") for x in ("messaged", "came", "approve")),
    *(("passcode", x, "forwards") for x in ("messaged", "came")),
    *(("passcode", "messaged", x) for x in ("tries", "money", "purchase", "approve")),
    *(("passcode", "device", x) for x in ("money", "approve", "enters", "hurry", "requested")),
    ("passcode", "came", "purchase"),
    ("passcode", "purchase", "hurry"),
    ("messaged", "approve", "money"),
    *(("six", x) for x in ("messaged", "came", "device")),
    ("sent by a bank",),
    ("soon over",),
    ("to pay with",),
    *(
        ("messaged", "came", x)
        for x in ("money", "requested", "forwards", "enters", "hurry", "tries")
    ),
    ("came", "forwards", "requested"),
)
"""Senses that mean, together in a letter, that a one-time code is passed on.

What is ``sent by a bank`` is said in the sentence of the digits, and so is that a code is ``soon
over`` or ``to pay with``.
"""


def words_of(
    own: Mapping[str, Collection[str]], describing: Mapping[str, Collection[str]]
) -> dict[str, set[str]]:
    """Return the plain words of one language for each sense.

    What the language's file tells for this alone counts before what describes other codes.
    """
    words = {sense: set(map(plain, spoken)) for sense, spoken in own.items()}
    told = set[str]().union(*words.values())
    for sense in _SHARED:
        shared = set(map(plain, describing.get(sense, ())))
        kept = shared - told if sense in _OTHERS else shared
        words[sense] = words.get(sense, set()) | kept
    words["money"] = words.get("money", set()) | set(map(plain, describing.get("amount", ())))
    return {sense: spoken for sense, spoken in words.items() if spoken}


def phrases(words: Mapping[str, Collection[str]]) -> Iterator[str]:
    """Yield what a letter needs, without which nothing in it can be told."""
    if code := {*words.get("passcode", ()), *words.get("messaged", ())}:
        yield "|".join(sorted(code))
    for needed in (
        ("forwards", "requested", "came"),
        ("device", "came"),
        ("bank", "came"),
        ("six", "device"),
    ):
        if words.keys() >= set(needed):
            yield " ".join("|".join(sorted(words[sense])) for sense in needed)
