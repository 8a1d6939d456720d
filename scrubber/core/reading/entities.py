"""The entities of HTML, which people see as characters in mail that is no HTML, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

_WRITTEN = r"&(?:#[xX]0{0,64}[0-9A-Fa-f]{1,8};?|#0{0,64}[0-9]{1,9};?|([A-Za-z][A-Za-z0-9]{1,31};?))"
_ENTITY = pattern(_WRITTEN)
_DIGITS = "0123456789"
"""What may stand right behind one of the oldest names, which need no semicolon: "&nbsp1111"."""

_ENTITY_IN_UTF8 = pattern(_WRITTEN.encode())


def may_be_in(utf8: bytes) -> bool:
    """Say whether ``utf8`` has an entity: a number, or a name that one has.

    Every sixth mail has an ampersand and none: "AT&T", "?id=4&page=2".
    """
    if b"&" not in utf8:
        return False
    from html.entities import html5  # thousands, and most mails none of them

    names = {name.decode("ascii") for name in _ENTITY_IN_UTF8.findall(utf8)}
    return any(not name or name in html5 or name.rstrip(_DIGITS) in html5 for name in names)


def entities(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the entities of ``text`` with what they show; what only looks like one is left out."""
    from html import unescape

    known: dict[str, str] = {}  # a text has few kinds
    for match in _ENTITY.finditer(text):
        written = match[0]
        shown = known.get(written)
        if shown is None:
            shown = known[written] = unescape(written)
        start, end = match.span()
        if len(shown) > 1 and shown[0] != "&":
            end -= len(written) - len(written.rstrip(_DIGITS))
            shown = unescape(text[start:end])
        if len(shown) == 1:
            yield start, end, shown
