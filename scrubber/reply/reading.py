"""What the writer of a mail wrote himself: the text of its first body, without quotations."""

from __future__ import annotations

from scrubber.core import layers
from scrubber.core.quoting import Quoting

_LONGEST = 20_000  # characters; whoever writes by hand writes less


def own_text(message: bytes) -> str:
    """Return the new text of a masked message, in plain text before HTML."""
    bodies = [
        passage
        for _, passage in layers.take_stock(message).passages
        if "header:" not in passage.part
    ]
    for passage in sorted(bodies, key=lambda passage: passage.html):
        own = Quoting(passage.text[:_LONGEST], html=passage.html).own
        if own.strip():
            return own
    return ""
