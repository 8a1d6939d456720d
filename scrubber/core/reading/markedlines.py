"""Lines of a page with quote marks before them: some programs quote in it as they do in a text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

MARKS = ("&gt;", ">")
_SPACE = r"(?:\s|&nbsp;|&#160;)"
_LINE_TAG = pattern(r"<(?:br|hr|/?p|/?div|/?li|/?t[dr])\b[^<>]*>", re.IGNORECASE)
_MARK = rf"\s*(?P<mark>(?:&gt;|>)++{_SPACE})"
_AT_BEGINNING = pattern(_MARK)
# Begins with a letter of its own, so that a page is gone through at the speed of a search for it.
_BEHIND_TAG = pattern(rf">{_MARK}")
_MARKED = pattern(r"(?:\A|>)\s*(?=&gt;|>)")
_ONE_MARK = pattern(rf"((?:\A|>)\s*)(?:&gt;|>){_SPACE}?")
_TAGS = pattern(rf"<[^<>]*>(?:{_SPACE}|<[^<>]*>)*+")


def first_mark(text: str) -> int:
    """Return where the first quote mark of a page stands, its length if there is none."""
    found = _AT_BEGINNING.match(text) or _BEHIND_TAG.search(text)
    return found.start("mark") if found else len(text)


def end_of_marked(text: str, start: int) -> int:
    """Return where lines with marks end: behind an empty line or a tag, as a text's do.

    It is the end of the page if nothing but marked lines follows.
    """
    for tags in _TAGS.finditer(text, start):
        below = tags.end() < len(text) and not text.startswith(MARKS, tags.end())
        if below and len(_LINE_TAG.findall(tags[0])) > 1:
            return tags.end()
    return len(text)


def marked_lines(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the lines with marks begin and end."""
    end = 0
    while found := _MARKED.search(text, end):
        tag = _LINE_TAG.search(text, found.end())
        end = tag.start() if tag else len(text)
        yield found.end(), end


def without_marks(text: str) -> str:
    """Return a page without the first mark of each line."""
    return _ONE_MARK.sub(r"\1", text)


def unmarked(text: str) -> str:
    """Return a page without the lines that have marks."""
    shown, done = "", 0
    for start, end in marked_lines(text):
        shown += text[done:start]
        done = end
    return shown + text[done:]
