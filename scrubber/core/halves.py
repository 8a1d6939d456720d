"""One number in two labelled halves of the same text: "first half 4111 1111, the rest is ..."."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from scrubber.core.hit import Hit
from scrubber.core.judge import Evidence
from scrubber.core.model import Kind
from scrubber.core.pan import READABLE
from scrubber.core.windows import LONGEST, SHORTEST, issued

if TYPE_CHECKING:
    from scrubber.core.rules import Rules
    from scrubber.core.words import Words

_HALF = re.compile(r"(?<![0-9])[0-9](?:[ .\-]{0,2}[0-9]){3,14}(?![0-9])")
_LAST = ("last_part", "continued")
_MOST_LASTS = 4
"""So many parts behind a first one are tried with it."""

_REACH = 48
"""Characters between a half and its label."""


def find_halves(text: str, words: Words, rules: Rules) -> list[Hit]:
    """Return both halves of each number that is told in two labelled parts."""
    marks = words.between(0, len(text))
    firsts = _labelled(text, [mark.end for mark in marks if mark.label.role == "first_part"])
    lasts = _labelled(text, [mark.end for mark in marks if mark.label.role in _LAST])
    starts = [last.start() for last in lasts]
    hits = []
    for first in firsts:
        following = bisect_left(starts, first.end())
        for last in lasts[following : following + _MOST_LASTS]:
            digits = "".join(filter(str.isdigit, first[0] + last[0]))
            networks = issued(digits, rules.issuers)
            if networks and SHORTEST <= len(digits) <= LONGEST:
                evidence = Evidence([("luhn", networks[0].name), ("told in two halves", "")])
                for half, readable in ((first, 0), (last, READABLE)):
                    hits.append(Hit(Kind.PAN, networks[0].name, *half.span(), evidence, readable))
    return hits


def _labelled(text: str, ends: list[int]) -> list[re.Match[str]]:
    """Return the digits that follow each label, in order."""
    found = {}
    for end in ends:
        half = _HALF.search(text, end, end + _REACH + LONGEST * 2)
        if half and half.start() - end <= _REACH:
            found[half.start()] = half
    return [found[start] for start in sorted(found)]
