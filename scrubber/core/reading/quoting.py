"""Which characters of a text its writer wrote newly, and which are quoted from other mails."""

from __future__ import annotations

import re
from functools import cached_property

from scrubber.core.language.plain import lower
from scrubber.core.patterns import pattern
from scrubber.core.reading.markedlines import (
    MARKS,
    end_of_marked,
    first_mark,
    marked_lines,
    unmarked,
    without_marks,
)

_QUOTED_LINE = pattern(r"^[ \t]*[>|][^\n]*\n?", re.MULTILINE)
_TAG = pattern(r"<[^<>]*>")
_ONE_MARK = pattern(r"\n[ \t]*[>|][ \t]?")
_MARKUP_QUOTES = (
    *("<blockquote", "gmail_quote", "divrplyfwdmsg", "yahoo_quoted", "moz-cite-prefix"),
    "outlookmessageheader",
)
_BETWEEN = r"(?:\s|&nbsp;|<[^<>]{0,200}>)"
_ORIGINAL_IN_MARKUP = pattern(
    r"---(?<=[>\n]---)-*[ \t]*[^\W\d_][^\n<>-]{3,60}---*[ \t]*(?=<|\r?\n|\Z)"
)
_SENT_IN_MARKUP = pattern(
    rf"@[^<>\s@&]{{2,100}}(?:&gt;|[\])]|{_BETWEEN}){{1,12}}"
    rf"[^\W\d_]{{2,12}}{_BETWEEN}{{0,4}}:[^@]{{0,100}}?(?<!\d)20\d\d(?!\d)[^<\n]{{0,40}}"
)
_FROM_IN_MARKUP = pattern(
    rf"(?:\A|[>\n])\s*(?P<mark>[^\W\d_]{{2,9}}{_BETWEEN}{{0,4}}:)"
    r"(?:(?!<(?:br|hr|/?p|/?div|/?t[dr])\b)[^@]){0,200}\Z"
)
_FIELD_IN_MARKUP = pattern(
    rf"\s*(?:</[^<>p]{{1,20}}>)?<br\b[^<>]{{0,20}}>(?:\s|<(?!br)[^<>]{{0,200}}>){{0,4}}"
    rf"[^\W\d_]{{1,12}}{_BETWEEN}{{0,4}}:(?:(?!<(?:br|hr|/?p|/?div)\b).){{0,400}}",
    re.DOTALL,
)
_BEFORE_ADDRESS, _MOST_FIELDS = 300, 4
"""From, Sent and what stands below, as above; what has no colon before an address is none."""

_COLON = r"[ \u00a0]?(?:\*:|:\*?)[ \t]"
_WRITTEN = (
    r"(?P<heading>"
    r"[ \t]*-{2,}[ \t]*[^\W\d_][^\n]{3,60}-{2,}[ \t]*\r?$"  # ---- Original message ----
    r"|[ \t]*_{20,}[ \t]*\r?$"
    r"|(?=[^\n]*:[ \t]*\r?\n)"  # On 1 May 2026 X wrote:
    r"[^\n]{0,160}(?:[0-9]{4}|@)[^\n]{0,80}:[ \t]*\r?\n(?=\s*(?:>|$))"
    rf"|\*?[^\W\d_]{{2,9}}{_COLON}[^\n]*@[^\n]*\r?\n\*?[^\W\d_ ]{{2,12}}{_COLON}[^\n]*[0-9]{{4}}"
    rf"(?:[^\n]*\n\*?[^\W\d_ ]{{1,12}}{_COLON}[^\n]*){{0,4}}"
    r")"
)
"""What mail programs put above the mail that is answered, in any language.

A line is asked for the colon at its end first: one full of numbers has many places to begin at.
"""

_HEADING_FIRST = pattern(_WRITTEN, re.MULTILINE)
_HEADING_BELOW = pattern(r"\n" + _WRITTEN, re.MULTILINE)
"""The line feed is looked for in half the time that asking each character for its line takes."""

_HEADING_SIGNS = ("--", "_" * 20, "@")
_LINE_WITH_COLON = pattern(r":[ \t]*\r?\n")

_ATTRIBUTION = pattern(r"(?<![^\n])[^\n]*:\s*$")
"""The line above a quotation: On 1 May 2026 X wrote:"""

_BLOCK = "<blockquote"
_LONGEST = 1000
"""Characters of markup in which the line above a quotation stands."""

_STRETCH = 1 << 13
"""Characters that are shown at once."""

