"""Digits that may be a code by a mere word, in a text whose card has its code already.

A card has one security code.  Beside "CVV 123" the code of a door is that of the door.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrubber.core.judge import Hit

_PLAIN = frozenset(
    (
        *("named as the code", "named as the code behind", "described as the code"),
        *("likely described as the code", "right behind the card", "in the card's block"),
        *("beside the expiry", "told behind the expiry", "asked for together"),
        "a word for the code beside it",
    )
)
"""What makes a code of digits that no other code can be meant by."""


def without_rivals(text: str, codes: list[Hit], cards: Iterable[Hit]) -> list[Hit]:
    """Return ``codes`` without those that a mere word names, if each card has a plain one."""
    plain = {text[code.start : code.end] for code in codes if _is_plain(code)}
    wanted = {card.pan for card in cards}
    if not wanted or len(plain) < len(wanted):
        return codes
    return [code for code in codes if _is_plain(code) or text[code.start : code.end] in plain]


def _is_plain(code: Hit) -> bool:
    return any(name in _PLAIN for name, _ in code.evidence.reasons)
