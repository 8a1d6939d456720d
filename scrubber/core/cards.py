"""Card numbers in one view: candidates, their evidence, and which of them stand."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from scrubber.core import evidence
from scrubber.core.candidates import Candidate, candidates
from scrubber.core.halves import find_halves
from scrubber.core.hit import Hit
from scrubber.core.model import Kind
from scrubber.core.pan import READABLE, Pan
from scrubber.core.windows import issued

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scrubber.core.gate import Hints
    from scrubber.core.judge import Evidence, Judge
    from scrubber.core.rules import Issuers, Rules
    from scrubber.core.words import Words

_FEW = 3
_UNBROKEN = re.compile(r"(?<![0-9])[0-9]{12,19}(?![0-9])|(?<![^\W_])0x[0-9A-Fa-f]{8,16}(?![^\W_])")
_GROUPED = re.compile(r"(?<![0-9])[0-9]{4}([ \t,.;|\-]{1,4})[0-9]{4}\1[0-9]{4}\1[0-9]{4}(?![0-9])")


def find_cards(
    text: str,
    words: Words,
    rules: Rules,
    judge: Judge,
    hints: Hints,
    known: frozenset[Pan] = frozenset(),
) -> list[Hit]:
    """Return the card numbers in ``text``, in order, none overlapping another.

    Where windows overlap the one with more evidence stands, then the longer one.  ``known`` are
    numbers found elsewhere in the mail: they are card numbers here, too.
    """
    convicted: list[Hit] = []
    lists = _Lists(text, rules.issuers)
    spared = rules.test_numbers if judge.policy.test_cards == "ignore" else frozenset()
    seen: Iterable[Candidate] | None = None if known else hints.seen
    if seen is None:
        seen = candidates(text, rules.issuers, uneven=hints.uneven or bool(known))
    worded = hints.worded or bool(known)
    for candidate in seen:
        weighed = evidence.of_card(candidate, text, words, rules, judge.needed, worded=worded)
        if lists.belie(candidate):
            weighed.add("in a list of other numbers")
        if candidate.pan in known:
            weighed.add("elsewhere in the mail")
        if candidate.pan in spared:
            weighed.add("published for tests")
        hit = _hit(weighed, candidate)
        if judge.convicts(hit):
            convicted.append(hit)
    hits = list(_best(convicted, len(text)))
    if hints.halved:
        for half in find_halves(text, words, rules):
            if not any(hit.overlaps(half.start, half.end) for hit in hits):
                hits.append(half)
    return sorted(hits, key=lambda hit: hit.start)


class _Lists:
    """The long numbers of a text: of what is no card one in ten passes Luhn by chance."""

    def __init__(self, text: str, issuers: Issuers) -> None:
        self._text = text
        self._issuers = issuers

    def belie(self, candidate: Candidate) -> bool:
        """Say whether most of several numbers written like ``candidate`` are no card's."""
        return self._unbroken if len(candidate.groups) == 1 else self._grouped

    @cached_property
    def _unbroken(self) -> bool:
        return self._fail(_UNBROKEN.findall(self._text))

    @cached_property
    def _grouped(self) -> bool:
        found = (match[0] for match in _GROUPED.finditer(self._text))
        return self._fail("".join(filter(str.isdigit, number)) for number in found)

    def _fail(self, numbers: Iterable[str]) -> bool:
        """Say whether most of several numbers fail Luhn, or are no network's."""
        different = set(numbers)
        failing = sum(not issued(number, self._issuers) for number in different)
        return failing >= _FEW and failing > len(different) / 2


def _best(convicted: list[Hit], length: int) -> Iterator[Hit]:
    """Yield those that stand where several overlap in a text of ``length`` characters."""
    convicted.sort(key=lambda hit: (-hit.evidence.weight, -len(hit.pan or ""), hit.start))
    taken = bytearray(length if convicted else 0)
    for hit in convicted:
        if not any(taken[hit.start : hit.end]):
            taken[hit.start : hit.end] = b"\1" * (hit.end - hit.start)
            yield hit


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
