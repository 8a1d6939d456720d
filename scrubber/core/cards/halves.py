"""One number in two labelled halves of the same text: "first half 4111 1111, the rest is ..."."""

from __future__ import annotations

from bisect import bisect_left
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from scrubber.core.judge import Evidence, Hit
from scrubber.core.model import Kind
from scrubber.core.numbers.pan import LONGEST, READABLE, SHORTEST
from scrubber.core.numbers.windows import issued, may_be_issued
from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable

    from scrubber.core.language.words import Words
    from scrubber.core.numbers.issuers import Issuers
    from scrubber.core.patience import Patience
    from scrubber.core.rules import Rules

_HALF = pattern(r"[0-9](?<![0-9].)(?:[ .\-]{0,2}[0-9]){3,14}(?![0-9])")
_LONGEST_HALF = 15 + 14 * 2
"""Characters: the digits, and what stands between them."""

_GROUP = pattern(r"[0-9]++")
_MANY = 100
_MANY_PAIRS = 500
"""Groups of digits in a text, and pairs as long as a number: of more it is not asked of each."""

_TOGETHER = 512
_OVERLAP = 8
"""Halves of a text that are looked at together, and of those behind them with which one may go."""

_LAST = ("last_part", "goes_on", "continued")
_MOST_LASTS = 4
"""So many parts behind a first one are tried with it."""

_REACH = 48
"""Characters between a half and its label."""

_LONGEST_LABEL = 80
_BEHIND = 10
"""Characters between a half and a label right behind it, and one more: " is the "."""

_AT_ONCE = pattern(r"[^.!?;:\n0-9]{0,9}")


def find_halves(text: str, words: Words, rules: Rules, patience: Patience) -> list[Hit]:
    """Return both halves of each number that is told in two labelled parts, while it matters."""
    halves = list(_HALF.finditer(text))
    hits: list[Hit] = []
    for at in range(0, len(halves), _TOGETHER):
        if patience.worn_out:
            break
        hits += _among(text, halves[at : at + _TOGETHER + _OVERLAP], words, rules, patience)
    return hits


def _among(
    text: str, halves: list[re.Match[str]], words: Words, rules: Rules, patience: Patience
) -> list[Hit]:
    """Return the halves of numbers among some digits."""
    # What each half is called is asked only where a number can begin: a letter full of other
    # numbers is let go in a hundredth of the time.
    begun = [half for half in halves if _may_begin(half, rules.issuers)]
    opening = _labels(begun, words, ("first_part",))
    closing = _labels(halves, words, _LAST) if opening else []
    hits = _paired(_behind(text, opening), _behind(text, closing), rules.issuers, patience)
    if hits or not closing:
        return hits
    firsts, lasts = _before(text, begun, opening), _before(text, halves, closing)
    return _paired(firsts, lasts, rules.issuers, patience)


def _paired(
    firsts: list[re.Match[str]], lasts: list[re.Match[str]], issuers: Issuers, patience: Patience
) -> list[Hit]:
    """Return the pairs that make a number."""
    starts = [last.start() for last in lasts]
    hits = []
    for first in takewhile(lambda _: not patience.worn_out, firsts):
        following = bisect_left(starts, first.end())
        for last in lasts[following : following + _MOST_LASTS]:
            digits = _digits(first) + _digits(last)
            networks = issued(digits, issuers)
            if networks and SHORTEST <= len(digits) <= LONGEST:
                evidence = Evidence([("luhn", networks[0].name), ("told in two halves", "")])
                patience.noted_half()
                for half, readable in ((first, 0), (last, READABLE)):
                    hits.append(Hit(Kind.PAN, networks[0].name, *half.span(), evidence, readable))
    return hits


def _may_begin(half: re.Match[str], issuers: Issuers) -> bool:
    """Say whether the digits of some network's numbers begin as those of a half do."""
    return _opens(_digits(half).encode("ascii"), issuers)


def _opens(digits: bytes, issuers: Issuers) -> bool:
    return digits[:3] in issuers.all_openings


def _digits(half: re.Match[str]) -> str:
    return "".join(filter(str.isdigit, half[0]))


def may_be_in(text: str, issuers: Issuers) -> bool:
    """Say whether digits and others behind them make a number, whatever they are called.

    In letters that only use such words, which are common, hardly any do.
    """
    groups = list(islice(_GROUP.finditer(text), _MANY + 1))
    if len(groups) > _MANY:
        return True
    halves = [half for group in groups if (half := _HALF.match(text, group.start()))]
    spans = [(half.span(), _digits(half).encode("ascii")) for half in halves]
    firsts = [(span, digits) for span, digits in spans if _opens(digits, issuers)]
    pairs = (
        digits + others
        for (_, end), digits in firsts
        for (start, _), others in spans
        if start >= end and SHORTEST <= len(digits + others) <= LONGEST
    )
    return any(
        number == _MANY_PAIRS or may_be_issued(digits, issuers)
        for number, digits in enumerate(pairs)
    )


def _labels(
    halves: Iterable[re.Match[str]], words: Words, roles: tuple[str, ...]
) -> list[tuple[int, int]]:
    """Return where labels with one of ``roles`` stand before halves, within, or right behind."""
    return [
        (mark.start, mark.end)
        for half in halves
        for mark in words.between(half.start() - _REACH - _LONGEST_LABEL, half.end() + _BEHIND)
        if mark.label.role in roles
    ]


def _behind(text: str, labels: list[tuple[int, int]]) -> list[re.Match[str]]:
    """Return the digits that follow each label, in order."""
    found = {}
    for _, end in labels:
        half = _HALF.search(text, end, end + _REACH + _LONGEST_HALF + 1)
        if half and half.start() - end <= _REACH:
            found[half.start()] = half
    return [found[start] for start in sorted(found)]


def _before(
    text: str, halves: Iterable[re.Match[str]], labels: list[tuple[int, int]]
) -> list[re.Match[str]]:
    """Return the digits that a label follows at once: "4111 1111 is the first half".

    In Turkish even "it begins with" stands behind.
    """
    starts = {start for start, _ in labels}
    reach = ((half, _AT_ONCE.match(text, half.end())) for half in halves)
    return [
        half
        for half, gap in reach
        if gap and not starts.isdisjoint(range(half.end(), gap.end() + 1))
    ]
