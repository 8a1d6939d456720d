"""Which networks a piece of a number may begin, and of what length."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrubber.core.model import Opening

if TYPE_CHECKING:
    from scrubber.core.numbers.issuers import Issuers, Network


def openings(digits: str, issuers: Issuers, *, declared: bool) -> tuple[Opening, ...]:
    """Return the networks whose numbers may begin with ``digits``, and their possible lengths.

    Rare lengths count only where somebody has ``declared`` a part of a card number.
    """
    return tuple(
        Opening(network.name, lengths, network.luhn)
        for network in issuers.beginning(digits)
        if (lengths := _lengths(network, len(digits), declared=declared))
    )


def _lengths(network: Network, above: int, *, declared: bool) -> tuple[int, ...]:
    """Return the lengths of a network's numbers that are greater than ``above``."""
    usual = network.lengths if declared else network.lengths - network.needs_word
    return tuple(sorted(length for length in usual if length > above))
