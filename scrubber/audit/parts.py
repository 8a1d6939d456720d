"""Mailboxes as parts of about one size, so that several machines can read them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from scrubber.mailboxes.mbox import Mbox

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scrubber.audit.sources import Box


class Part(NamedTuple):
    """What one machine reads at a time: mailboxes, each with its place among all."""

    boxes: tuple[tuple[int, Box], ...]


def parts(boxes: Sequence[Box], size: int) -> Iterator[Part]:
    """Yield parts of about ``size`` bytes, in the order of reading.

    Small mailboxes come together, an mbox is cut, anything else that is larger is a part.
    """
    together: list[tuple[int, Box]] = []
    held = 0
    for place, box in enumerate(boxes):
        for piece in _pieces(box, size):
            if together and held + (piece.size or 0) > size:
                yield Part(tuple(together))
                together, held = [], 0
            together.append((place, piece))
            held += piece.size or 0
    if together:
        yield Part(tuple(together))


def _pieces(box: Box, size: int) -> Iterator[Box]:
    """Yield an mbox range by range, anything else whole."""
    mails = box.mails
    if not isinstance(mails, Mbox) or not box.size or box.size <= size:
        yield box
        return
    for start in range(0, box.size, size):
        last = start + size >= box.size  # it may have grown since
        cut = replace(mails, start=start, end=None if last else start + size)
        yield replace(box, mails=cut, size=min(size, box.size - start))
