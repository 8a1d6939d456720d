"""Names of a security code that say whose it is: "the security code of the safe is 345".

A code of a safe, of a gate or of a sticker is called what that of a card is called.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from scrubber.core.language.described import meant
from scrubber.core.language.lexicon import tokens_of
from scrubber.core.language.plain import plain
from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrubber.core.language.lexicon import Mark

_BEHIND: Final = 40
_BEFORE: Final = 24
"""Characters beside a name within which a thing is its owner."""

_FEW = 4
_LONGEST = 8
"""Words, and letters of those that are not the owner: "of the new safe"."""

_PUNCTUATION = pattern(r"[^\w\s'\u2019-]|[0-9_]|\n")
_TOUCHES = pattern(r"([^\W\d_]+)(?:['\u2019]s?)? \Z")
_AMBIGUOUS: Final = frozenset(("secure", "check"))


def is_of_thing(text: str, name: Mark, describing: Mapping[str, tuple[str, ...]]) -> bool:
    """Say whether a ``name`` for a code in ``text`` is that of a thing's.

    A CVV is a card's only.  What has a lock has a security code; a number to check something by is
    any thing's.
    """
    called = [meant(word, describing) for word in name.phrase.split()]
    if _AMBIGUOUS.isdisjoint(set().union(*called)) or any("card" in each for each in called):
        return False
    before = _TOUCHES.search(plain(text[max(name.start - _BEFORE, 0) : name.start]))
    if (before and "coded" in meant(before[1], describing)) or _has_an_owner(
        text, name.start, describing
    ):
        return True
    checks = not any("secure" in each for each in called)
    behind = _PUNCTUATION.split(plain(text[name.end : name.end + _BEHIND]), 1)[0]
    for token in tokens_of(behind)[:_FEW]:
        said = meant(token, describing)
        if "card" in said:
            return False
        if "coded" in said or (checks and "thing" in said):
            return True
        if "says" in said or len(token) > _LONGEST:
            return False
    return False


def _has_an_owner(text: str, at: int, describing: Mapping[str, tuple[str, ...]]) -> bool:
    """Say whether words before character ``at`` tell what has a code: "the alarm has a"."""
    clause = _PUNCTUATION.split(plain(text[max(at - _BEHIND, 0) : at]))[-1]
    said = [meant(token, describing) for token in tokens_of(clause)[-_FEW:]]
    return any("coded" in one and "has" in other for one, other in pairwise(said))


def begins_of_thing(text: str, at: int, describing: Mapping[str, tuple[str, ...]]) -> bool:
    """Say whether words behind character ``at``, where a name ends, tell of a thing that has it."""
    behind = _PUNCTUATION.split(plain(text[at : at + _BEHIND]), 1)[0]
    for token in tokens_of(behind)[:_FEW]:
        said = meant(token, describing)
        if said & {"card", "says", "thing"}:
            return "thing" in said
    return False
