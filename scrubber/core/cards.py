"""Card numbers in one view: candidates, their evidence, and which of them stand."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from scrubber.core import evidence
from scrubber.core.candidates import Candidate, candidates
from scrubber.core.halves import find_halves
from scrubber.core.hit import Hit
from scrubber.core.judge import THRESHOLDS, Evidence, convicts
from scrubber.core.model import Kind
from scrubber.core.pan import READABLE, Pan, luhn_sum

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrubber.core.gate import Hints
    from scrubber.core.rules import Policy, Rules
    from scrubber.core.words import Words

_FEW = 3
_LONG_NUMBER = re.compile(r"(?<![0-9])[0-9]{12,19}(?![0-9])")


def find_cards(
    text: str,
    words: Words,
    rules: Rules,
    policy: Policy,
    hints: Hints,
    known: frozenset[Pan] = frozenset(),
) -> list[Hit]:
    """Return the card numbers in ``text``, in order, none overlapping another.

    Where windows overlap the one with more evidence stands, then the longer one.  ``known`` are
    numbers found elsewhere in the mail: they are card numbers here, too.
    """
    needed = THRESHOLDS[policy.level]
    judged: list[tuple[Evidence, Candidate]] = []
    lists = _Lists(text)
    for candidate in candidates(text, rules.issuers, uneven=hints.spoken or bool(known)):
        weighed = evidence.of_card(candidate, text, words, rules, needed)
        if len(candidate.groups) == 1 and lists.belie:
            weighed.add("in a list that Luhn does not hold for")
        if candidate.pan in known:
            weighed.add("elsewhere in the mail")
        if convicts(weighed, policy.level):
            judged.append((weighed, candidate))
    hits = [_hit(weighed, candidate) for weighed, candidate in _best(judged, len(text))]
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


def _best(
    judged: list[tuple[Evidence, Candidate]], length: int
) -> Iterator[tuple[Evidence, Candidate]]:
    """Yield those that stand where several overlap in a text of ``length`` characters."""
    judged.sort(key=lambda item: (-item[0].weight, -len(item[1].pan), item[1].start))
    taken = bytearray(length if judged else 0)
    for weighed, candidate in judged:
        if not any(taken[candidate.start : candidate.end]):
            taken[candidate.start : candidate.end] = b"\1" * (candidate.end - candidate.start)
            yield weighed, candidate


def _hit(weighed: Evidence, candidate: Candidate) -> Hit:
    """Return the hit that a convicted candidate is."""
    return Hit(
        Kind.PAN,
        evidence.issuer(candidate).name,
        candidate.start,
        candidate.end,
        weighed,
        readable=READABLE,
        pan=candidate.pan,
    )
