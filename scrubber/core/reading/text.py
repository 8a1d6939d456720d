"""A decoded part as its reader sees it: markup, quote marks, odd digits and dashes folded away.

Every step is a :class:`~scrubber.core.reading.view.View` of the one before, so that a digit that
was found can be masked where it stands: in an entity, between two tags, in full-width letters.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scrubber.core.language.alphabet import USUAL
from scrubber.core.language.plain import lower
from scrubber.core.language.unicode import INVISIBLE, folded, is_invisible
from scrubber.core.patterns import pattern
from scrubber.core.reading import escapes, forms
from scrubber.core.reading.armor import without_armor
from scrubber.core.reading.binary import without_binary
from scrubber.core.reading.entities import entities
from scrubber.core.reading.view import View

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scrubber.core.reading.view import Edit

_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "br", "center", "dd", "div", "dl"),
        *("dt", "fieldset", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head"),
        *("header", "hr", "html", "li", "main", "nav", "ol", "option", "p", "pre", "section"),
        *("select", "table", "tbody", "textarea", "tfoot", "thead", "title", "tr", "ul"),
    )
)
_CELLS = frozenset(("td", "th"))

_TAG = pattern(r"(<[A-Za-z/!?][^<>]*>)")
_USUAL_TAG = pattern(r"(<[A-Za-z/!?][^>]*>)")
"""A tag without a less-than sign within: read in half the time."""
_TAG_WITH_QUOTES = pattern(
    r"(<[A-Za-z/!?][^<>=]*+(?:=\s*+(?:\"[^\"]{0,2000}\"|'[^']{0,2000}')?[^<>=]*+){0,64}+>)"
)
"""A tag with such signs in the quotes of its values."""

_QUOTED_VALUE = pattern(r"=\s*(?:\"[^<>\"]*\"|'[^<>']*')")
_IN_QUOTES = pattern(r"=\s*[\"']")
"""What is left of quotes that have a sign in them."""

_TAG_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)")
_BEGIN = pattern(r"<(?:!--|(style|script)(?=[\s/>])[^<>]*>)", re.IGNORECASE)
_ENDS = {
    None: pattern("--!?>"),
    "style": pattern(r"</style\b[^<>]*>", re.IGNORECASE),
    "script": pattern(r"</script\b[^<>]*>", re.IGNORECASE),
}
"""What ends a comment, and what is no text of the page, as browsers see it."""

_FOR_OUTLOOK = "<!--[if"
_FOR_OUTLOOK_END = "<![endif]"
_CONDITION = pattern(r"<!--\[if[^<>]*>")
_HIDDEN = pattern(
    r"<([A-Za-z][A-Za-z0-9]*)\b[^<>]*\bdisplay\s*:\s*none[^<>]*>[^<]*</\1\s*>", re.IGNORECASE
)
_TWICE = "&amp;"
_MARGIN = " " * 8
_WIDE = pattern(r"[0-9]([ \r\n]{9,}+)(?=[0-9])")
"""More than a number has between its groups."""

_VALUES = ("value", "mailto:", "tel:", "sms:", "callto:", "data:text/")
_VALUE = pattern(
    r"(?:mailto|tel|sms|callto):([^\s\"'<>]*)|data:text/[^,\"'<>\s]{1,80}+(?<!base64),([^\"<>]*)|"
    r"value\s*=\s*(?:\"([^\"<>]*)\"|'([^'<>]*)'|([^\s<>\"']+))"
)
_CAPTIONS = ("alt=", "title=", "placeholder=", "aria-label=", "srcdoc=", "ALT=", "TITLE=")
_CAPTION = pattern(r"[A-Za-z\-]+=(?:\"([^\"<>]*)\"|'([^'<>]*)')")
"""What is shown in place of a picture, or beside the pointer."""

_SCHEME = pattern(r"^[^?@\n]{0,64}@[^?\n]{0,255}|[?&][A-Za-z]{1,12}=", re.MULTILINE)
_ESCAPED = pattern(r"%([2-7][0-9A-Fa-f])")
_ESCAPED_SPACE = pattern("%20")
_STRETCH = 1 << 18
_LONGEST_MENTION = 16
_FEWEST_DIGITS = 3
"""Of a security code, the shortest that an attribute is worth looking into for."""

_MANY = 64
"""Values of one text that are read each by itself; the others are read as one text."""

_BETWEEN = "\n\u2026\n"
"""Parts two values from each other, so that no number reaches over."""

RTF = "{\\rtf"
"""What a text in Rich Text Format begins with."""

_CALENDAR = "BEGIN:V"
"""What a calendar begins with, or a contact."""

_FOLD = pattern(r"\r?\n[ \t]")
"""Where these cut lines, within numbers, too (RFC 5545 section 3.1, RFC 6350 section 3.2)."""

_LEAD = 64
_RTF_CONTROL = pattern(r"\{\\\*[^{}]{0,200}\}|\\[A-Za-z]{1,32}-?[0-9]{0,10} ?|[{}]|\\[\r\n]")
"""What Rich Text Format writes between the characters shown (RTF specification 1.9.1)."""

MARKUP = ("</", "<br")
"""Of a text that is not called HTML and may be shown as such all the same."""

_LOST = pattern(
    # It begins with a digit, so that nothing else is looked at: a quarter of the time.
    r"[0-9](?<![0-9].)[0-9]{3}\?{1,3}[0-9]{4,6}\?{1,3}[0-9]{4,5}(?:\?{1,3}[0-9]{1,7})?(?![0-9])"
)
"""Groups of a number with question marks between: what a conversion leaves of odd spaces."""

_QUOTES = pattern(r"(?:\r\n|[\r\n])[ \t]*(?:[>|][ \t]?)+")


def readings(text: str, *, html: bool) -> Iterator[View]:
    """Return the ways in which ``text`` can be read: as shown, and what markup keeps out of sight.

    Text that only looks like markup, or like an escape, is read both ways.  Quote marks are still
    there: :func:`unquoted` takes them away.
    """
    views = _as_written(text, html=html)
    is_rtf = RTF in text[:_LEAD] and _is_rtf(text)
    return views if is_rtf else escapes.with_escapes_read(views)


def _as_written(text: str, *, html: bool) -> Iterator[View]:
    """Yield the same without what escapes stand for."""
    source = without_binary(without_armor(View(text)))
    if not html:
        yield _plain(source)
        if _CALENDAR in text:
            yield _plain(source.replaced(_FOLD, ""))
        if RTF in text[:_LEAD] and _is_rtf(text):
            shown = escapes.without_rtf_characters(source)
            yield _plain(shown.replaced(_RTF_CONTROL, ""))
        if not any(sign in source.text for sign in MARKUP):
            return
    yield from _pages(source)
    if "display" in text and _HIDDEN.search(text):
        yield from _pages(source.replaced(_HIDDEN, ""))
    if _is_for_outlook(source.text):
        yield from _pages(source.replaced(_CONDITION, ""))
    yield from _attributes(source)


def _is_rtf(text: str) -> bool:
    """Say whether a text is in Rich Text Format; programs put up with white space before it."""
    return text[:_LEAD].lstrip("\ufeff \t\r\n").startswith(RTF)


def value(text: str) -> View:
    """Return a header field's text as shown."""
    return _plain(View(text))


