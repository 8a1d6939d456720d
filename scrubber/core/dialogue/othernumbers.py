"""Whether a mail is about numbers of another kind, which it does not tell beside their names.

"I have two vouchers, the first 5470 1128": what a label right before digits says is weighed with
them; this one stands elsewhere, and tells all the same what the mail's digits are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scrubber.core.language.lexicon import Mark
    from scrubber.core.reading.digits import Run
    from scrubber.core.rules import Rules

_DIGIT = pattern(r"[0-9]")
_NUMBER = pattern(r"n[uú]m|номер|čísl|cisl")
"""Of what one pays for, an order or an invoice, a mail with a card's digits speaks, too: there a
word for its number must be."""


def names_others(text: str, marks: Iterable[Mark], runs: Sequence[Run], rules: Rules) -> bool:
    """Say whether a label of something else has no digits behind it but those of ``runs``."""
    return any(
        mark.label.role == "before"
        and _is_of_numbers(mark, rules)
        and _has_no_own(text, mark, runs)
        for mark in marks
    )


def _is_of_numbers(mark: Mark, rules: Rules) -> bool:
    """Say whether a label stands for a number of its own."""
    lookalike = rules.lookalikes_by_name[mark.label.source]
    against = "pan" in lookalike.against and not lookalike.allows
    return against and (lookalike.strong or _NUMBER.search(mark.phrase) is not None)


def _has_no_own(text: str, mark: Mark, runs: Sequence[Run]) -> bool:
    """Say whether what a label names is not told behind it, or is told by one of ``runs``."""
    digit = _DIGIT.search(text, mark.end)
    return digit is None or any(run.start <= digit.start() < run.end for run in runs)
