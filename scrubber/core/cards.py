"""Card numbers in one view: candidates, their evidence, and which of them stand."""

from __future__ import annotations

from scrubber.core import evidence
from scrubber.core.candidates import Candidate, candidates
from scrubber.core.halves import find_halves
from scrubber.core.hit import Hit
from scrubber.core.judge import THRESHOLDS, Evidence, convicts
from scrubber.core.model import Kind
from scrubber.core.pan import READABLE
from scrubber.core.rules import Policy, Rules
from scrubber.core.words import Words


def find_cards(
    text: str, words: Words, rules: Rules, policy: Policy, *, halved: bool = False
) -> list[Hit]:
    """Return the card numbers in ``text``, in order, none overlapping another.

    Where windows overlap the one with more evidence stands, then the longer one.  ``halved`` says
    that the text may tell a number in two labelled halves.
    """
    needed = THRESHOLDS[policy.level]
    judged: list[tuple[Evidence, Candidate]] = []
    for candidate in candidates(text, rules.issuers):
        weighed = evidence.of_card(candidate, text, words, rules, needed)
        if convicts(weighed, policy.level):
            judged.append((weighed, candidate))
    judged.sort(key=lambda item: (-item[0].weight, -len(item[1].pan), item[1].start))
    taken = bytearray(len(text)) if judged else bytearray()
    hits = []
    for weighed, candidate in judged:
        if any(taken[candidate.start : candidate.end]):
            continue
        taken[candidate.start : candidate.end] = b"\1" * (candidate.end - candidate.start)
        network = evidence.issuer(candidate).name
        hits.append(
            Hit(Kind.PAN, network, candidate.start, candidate.end, weighed, readable=READABLE)
        )
    if halved:
        for half in find_halves(text, words, rules):
            if not any(hit.overlaps(half.start, half.end) for hit in hits):
                hits.append(half)
    return sorted(hits, key=lambda hit: hit.start)
