"""An encoded body written anew where very much of what it stands for has changed.

All of it at once takes a tenth of bringing back patch by patch; what has not changed stays as it is
written, to the last character.
"""

from __future__ import annotations

import binascii
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import re

BASE64_ALPHABET = (
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"  # RFC 4648 section 4
)
FOREIGN = bytes(set(range(256)) - set(BASE64_ALPHABET + b"="))
_IS_OWN = bytes(byte not in FOREIGN for byte in range(256))


def in_base64(body: bytes, new: bytes) -> bytes:
    """Return ``body`` standing for ``new``, each character at its own place."""
    runs = []
    done = 0
    for run in body.translate(None, FOREIGN).split(b"="):
        size = len(run) * 3 // 4
        runs.append(_requantized(run, new[done : done + size]))
        done += size
    characters = iter(b"=".join(runs))
    own = body.translate(_IS_OWN)
    return bytes([next(characters) if mine else byte for byte, mine in zip(body, own, strict=True)])


def _requantized(run: bytes, content: bytes) -> bytes:
    """Return a run of base64 characters standing for ``content``.

    Bits of its last characters that say nothing stay if these need not change.
    """
    whole = len(run) // 4
    encoded = binascii.b2a_base64(content[: whole * 3], newline=False)
    rest, written = content[whole * 3 :], run[whole * 4 :]
    if rest and binascii.a2b_base64(written.ljust(4, b"=")) != rest:
        written = binascii.b2a_base64(rest, newline=False).rstrip(b"=")
    return encoded + written


def in_escapes(body: bytes, old: bytes, new: bytes, units: re.Pattern[bytes]) -> bytes:
    """Return ``body`` standing for ``new``, no longer for ``old``, escaped where it was.

    ``units`` finds the escapes: of a ``byte``, or ``soft`` ones that stand for nothing.
    """
    parts = []
    position = at = 0
    for found in units.finditer(body):
        start, end = found.span()
        behind = at + start - position
        parts.append(_written(body[position:start], old[at:behind], new[at:behind]))
        kind = found.lastgroup
        if kind == "byte" and new[behind] != old[behind]:
            parts.append(b"%b%02X" % (body[start : start + 1], new[behind]))
        else:
            parts.append(body[start:end])
        at = behind + (kind != "soft")
        position = end
    parts.append(_written(body[position:], old[at:], new[at:]))
    return b"".join(parts)


def _written(plain: bytes, old: bytes, new: bytes) -> bytes:
    """Return what stands between escapes; a blank that is an underscore stays one."""
    if old == new:
        return plain
    signs = zip(plain, old, new, strict=True)
    return bytes([sign if before == behind else behind for sign, before, behind in signs])
