"""The readings of a mail, who judges them, and the card data in each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from scrubber.core.cards.hints import Hints
    from scrubber.core.judge import Hit, Judge
    from scrubber.core.language.words import Words
    from scrubber.core.message.layer import Layer
    from scrubber.core.message.passage import Passage
    from scrubber.core.model import Piece
    from scrubber.core.reading.view import View


@dataclass(eq=False, repr=False, slots=True)
class Reading:
    """One way to read a passage, who judges it, and the card data in it.

    ``waits`` says that it is one of a part of a number, which is masked once another mail completes
    it.
    """

    layer: Layer
    passage: Passage
    view: View
    words: Words
    hints: Hints
    judge: Judge
    cards: list[Hit]
    codes: list[Hit]
    waits: bool = False


class Examined(NamedTuple):
    """Every reading that may hold card data, and what other mails may complete."""

    readings: list[Reading]
    pieces: tuple[Piece, ...]
