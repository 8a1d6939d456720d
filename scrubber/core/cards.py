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
from scrubber.core.pan import READABLE, Pan, luhn_sum

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrubber.core.gate import Hints
    from scrubber.core.judge import Evidence, Judge
    from scrubber.core.rules import Rules
    from scrubber.core.words import Words

_FEW = 3
_LONG_NUMBER = re.compile(r"(?<![0-9])[0-9]{12,19}(?![0-9])")


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
    lists = _Lists(text)
    spared = rules.test_numbers if judge.policy.test_cards == "ignore" else frozenset()
    for candidate in candidates(text, rules.issuers, uneven=hints.spoken or bool(known)):
        weighed = evidence.of_card(candidate, text, words, rules, judge.needed)
        if len(candidate.groups) == 1 and lists.belie:
            weighed.add("in a list that Luhn does not hold for")
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
    """The unbroken long numbers of a text: of what is no card one in ten passes Luhn by chance."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def belie(self) -> bool:
        """Whether most of several such numbers fail Luhn."""
        numbers = set(_LONG_NUMBER.findall(self._text))
        failing = sum(luhn_sum(number) != 0 for number in numbers)
        return failing >= _FEW and failing > len(numbers) / 2


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
