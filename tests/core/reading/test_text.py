"""Decoded text as its reader sees it."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scrubber.core.reading.text import readings, unquoted, value


def shown(text: str, *, html: bool) -> list[str]:
    """Return the texts that ``text`` is read as, without quote marks."""
    return [unquoted(view).text for view in readings(text, html=html)]


FOLDED = {
    "full-width": ("４１－１", "41-1"),
    "Arabic-Indic": ("٤١", "41"),
    "Persian": ("۴۱", "41"),
    "Devanagari": ("४१", "41"),
    "mathematical": ("𝟒𝟏", "41"),
    "circled": ("④①", "41"),
    "superscript": ("⁴¹", "41"),
    "spaces": ("4\u00a01\u202f1\u20091\u30001", "4 1 1 1 1"),
    "dashes": ("4–1—1−1‑1ー1", "4-1-1-1-1-1"),
    "dots": ("4·1•1・1", "4.1.1.1"),
    "blanks of other scripts": ("4\u28001\u31641\uffa01\ufffc1", "4 1 1 1 1"),
    "line ends": ("4\u20281\u20291", "4\n1\n1"),
    "drawn boxes": ("4│1┃1─1━1", "4|1|1-1-1"),
    "signs like those of ASCII": ("4⁄1∕1∶1、1،1∼1〜1⁓1", "4/1/1:1,1,1~1~1~1"),
    "zero-width space": ("4\u200b1", "41"),
    "word joiner, mark, soft hyphen": ("\ufeff4\u20601\u00ad1", "411"),
    "direction marks": ("\u202a41\u202c\u200e", "41"),
    "keycaps": ("4\ufe0f\u20e31\ufe0f\u20e3", "41"),
    "letters stay": ("Łódź Карта", "Łódź Карта"),
    "fractions stay": ("½", "½"),
    "decimal entity": ("&#52;1", "41"),
    "hexadecimal entity": ("&#x34;&#X31;", "41"),
    "entity without its end": ("&#52 1", "4 1"),
    "named entity": ("4&nbsp;1&ndash;1", "4 1-1"),
    "combining marks": ("Nu\u0301mero 4\u0301", "Numero 4"),
    "unknown entity": ("4&nosuch;1", "4&nosuch;1"),
    "entity of nothing": ("&#0;&#x110000;", "  "),
    "a name that is no entity": ("&x4111", "&x4111"),
    "an ampersand": ("4 & 1", "4 & 1"),
    "escaped spaces": ("4%201", "4 1"),
}


@pytest.mark.parametrize(("written", "folded"), FOLDED.values(), ids=list(FOLDED))
def test_odd_writing_is_folded(written: str, folded: str) -> None:
    """Digits, spaces, dashes and dots of every script become those of ASCII."""
    assert value(written).text == folded
    assert shown(written, html=False) == [folded]


def test_every_decimal_digit_of_unicode_is_folded() -> None:
    """None is left for hiding a number in."""
    for code in range(0x110000):
        if unicodedata.category(chr(code)) == "Nd":
            assert value(chr(code)).text == str(unicodedata.digit(chr(code)))


HTML = {
    "tags within a number": ("41<b>11</b>", "4111"),
    "tag with attributes": ('41<span style="color:red">11', "4111"),
    "block": ("41<p>11</p>x", "41\n11\nx"),
    "line break": ("41<br>11<BR/>x", "41\n11\nx"),
    "cells": ("<tr><td>41</td><td>11</td></tr>", "\n\t41\t\t11\t\n"),
    "comment": ("41<!-- 9 > 9 -->11", "4111"),
    "comment over lines": ("41<!--\n9\n-->11", "4111"),
    "comment without an end": ("41<!-- 11", "41<!-- 11"),
    "comment without its dashes": ("41<!-- 11>x", "41x"),
    "declaration": ("<!DOCTYPE html>41", "41"),
    "processing instruction": ("<?xml version='1'?>41", "41"),
    "odd closing tag": ("41</ >11", "4111"),
    "style": ("<style>p { width: 9 }</style>41", "41"),
    "style, any case": ("<STYLE type=x>9</Style >41", "41"),
    "style without an end": ("<style>9", "9"),
    "script": ("<script>9 < 8</script>41", "41"),
    "a sign that is no tag": ("4 < 1", "4 < 1"),
    "an entity that looks like a tag": ("&lt;b&gt;41", "<b>41"),
    "no markup": ("41", "41"),
    "tag never closed": ("41<b 11", "41<b 11"),
    "comment of nothing": ("41<!-->11<!--->12", "411112"),
    "comment with another end": ("<!-- 9 --!>41<!-- -->", "41"),
    "comment that begins in a style": ("<style><!-- </style>41<!-- --></style>", "41"),
    "style that begins in a comment": ("<!-- <style> -->41<style></style>", "41"),
    "comments without an end": ("<!-- 41<!-- 11<style>9</style>", "<!-- 41<!-- 11"),
    "script whose end has an attribute": ("<script>9</script x>41<script></script>", "41"),
    "entity with zeros before": ("&#0000000000052;&#x00000000031;", "41"),
    "margin": ("41\n            <b>11</b>", "41\n11"),
    "margin in a line": ("41            <b>11</b>", "41 11"),
    "margin between blocks": ("<p>41</p>\n            <p>11</p>", "\n41\n\n11\n"),
    "margin before a word": ("41            <b>x</b>", "41            x"),
    "style whose end is never closed": ("<style>9</style 41", "9</style 41"),
}


@pytest.mark.parametrize(("written", "text"), HTML.values(), ids=list(HTML))
def test_markup_is_taken_out(written: str, text: str) -> None:
    """Blocks become lines and cells tabulators; everything else vanishes."""
    assert shown(written, html=True)[0] == text


QUOTED = {
    "quote mark": ("41\n> 11", "41\n11"),
    "several": ("41\r\n> > | 11", "41\n11"),
    "indented": ("41\n  >11", "41\n11"),
    "CR": ("41\r>11", "41\n11"),
    "on the first line it stays": ("> 41", "> 41"),
    "within a line it stays": ("41 > 11", "41 > 11"),
}


@pytest.mark.parametrize(("written", "text"), QUOTED.values(), ids=list(QUOTED))
def test_quote_marks_are_taken_out(written: str, text: str) -> None:
    """So that a number that a reply wraps is whole."""
    assert shown(written, html=False) == [text]


def test_plain_text_that_looks_like_markup_is_read_both_ways() -> None:
    """Somebody may show it as either."""
    assert shown("41<b>1</b>", html=False) == ["41<b>1</b>", "411"]
    assert shown("41<br>1", html=False) == ["41<br>1", "41\n1"]
    assert shown("4 <b 1", html=False) == ["4 <b 1"]


HIDDEN = {
    "hidden text is read as well": (
        '41<i style="display:none">9</i>11',
        ["41911", "4111"],
    ),
    "a word about it hides nothing": ("<p>a display: none", ["\na display: none"]),
}


@pytest.mark.parametrize(("written", "texts"), HIDDEN.values(), ids=list(HIDDEN))
def test_what_is_not_displayed_may_be_left_out(written: str, texts: list[str]) -> None:
    """Both ways are readings."""
    assert shown(written, html=True) == texts


CUT = {
    "a sign that ends a tag": ('41<i title="a>b">11', ['41b">11', "4111"]),
    "in single quotes": ("41<i title='a>b'>11", ["41b'>11", "4111"]),
    "a sign that begins one": ('41<i title="a<b">11', ['41<i title="a11', "4111"]),
    "a quotation mark that is none": ('41<i title="5" x">11', ["4111"]),
    "an apostrophe": ('41<i title="it\'s">11', ["4111"]),
    "quotes that nobody closes": ('41<i title="a>11', ["4111", "4111"]),
}


@pytest.mark.parametrize(("written", "texts"), CUT.values(), ids=list(CUT))
def test_a_sign_in_quotes_is_no_end_of_a_tag(written: str, texts: list[str]) -> None:
    """Or it is: both ways are readings."""
    assert [text for text in shown(written, html=True) if "a" not in text[:1]] == texts


def test_lines_of_a_calendar_are_unfolded() -> None:
    """Which cuts them within numbers (RFC 5545 section 3.1); other texts keep their lines."""
    written = "BEGIN:VEVENT\r\nDESCRIPTION:4111\r\n  1111\r\n\t11"
    assert shown(written, html=False)[1] == "BEGIN:VEVENT\r\nDESCRIPTION:4111 111111"
    assert len(shown(written[1:], html=False)) == 1


def test_what_is_escaped_twice_is_read_as_it_was_meant() -> None:
    """A reader does so, too."""
    assert shown("41&amp;nbsp;11 &amp;#49; &amp;lt;", html=True)[0] == "41 11 1 <"


def test_rich_text_is_read_without_its_control_words() -> None:
    """Also as it is written, since it may be no such text."""
    written = "{\\rtf1\\ansi card 4111{\\b\\fs24 1111} 11\\par}"
    assert shown(written, html=False) == [written, " card 41111111 11"[1:]]
    assert "card 41111111 11" not in shown("my " + written, html=False)


def test_marks_of_rich_text_are_no_text_of_it() -> None:
    """A word processor leaves them in the midst of a number; white space may stand before all."""
    written = "{\\rtf1 41{\\*\\bkmkstart _Go}{\\*\\bkmkend _Go}11}"
    assert shown(f"\ufeff\r\n {written}", html=False)[1] == "\ufeff\r\n 4111".lstrip("\ufeff")


OUTLOOK = {
    "digits": ("a<!--[if gte mso 9]><p>4111</p><![endif]-->", ["a", "a\n4111\n"]),
    "digits of the page, too": ("41<!--[if mso]>4111<![endif]-->", ["41", "414111"]),
    "few digits": ("a<!--[if mso]><x>96</x><![endif]--><!--[if !mso]>b<![endif]-->", ["a"]),
    "digits in a style": ("a<!--[if mso]><style>p { width: 999 }</style><![endif]-->", ["a"]),
    "no end": ("a<!--[if mso]>4111-->", ["a"]),
}


@pytest.mark.parametrize(("written", "texts"), OUTLOOK.values(), ids=list(OUTLOOK))
def test_what_is_a_comment_for_all_but_outlook_is_read_as_well(
    written: str, texts: list[str]
) -> None:
    """Outlook shows it."""
    assert shown(written, html=True) == texts


ATTRIBUTES = {
    "caption of a picture": ('<img alt="4111 > 1111">', ""),
    "picture": ('<IMG ALT="4111 1111">', "41111111"),
    "beside the pointer": ("<a title='4111 1111'>x</a>", "41111111"),
    "empty field": ('<input placeholder="4111">', "4111"),
    "caption without quotes": ("<img alt=4111>", ""),
    "double quotes": ('<input value="4111 1111">', "41111111"),
    "single quotes": ("<input value='4111 1111'>", "41111111"),
    "no quotes": ("<input value=4111>", "4111"),
    "link": ('<a href="tel:4111">x</a>', "4111"),
    "escaped": ('<a href="mailto:a?body=%341%31">', "411"),
    "entities": ('<input value="4111&#49;">', "41111"),
    "behind a letter that grows in lower case": ('<p>İİİİ</p><input value="4111">', "4111"),
    "white space around the sign": ('<input value = "4111">', "4111"),
    "page in a page": ('<iframe srcdoc="card 4111"></iframe>', "4111"),
    "page in a URL": ('<iframe src="data:text/html,card %341 11"></iframe>', "4111"),
    "page in a URL, encoded": ('<iframe src="data:text/html;base64,NDExMQ=="></iframe>', ""),
    "too few digits": ('<a href="tel:41">x</a>', ""),
    "web address": ('<a href="https://example.org/4111">', ""),
    "place on the page": ('<a href="#4111">', ""),
    "another attribute": ('<img src="4111">', ""),
}


@pytest.mark.parametrize(("written", "digits"), ATTRIBUTES.values(), ids=list(ATTRIBUTES))
def test_attributes_with_words_of_people_are_read(written: str, digits: str) -> None:
    """Forms, links to mail and telephones, titles."""
    assert "".join(filter(str.isdigit, "".join(shown(written, html=True)[1:][-1:]))) == digits


def test_an_attribute_leads_back_to_its_place() -> None:
    """However its characters are written."""
    written = '<p><input value="4%311">'
    view = list(readings(written, html=True))[-1]
    at = view.text.index("411")
    low, high = view.span(at + 1, at + 2)
    assert written[low:high] == "%31"


def test_many_attributes_are_read_together() -> None:
    """Each leads back to its place, and no number reaches from one into the next."""
    written = "".join(
        f'<input value="{number}"> <a href="tel:4%31%31">' for number in range(100, 170)
    )
    views = list(readings(written, html=True))[2:]
    assert len(views) < 70
    texts = "\n".join(view.text for view in views)
    assert re.findall("[0-9]+", texts) == [x for n in range(100, 170) for x in (str(n), "411")]
    at = views[-1].text.rindex("11")
    low, high = views[-1].span(at, at + 2)
    assert written[low:high] == "%31%31"


def test_of_values_within_each_other_one_is_read_among_many() -> None:
    """The outer one, with what lies in it."""
    written = '<a title="call tel:4111">' * 70
    assert "\n".join(shown(written, html=True)).count("4111") >= 70


PIECES = [
    *"41x <>&;\n",
    "４",
    "\u200b",
    "&#52;",
    "&nbsp;",
    "<b>",
    "</b>",
    "<br>",
    "<td>",
    "<!--",
    "-->",
    "<style>",
    "</style>",
    "<i style=display:none>",
    "</i>",
    "%20",
    "%34",
    '<a title="',
    '">',
    "\n> ",
    *("\\n", "\\", "\\u0034", "\\u00a0", "=0A", "?", "\x96", "\udc96", "\ufffd"),
    *("{\\rtf", "\\'34", "\\u160?"),
]
_ESCAPED_TWICE = re.compile(
    r"\A(?:<style>.*?</style>|<i [^>]*>.*?</i>|<!--.*?-->|<[^>]*>|\u200b|\\)+", re.DOTALL
)
"""Of an escape that was escaped itself, what is shown as none of it between."""


@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join), st.booleans())
@example(text="\\x14", html=False)
@example(text="\\</b>\\u0034", html=False)
def test_every_digit_leads_back_to_what_shows_it(text: str, html: bool) -> None:  # noqa: FBT001
    """A digit of any reading comes from a digit, or from an escape of one."""
    for view in readings(text, html=html):
        for index, char in enumerate(view.text):
            low, high = view.span(index, index + 1)
            if char in "0123456789":
                shown = _ESCAPED_TWICE.sub("", text[low:high])
                assert shown in {char, "４", "&#52;", "&#52", "%34", "u0034", "'34"}
