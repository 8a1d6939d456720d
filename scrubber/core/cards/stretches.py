"""Stretches of a text in which a card number may lie: digits with separators between.

Looked for in bytes of four kinds: six times as fast as a pattern of many characters.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from scrubber.core.language.alphabet import QUOTE_MARK, SEPARATORS
from scrubber.core.numbers.groups import FEW_GROUPS
from scrubber.core.numbers.pan import SHORTEST
from scrubber.core.numbers.windows import issued, windows
from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrubber.core.numbers.issuers import Issuers

_BETWEEN = (SEPARATORS + QUOTE_MARK).encode()
_KINDS = bytes(
    ord(
        "0"
        if chr(byte) in "0123456789"
        else "\n"
        if chr(byte) in "\r\n"
        else "-"
        if byte in _BETWEEN
        else "x"
    )
    for byte in range(256)
)
_LONG = pattern(rb"0[0\-\n]{%d,}0" % (SHORTEST - 2))
_GAPS_TO_SPACES = bytes.maketrans(b"-\n", b"  ")
_LONGEST_KEPT = 200
"""Characters of a form that is remembered; what is longer is a table, and no two are alike."""

_SLICE = 1 << 20
"""Characters."""

_LETTER = pattern("[A-Za-z]")

_Places = tuple[tuple[int, int, int, frozenset[bytes]], ...]
"""Where numbers may stand among the digits of a stretch, and what these may begin with.

A place is its first digit, behind its third, behind its last.
"""


def stretches(text: str) -> Iterator[tuple[int, int]]:
    """Yield the half-open ranges of digits, separators and quote marks that a number may lie in."""
    for start, stretch in _slices(text):
        for found in _LONG.finditer(stretch.encode("ascii", "replace").translate(_KINDS)):
            low, high = found.span()
            yield start + low, start + high


def _slices(text: str) -> Iterator[tuple[int, str]]:
    """Yield the text in slices, and where each begins, so that a long one is not copied twice.

    Cut is only behind letters, so no stretch is.
    """
    start = 0
    while len(text) - start > _SLICE and (letter := _LETTER.search(text, start + _SLICE)):
        yield start, text[start : letter.end()]
        start = letter.end()
    yield start, text[start:] if start else text


def promising(text: str, issuers: Issuers, *, uneven: bool) -> Iterator[tuple[int, int]]:
    """Yield those in which some window of whole groups may be a number that a network issued.

    The cheap question before the exact one, which asks for gaps and quote marks, too.  Dates are
    alike, and so are the rows of a table: each form is asked once whether a number has room in it.
    """
    for start, stretch in _slices(text):
        for low, high in _promising(stretch, issuers, uneven=uneven):
            yield start + low, start + high


def _promising(text: str, issuers: Issuers, *, uneven: bool) -> Iterator[tuple[int, int]]:
    """Yield those of a slice."""
    found_forms = set(_LONG.findall(text.encode("utf-8", "replace").translate(_KINDS)))
    forms = {form: _room(form, issuers, uneven=uneven) for form in found_forms}
    if not any(places != () for places in forms.values()):
        return
    raw = text.encode("ascii", "replace")  # dearer, but there a byte is a character
    for found in _LONG.finditer(raw.translate(_KINDS)):
        places = forms[found[0]]
        if places == ():
            continue
        low, high = found.span()
        if places is None or _holds(raw[low:high].translate(None, _BETWEEN), places, issuers):
            yield low, high


def _holds(digits: bytes, places: _Places, issuers: Issuers) -> bool:
    """Say whether a network may have issued the digits at one of ``places``."""
    for first, third, last, openings in places:
        if digits[first:third] in openings and issued(digits[first:last].decode(), issuers):
            return True
    return False


def _room(form: bytes, issuers: Issuers, *, uneven: bool) -> _Places | None:
    """Return where numbers may stand in a stretch of this form, None if it has many groups."""
    # Digits that a line end may cut are looked at as those of which somebody speaks.
    any_groups = uneven or b"\n" in form
    if len(form) > _LONGEST_KEPT:
        return _places(form, issuers, any_groups)
    return _kept_places(form, issuers, any_groups)


def _places(
    form: bytes,
    issuers: Issuers,
    any_groups: bool,  # noqa: FBT001 - a cache takes half the time without names
) -> _Places | None:
    # Of a wall it is soon told that its groups are many.
    numbers = form.translate(_GAPS_TO_SPACES).split(None, 2 * FEW_GROUPS)
    if len(numbers) > FEW_GROUPS and (any_groups or len(numbers) > 2 * FEW_GROUPS):
        return None
    sizes = tuple(map(len, numbers))
    return tuple(
        (low, low + 3, high, issuers.openings[high - low])
        for _, _, low, high, _, _ in windows(sizes, issuers, few=any_groups)
    )


_kept_places = lru_cache(maxsize=1 << 12)(_places)
