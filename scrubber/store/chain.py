"""A chain of lines in which each vouches for all those before it.

The link of a line is the SHA-256 of the link before it, a line feed and the text of the line, in
hexadecimal; nothing stands before the first.  So anybody can follow it with sha256sum, and whoever
knows a link sees whether a line up to it was changed, taken out, moved or cut off.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


class Line(NamedTuple):
    """One line; they are numbered from 1 on, without a gap."""

    number: int
    link: str
    text: str


BEGIN = Line(0, "", "")
"""What stands before the first line."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What looking a chain over has shown.

    ``head`` is the newest link, "" of no line.  ``faults`` say which line is wrong and how.
    ``unknown`` are the links that were asked for and that no line has.
    """

    lines: int
    head: str
    faults: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether all lines stand as they were written, as far as the links tell."""
        return not (self.faults or self.unknown)


def link(before: str, text: str) -> str:
    """Return the link of a line behind that with the link ``before``."""
    return sha256(f"{before}\n{text}".encode()).hexdigest()


def examine(lines: Iterable[Line], *, begin: Line = BEGIN, heads: Collection[str] = ()) -> Verdict:
    """Look the lines behind ``begin`` over, and for those whose links are ``heads``."""
    before, count, faults = begin, 0, []
    unknown = dict.fromkeys(heads)
    unknown.pop(begin.link, None)
    for line in lines:
        if line.number != before.number + 1:
            faults.append(_gap(before.number + 1, line.number))
        elif line.link != link(before.link, line.text):
            faults.append(f"line {line.number} was changed, or is not in its place")
        unknown.pop(line.link, None)
        before, count = line, count + 1
    return Verdict(count, before.link, tuple(faults), tuple(unknown))


def _gap(expected: int, number: int) -> str:
    if number < expected:
        return f"line {number} is not in its place"
    if number == expected + 1:
        return f"line {expected} is missing"
    return f"lines {expected} to {number - 1} are missing"