_MARKED_BELOW = pattern(r"\s*>")
_OWN_BELOW = pattern(r"\n[ \t]*\r?\n(?=[ \t]*[^\s>|])")
"""An empty line and a line without a mark: a marked one that was wrapped goes on at once."""

_BLOCK_TAG = pattern(r"<(/?)blockquote\b[^<>]*>?", re.IGNORECASE)
_SAYS = pattern(r"(?<![&\w])\w")
_QUOTE_MARK = pattern(r"\s*[>|]")
_SIGNATURE = pattern(r"--(?<![^\n]--) ?\r?$", re.MULTILINE)


def _may_have_heading(text: str) -> bool:
    """Say cheaply whether one of the headings can be in a text: a letter hardly has its signs."""
    signed = any(map(text.__contains__, _HEADING_SIGNS))
    return signed or _LINE_WITH_COLON.search(text) is not None


def _heading_in(text: str) -> re.Match[str] | None:
    """Return the first heading of a text."""
    return _HEADING_FIRST.match(text) or _HEADING_BELOW.search(text)


def _heading_of_text(text: str) -> tuple[int, int, int]:
    """Return where the first heading of a text begins and ends, and the mail below it.

    It is the end of the text if there is none.
    """
    found = _heading_in(text) if _may_have_heading(text) else None
    if found is None:
        return len(text), len(text), len(text)
    low, high = found.span("heading")
    if text[low:high].rstrip().endswith(":") and _MARKED_BELOW.match(text, high):
        below = _OWN_BELOW.search(text, high)
        return low, high, below.end() if below else len(text)
    more = _HEADING_BELOW.match(text, high)
    return low, more.end() if more else high, len(text)


def _end_of_block(text: str, start: int) -> int:
    """Return where a quotation at ``start`` of a page ends, that of the text if nothing follows.

    Or if more quotations do: which of them are of one mail nobody tells.
    """
    depth = 0
    for tag in _BLOCK_TAG.finditer(text, start):
        depth += -1 if tag[1] else 1
        if not depth:
            below = text[tag.end() :]
            says = _SAYS.search(_TAG.sub("", below)) and not _BLOCK_TAG.search(below)
            return tag.end() if says else len(text)
    return len(text)


def _heading_in_markup(text: str, end: int) -> tuple[int, int] | None:
    """Return where the first heading of a page begins and ends, before ``end``."""
    original = _ORIGINAL_IN_MARKUP.search(text, 0, end)
    if original is None:
        return _fields_in_markup(text, 0, end)
    low, high = original.span()
    above = _fields_in_markup(text, 0, low)
    below = _fields_in_markup(text, high, min(high + _LONGEST, end))
    near = below and not _TAG.sub("", text[high : below[0]]).strip()
    return above or ((low, below[1]) if below and near else (low, high))


