"""What the digits and signs beside a number say of it: a row, a table, a list, an address."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scrubber.core.patterns import pattern
from scrubber.core.reading.digits import is_in_order
from scrubber.core.reading.lines import alone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrubber.core.cards.candidates import Candidate
    from scrubber.core.judge import Evidence

_BEHIND_A_CARD = (2, 3, 4)  # digits of a month, a code, an expiry
_HEX = pattern(r"(?=.*[0-9])(?=.*[A-Fa-f])(?:[0-9A-F]+|[0-9a-f]+)")
_FEW = 3
_ROW = 80
_FAR = 80
_SMALL = (2, 3)
"""Digits of groups that are no numbers by themselves; two of eight may be two telephones."""

LONE = "small groups, nothing like them near"
_SERIES = pattern(r"[0-9](?<![0-9].)[0-9]{0,2}[\s,;|\-]{1,4}[0-9]{1,3}(?![0-9])")
"""Small numbers beside each other, as rows of a table have them."""

_PARAMETER = pattern(r"[?&][a-zA-Z_]+=")
_CARD_PARAMETERS = ("card", "pan", "cc", "number", "karte", "tarjeta", "karta", "carte")
_OF_CARD = pattern(
    rf"=[a-z_]*?(?:{'|'.join(name[::-1] for name in _CARD_PARAMETERS)})", re.IGNORECASE
)
"""The name of a parameter with a card, read backwards, so that it is soon told."""

_TRACK_BEFORE = ("%B", ";")
_TRACK_BEHIND = pattern(r"\^[^\^\r\n]{2,26}\^[0-9]{4}|=[0-9]{4}")
"""ISO/IEC 7813: ``%B PAN ^ name ^ expiry`` and ``; PAN = expiry``."""

_TRACK_ALONE = pattern(r"=[2-4][0-9](?:0[1-9]|1[0-2])[125679][024][0-7][0-9]{4,16}(?![0-9])")
"""The same without the signs around it, as readers write that leave them out: with the service
code and what the issuer has put behind it."""

_SPACES = r"\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
"""White space, which takes three times as long to look for by its name."""

_TOKEN = pattern(rf"[^{_SPACES}<>\"'(),]*")
_LONGEST_TOKEN = 200
_SIGNS = ("=", "@", "://", "www.", "^")
"""What has one of them may be an address, or a stripe."""

_EXPIRY_DIGITS = pattern(r"(?:0[1-9]|1[0-2])[2-4][0-9](?![0-9])")


def of_neighbours(candidate: Candidate, text: str, evidence: Evidence) -> None:
    """Weigh the digits beside the number in the same run, and an address around it."""
    usual = max(candidate.gaps, key=candidate.gaps.count, default=None)
    size = candidate.groups[0][1] - candidate.start
    _table(candidate, text, usual, size, evidence)
    if size in _SMALL and _is_alone(candidate, text):
        evidence.add(LONE)
    if is_in_order([text[start:end] for start, end in candidate.groups]):
        evidence.add("numbers in order")
    if usual == "." and text.endswith(".", 0, candidate.start):
        evidence.add("goes on to the left")
    if text.endswith("+", 0, candidate.start):
        evidence.add("behind a plus sign")
    for side, length, gap in (
        ("left", candidate.left, candidate.left_gap),
        ("right", candidate.right, candidate.right_gap),
    ):
        same = gap == usual and length == size
        tight = gap.strip(" \t\r\n") == gap and len(gap) == 1 and gap not in ",;|+()*"
        apart = usual == gap or (side == "right" and length in _BEHIND_A_CARD)
        if length and ((same and size == 1) or (tight and not apart)):
            evidence.add(f"goes on to the {side}")
        elif length and same and not _EXPIRY_DIGITS.match(text, candidate.end + len(gap)):
            evidence.add(f"others like it to the {side}")
    _address(candidate, text, evidence)


def _address(candidate: Candidate, text: str, evidence: Evidence) -> None:
    """Weigh the word that the number stands in: an address, what is on a magnetic stripe."""
    start, end = candidate.start, candidate.end
    low = max(start - _LONGEST_TOKEN, 0)
    near = text[low : end + _LONGEST_TOKEN]
    if not any(sign in near for sign in _SIGNS):  # most numbers have none of them near
        return
    # Backwards it is found at once; else it is looked for from each of the characters before.
    before = _TOKEN.match(text[low:start][::-1])
    behind = _TOKEN.match(text, end, end + _LONGEST_TOKEN)
    backwards = before[0] if before else ""
    address = backwards[::-1]
    token = address + " " + (behind[0] if behind else "")
    if _is_track(address, text, end):
        evidence.add("track data")
    elif _is_address(token) and not _OF_CARD.match(backwards):
        evidence.add("inside an address")


def _is_track(before: str, text: str, end: int) -> bool:
    """Say whether digits behind ``before`` that end at ``end`` are those of a magnetic stripe."""
    if before.endswith(_TRACK_BEFORE) and _TRACK_BEHIND.match(text, end):
        return True
    return not before and _TRACK_ALONE.match(text, end) is not None


def _is_address(token: str) -> bool:
    """Say whether a word is an address; its signs are asked for before a pattern is."""
    if "://" in token or "@" in token or "www." in token:
        return True
    return "=" in token and _PARAMETER.search(token) is not None


def _is_alone(candidate: Candidate, text: str) -> bool:
    """Say whether groups of one size have nothing like them far and wide: no row of a table.

    On the lines above and below single numbers may stand.
    """
    for length, gap in (
        (candidate.left, candidate.left_gap),
        (candidate.right, candidate.right_gap),
    ):
        if length and "\n" not in gap:
            return False
    if not is_small([end - start for start, end in candidate.groups]):
        return False
    return not is_among_small(text, candidate.start, candidate.end)


def is_among_small(text: str, start: int, end: int) -> bool:
    """Say whether a series of small numbers stands before or behind ``[start, end)``."""
    before = _SERIES.search(text, max(start - _FAR, 0), start)
    return before is not None or _SERIES.search(text, end, end + _FAR) is not None


def is_small(sizes: Sequence[int]) -> bool:
    """Say whether a number is written in pairs or in threes, the rest behind."""
    size = sizes[0]
    return size in _SMALL and set(sizes[:-1]) == {size} and sizes[-1] <= size


def _table(
    candidate: Candidate, text: str, usual: str | None, size: int, evidence: Evidence
) -> None:
    """Weigh rows and columns of other numbers around the number."""
    row = candidate.left_gap == "\t" and set(candidate.gaps) == {"\t"}
    if row or (candidate.crowded and _is_in_table(candidate, size)):
        evidence.add("in a table of digits")
    elif among_hex(text, candidate.start, candidate.end, size):
        evidence.add("among hexadecimal numbers")
    elif _is_in_list(candidate, usual, size):
        evidence.add("in a list of other numbers")


def _is_in_list(candidate: Candidate, usual: str | None, size: int) -> bool:
    """Say whether lines of other digits stand above and below groups that are one a line."""
    listed = usual is not None and "\n" in usual and candidate.left and candidate.right == size
    return bool(listed) and candidate.left_gap == candidate.right_gap == usual


def among_hex(text: str, start: int, end: int, size: int) -> bool:
    """Say whether numbers of ``size`` hexadecimal digits stand around ``[start, end)``.

    Around a line of its own they stand in a table if the line above or below has nothing else.
    """
    reach = _FEW * (size + 1)
    before, behind = text[max(start - reach - 1, 0) : start], text[end : end + reach + 1]
    # What the reach cuts in two is left out.
    tokens = before.split()[len(before) > reach and not before[0].isspace() :]
    tokens += behind.split()[: -1 if len(behind) > reach and not behind[-1].isspace() else None]
    if not any(len(token) == size and _HEX.fullmatch(token) for token in tokens):
        return False
    return not alone(text, start, end) or _is_in_rows(text, start, end, size)


def _is_in_rows(text: str, start: int, end: int, size: int) -> bool:
    """Say whether the line above or below ``[start, end)`` has groups of ``size`` signs only."""
    above = text[max(start - _ROW, 0) : start].rstrip().rpartition("\n")[2].split()
    below = text[end : end + _ROW].lstrip().partition("\n")[0].split()
    return any(row and all(len(token) == size for token in row) for row in (above, below))


def _is_in_table(candidate: Candidate, size: int) -> bool:
    """Say whether groups like those of the number, ``size`` digits each, stand around it alike."""
    gaps = set(candidate.gaps)
    return (
        len(gaps) > 1
        or candidate.left_gap in gaps
        or (candidate.right_gap in gaps and candidate.right == size)
    )
