"""White space, letters and digits that a program wrote as escapes, and what a conversion lost."""

from __future__ import annotations

import pytest

from scrubber import rulebook
from scrubber.core.language.unicode import folded
from scrubber.core.reading.text import readings
from scrubber.core.scrub import scrub

RULES = rulebook.load()
NUMBER = "4111 1111 1111 1111"
HIDDEN = "**** **** **** 1111"
BREAKS = (
    *("\\n", "\\N", "\\r\\n", "\\r", "\\t", "\\\\n", "\\\\\\\\r\\\\\\\\n", "\\u000a", "\\u0020"),
    *("\\u00a0", "\\u202F", "\\x0a", "\\xa0", "%0A", "%0D%0A", "%A0", "%C2%A0", "=0A", "=C2=A0"),
)
HEADS = {
    "plain": ("text/plain", "{}"),
    "calendar": ("text/calendar", "BEGIN:VEVENT\nDESCRIPTION:{}\nEND:VEVENT\n"),
    "business card": ("text/vcard", "BEGIN:VCARD\nNOTE:{}\nEND:VCARD\n"),
    "JSON": ("application/json", '{{"message":"{}"}}'),
    "page": ("text/html", "<p>order {{'note': '{}'}}</p>"),
}


@pytest.mark.parametrize("head", HEADS.values(), ids=list(HEADS))
@pytest.mark.parametrize("gap", BREAKS)
def test_lines_that_escapes_separate_are_read(gap: str, head: tuple[str, str]) -> None:
    """The letter of an escape is no part of the word behind it, nor of a number."""
    kind, frame = head
    lines = f"Hello{gap}Card: {NUMBER}{gap}exp 12/27{gap}CVV 123{gap}Thanks"
    raw = f"Content-Type: {kind}\n\n{frame.format(lines)}\n".encode()
    done = scrub(raw, RULES)
    masked = lines.replace(NUMBER, HIDDEN).replace("12/27", "**/**").replace("123", "***")
    assert frame.format(masked) in done.message.decode()
    assert scrub(done.message, RULES).message == done.message


@pytest.mark.parametrize(
    "gap", [*BREAKS, "\\u200b", "\\u2011", "?", "??", "\ufffd", "\ufffd\ufffd"]
)
def test_groups_that_something_lost_or_escaped_separates_are_one_number(gap: str) -> None:
    """Also in a subject; only digits change."""
    number = f"card {NUMBER.replace(' ', gap)}"
    raw = f"Subject: {number}\n\n{number}\n".encode()
    hidden = f"card {HIDDEN.replace(' ', gap)}"
    done = scrub(raw, RULES)
    assert done.message.endswith(f"Subject: {hidden}\n\n{hidden}\n".encode())
    assert scrub(done.message, RULES).message == done.message


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "us-ascii", "windows-1252", ""])
@pytest.mark.parametrize("gap", [b"\x96", b"\x95", b"\xa0"])
def test_bytes_of_windows_separate_whatever_they_are_called(gap: bytes, charset: str) -> None:
    """In bodies, and in headers where only one reading counts."""
    number = NUMBER.encode().replace(b" ", gap)
    hidden = HIDDEN.encode().replace(b" ", gap)
    kind = f"Content-Type: text/plain; charset={charset}\n".encode() if charset else b""
    frame = b"Subject: card %s\n" + kind + b"\ncard %s\n"
    done = scrub(frame % (number, number), RULES)
    assert done.message.endswith(frame % (hidden, hidden))
    assert scrub(done.message, RULES).message == done.message


def test_bytes_of_windows_may_stand_in_utf_8() -> None:
    """Where two programs wrote one text."""
    raw = b"card 4111\xa01111\xc2\xa01111\x961111, Pr\xc3\xbcfziffer\xa0123\n"
    done = scrub(b"Subject: x\n\n" + raw, RULES)
    hidden = b"card ****\xa0****\xc2\xa0****\x961111, Pr\xc3\xbcfziffer\xa0***\n"
    assert done.message.endswith(hidden)


SHOWN = {
    "a letter": ("Pr\\u00fcf\\xfc", "Prüfü"),
    "nothing to see": ("a\\u200bb", "ab"),
    "a digit": ("\\u0034\\x31", "41"),
    "a digit of another script stays": ("\\u0664\\n", "\\u0664\n"),
    "half of a pair stays": ("\\ud83d\\n", "\\ud83d\n"),
    "a carriage return": ("a\\u000db", "a\nb"),
    "tabulators": ("a\\tb%09c", "a b c"),
    "quotes stay": ('\\"a\\"\\n', '\\"a\\"\n'),
}