def _pages(view: View) -> Iterator[View]:
    """Yield a page as it is shown."""
    for shown in _rendered(view):
        yield _narrowed(forms.with_tight_cells(_plain(shown)))


def _narrowed(view: View) -> View:
    """Return a view in which margins of the markup part no digits: a page shows one space.

    Where a line ends, or is empty, it still does.
    """
    text = view.text
    gaps = [found.span(1) for found in _WIDE.finditer(text)] if _MARGIN in text else []
    if not gaps:
        return view
    return view.edited(
        [(*gap, "\n" * min(text.count("\n", *gap), 2) or " ") for gap in gaps],
    )


def _rendered(view: View) -> list[View]:
    """Take comments, styles, scripts and tags out; blocks become lines, cells tabulators.

    A greater-than sign in quotes ends a tag for some, and not for others.
    """
    unseen = list(_out_of_sight(view.text))
    if unseen:
        view = view.edited(unseen)
    # Behind the last end of a tag there is none, and a wall of beginnings would cost its square.
    limit = view.text.rfind(">") + 1
    if "<" not in view.text[:limit]:
        return [view]
    tags = _Shown()
    shown = [view.mapped(_USUAL_TAG, tags, limit)]
    if any("<" in tag[1:] for tag in tags):
        shown = [view.mapped(_TAG, tags, limit)]
    if any(map(_is_cut, tags)):
        shown.append(view.mapped(_TAG_WITH_QUOTES, tags, limit))
    return shown


def _is_cut(tag: str) -> bool:
    """Say whether a tag ends within quotes, or another begins there."""
    if tag.count('"') % 2 or tag.count("'") % 2 or "<" in tag[1:]:
        return _IN_QUOTES.search(_QUOTED_VALUE.sub("", tag)) is not None
    return False


def _out_of_sight(text: str) -> Iterator[Edit]:
    """Yield comments, styles and scripts, whichever begins first: within one no other does."""
    # Once no end is ahead none is looked for: else a wall of beginnings would cost its square.
    endless: set[str | None] = set()
    at = 0
    while begin := _BEGIN.search(text, at):
        kind = begin[1] and begin[1].lower()
        # "<!-->" is a whole comment.
        at = begin.end() if kind else begin.end() - len("--")
        end = None if kind in endless else _ENDS[kind].search(text, at)
        if end:
            yield begin.start(), end.end(), ""
            at = end.end()
        else:
            endless.add(kind)


