"""What of a card a subject or a quoted mail names and does not tell: digits may answer it.

"Re: CVV" above a bare 123; "it is 123" above "> We also need the CVC of your card."
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scrubber.core.language.lexicon import Mark

TELLING: Final = ("code", "expiry", "card")
"""Roles of words that tell what of a card is missing."""

_MISSING = ("code", "expiry")
REACH: Final = 120
"""Characters within which words speak of one thing."""

_VALUE = pattern(r"[^\w\n*]{0,3}(?:[^\W\d_]{1,4}[^\w\n*]{1,3})?[0-9*]{3,4}(?![0-9*])")


class Missing(NamedTuple):
    """Whether the security code of a card is missing, and whether its expiry is."""

    code: bool = False
    expiry: bool = False

    def joined(self, other: Missing) -> Missing:
        """Return what is missing by either."""
        if other is NOTHING:
            return self
        return Missing(self.code or other.code, self.expiry or other.expiry)


NOTHING: Final = Missing()


def of_card(roles: set[str]) -> Missing:
    """Return what a question with these roles asks for; other things than cards expire, too."""
    return Missing("code" in roles, {"expiry", "card"} <= roles) if roles else NOTHING


def in_subject(text: str, marks: Sequence[Mark]) -> Missing:
    """Return what a subject names, so that a short mail below it need not."""
    if not [mark for mark in marks if mark.label.role in _MISSING]:  # nearly all of them
        return NOTHING
    roles = {mark.label.role for mark in marks if not _is_told(text, mark)}
    return NOTHING if "question" in roles else of_card(roles)


def in_quoted(text: str, marks: Iterable[Mark]) -> Missing:
    """Return what the ``marks`` of a quoted text name that is not told there.

    What names all that belongs to a card, as a warning does, asks for nothing.
    """
    at: dict[str, list[Mark]] = {role: [] for role in TELLING}
    for mark in marks:
        if mark.label.role in at and not _is_told(text, mark):
            at[mark.label.role].append(mark)
    dates = [date for date in at["expiry"] if _is_near(date, at["card"])]
    return Missing(
        any(not _is_near(code, at["expiry"]) for code in at["code"]),
        any(not _is_near(date, at["code"]) for date in dates),
    )


def _is_near(mark: Mark, others: Iterable[Mark]) -> bool:
    return any(abs(mark.start - other.start) <= REACH for other in others)


def _is_told(text: str, mark: Mark) -> bool:
    """Say whether a value, masked or not, stands right behind its name."""
    return _VALUE.match(text, mark.end) is not None
