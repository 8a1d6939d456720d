"""A change of bytes in place.

Masking never changes the length of a message: each step that undoes an encoding also knows how to
bring a patch of its output back to its input, at the same length.  So offsets stay valid, line
lengths and base64 quanta keep their shape, and bytes that no patch covers cannot change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_ANY_TO_ONES = b"\0" + b"\xff" * 255


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
    return b"".join(pieces(raw, patches)) if patches else raw


def pieces(
    raw: bytes | memoryview, patches: Iterable[Patch], start: int = 0
) -> Iterator[bytes | memoryview]:
    """Yield ``raw`` with every patch laid over it in pieces, of which no other copy is made.

    From ``start`` on.  Of patches that overlap the later one counts, but where it leaves a byte as
    it was.
    """
    view = memoryview(raw)
    done = start
    together: list[tuple[int, Patch]] = []
    # Sorted by where they begin, but those that overlap are laid over each other in their order.
    for number, patch in sorted(enumerate(patches), key=lambda item: item[1].start):
        if together and patch.start >= done:
            yield _laid(view, together)
            together = []
        if not together:
            yield view[done : patch.start]
        together.append((number, patch))
        done = max(done, patch.end)
    if together:
        yield _laid(view, together)
    yield view[done:]


def _laid(view: memoryview, patches: list[tuple[int, Patch]]) -> bytes:
    """Return the bytes that patches without bytes between them cover, with these laid over them."""
    if len(patches) == 1:
        return patches[0][1].new
    start = patches[0][1].start
    stretch = bytearray(view[start : max(patch.end for _, patch in patches)])
    for _, patch in sorted(patches):
        low, high = patch.start - start, patch.end - start
        stretch[low:high] = _over(
            bytes(stretch[low:high]), view[patch.start : patch.end], patch.new
        )
    return bytes(stretch)


def _over(below: bytes, old: bytes | memoryview, new: bytes) -> bytes:
    """Return ``new`` laid over ``below``, which stays where ``new`` is what it was of ``old``.

    A patch of a wall has all that stands between the digits: what it leaves another may mask.
    """
    changed = int.from_bytes(difference(old, new).translate(_ANY_TO_ONES))
    both = int.from_bytes(new) & changed | int.from_bytes(below) & ~changed
    return both.to_bytes(len(new))


def difference(old: bytes | memoryview, new: bytes) -> bytes:
    """Return zeros where ``new`` is what ``old`` is, which has as many bytes."""
    return (int.from_bytes(old) ^ int.from_bytes(new)).to_bytes(len(new))
