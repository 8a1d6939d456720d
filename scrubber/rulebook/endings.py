"""Words in all their cases: "kart~f" stands for what the endings called ``f`` make of "kart".

A language's file lists the endings of each of its declensions once, under ``[endings]``, and an
ending may go on with others itself: "ım~case".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_MARKED = re.compile(r"([^\s|?~]*)~(\w+)")


def forms(word: str, endings: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield ``word`` in all its forms; raises :class:`KeyError` for endings that are not listed."""
    stem, marked, name = word.partition("~")
    if not marked:
        yield word
        return
    for ending in endings[name]:
        yield from forms(stem + ending, endings)


def declined(phrase: str, endings: Mapping[str, Sequence[str]]) -> str:
    """Return a phrase with each marked word as its forms, of which any may stand there."""
    return _MARKED.sub(lambda word: "|".join(dict.fromkeys(forms(word[0], endings))), phrase)
