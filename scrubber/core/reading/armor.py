"""Lines of an encoded file that stand in a text, which nobody reads: uuencode, base64, BinHex.

Letters and digits come as chance has it there, so that names of codes stand beside digits all over:
a picture of 100 KB took two seconds.  A line with as many digits together as a card's groups have
stays, since what only looks like a file may be what somebody wrote.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrubber.core.reading.view import Edit, View

_LEFT_OUT = "\n\u2026\n"
_SHORTEST = 8 * 57
"""Characters of the shortest block of lines."""

_BLOCK = pattern(
    r"\n(?:[>| \t]{0,20}+(?:"
    # RFC 4648 section 4 and 5, of which MIME writes 76 and PGP 64 a line.
    r"[A-Za-z0-9+/=_\-]{56,}+|"
    # POSIX uuencode: 45 bytes a line, as M says; spaces at the end are lost on the way.
    r"M[ -`]{48,62}+|"
    # BinHex 4.0 (RFC 1741), and base85 as Git writes it.
    r"[!-,\-0-9@A-Z\[`a-r]{64}|z[!-~]{65})"
    r"[ \t]*+\r?(?:\n|\Z)){8,}+"
)
_LINE = pattern(r"[^\n]*+\n?")
_DIGITS_TOGETHER = pattern(r"[0-9](?:[ +/=_.\-]?[0-9]){3}")


def without_armor(view: View) -> View:
    """Return ``view`` without the lines of encoded files in it."""
    if len(view.text) < _SHORTEST:
        return view
    edits = list(_left_out(view.text))
    return view.edited(edits) if edits else view


def _left_out(text: str) -> Iterator[Edit]:
    """Yield the stretches that nobody reads, whole lines between those with digits together."""
    for block in _BLOCK.finditer(text):
        start, end = block.span()
        kept = [
            line.span()
            for line in _LINE.finditer(text, start + 1, end)
            if _DIGITS_TOGETHER.search(text, *line.span())
        ]
        for (_, low), (high, _) in pairwise([(start, start + 1), *kept, (end, end)]):
            if high > low:
                yield low, high, _LEFT_OUT
