"""A number in groups with something between that belongs to none of them.

List numbers ("1) 4111 2) 1111"), labels ("Block 1: 4111"), words ("4111, then 1111").
"""

from __future__ import annotations

from itertools import pairwise, takewhile
from typing import TYPE_CHECKING

from scrubber.core.cards import evidence
from scrubber.core.cards.candidates import Candidate
from scrubber.core.judge import Evidence, Hit
from scrubber.core.language.alphabet import SEPARATORS
from scrubber.core.model import Kind
from scrubber.core.numbers.pan import READABLE, Pan
from scrubber.core.numbers.windows import issued, may_be_issued
from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrubber.core.judge import Judge
    from scrubber.core.language.words import Words
    from scrubber.core.numbers.issuers import Issuers
    from scrubber.core.patience import Patience
    from scrubber.core.rules import Rules

_KINDS = bytes(
    ord("0" if chr(byte) in "0123456789" else " " if chr(byte) in SEPARATORS else "x")
    for byte in range(256)
)
_GAP = r" {0,64}+(?:x[ x]{0,95}+(?:0[ x]{1,95}+)?|0[ x]{1,95}+)"
_GROUPS = pattern(
    rf"0000(?<!00000)(?!0)(?={_GAP}(0000)(?!0){_GAP}(0000)(?!0){_GAP}(0000)(?!0)"
    rf"|{_GAP}(000000)(?!0){_GAP}(00000?)(?!0))".encode()
)
"""The groups that most cards have, with letters or a digit of a list between."""

_OPENING = 3
"""Digits by which most numbers are told to be no network's."""

FEWEST_GROUPS = 3
_NUMBER = pattern(r"[0-9]+")
_WIDEST = 32
"""Characters between two groups."""

_MOST_WORDS = 3
_WORD = pattern(r"[^\W\d_]+")
_COUNTER = pattern(r"(?<![^\W_])(?:[1-9]|[A-Ea-e])(?![^\W_])")
_SAYS_ON = frozenset(("continued", "last_part"))
_Span = tuple[int, int]


def may_be_in(utf8: bytes, issuers: Issuers) -> bool:
    """Say whether numbers stand in a text, one behind the other, that could be a card's groups."""
    return any(
        may_be_issued(b"".join([utf8[start:end] for start, end in groups]), issuers)
        for groups in _groups(utf8, issuers)
    )


def find_parted(
    text: str, words: Words, rules: Rules, judge: Judge, patience: Patience
) -> list[Hit]:
    """Return the groups of each number that is told group by group, while it matters."""
    hits: list[Hit] = []
    found = _groups(text.encode("ascii", "replace"), rules.issuers)
    for groups in takewhile(lambda _: not patience.worn_out, found):
        number = "".join([text[start:end] for start, end in groups])
        networks = issued(number, rules.issuers)  # tells soonest that most are none
        kind = _kind(text, groups, words, patience) if networks else ""
        if kind:
            gaps = tuple(text[a[1] : b[0]] for a, b in pairwise(groups))
            candidate = Candidate(Pan(number), networks, tuple(groups), gaps)
            told = Evidence([("luhn", networks[0].name), (kind, "")])
            if not patience.over_doubts:
                patience.doubted()
                around = evidence.Around(text, words, rules)
                evidence.of_words(candidate, around, judge.needed, told)
            parts = [Hit(Kind.PAN, networks[0].name, *group, told) for group in groups[:-1]]
            parts.append(Hit(Kind.PAN, networks[0].name, *groups[-1], told, READABLE))
            if judge.convicts(parts[0]):
                patience.noted_half()
                hits += parts
    return hits


def _groups(written: bytes, issuers: Issuers) -> Iterator[list[_Span]]:
    """Yield where groups of digits stand that may be those of one number, by how they begin."""
    openings = issuers.all_openings
    for found in _GROUPS.finditer(written.translate(_KINDS)):
        start = found.start()
        if written[start : start + _OPENING] in openings:
            yield [span for span in found.regs if span[0] >= 0]


def _kind(text: str, groups: list[_Span], words: Words, patience: Patience) -> str:
    """Return what the groups have between them, "" if nothing that belongs there."""
    if patience.over_doubts:
        return "one of very many"
    gaps = [(a[1], b[0]) for a, b in pairwise(groups)]
    between = [text[start:end] for start, end in gaps]
    if max(map(len, between)) > _WIDEST:
        return ""
    if _is_counted(text[max(groups[0][0] - _WIDEST, 0) : groups[0][0]], between):
        return "groups in a list"
    for place, gap in enumerate(between, 2):  # "2nd" is the second
        if _NUMBER.findall(gap) not in ([], [str(place)]) or len(_WORD.findall(gap)) > _MOST_WORDS:
            return ""
    told = sum(any(mark.label.role in _SAYS_ON for mark in words.between(*gap)) for gap in gaps)
    return "groups told one by one" if told > len(gaps) // 2 else "groups with words between"


def _is_counted(before: str, gaps: list[str]) -> bool:
    """Say whether labels before each group are the same but for what counts."""
    for found in _COUNTER.finditer(gaps[0]):
        lead, count, trail = gaps[0][: found.start()], found[0], gaps[0][found.end() :]
        counts = [chr(ord(count) + number) for number in range(len(gaps))]
        if gaps == [f"{lead}{each}{trail}" for each in counts]:
            return before.endswith(f"{chr(ord(count) - 1)}{trail}")
    return False
