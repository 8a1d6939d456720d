"""Digits of a view that were judged to be card data, on their way to be masked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrubber.core.judge import Evidence
    from scrubber.core.model import Kind
    from scrubber.core.numbers.pan import Pan


@dataclass(frozen=True, slots=True)
class Hit:
    """Card data at the half-open range ``[start, end)`` of a view's characters.

    The last ``readable`` digits may stay as they are.  ``pan`` is the number itself.
    ``assembled_from`` names the mails that showed what it is, where this one alone does not.
    """

    kind: Kind
    network: str | None
    start: int
    end: int
    evidence: Evidence
    readable: int = 0
    pan: Pan | None = None
    assembled_from: tuple[str, ...] = ()
