"""One number in two labelled halves of the same text: "first half 4111 1111, the rest is ..."."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scrubber.core.candidates import LONGEST, SHORTEST, issued
from scrubber.core.hit import Hit
from scrubber.core.judge import Evidence
from scrubber.core.model import Kind
from scrubber.core.pan import READABLE

if TYPE_CHECKING:
    from scrubber.core.rules import Rules
    from scrubber.core.words import Words

_HALF = re.compile(r"(?<![0-9])[0-9](?:[ .\-]{0,2}[0-9]){3,14}(?![0-9])")
_REACH = 48
"""Characters between a half and its label."""


def find_halves(text: str, words: Words, rules: Rules) -> list[Hit]:
    """Return both halves of each number that is told in two labelled parts."""
    marks = words.between(0, len(text))
    firsts = _labelled(text, [mark.end for mark in marks if mark.label.role == "first_part"])
    lasts = _labelled(text, [mark.end for mark in marks if mark.label.role == "last_part"])
    hits = []
    for first in firsts:
        for last in lasts:
            digits = "".join(filter(str.isdigit, first[0] + last[0]))
            if first.end() > last.start() or not SHORTEST <= len(digits) <= LONGEST:
                continue
            networks = issued(digits, rules.issuers)
            if networks:
                evidence = Evidence([("luhn", networks[0].name), ("told in two halves", "")])
                for half, readable in ((first, 0), (last, READABLE)):
                    hits.append(Hit(Kind.PAN, networks[0].name, *half.span(), evidence, readable))
    return hits


def _labelled(text: str, ends: list[int]) -> list[re.Match[str]]:
    """Return the digits that follow each label."""
    found = {}
    for end in ends:
        half = _HALF.search(text, end, end + _REACH + LONGEST * 2)
        if half and half.start() - end <= _REACH:
            found[half.start()] = half
    return list(found.values())
