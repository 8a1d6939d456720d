"""What a message shape is: a way of writing a mail that holds a given text.

A shape is a function of the text that a customer put into the mail.  Made with a card number, and
made with the masked number, it says by itself what scrubbing has to give: the two messages differ
in those bytes that carry the number, and in no other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

LINE_ENDS = {"LF": b"\n", "CRLF": b"\r\n"}
AS_MADE = ("as made",)
"""The line ends of a shape whose line ends are the point, or whose bytes are no lines."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A way of writing a mail.

    ``make`` returns its bytes with LF line ends for a text; ``holds`` says whether the text stands
    in them at all.  ``places`` counts how often it does.  ``ends`` names the line ends in which the
    shape makes sense.  ``headed`` says whether there is a header: where there is none, a field that
    is added needs a blank line below it.
    """

    name: str
    make: Callable[[str], bytes]
    holds: bool = True
    places: int = 1
    ends: tuple[str, ...] = tuple(LINE_ENDS)
    headed: bool = True

    def message(self, text: str, end: str) -> bytes:
        """Return the bytes of the mail that holds ``text``, with line ends ``end``."""
        made = self.make(text)
        return made if end in AS_MADE else made.replace(b"\n", LINE_ENDS[end])


class Table(list[Shape]):
    """The shapes of one family, in the order they are written down."""

    def shape(
        self, *, places: int = 1, ends: tuple[str, ...] = tuple(LINE_ENDS), headed: bool = True
    ) -> Callable[[Callable[[str], bytes]], Callable[[str], bytes]]:
        """Take the decorated function as a shape that a text can be put into."""

        def take(make: Callable[[str], bytes]) -> Callable[[str], bytes]:
            self.append(Shape(_title(make), make, places=places, ends=ends, headed=headed))
            return make

        return take

    def fixed(
        self, *, ends: tuple[str, ...] = tuple(LINE_ENDS)
    ) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
        """Take the decorated function as a shape that has no place for a text."""

        def take(make: Callable[[], bytes]) -> Callable[[], bytes]:
            self.append(Shape(_title(make), lambda _text: make(), holds=False, ends=ends))
            return make

        return take


def _title(make: Callable[..., bytes]) -> str:
    return make.__name__.replace("_", " ")