@pytest.mark.parametrize(("written", "text"), SHOWN.values(), ids=list(SHOWN))
def test_escapes_are_read_as_what_they_show(written: str, text: str) -> None:
    """Besides the text as it is written."""
    assert [view.text for view in readings(written, html=False)] == [written, text]


@pytest.mark.parametrize("written", ["C:\\users", "\\", "100%", "a=b", "\\up", "%0", "=00"])
def test_other_signs_are_no_escapes(written: str) -> None:
    """A text is read once then."""
    assert [view.text for view in readings(written, html=False)] == [written]


@pytest.mark.parametrize("escape", ["\\u003{}", "\\x3{}", "\\\\u003{}"])
def test_an_escaped_digit_becomes_an_escaped_asterisk(escape: str) -> None:
    """So that whatever reads the text still can."""
    written = "".join(map(escape.format, "4111"))
    done = scrub(f"card {written} 1111 1111 1111".encode(), RULES)
    stars = escape.replace("3{}", "2a") * 4
    assert done.message.endswith(f"card {stars} **** **** 1111".encode())


PASTED = {
    "spaces at the end": (
        "My card: 4111=20\n1111=20\n1111 1111",
        "My card: ****=20\n****=20\n**** 1111",
    ),
    "odd spaces": (
        "card 4111=C2=A01111=E2=80=AF1111 1111",
        "card ****=C2=A0****=E2=80=AF**** 1111",
    ),
    "invisible": ("card 4111=E2=80=8B1111=C2=AD11111111", "card ****=E2=80=8B****=C2=AD****1111"),
    "lines cut": (
        "Karte 4111 1111 1111 1111 und der Sicherheitsco=\nde ist 123",
        "Karte **** **** **** 1111 und der Sicherheitsco=\nde ist ***",
    ),
    "letters": ("Pr=C3=BCfziffer 123", "Pr=C3=BCfziffer ***"),
    "letters of Latin-1": ("Pr=FCfziffer 123", "Pr=FCfziffer ***"),
    "markup": (
        '<td style=3D"x">CVV</td><td style=3D"y"=\n>123</td>',
        '<td style=3D"x">CVV</td><td style=3D"y"=\n>***</td>',
    ),
    "an equals sign": ("cvv=3D123", "cvv=3D***"),
}


@pytest.mark.parametrize(("written", "hidden"), PASTED.values(), ids=list(PASTED))
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_quoted_printable_that_was_pasted_is_read(written: str, hidden: str, end: str) -> None:
    """Or sent by a program that does not say how it wrote the mail."""
    written, hidden = written.replace("\n", end), hidden.replace("\n", end)
    head = f"Content-Type: text/plain; charset=utf-8{end}{end}"
    done = scrub(f"{head}{written}{end}".encode(), RULES)
    assert done.message.decode().endswith(f"{head}{hidden}{end}")
    assert scrub(done.message, RULES).message == done.message


@pytest.mark.parametrize(
    "written",
    ["====\nx", "QQ=\n\nx", "a =\n b", "page=20&x=2024", "lang=DE&x", "x=3d=c3=a4"],
)
def test_other_equals_signs_are_no_quoted_printable(written: str) -> None:
    """Lines below a heading, the end of base64, values in addresses."""
    assert [view.text for view in readings(written, html=False)] == [written]


def test_bytes_of_no_character_stay_as_they_are() -> None:
    """Of a digit of another script, too."""
    for written in ("=E2=82=AC", "=D9=A4"):
        views = [view.text for view in readings(f"=3D {written}", html=False)]
        assert views == [f"=3D {written}", f"= {written}"]


RICH = {
    "spaces by number": (
        "4111\\u160?1111\\'a01111\\u8239 ?1111",
        "****\\u160?****\\'a0****\\u8239 ?1111",
    ),
    "digits by number": ("\\'34111 1111 1111 1111", "\\'2a*** **** **** 1111"),
}


@pytest.mark.parametrize(("written", "hidden"), RICH.values(), ids=list(RICH))
def test_rich_text_has_characters_by_number(written: str, hidden: str) -> None:
    """Windows programs write all odd spaces so."""
    raw = "Content-Type: application/rtf\n\n{{\\rtf1 Card {}\\par}}\n"
    done = scrub(raw.format(written).encode(), RULES)
    assert done.message.endswith(raw.format(hidden).encode())


def test_a_byte_is_folded_as_windows_shows_it() -> None:
    """Whether it was taken for Latin-1 or for no character at all."""
    assert folded("\x96") == folded("\udc96") == "-"
    assert folded("\udcfc").isalpha()  # so that letters beside it are no word of their own
    assert folded("\x81") == folded("\ufffd") == " "
