"""A source of one text, where a test asks the gate alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from scrubber.core.message.layer import Layer
    from scrubber.core.message.passage import Passage


class OneText:
    """Shows its text at a glance, and lies in no message."""

    def __init__(self, text: str) -> None:
        """Take the text."""
        self.layer = cast("Layer", None)
        self.passages: list[Passage] = []
        self._text = text

    def glance(self) -> bytes:
        """Return the text itself."""
        return self._text.encode()