def _fields_in_markup(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return where the first heading of lines such as "From: ..." begins and ends."""
    for sent in _SENT_IN_MARKUP.finditer(text, start, end):
        low = max(sent.start() - _BEFORE_ADDRESS, start)
        written = _FROM_IN_MARKUP.search(text[low : sent.start()])
        if written is not None:
            return low + written.start("mark"), _end_of_fields(text, sent.end())
    return None


def _end_of_fields(text: str, end: int) -> int:
    """Return where the last of the lines ends that go on with a heading: To, Subject."""
    for _ in range(_MOST_FIELDS):
        found = _FIELD_IN_MARKUP.match(text, end)
        if found is None:
            break
        end = found.end()
    return end


class Quoting:
    """Tells new text from quoted text in one decoded part.

    Quoted is what stands behind quote marks, and all that follows the heading a mail program puts
    above the mail that is answered.
    """

    def __init__(self, text: str, *, html: bool) -> None:
        """Take the text of a passage."""
        self._text = text
        self._html = html

    @cached_property
    def _heading(self) -> tuple[int, int, int]:
        """Where the quoted mail below begins, its first line that somebody wrote, and its end.

        People write below it, too.
        """
        if not self._html:
            return _heading_of_text(self._text)
        # To look for one word after the other takes a third of the time of a pattern of them.
        folded = lower(self._text)
        begins = min(filter((-1).__lt__, map(folded.find, _MARKUP_QUOTES)), default=len(folded))
        headed = _heading_in_markup(folded, begins)
        if headed:
            return (*headed, len(folded))
        if begins == len(folded):
            mark = first_mark(folded)
            return mark, mark, end_of_marked(folded, mark)
        high = folded.find(_BLOCK, begins, begins + _LONGEST)
        return begins, high, _end_of_block(folded, high) if high >= 0 else len(folded)

    @cached_property
    def _marked(self) -> tuple[tuple[int, int], ...]:
        """Where lines of a page stand that have marks, beside the quotation."""
        low, _, ends = self._heading
        if not self._html or first_mark(self._text) == len(self._text):
            return ()
        lines = marked_lines(self._text)
        return tuple((start, end) for start, end in lines if not low <= start < ends)

    @cached_property
    def own(self) -> str:
        """The new text without quoted lines, markup and signature."""
        return self.beginning(len(self._text))

    def beginning(self, length: int) -> str:
        """Return ``length`` characters of that, the first: of a page hardly more are looked at."""
        low, _, ends = self._heading
        shown = self._beginning_of(0, low, length)
        if ends < len(self._text) and len(shown) < length:
            below = self._beginning_of(ends, len(self._text), length)
            shown = f"{shown}\n{below}" if shown.strip() else below
        return shown[:length]

    def _beginning_of(self, done: int, end: int, length: int) -> str:
        """Return the beginning of a stretch of text, and a little more, up to a signature."""
        text = self._text[:end]
        shown = ""
        while done < end and len(shown) < length:
            # Cut is where neither a tag nor a line goes on.
            cut = text.find("<" if self._html else "\n", done + _STRETCH)
            stop = cut + (not self._html) if cut >= 0 else end
            shown += self._shown(text[done:stop])
            done = stop
        if self._html and done == end < len(self._text):
            shown = _ATTRIBUTION.sub("", shown)
        signature = _SIGNATURE.search(shown) if "--" in shown else None
        return shown[: signature.start()] if signature else shown

    def quoted(self, length: int) -> str:
        """Return the beginning of the mail that is quoted, as its own writer wrote it.

        No more than ``length`` characters, with the marks before them.
        """
        low, high, ends = self._heading
        if self._html:
            return self._quoted_in_markup(length)
        beside = self._text[:low] + self._text[ends:]
        lines = _QUOTED_LINE.findall(beside) if ">" in beside or "|" in beside else []
        shown = "\n" + "".join(lines)[:length] + self._text[high : min(high + length, ends)]
        return _ONE_MARK.sub("\n", shown)[1 : length + 1]

    def _quoted_in_markup(self, length: int) -> str:
        low, high, ends = self._heading
        lines = [without_marks(self._text[start:end]) for start, end in self._marked]
        if self._text.startswith(MARKS, low):
            lines.append(without_marks(self._text[low : min(low + length, ends)]))
        elif low < ends:
            # The first tag of the quotation is none of a further one.
            behind = self._text.find(">", max(low, high)) + 1
            lines.append(self._text[behind : min(behind + length, ends)])
        return "<br>".join(lines)[:length]

    def _shown(self, text: str) -> str:
        """Return text without markup, or quoted lines."""
        if self._html:
            if self._marked:
                text = unmarked(text)
            return "\n".join(_TAG.split(text))  # in two thirds of the time of replacing each
        return _QUOTED_LINE.sub("", text) if ">" in text or "|" in text else text

    @cached_property
    def shows_header(self) -> bool:
        """Whether lines of its header stand above the mail that is answered: "Subject: ..."."""
        low, high, _ = self._heading
        header = self._text[low:high].strip() if low < high else ""
        return "\n" in header or (self._html and "<" in header)

    def heads(self, at: int) -> bool:
        """Say whether the character ``at`` is a mail program's: "On 2 March 2026 Anna wrote:"."""
        low, high, _ = self._heading
        if low <= at < high:
            return True
        end = self._text.find("\n", at)
        line = self._text[at : end if end >= 0 else None]
        return not self._html and line.rstrip().endswith(":") and self.holds(at)

    def holds(self, at: int) -> bool:
        """Say whether the character ``at`` is quoted."""
        begins, _, ends = self._heading
        if at >= begins and (at < ends or ends == len(self._text)):
            return True
        if self._html:
            return any(start <= at < end for start, end in self._marked)
        return is_in_quoted_line(self._text, at)


def is_in_quoted_line(text: str, at: int) -> bool:
    """Say whether a quote mark begins the line of the character ``at``."""
    return _QUOTE_MARK.match(text, text.rfind("\n", 0, at) + 1, at) is not None
