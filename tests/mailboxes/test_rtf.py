"""The text of RTF."""

from __future__ import annotations

import pytest

from scrubber.errors import MailboxError
from scrubber.mailboxes.mapi_charset import charset
from scrubber.mailboxes.rtf import plain_text, text_of


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        (r"{\rtf1 a\par b\line c\tab d}", "a\nb\nc\td"),
        (r"{\rtf1 4111{\b 1111}\~1111\_1111}", "41111111\u00a01111-1111"),
        ("{\\rtf1 one\r\n two}", "one two"),
        (r"{\rtf1{\fonttbl{\f0 Arial;}}{\colortbl;\red0;}{\info{\title t}}x}", "x"),
        (r"{\rtf1{\*\generator Word;}{\*\htmltag64 <p 4111>}x}", "x"),
        (r"{\rtf1\ansicpg1250 \'9cr\'f3da}", "śróda"),
        (r"{\rtf1\ansicpg932 \'8ab4}", "\ufffdb4"),
        (r"{\rtf1\ansicpg932 \'8e\'6d}", "士"),
        (r"{\rtf1\uc1 \u347?r\u243 ?da}", "śróda"),
        (r"{\rtf1\uc2 \u347\'9c\'9cx{\uc0\u243 y}\u243 ??z}", "śxóyóz"),
        (r"{\rtf1 \u-10179?\u-8704?}", "😀"),
        (r"{\rtf1 \{\\\}\emdash }", "{\\}—"),
        ("{\\rtf1 a\\bin3 {}{b}", "ab"),
        (r"}}{\rtf1 unbalanced", " unbalanced"),
        ("", ""),
    ],
)
def test_what_a_reader_sees(markup: str, text: str) -> None:
    """Words of the markup go, characters of every kind stay, groups of the program are left out."""
    assert text_of(markup).strip() == text.strip()


def test_a_damaged_body_is_an_error() -> None:
    """What is no compressed RTF is told in our own words."""
    with pytest.raises(MailboxError, match="RTF body is damaged"):
        plain_text(b"\0" * 40)


@pytest.mark.parametrize(
    ("code_page", "name"),
    [
        (65001, "utf-8"),
        (1251, "cp1251"),
        (28605, "iso-8859-15"),
        (28602 - 12 + 2, "iso-8859-2"),
        (0, "cp1252"),
        (99999, "cp1252"),
    ],
)
def test_code_pages_have_names(code_page: int, name: str) -> None:
    """A number of Windows is a charset that others know too."""
    assert charset(code_page) == name
