"""Runs of digits in groups, as people write a number or a part of one."""

from __future__ import annotations

import re
from itertools import chain, pairwise
from typing import TYPE_CHECKING, NamedTuple

from scrubber.core.patterns import pattern
from scrubber.core.reading.lines import alone

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_RUN = pattern(
    # What may not stand before is asked behind the first digit: so a digit is what is looked for.
    r"[0-9](?<![0-9A-Za-z+#€$£¥_@=].)(?<![0-9][.,:/\-].)(?<![A-Z][0-9]{2}[ \-].)(?<![A-Za-z]-.)"
    r"[0-9]*(?:(?:[ \t]{1,3}|[.\-]|[ ]-[ ])[0-9]+)*"
    r"(?![0-9A-Za-z%€$£¥_@=°]|[.,:/][0-9]|-[0-9\-]{0,16}[A-Za-z])"
)
GROUP = re.compile(r"[0-9]+")
_NEXT_LINE = pattern(r"[ \t>|*\-]*\r?\n[ \t>|*\-]*")
_FOUR = 4
_AMEX = (4, 6, 5)
_ROW = 3
_PAIRS = 6
_LONGEST = 19
"""Digits of what may be a number of a row; Python itself refuses to count thousands of them."""

_REPDIGITS = 1111
"""The step from 3333 to 4444, of which a number for tests is made; or none."""


class Run(NamedTuple):
    """Digits at ``[start, end)`` of a view, in groups; ``alone`` on their lines."""

    start: int
    end: int
    sizes: tuple[int, ...]
    alone: bool

    @property
    def length(self) -> int:
        """Count the digits."""
        return sum(self.sizes)

    @property
    def even(self) -> bool:
        """Whether all groups but the last have four digits, as cards are printed."""
        return all(size == _FOUR for size in self.sizes[:-1]) and self.sizes[-1] <= _FOUR

    @property
    def cut(self) -> bool:
        """Whether even groups end within a group, as three sizes in a row may."""
        return self.even and self.sizes[-1] < _FOUR

    @property
    def uniform(self) -> bool:
        """Whether they are unbroken or cut in equal groups, of which the last may be shorter."""
        return len({*self.sizes[:-1]}) <= 1 and self.sizes[-1] <= self.sizes[0]

    @property
    def shaped(self) -> bool:
        """Whether the groups are those of a card, of all its digits or of some."""
        several = len(self.sizes) > 1
        return several and (self.even or self.sizes in (_AMEX[:2], _AMEX[1:], _AMEX))


def find_runs(text: str) -> Iterator[Run]:
    """Yield the runs of digits in a text; lines of nothing but groups of four are one run."""
    lines: list[Run] = []
    for found in _RUN.finditer(text):
        sizes = tuple(len(group) for group in GROUP.findall(found[0]))
        run = Run(found.start(), found.end(), sizes, alone=alone(text, *found.span()))
        if lines and not _goes_on(text, lines[-1], run):
            yield _joined(lines)
            lines = []
        lines.append(run)
    if lines:
        yield _joined(lines)


def _joined(lines: list[Run]) -> Run:
    """Return the runs of lines, of which each goes on with the one before, as one."""
    sizes = tuple(chain.from_iterable(line.sizes for line in lines))
    return Run(lines[0].start, lines[-1].end, sizes, alone=lines[0].alone)


def _goes_on(text: str, run: Run, following: Run) -> bool:
    """Say whether a number goes on in the next line, in groups of four."""
    if not (run.alone and following.alone and run.even and following.even):
        return False
    lines = _NEXT_LINE.fullmatch(text, run.end, following.start)
    return lines is not None and run.sizes[-1] == _FOUR


def digits_of(text: str, run: Run) -> str:
    """Return the digits of a run."""
    return "".join(GROUP.findall(text[run.start : run.end]))


def is_in_order(groups: Sequence[str]) -> bool:
    """Say whether groups of digits are a row of numbers: the sizes of a shoe, models.

    Those go on by the same steps, or begin alike, and pairs at least go up or down, which a card's
    digits hardly do.
    """
    if len(groups) < _ROW or max(map(len, groups)) > _LONGEST:
        return False
    alike = {group[: _FOUR // 2] if len(group) == _FOUR else group for group in groups}
    if len(alike) == 1 and len(set(groups)) >= _ROW:
        return True
    steps = {int(after) - int(before) for before, after in pairwise(groups)}
    if len(steps) == 1:
        return steps.pop() % _REPDIGITS != 0
    pairs = len(groups) >= _PAIRS and len(groups[0]) == len("36")
    return pairs and (min(steps) > 0 or max(steps) < 0)
