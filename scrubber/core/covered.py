"""Which bytes of a message are masked already: what two readings show counts once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrubber.core.message.passage import Inner


class Covered:
    """The masked bytes of each layer, and of each encoded body in it."""

    def __init__(self) -> None:
        """Begin with nothing masked."""
        self._bodies: dict[tuple[int, int], bytearray] = {}

    def cover(self, layer: int, changes: Iterable[Inner]) -> bool:
        """Note ``changes`` of a layer, known by its identity; say whether some byte is new."""
        new = False
        for change in changes:
            body, start, end = change.place
            masked = self._bodies.setdefault((layer, body), bytearray())
            if len(masked) < end:
                masked.extend(bytes(end - len(masked)))
            if not all(masked[start:end]):
                masked[start:end] = b"\1" * (end - start)
                new = True
        return new
