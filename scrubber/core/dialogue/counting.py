"""Few digits that count what stands behind them: digits of a card, or boxes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrubber.core.language.described import meant
from scrubber.core.language.plain import plain
from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrubber.core.language.lexicon import Mark
    from scrubber.core.reading.digits import Run
    from scrubber.core.rules import Rules

_FEW = 2
_SHORT = 4
_COUNTED = frozenset(("thing", "goods", "measured", "backed"))
_WORD_BEHIND = pattern(r"[ \t]+([^\W\d_]+)")


def is_count(text: str, run: Run, rules: Rules) -> bool:
    """Say whether digits count others: "the last 12 digits of my card"."""
    word = _WORD_BEHIND.match(text, run.end) if run.length <= _FEW else None
    return word is not None and "figures" in meant(plain(word[1]), rules.describing)


def counts(text: str, run: Run, marks: Iterable[Mark], rules: Rules) -> bool:
    """Say whether digits count things: "the first part came, 58 boxes"."""
    word = _WORD_BEHIND.match(text, run.end) if run.length <= _FEW else None
    if word is None or any(mark.start <= word.start(1) < mark.end for mark in marks):
        return False
    return len(word[1]) > _SHORT and meant(plain(word[1]), rules.describing) <= _COUNTED
