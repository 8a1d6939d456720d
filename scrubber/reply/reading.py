"""What the writer of a mail wrote himself, and what he quotes: the text of its first body."""

from __future__ import annotations

import re
from dataclasses import dataclass

from scrubber.core.message import layers
from scrubber.core.reading.quoting import Quoting

_LONGEST = 20_000  # characters; whoever writes by hand writes less
_TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class Words:
    """``own`` is the new text; ``all`` has the quotations below it, too."""

    own: str = ""
    all: str = ""


def words_of(message: bytes) -> Words:
    """Return the text of a masked message, of plain text before HTML."""
    bodies = [
        passage
        for _, passage in layers.take_stock(message).passages
        if "header:" not in passage.part
    ]
    for passage in sorted(bodies, key=lambda passage: passage.html):
        text = passage.text[:_LONGEST]
        own = Quoting(text, html=passage.html).own
        if own.strip():
            return Words(own, _TAG.sub(" ", text) if passage.html else text)
    return Words()
