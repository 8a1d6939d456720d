"""A decoded part as its reader sees it: markup, quote marks, odd digits and dashes folded away.

Every step is a :class:`~scrubber.core.view.View` of the one before, so that a digit that was found
can be masked where it stands: in an entity, between two tags, in full-width letters.
"""

from __future__ import annotations

import html as markup
import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from scrubber.core.view import View

if TYPE_CHECKING:
    from collections.abc import Iterator

_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "br", "center", "dd", "div", "dl"),
        *("dt", "fieldset", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head"),
        *("header", "hr", "html", "li", "main", "nav", "ol", "option", "p", "pre", "section"),
        *("select", "table", "tbody", "textarea", "tfoot", "thead", "title", "tr", "ul"),
    )
)
_CELLS = frozenset(("td", "th"))

_TAG = re.compile(r"<(?:/?([A-Za-z][A-Za-z0-9]*)[^<>]*|![^<>]*|\?[^<>]*|/[^<>]*)>")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_STYLE = re.compile(r"<style\b[^<>]*>.*?</style\s*>", re.DOTALL | re.IGNORECASE)
_SCRIPT = re.compile(r"<script\b[^<>]*>.*?</script\s*>", re.DOTALL | re.IGNORECASE)
_HIDDEN = re.compile(
    r"<([A-Za-z][A-Za-z0-9]*)\b[^<>]*\bdisplay\s*:\s*none[^<>]*>[^<]*</\1\s*>", re.IGNORECASE
)
_ENTITY = re.compile(r"&(?:#[xX][0-9A-Fa-f]{1,8}|#[0-9]{1,9}|[A-Za-z][A-Za-z0-9]{1,31});?")
_VALUE = re.compile(
    r"""\b(?:value|alt|title|href(?=\s*=\s*["']?(?:mailto|tel|sms|callto):))\s*=\s*"""
    r"""(?:"([^"<>]*)"|'([^'<>]*)'|([^\s<>"']+))""",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"^(?:mailto:[^?]*|tel:|sms:|callto:)|[?&][A-Za-z]{1,12}=", re.IGNORECASE)
_ESCAPED = re.compile(r"%([2-7][0-9A-Fa-f])")
_ESCAPED_SPACE = re.compile("%20")
_FEWEST_DIGITS = 3
"""Of a security code, the shortest that an attribute is worth looking into for."""

_QUOTES = re.compile(r"(?:\r\n|[\r\n])[ \t]*(?:[>|][ \t]?)+")

_SPACES = "\u00a0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u2e3a\u2e3b\u30fc\ufe58\ufe63"
_DOTS = "\u00b7\u2022\u2024\u2027\u2219\u22c5\u3002\u30fb"
_INVISIBLE = re.compile(
    "[\u00ad\u0300-\u036f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u20dd-\u20e4\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef]+"
)
_LAST_DIGIT = 0x1FBFA
"""No decimal digit of Unicode 16 is beyond this."""


@cache
def _folds() -> dict[int, str]:
    """Map each digit of every script, and each kind of space, dash and dot, to its ASCII one."""
    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}  # full-width ASCII
    for chars, plain in ((_SPACES, " "), (_DASHES, "-"), (_DOTS, ".")):
        table |= dict.fromkeys(map(ord, chars), plain)
    for code in range(0x80, _LAST_DIGIT):
        digit = unicodedata.digit(chr(code), None)
        if digit is not None:
            table[code] = str(digit)
    return table


@cache
def _odd() -> re.Pattern[str]:
    """Match a character that :func:`_folds` changes."""
    return re.compile("[" + "".join(map(re.escape, map(chr, sorted(_folds())))) + "]")


def readings(text: str, *, html: bool) -> Iterator[View]:
    """Yield the ways in which ``text`` can be read: as shown, and what markup keeps out of sight.

    Text that only looks like markup is read both ways.
    """
    source = View(text)
    if not html:
        yield _unquoted(_plain(source))
        if "</" not in text and "<br" not in text:
            return
    yield _unquoted(_plain(_rendered(source)))
    if "display" in text and _HIDDEN.search(text):
        yield _unquoted(_plain(_rendered(source.replaced(_HIDDEN, ""))))
    yield from _attributes(source)


def value(text: str) -> View:
    """Return a header field's text as shown."""
    return _plain(View(text))


def _rendered(view: View) -> View:
    """Take comments, styles, scripts and tags out; blocks become lines, cells tabulators."""
    # Each pattern is only tried where its end is still ahead: else a wall of beginnings would
    # cost the square of its length.
    for begin, pattern, end in (
        ("<!--", _COMMENT, "-->"),
        ("<style", _STYLE, "</style"),
        ("<script", _SCRIPT, "</script"),
    ):
        folded = view.text.lower() if begin != "<!--" else view.text
        if begin in folded and (last := folded.rfind(end)) >= 0:
            close = view.text.find(">", last)
            view = view.replaced(pattern, "", close + 1 if close >= 0 else last)
    if "<" in view.text:
        view = view.replaced(_TAG, _tag)
    return view


def _tag(match: re.Match[str]) -> str:
    """Return what a tag shows."""
    name = match[1]
    if name is None:
        return ""
    name = name.lower()
    if name in _BLOCKS:
        return "\n"
    return "\t" if name in _CELLS else ""


def _plain(view: View) -> View:
    """Resolve entities, drop what is invisible, fold odd digits, spaces and dashes."""
    if "&" in view.text:
        view = view.replaced(_ENTITY, lambda match: markup.unescape(match[0]))
    if "%20" in view.text:
        view = view.replaced(_ESCAPED_SPACE, " ")
    if not view.text.isascii():
        if _INVISIBLE.search(view.text):
            view = view.replaced(_INVISIBLE, "")
        if _odd().search(view.text):
            view = view.translated(_folds())
    return view


def _unquoted(view: View) -> View:
    """Take the quote marks away that a reply puts before each line (RFC 3676 section 4.5)."""
    if ">" in view.text or "|" in view.text:
        return view.replaced(_QUOTES, "\n")
    return view


def _attributes(source: View) -> Iterator[View]:
    """Yield the attribute values in which people's numbers stand: forms, mailto, tel, titles."""
    for match in _VALUE.finditer(source.text):
        group = match.lastindex or 0
        content = match[group]
        if sum(map(content.count, "0123456789")) < _FEWEST_DIGITS:
            continue
        view = _plain(View(content, match.start(group))).replaced(_SCHEME, "\n")
        if "%" in content:
            view = view.replaced(_ESCAPED, lambda found: chr(int(found[1], 16)))
        yield view
