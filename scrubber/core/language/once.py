"""What letters speak of in which somebody passes a one-time code on, in all languages.

Some words for it are those that describe codes; others would be too common there, and mean
something only in a letter with a code of six digits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scrubber.core.language.plain import plain

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

OWN: Final = (
    *("messaged", "came", "lasts", "moments", "hurry", "forwards", "requested", "enters", "tries"),
    *("login", "site", "elsewhere", "amiss", "money", "device", "six", "stale", "maker", "waits"),
    "now",
)
"""What words may speak of that are told for this alone.

A code is ``messaged`` by a text or an app, and ``came``; it ``lasts`` a few ``moments``, so one is
to ``hurry``.  Who was ``requested`` to do so ``forwards`` it, and the shop ``enters`` it, or
``tries`` again.  Whoever wants to ``login`` to a ``site`` gets a code, too, and so one does
``elsewhere``: of a courier, a prize draw.  What a bank sends may be of a transfer, and what is said
to be of it a fraud: there is something ``amiss``.  ``money`` is what a purchase costs.  To a
``device`` come messages, and other things.  ``six`` digits are as many as such a code has.  The one
before it is ``stale``; a ``maker`` shows them without any message, and somebody ``waits`` for them,
or they came just ``now``.
"""

_OTHERS: Final = ("coded", "goods", "with")
_SHARED: Final = ("passcode", "bank", "approve", "purchase", *_OTHERS)
SENSES: Final = (*OWN, *_SHARED)
"""What a language's file may tell words for."""

_SENT: Final = (
    ("bank", "messaged"),
    ("bank", "passcode"),
    ("passcode", "messaged"),
    ("passcode", "came"),
    ("passcode", "device"),
    ("maker",),
)
"""What tells of a code and by whom or how it came, but not what is to be done with it."""

_DONE: Final = (
    *("approve", "purchase", "money", "moments", "stale"),
    *("hurry", "enters", "forwards", "requested", "tries"),
)
"""What a code is for, how long it lasts, and what is to be done with it."""

TOLD: Final = (
    *((*sent, done) for sent in _SENT for done in _DONE),
    ("bank", "messaged", "came"),
    ("bank", "passcode", "came"),
    ("passcode", "messaged", "came"),
    ("maker", "came"),
    ("passcode", "lasts", "moments"),
    ("messaged", "lasts", "moments"),
    *(("passcode", x, "moments") for x in ("enters", "approve", "purchase")),
    *(("passcode", x, "hurry") for x in ("enters", "approve", "purchase")),
    *(("passcode", "approve", x) for x in ("requested", "enters")),
    ("messaged", "approve", "money"),
    *(("messaged", "came", done) for done in _DONE if done not in {"approve", "purchase"}),
    *(("to a device", x) for x in ("approve", "purchase")),
    *(("six", x) for x in ("messaged", "came", "device")),
    ("came", "forwards", "requested"),
    ("stale", "tries", "forwards"),
    *(("came just now", x) for x in ("moments", "enters", "hurry")),
    *(("received", "bank", x) for x in ("approve", "purchase")),
    *(("sent by a bank",), ("asked by a bank",), ("awaited of a bank",)),
    ("sent to approve",),
    *(("soon over",), ("to pay with",), ("came anew",)),
)
"""Senses that mean, together in a letter, that a one-time code is passed on.

What is ``sent by a bank`` is said in the sentence of the digits, what is ``asked by a bank``, and
so is that a code is ``soon over``, ``to pay with``, ``received`` or ``came anew``; one that ``came
just now`` follows on a sign: "it came: 123456".
"""


ELSEWHERE: Final = frozenset(("elsewhere", "amiss", "coded", "goods"))
"""What has codes of its own."""

_BESIDE: Final = frozenset(
    ("came", "approve", "purchase", "moments", "stale", "hurry", "enters", "forwards")
)
"""One of which is spoken of beside a code."""


def beside(once: Mapping[str, Iterable[str]]) -> tuple[list[str], list[str], list[str]]:
    """Return the words of which one stands beside a code.

    Then those of what has codes of its own, and those for banks, whose code it is even so.
    ``once`` says what a word speaks of, each behind its language.
    """
    senses = {word: {each.split()[1] for each in said} for word, said in once.items()}
    return (
        [word for word, said in senses.items() if not said.isdisjoint(_BESIDE)],
        [word for word, said in senses.items() if ELSEWHERE.issuperset(said)],
        [word for word, said in senses.items() if "bank" in said],
    )


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
        ("maker",),
        ("bank", "approve", "requested"),
        ("bank", "waits"),
        ("came", "stale"),
        ("came", "hurry", "tries"),
        ("stale", "tries", "forwards"),
        *(("came", x) for x in ("moments", "enters", "hurry")),
    ):
        if words.keys() >= set(needed):
            yield " ".join("|".join(sorted(words[sense])) for sense in needed)
