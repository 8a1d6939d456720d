"""Stretches of a text that are a file's bytes and no text: a picture in a patch, an archive.

Signs that no text has are all over them, and what looks like a word or a number comes by chance.
Words, figures and what stands around these stay, since what only looks like a file may hold what
somebody wrote.  The rest is blackened character for character: what is near to something, or far,
is so afterwards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrubber.core.reading.view import View

_SIGN = r"\0-\x08\x0e-\x1a\x1c-\x1f\ue000-\uf8ff\ufffd"
_FEWEST_SIGNS = 64
_FEWEST_KINDS = 8
"""Of signs: records and fields of programs are parted by fewer."""

_BLOCK = pattern(rf"[{_SIGN}](?:[^{_SIGN}]{{0,64}}+[{_SIGN}]){{{_FEWEST_SIGNS - 1},}}+")
_SIGNS = pattern(f"[{_SIGN}]")
_WORDS = pattern(r"[\w \t\r\n\f\v!-~\u0300-\u036f\u2010-\u2027]{7,}+")
"""As long as the shortest name of a code with the code behind it: of words, spaces and signs."""

_DIGIT = r"[\d\u00b2\u00b3\u00b9\u2070-\u2089\u2460-\u24ff\u2776-\u2792\U0001f100-\U0001f10a]"
_FIGURES = pattern(rf"{_DIGIT}(?:[^A-Za-z0-9\0]{{0,2}}{_DIGIT}){{2}}")
_MARKUP = pattern("[<>]")
"""Without them a tag would begin or end elsewhere."""

_AROUND_WORDS = 1
_AROUND_FIGURES = 120
"""Characters: words this far from a number speak for it, or against it."""

_BLACK = "\x7f "
"""What stands for the rest: no letter, no digit, no one word, no gap within a number."""


def without_binary(view: View) -> View:
    """Return ``view`` with the bytes of files in it blackened."""
    text = view.text
    # Every such file has some of these; to look for a single character costs nothing.
    if not ("\0" in text or "\1" in text or "\2" in text or "\3" in text or "\ufffd" in text):
        return view
    parts = []
    done = 0
    for start, end in _left_out(text):
        parts += [text[done:start], (_BLACK * (end - start))[: end - start]]
        done = end
    return view.respelled("".join([*parts, text[done:]])) if parts else view


def _left_out(text: str) -> Iterator[tuple[int, int]]:
    """Yield the half-open stretches that nobody reads, between what may be text."""
    for block in _BLOCK.finditer(text):
        if len(set(_SIGNS.findall(block[0]))) < _FEWEST_KINDS:
            continue
        start, end = block.span()
        for low, high in sorted(_kept(text, start, end)):
            if low > start:
                yield start, low
            start = max(start, high)
        if end > start:
            yield start, end


def _kept(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield what stays of the block ``[start, end)``: what may be words or a number, and around.

    The number may stand beside the block.
    """
    for kind, around in ((_WORDS, _AROUND_WORDS), (_FIGURES, _AROUND_FIGURES), (_MARKUP, 0)):
        for found in kind.finditer(text, max(start - around, 0), end + around):
            yield max(found.start() - around, start), min(found.end() + around, end)
