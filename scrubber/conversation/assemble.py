"""Open pieces and a new mail: which belong to one number, and what is to be masked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrubber.conversation.model import Held, Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence


def join(new: Sequence[Held], others: Sequence[Held]) -> Outcome:
    """Return what follows from the pieces of a new mail, beside those of other mails.

    ``others`` come in any order, and may have arrived later.
    """
    del new, others
    return Outcome()
