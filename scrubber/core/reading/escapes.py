r"""What programs write as escapes: ``\n`` in a calendar, ``\u00a0`` in JSON, ``=20`` in a mail.

Calendars (RFC 5545 section 3.3.11), vCards, JSON, logs of programs and addresses write a line's end
so.  Its letter would be the first one of the next word otherwise, and no word of ours then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrubber.core.language.unicode import folded, is_invisible
from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator

    from scrubber.core.reading.view import View

SIGNS = {
    b"\\": tuple(b"\\" + letter for letter in (b"n", b"N", b"r", b"t", b"u", b"x")),
    b"%": (b"%0", b"%A0", b"%a0"),
}
"""What of an escape is in a text that has one, by its first byte."""

_WRITTEN = [(first.decode(), tuple(map(bytes.decode, signs))) for first, signs in SIGNS.items()]
_QUOTED = (
    r"=(?:20(?=[ \t\r\n<=])|3D|0[9AD]|A0|[CDE][0-9A-F]=[89AB][0-9A-F]|[C-F][0-9A-F](?=[a-z])"
    r"|(?<=[^=\s]=)\r?\n(?=[^\r\n=]))"
)
"""What tells of quoted-printable (RFC 2045 section 6.7) that nobody decodes: a mail was pasted as
it is sent, or a program forgot to say how it is encoded.  A line of equals signs is none."""

QUOTED = pattern(_QUOTED.encode())
_QUOTED_TEXT = pattern(_QUOTED)
_ESCAPE = pattern(
    # It begins with a sign, so that nothing else is looked at: a third of the time.
    r"[\\%=](?:(?<=\\)\\{0,3}"  # escaped once more, and again, where one program quotes another
    r"(?:r\\{1,4}n|[nNr]|(?P<tab>t)|(?:u(?P<wide>[0-9A-Fa-f]{4})|x(?P<byte>[0-9A-Fa-f]{2})))"
    r"|(?<=%)(?:0D%0A|0A|0D|(?P<space>09|C2%A0|A0))"
    r"|(?<==)(?:(?P<blank>C2=A0|A0|20(?![0-9])|09)|0D=0A|0A|0D"
    r"|(?P<equals>3D)|(?P<soft>(?<=[^=\s]=)\r?\n(?=[^\r\n=]))"
    r"|(?P<utf8>[CD][0-9A-F]=[89AB][0-9A-F]|E[0-9A-F](?:=[89AB][0-9A-F]){2})"
    r"|(?P<latin>[C-F][0-9A-F])(?=[a-z])))"
)
_RTF_CHARACTER = pattern(r"\\(?:u(?P<decimal>[0-9]{1,5}) ?\??|'(?P<byte>[0-9A-Fa-f]{2}))")
"""A character by its number, and the sign for programs that know none (RTF specification 1.9.1)."""


def _may_be_in(text: str) -> bool:
    """Say at a glance whether an escape that matters may be in ``text``."""
    for first, signs in _WRITTEN:
        # A single character is looked for several times as fast as two are.
        if first in text:
            for sign in signs:
                if sign in text:
                    return True
    return "=" in text and _QUOTED_TEXT.search(text) is not None


def with_escapes_read(views: Iterable[View]) -> Iterator[View]:
    """Yield ``views``, and those with escapes once more as what these stand for."""
    for view in views:
        yield view
        if _may_be_in(view.text) and _ESCAPE.search(view.text):
            shown = _Shown()
            yield view.replaced(_ESCAPE, shown.instead_of)


def without_rtf_characters(view: View) -> View:
    """Return a view of Rich Text Format in which characters written by number are characters."""
    return view.replaced(_RTF_CHARACTER, _rtf_character)


class _Shown:
    """What the escapes of one text show: the same few make up most of a wall."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def instead_of(self, found: re.Match[str]) -> str:
        """Return what an escape shows."""
        written = found[0]
        shown = self._known.get(written)
        if shown is None:
            shown = self._known[written] = _shown(found)
        return shown


def _shown(found: re.Match[str]) -> str:
    """Return what an escape shows."""
    code = found["wide"] or found["byte"] or found["latin"]
    if code:
        return _character(int(code, 16), found[0])
    if found["utf8"]:
        written = bytes.fromhex(found["utf8"].replace("=", " ")).decode("utf-8", "replace")
        return _character(ord(written[0]), found[0])
    if found["equals"] or found["soft"]:
        return "=" if found["equals"] else ""
    return " " if found["tab"] or found["space"] or found["blank"] else "\n"


def _rtf_character(found: re.Match[str]) -> str:
    """Return the character of a number, decimal in Unicode or hexadecimal in windows-1252."""
    if found["decimal"]:
        return _character(int(found["decimal"]) % 0x10000, found[0])
    return _character(int(found["byte"], 16), found[0])


def _character(code: int, written: str) -> str:
    """Return a character that counts in a number or a word, ``written`` of all others.

    Of the digits only those of ASCII count, whose escapes can be masked.
    """
    char = chr(code)
    if is_invisible(char):
        return ""
    char = folded(char)
    if char in "\r\n":
        return "\n"
    counts = char.isspace() or char in "-." or char.isalpha() or chr(code) in "0123456789"
    return char if counts else written
