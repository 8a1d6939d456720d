"""A change of bytes in place.

Masking never changes the length of a message: each step that undoes an encoding also knows how to
bring a patch of its output back to its input, at the same length.  So offsets stay valid, line
lengths and base64 quanta keep their shape, and bytes that no patch covers cannot change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


class Patch(NamedTuple):
    """``new`` replaces as many bytes from ``start`` on."""

    start: int
    new: bytes

    @property
    def end(self) -> int:
        """The first byte behind the replaced ones."""
        return self.start + len(self.new)


def shifted(patches: Iterable[Patch], by: int) -> list[Patch]:
    """Return ``patches`` moved ``by`` bytes."""
    return [Patch(patch.start + by, patch.new) for patch in patches]


def apply(raw: bytes, patches: Iterable[Patch]) -> bytes:
    """Return ``raw`` with every patch laid over it, ``raw`` itself without any."""
    patches = list(patches)
    if not patches:
        return raw
    copy = bytearray(raw)
    for start, new in patches:
        copy[start : start + len(new)] = new
    return bytes(copy)
