"""Reads a mail as a person does: decoded, rendered, folded to plain figures.

It rests on the standard library alone, so that a fault of the filter's own reading cannot hide
here.  What it returns is compared, never sent on.
"""

from __future__ import annotations

import email
import re
import unicodedata
from email.header import decode_header, make_header
from email.message import Message
from functools import cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterator

OWN_FIELD: Final = "x-scrubber"
QUOTE_MARKS: Final = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)
SPACE: Final = re.compile(r"\s+")
BLOCKS: Final = frozenset(
    ("p", "div", "br", "tr", "table", "li", "ul", "ol", "h1", "h2", "h3", "hr", "pre", "title")
)
UNSEEN: Final = frozenset(("style", "script"))
EMPTY: Final = frozenset(("area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr"))
INVISIBLE: Final = frozenset(("Cf", "Me", "Mn"))


class Rendering(HTMLParser):
    """The text of an HTML page as a reader sees it, with what its fields and links hold."""

    def __init__(self) -> None:
        """Start with an empty page."""
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a break, what a field or link holds, and where hidden text begins."""
        values = {name: value or "" for name, value in attrs}
        style = values.get("style", "").replace(" ", "").lower()
        if tag not in EMPTY and (self._hidden or tag in UNSEEN or "display:none" in style):
            self._hidden += 1
        self.text.append("\n" if tag in BLOCKS else " " if tag in {"td", "th"} else "")
        target = values.get("href", "")
        if target.lower().startswith(("tel:", "mailto:")):
            self.text.append(f" [{unquote(target)}] ")
        if tag == "input" and "value" in values:
            self.text.append(f" [{values['value']}] ")

    def handle_endtag(self, tag: str) -> None:
        """Leave hidden text."""
        if tag not in EMPTY and self._hidden:
            self._hidden -= 1
        self.text.append("\n" if tag in BLOCKS else "")

    def handle_data(self, data: str) -> None:
        """Take text that is seen."""
        if not self._hidden:
            self.text.append(data)


def render(page: str) -> str:
    """Return the text that an HTML page shows."""
    rendering = Rendering()
    rendering.feed(page)
    rendering.close()
    return "".join(rendering.text)


@cache
def _folded(sign: str) -> str:
    if unicodedata.category(sign) in INVISIBLE:
        return ""
    figure = unicodedata.digit(sign, None)
    return sign if figure is None else str(figure)


def fold(text: str) -> str:
    """Return ``text`` with plain figures, without quote marks, white space collapsed."""
    composed = unicodedata.normalize("NFKC", QUOTE_MARKS.sub("", text.replace("%20", " ")))
    return SPACE.sub(" ", "".join(_folded(sign) for sign in composed)).strip()


def figures_of(text: str) -> str:
    """Return the digits of a folded text, all separators left out."""
    return "".join(sign for sign in text if sign in "0123456789")


def _decoded(part: Message) -> str:
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    try:
        text = content.decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:
        text = content.decode("utf-8", "replace")
    return render(text) if part.get_content_subtype() == "html" else text


class Reading(NamedTuple):
    """What one place of a mail says: a header field, or with ``field`` empty a part's body."""

    field: str
    text: str


def _readings(part: Message) -> Iterator[Reading]:
    for name, value in part.items():
        if name.lower() != OWN_FIELD:
            yield Reading(name, fold(str(make_header(decode_header(value)))))
    if part.is_multipart():
        for child in part.get_payload():
            if isinstance(child, Message):
                yield from _readings(child)
    elif part.get_content_maintype() == "text":
        yield Reading("", fold(_decoded(part)))
    else:
        yield Reading("", str(len(part.get_payload(decode=True) or b"")))


def read(raw: bytes) -> list[Reading]:
    """Return what all fields and parts of a mail say, folded, each once, in order.

    The field that the filter adds is left out, so that a mail and its masked copy read alike but
    for the masks.
    """
    return list(_readings(email.message_from_bytes(raw)))