def _is_for_outlook(text: str) -> bool:
    """Say whether Outlook shows digits that stand in a comment for all others."""
    at = text.find(_FOR_OUTLOOK)
    while at >= 0 and (end := text.find(_FOR_OUTLOOK_END, at)) >= 0:
        if _has_digits(_rendered(View(_CONDITION.sub("", text[at:end])))[0].text):
            return True
        at = text.find(_FOR_OUTLOOK, end)
    return False


def _mentions(text: str, words: Sequence[str]) -> bool:
    """Say whether one of ``words`` stands in a text, which is not in memory twice for this."""
    for start in range(0, len(text), _STRETCH):
        folded = lower(text[start : start + _STRETCH + _LONGEST_MENTION])
        if any(word in folded for word in words):
            return True
    return False


class _Shown(dict[str, str]):
    """What each tag of one text shows; the same few make up most of a page."""

    def __missing__(self, tag: str) -> str:
        name = _TAG_NAME.match(tag)
        known = name[1].lower() if name else ""
        self[tag] = shown = "\n" if known in _BLOCKS else "\t" if known in _CELLS else ""
        return shown


def _plain(view: View) -> View:
    """Resolve entities, drop what is invisible, fold odd digits, spaces and dashes."""
    if "&" in view.text:
        twice = _TWICE in view.text
        view = view.edited(list(entities(view.text)))
        if twice:  # a program escaped what was escaped, and people look past the "&nbsp;" they see
            view = view.edited(list(entities(view.text)))
    if "%20" in view.text:
        view = view.replaced(_ESCAPED_SPACE, " ")
    if "?" in view.text and _LOST.search(view.text):
        view = view.respelled(_LOST.sub(_spaces_for_lost, view.text))
    if not view.text.isascii() and _is_odd(view.text):
        if any(map(is_invisible, set(view.text))):
            view = view.replaced(INVISIBLE, "")
        view = view.translated(folded)
    return view


def _is_odd(text: str) -> bool:
    """Say whether something in ``text`` may have to be folded."""
    try:
        return bool(text.encode("utf-8").translate(None, USUAL))
    except UnicodeEncodeError:  # a byte that its charset does not know
        return True


def _spaces_for_lost(found: re.Match[str]) -> str:
    """Return groups of digits with spaces for the question marks between."""
    return found[0].replace("?", " ")


def unquoted(view: View) -> View:
    """Take the quote marks away that a reply puts before each line (RFC 3676 section 4.5)."""
    if ">" in view.text or "|" in view.text:
        return view.replaced(_QUOTES, "\n")
    return view


def _attributes(source: View) -> Iterator[View]:
    """Yield the attribute values in which people's numbers stand: forms, mailto, tel, captions.

    The fields of a form are read on their page, too.
    """
    spans = _captions(source.text)
    if _mentions(source.text, _VALUES):
        folded = lower(source.text)
        if forms.INPUT in folded:
            for page in forms.filled_in(source, folded):
                yield from _pages(page)
        spans += [match.span(match.lastindex or 0) for match in _VALUE.finditer(folded)]
    numeric = sorted({span for span in spans if _has_digits(source.text[slice(*span)])})
    for start, end in numeric[:_MANY]:
        yield _readable(View(source.text[start:end], start))
    if len(numeric) > _MANY:
        yield _readable(_together(source, numeric[_MANY:]))


def _captions(text: str) -> list[tuple[int, int]]:
    """Return where captions of pictures, links and fields stand; most pages have some."""
    spans = []
    for name in _CAPTIONS:
        at = text.find(name)
        while at >= 0:
            if found := _CAPTION.match(text, at):
                spans.append(found.span(found.lastindex or 0))
            at = text.find(name, at + len(name))
    return spans


def _has_digits(content: str) -> bool:
    """Say whether a value has digits enough, of any script."""
    if sum(map(content.count, "0123456789")) >= _FEWEST_DIGITS:
        return True
    return not content.isascii() and sum(map(str.isdigit, content)) >= _FEWEST_DIGITS


def _together(source: View, values: list[tuple[int, int]]) -> View:
    """Return a view of many values, each on a line of its own; what lies in one comes with it."""
    edits = []
    done = 0
    for start, end in values:
        if start >= done:
            edits.append((done, start, _BETWEEN))
            done = end
    return source.edited([*edits, (done, len(source.text), _BETWEEN)])


def _readable(view: View) -> View:
    """Undo what a value has of an address."""
    view = _plain(view).replaced(_SCHEME, "\n")
    return view.replaced(_ESCAPED, lambda found: chr(int(found[1], 16)))
