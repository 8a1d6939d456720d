"""Numbers of orders and invoices that a mail names.

By them another mail may be found to be the same customer's.
"""

from __future__ import annotations

from itertools import accumulate, compress
from typing import TYPE_CHECKING

from scrubber.core.dialogue.newtext import SUBJECT
from scrubber.core.dialogue.worth import LOOKED_AT
from scrubber.core.language.plain import lower, plain
from scrubber.core.patterns import pattern
from scrubber.core.reading.quoting import Quoting
from scrubber.core.rules import ORDERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scrubber.core.message.passage import Passage
    from scrubber.core.rules import Rules

_NUMBER = pattern(
    r"[^\w\n]{0,6}(?:is|ist|lautet|es|est|è|é|je|jest|nr|no|to)?[^\w\n]{0,3}"
    r"((?:[A-Za-z]{1,4}[-/]?)?(?:[0-9]{4,10}(?:[-/][0-9]{1,6})?|[0-9]{1,3}/[0-9]{2,6}))"
    r"(?![0-9]|[ \-.][0-9])"
)
_MOST = 4
_WORD = pattern(r"([^\W\d_]+)")
_BEFORE = 120
"""Characters before a number in which its label begins."""


def orders(passages: Iterable[Passage], rules: Rules) -> tuple[str, ...]:
    """Return the numbers that the texts and the subject of a mail label as an order's, few."""
    found: dict[str, None] = {}
    for passage in passages:
        if passage.part == SUBJECT or "header:" not in passage.part:
            text = passage.text[:LOOKED_AT]
            if passage.html:
                text = Quoting(passage.text, html=True).beginning(LOOKED_AT)
            folded = plain(text)
            for low, high in _labelled(text, folded, rules.ends_of_order_labels):
                for mark in rules.lexicon.find(folded[low:high]):
                    if mark.label.source in ORDERS and mark.label.role == "before":
                        number = _NUMBER.match(text, low + mark.end)
                        if number:
                            found.setdefault(lower(number[1]))
    return tuple(found)[:_MOST]


def _labelled(text: str, folded: str, ends: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Yield the stretches of whole words in which labels of numbers may stand.

    ``folded`` is the same text for its words.  Only behind a word that ends some label is a number
    looked for: to look for phrases wherever there are figures took a seventh of the time of an
    invoice with a card.
    """
    written = _WORD.split(folded)  # what stands between, a word, what stands between, ...
    behind = list(accumulate(map(len, written)))[1::2]
    low = high = 0
    for at in compress(behind, map(ends.__contains__, written[1::2])):
        if _NUMBER.match(text, at):
            near = max(at - _BEFORE, 0)
            start = max(text.rfind(" ", 0, near), text.rfind("\n", 0, near)) + 1
            if start > high:
                yield low, high
                low = start
            high = at
    yield low, high
