"""Which characters of a text its writer wrote newly, and which are quoted from other mails."""

from __future__ import annotations

import re
from functools import cached_property

from scrubber.core.language.plain import lower
from scrubber.core.patterns import pattern

_QUOTED_LINE = pattern(r"^[ \t]*[>|][^\n]*\n?", re.MULTILINE)
_TAG = pattern(r"<[^<>]*>")
_ONE_MARK = pattern(r"\n[ \t]*[>|][ \t]?")
_MARKUP_QUOTES = (
    *("<blockquote", "gmail_quote", "divrplyfwdmsg", "yahoo_quoted", "moz-cite-prefix"),
    "outlookmessageheader",
)
_MARK_IN_MARKUP = pattern(r">(?P<mark>\s*(?:>|&gt;)[ \t])")
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

_QUOTE_MARK = pattern(r"\s*[>|]")
_SIGNATURE = pattern(r"--(?<![^\n]--) ?\r?$", re.MULTILINE)


def _may_have_heading(text: str) -> bool:
    """Say cheaply whether one of the headings can be in a text: a letter hardly has its signs."""
    signed = any(map(text.__contains__, _HEADING_SIGNS))
    return signed or _LINE_WITH_COLON.search(text) is not None


def _heading_in(text: str) -> re.Match[str] | None:
    """Return the first heading of a text."""
    return _HEADING_FIRST.match(text) or _HEADING_BELOW.search(text)


def _heading_of_text(text: str) -> tuple[int, int]:
    """Return where the first heading of a text begins and ends, its length if there is none."""
    found = _heading_in(text) if _may_have_heading(text) else None
    if found is None:
        return len(text), len(text)
    low, high = found.span("heading")
    more = _HEADING_BELOW.match(text, high)
    return low, more.end() if more else high


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
    def begins(self) -> int:
        """The first character of the quoted mail below, the length of the text if there is none."""
        return self._heading[0]

    @cached_property
    def _heading(self) -> tuple[int, int]:
        """Where the quoted mail below begins, and its first line that somebody wrote."""
        if not self._html:
            return _heading_of_text(self._text)
        # To look for one word after the other takes a third of the time of a pattern of them.
        folded = lower(self._text)
        begins = min(filter((-1).__lt__, map(folded.find, _MARKUP_QUOTES)), default=len(folded))
        mark = _MARK_IN_MARKUP.search(folded, 0, begins)
        begins = mark.start("mark") if mark else begins
        headed = _heading_in_markup(folded, begins)
        return headed or (begins, folded.find(_BLOCK, begins, begins + _LONGEST))

    @cached_property
    def own(self) -> str:
        """The new text without quoted lines, markup and signature."""
        return self.beginning(len(self._text))

    def beginning(self, length: int) -> str:
        """Return ``length`` characters of that, the first: of a page hardly more are looked at."""
        text = self._text[: self.begins]
        shown = ""
        done = 0
        while done < len(text) and len(shown) < length:
            # Cut is where neither a tag nor a line goes on.
            cut = text.find("<" if self._html else "\n", done + _STRETCH)
            end = cut + (not self._html) if cut >= 0 else len(text)
            shown += self._shown(text[done:end])
            done = end
        if self._html and done == len(text) < len(self._text):
            shown = _ATTRIBUTION.sub("", shown)
        signature = _SIGNATURE.search(shown) if "--" in shown else None
        return shown[: min(signature.start(), length) if signature else length]

    def quoted(self, length: int) -> str:
        """Return the beginning of the mail that is quoted, as its own writer wrote it.

        No more than ``length`` characters, with the marks before them.
        """
        low, high = self._heading
        if self._html and low == len(self._text):
            return ""
        if self._html:
            # The first tag of the quotation is none of a further one.
            behind = self._text.find(">", max(low, high)) + 1
            return self._text[behind : behind + length]
        text = self._text[:low]
        lines = _QUOTED_LINE.findall(text) if ">" in text or "|" in text else []
        shown = "\n" + "".join(lines)[:length] + self._text[high : high + length]
        return _ONE_MARK.sub("\n", shown)[1 : length + 1]

    def _shown(self, text: str) -> str:
        """Return text without markup, or quoted lines."""
        if self._html:
            return "\n".join(_TAG.split(text))  # in two thirds of the time of replacing each
        return _QUOTED_LINE.sub("", text) if ">" in text or "|" in text else text

    @cached_property
    def shows_header(self) -> bool:
        """Whether lines of its header stand above the mail that is answered: "Subject: ..."."""
        low, high = self._heading
        header = self._text[low:high].strip() if low < high else ""
        return "\n" in header or (self._html and "<" in header)

    def heads(self, at: int) -> bool:
        """Say whether the character ``at`` is a mail program's: "On 2 March 2026 Anna wrote:"."""
        low, high = self._heading
        if low <= at < high:
            return True
        end = self._text.find("\n", at)
        line = self._text[at : end if end >= 0 else None]
        return not self._html and line.rstrip().endswith(":") and self.holds(at)

    def holds(self, at: int) -> bool:
        """Say whether the character ``at`` is quoted."""
        if at >= self.begins:
            return True
        return not self._html and is_in_quoted_line(self._text, at)


def is_in_quoted_line(text: str, at: int) -> bool:
    """Say whether a quote mark begins the line of the character ``at``."""
    return _QUOTE_MARK.match(text, text.rfind("\n", 0, at) + 1, at) is not None
