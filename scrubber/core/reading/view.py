"""A text as somebody reads it, with a way back to the characters it was made from.

A view is made from another by replacing what a pattern finds.  Its text is there at once; the way
back is worked out only when somebody asks for it, which is where something was found.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property

_STRETCH = 1 << 20
"""Characters."""

Replacement = str | Callable[[re.Match[str]], str]
"""A text without group references, or a function of the match."""


class View:
    """Text, and where each of its characters comes from."""

    def __init__(self, text: str, origin: int = 0) -> None:
        """Begin with ``text``, which stands at character ``origin`` of the source."""
        self.text = text
        self.origin = origin

    def replaced(
        self, pattern: re.Pattern[str], replacement: Replacement, end: int | None = None
    ) -> View:
        """Return a view of this one with each match of ``pattern`` before ``end`` replaced."""
        source = self.text
        limit = len(source) if end is None else end
        if limit == len(source):
            text = pattern.sub(replacement, source)
        else:
            text = pattern.sub(replacement, source[:limit]) + source[limit:]

        def edits() -> Iterator[Edit]:
            for match in pattern.finditer(source, 0, limit):
                new = replacement if isinstance(replacement, str) else replacement(match)
                if new != match[0]:  # what shows itself is no edit: each character stays itself
                    yield match.start(), match.end(), new

        return _Edited(self, text, edits)

    def mapped(self, pattern: re.Pattern[str], table: Mapping[str, str], end: int) -> View:
        """Return a view with each tag before ``end`` looked up in ``table``.

        The ``pattern`` of a tag is one group.  Splitting and looking up takes a third of the time
        that a function for each tag does; a long text is split stretch by stretch, since its pieces
        take three times as much memory as it does.
        """
        source = self.text
        shown = []
        done = 0
        while done < end:
            cut = source.find(">", done + _STRETCH, end) + 1 or end
            parts = pattern.split(source[done:cut])
            parts[1::2] = map(table.__getitem__, parts[1::2])
            shown.append("".join(parts))
            done = cut
        shown.append(source[end:])

        def edits() -> Iterator[Edit]:
            for match in pattern.finditer(source, 0, end):
                yield match.start(), match.end(), table[match[0]]

        return _Edited(self, "".join(shown), edits)

    def edited(self, edits: list[Edit]) -> View:
        """Return a view of this one with ``edits`` made, which are in order."""
        parts = []
        done = 0
        for start, end, new in edits:
            parts += [self.text[done:start], new]
            done = end
        return _Edited(self, "".join([*parts, self.text[done:]]), lambda: edits)

    def translated(self, change: Callable[[str], str]) -> View:
        """Return a view in which single characters became others, one for one."""
        # A text has few kinds of characters: replacing each costs a tenth of str.translate.
        text = self.text
        for char in set(text):
            new = change(char)
            if new != char:
                text = text.replace(char, new)
        return _Translated(self, text)

    def respelled(self, text: str) -> View:
        """Return a view that reads ``text``, which has a character for each of this one's."""
        return _Translated(self, text)

    def moved(self, by: int) -> View:
        """Return this view as one of a longer text, of which the source begins at ``by``."""
        return _Moved(self, by) if by else self

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the half-open source range that the characters ``[start, end)`` come from."""
        return start + self.origin, end + self.origin

    def led_back(self, start: int, flags: bytes) -> tuple[int, bytes]:
        """Return where the source of characters from ``start`` on begins, and its flags.

        There is one of each character; where several became others all have it if one of these has.
        Of a long stretch this takes a tenth of asking for the span of each character.
        """
        return start + self.origin, flags


class _Moved(View):
    """A view of a stretch of a longer text."""

    def __init__(self, parent: View, by: int) -> None:
        super().__init__(parent.text)
        self._parent = parent
        self._by = by

    def span(self, start: int, end: int) -> tuple[int, int]:
        start, end = self._parent.span(start, end)
        return start + self._by, end + self._by

    def led_back(self, start: int, flags: bytes) -> tuple[int, bytes]:
        start, flags = self._parent.led_back(start, flags)
        return start + self._by, flags


class _Translated(View):
    """A view whose characters stand where those of another stand."""

    def __init__(self, parent: View, text: str) -> None:
        super().__init__(text)
        self._parent = parent

    def span(self, start: int, end: int) -> tuple[int, int]:
        return self._parent.span(start, end)

    def led_back(self, start: int, flags: bytes) -> tuple[int, bytes]:
        return self._parent.led_back(start, flags)


Edit = tuple[int, int, str]
"""Characters ``[start, end)`` and what stands there instead."""


class _Edited(View):
    """A view in which stretches of another were replaced."""

    def __init__(self, parent: View, text: str, edits: Callable[[], Iterable[Edit]]) -> None:
        super().__init__(text)
        self._parent = parent
        self._edits = edits

    @cached_property
    def _cuts(self) -> tuple[array[int], array[int], array[int]]:
        """Return the pieces of this text: where each begins here, there, and how far it reaches.

        A piece that was copied (-1) reaches as far here as there; one that was put in comes as a
        whole from the whole stretch it replaces.
        """
        here, there, reach = array("q"), array("q"), array("q")
        at = done = 0
        for start, end, new in self._edits():
            if start > done:
                here.append(at)
                there.append(done)
                reach.append(-1)
                at += start - done
            if new:
                here.append(at)
                there.append(start)
                reach.append(end)
                at += len(new)
            done = end
        here.append(at)
        there.append(done)
        reach.append(-1)
        return here, there, reach

    def span(self, start: int, end: int) -> tuple[int, int]:
        here, there, reach = self._cuts
        first = bisect_right(here, start) - 1
        last = bisect_right(here, end - 1) - 1
        begin = there[first] if reach[first] >= 0 else there[first] + start - here[first]
        stop = reach[last] if reach[last] >= 0 else there[last] + end - here[last]
        return self._parent.span(begin, stop)

    def led_back(self, start: int, flags: bytes) -> tuple[int, bytes]:
        here, there, reach = self._cuts
        first = bisect_right(here, start) - 1
        last = bisect_right(here, start + len(flags) - 1)
        begin = done = there[first] if reach[first] >= 0 else there[first] + start - here[first]
        parts = []
        sources = there[first:last]
        sources[0] = begin
        ends = (*(at - start for at in here[first + 1 : last]), len(flags))
        at = 0
        for source, limit, end in zip(sources, reach[first:last], ends, strict=True):
            shown = flags[at:end]
            at = end
            if source > done:
                parts.append(bytes(source - done))
            if limit >= 0:
                shown = (b"\1" if 1 in shown else b"\0") * (limit - source)
            parts.append(shown)
            done = source + len(shown)
        return self._parent.led_back(begin, b"".join(parts))
