"""Charsets: text from bytes, and asterisks back at the same count of bytes."""

from __future__ import annotations

import re
from typing import Any, cast

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scrubber import rulebook
from scrubber.core.message import charset as charsets
from scrubber.core.message.charset import Reading, _fitting, masked, readings
from scrubber.core.message.charsetnames import codec
from scrubber.core.message.patch import Patch, apply
from scrubber.core.scrub import scrub
from tests.core.few_rules import RULES

LOADED = rulebook.load()
NUMBER = "4111 1111 1111 1111"
HIDDEN = "**** **** **** 1111"
WORDS = {
    "us-ascii": "Card",
    "utf-8": "Karte für Łódź 東京 🐟",
    "iso-8859-1": "Carte crédit",
    "iso-8859-2": "Zażółć kartę",
    "iso-8859-5": "Карта",
    "iso-8859-7": "Κάρτα",
    "iso-8859-9": "Kartım şu",
    "iso-8859-15": "Carte à 5 €",
    "windows-1250": "Kartę żółtą",
    "windows-1251": "Карта",
    "windows-1252": "Karte “grün”",
    "koi8-r": "Карта",
    "koi8-u": "Картка їжака",
    "macintosh": "Karte grün",
    "cp437": "Karte ░",
    "shift_jis": "カード表",
    "cp932": "カード表ソ",
    "euc-jp": "カード",
    "iso-2022-jp": "カード",
    "iso-2022-kr": "카드",
    "euc-kr": "카드",
    "gb2312": "卡号",
    "gbk": "卡號",
    "gb18030": "卡號 𠮷",
    "big5": "卡號",
    "hz-gb-2312": "卡号",
    "utf-7": "Karte für Łódź",
    "utf-16": "Karte",
    "utf-16-le": "Karte",
    "utf-16-be": "Karte für Łódź 🐟",
    "utf-32": "Karte",
    "utf-32-be": "Karte 🐟",
}
"""A word in each charset, none of which moves ASCII digits elsewhere."""


def hide(data: bytes, reading: Reading, old: str = "4111 1111 1111") -> bytes:
    """Return ``data`` with the digits of ``old`` masked."""
    at = reading.text.index(old)
    rows = {at + row.start(): "*" * len(row[0]) for row in re.finditer(r"[0-9]+|\d", old)}
    singles = {index + i: "*" for index, row in rows.items() for i in range(len(row))}
    changed = apply(data, flat(masked(data, reading, rows)))
    assert apply(data, flat(masked(data, reading, singles))) == changed
    return changed


def flat(patches: dict[int, list[Patch]]) -> list[Patch]:
    """Return the patches of all changes."""
    return [patch for each in patches.values() for patch in each]


@pytest.mark.parametrize("charset", WORDS)
def test_only_the_digits_change(charset: str) -> None:
    """In every charset the length stays, and so does all other text."""
    text = f"{WORDS[charset]} {NUMBER} {WORDS[charset]}"
    data = text.encode(charset)
    changed = hide(data, readings(data, charset)[0])
    assert len(changed) == len(data)
    assert changed.decode(charset) == text.replace(NUMBER, HIDDEN)


WIDE = {
    "utf-8": ("４１１１", "＊＊＊＊"),
    "shift_jis": ("４１１１", "××××"),
    "gb18030": ("４１１１", "××××"),
    "utf-16-le": ("４１１１", "****"),
    "iso-2022-jp": ("４１１１", "××××"),
    "cp1256": ("4111", "****"),
    "iso-2022-kr": ("４１１１", "××××"),
    "hz-gb-2312": ("４１１１", "××××"),
}


@pytest.mark.parametrize("charset", WIDE)
def test_a_wide_digit_becomes_an_asterisk_of_its_width(charset: str) -> None:
    """The bytes of a full-width digit hold one full-width sign."""
    old, new = WIDE[charset]
    data = f"X {old} Y".encode(charset)
    changed = hide(data, readings(data, charset)[0], old)
    assert len(changed) == len(data)
    assert changed.decode(charset) == f"X {new} Y"


def test_a_byte_order_mark_moves_nothing() -> None:
    """Whether the charset is called by a name that has one or not."""
    data = f"é {NUMBER}".encode("utf-8-sig")
    assert hide(data, readings(data, "utf-8-sig")[0]).decode("utf-8-sig") == f"é {HIDDEN}"


@pytest.mark.parametrize(
    ("digits", "width"), [("4", 1), ("٤", 2), ("４", 3), ("𝟒", 4)], ids=["1", "2", "3", "4"]
)
def test_utf_8_has_an_asterisk_of_every_width(digits: str, width: int) -> None:
    """Digits of one to four bytes leave text that can be read."""
    data = (digits * 12 + "é").encode()
    changed = hide(data, readings(data, "utf-8")[0], digits * 12)
    assert len(changed) == 12 * width + 2
    assert len(changed.decode()) == 13
    assert not any(char.isdigit() for char in changed.decode())


def test_without_a_sign_of_that_width_the_bytes_are_asterisks() -> None:
    """The length stays at any price."""
    assert _fitting("*", "ascii", 5) == b"*****"


def test_another_character_than_an_asterisk_may_stand_there() -> None:
    """Digits and letters of an escape do."""
    data = "é&#52;".encode()
    patches = masked(data, readings(data, "utf-8")[0], {3: "4", 4: "2"})
    assert apply(data, flat(patches)) == "é&#42;".encode()


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("UTF-8", "utf-8"),
        ("latin1", "iso8859-1"),
        ("windows-1252", "cp1252"),
        ("utf\0-8", "utf-8"),
        ("x-unknown", ""),
        ("x-sjis", "shift_jis"),
        ("X-X-Big5", "big5"),
        ("csUTF7", "utf-7"),
        ("x-windows-949", "cp949"),
        ("CP50220", "iso2022_jp_ext"),
        ("", ""),
        ("undefined", ""),
        ("idna", ""),
        ("utf-8-sig", "utf-8"),
        ("base64", ""),
        ("rot13", ""),
        ("zip", ""),
    ],
)
def test_a_name_is_known_or_not(name: str, known: str) -> None:
    """Codecs that do not decode bytes to text are no charsets."""
    assert codec(name) == known


READ = {
    "ascii": (b"abc", "", ["abc"]),
    "unknown name": ("é".encode(), "x-unknown", ["é"]),
    "nothing declared": ("é".encode(), "", ["é"]),
    "wrong name": (b"\xe9", "utf-8", ["\udce9", "é"]),
    "UTF-8 called Latin-1": ("é".encode(), "iso-8859-1", ["é", "Ã©"]),
    "UTF-8 called Chinese": ("é".encode(), "gbk", ["é", "茅"]),
    "UTF-8 called ASCII": ("é".encode(), "us-ascii", ["é"]),
    "UTF-8 called UTF-7": ("é".encode(), "utf-7", ["\udcc3\udca9", "é", "Ã©"]),
    "Latin-1 called ASCII": (b"\xe9", "us-ascii", ["\udce9", "é"]),
    "stateful": (b"abc", "iso-2022-jp", ["abc", "abc"]),
    "UTF-16, marked": (b"\xff\xfe4\0", "utf-16", ["\ufeff4", "ÿþ4\0"]),
    "UTF-16, marked big-endian": (b"\xfe\xff\x004", "utf-16", ["\ufeff4", "þÿ\x004"]),
    "UTF-16, little-endian by its zeros": (b"4\x001\0", "utf-16", ["41", "4\x001\0"]),
    "UTF-16, big-endian by its zeros": (b"\x004\x001", "utf-16", ["41", "\x004\x001"]),
    "UTF-16 called UTF-8": (b"4\x001\0", "utf-8", ["4\x001\0", "41"]),
    "UTF-16, big-endian, called ASCII": (b"\x004\x001", "us-ascii", ["\x004\x001", "41"]),
    "UTF-32": (b"\0\0\x004", "utf-32-be", ["4", "\0\0\x004"]),
}


@pytest.mark.parametrize(("data", "declared", "texts"), READ.values(), ids=list(READ))
def test_bytes_are_read_as_declared_and_as_guessed(
    data: bytes, declared: str, texts: list[str]
) -> None:
    """The likeliest reading comes first."""
    assert [reading.text for reading in readings(data, declared)] == texts


IN_CHINESE = "４１１１ " * 200


@pytest.mark.parametrize(
    ("data", "count"),
    [
        ((IN_CHINESE + "abc").encode("utf-16-le"), 2),
        ((IN_CHINESE + "abc").encode("utf-16-be"), 2),
        (("\ufeff" + IN_CHINESE).encode("utf-16-le"), 2),
        (b"\0\xff4\xff" * 300, 1),
    ],
)
def test_long_bytes_with_nuls_are_guessed_to_be_wide_where_something_says_so(
    data: bytes, count: int
) -> None:
    """A file has NULs all over; it is read once."""
    assert len(readings(data, "utf-8")) == count


FULL_WIDTH = NUMBER.translate({ord(x): ord(x) + 0xFEE0 for x in "0123456789"})


@pytest.mark.parametrize("charset", ["iso-2022-jp", "shift_jis", "euc-jp", "gbk", "euc-kr", "big5"])
def test_wide_digits_are_read_though_nobody_says_in_which_charset(charset: str) -> None:
    """As mail programs guess it; each becomes an asterisk of its width."""
    data = f"card {FULL_WIDTH}".encode(charset)
    (reading,) = [each for each in readings(data, "") if each.text == f"card {FULL_WIDTH}"][:1]
    changed = hide(data, reading, FULL_WIDTH).decode(charset)
    assert len(changed) == len(reading.text)
    assert not any(map(str.isdigit, changed))


def test_other_letters_tell_of_no_charset() -> None:
    """A language that is not told is read as it was."""
    assert len(readings("Привет, 4111".encode("koi8-r"), "")) == len(readings(b"\xc0 4111", ""))
    assert [reading.charset for reading in readings(b"\x1b[31m4111", "")] == ["utf-8"]


def test_a_mark_tells_of_utf_32() -> None:
    """Which no mail program declares."""
    for charset in ("utf-32-le", "utf-32-be"):
        data = "\ufeff4111".encode(charset)
        assert Reading("\ufeff4111", charset, "replace") in [
            reading._replace(errors="replace") for reading in readings(data, "")
        ]


def test_a_stray_byte_spoils_no_other() -> None:
    """Half a character at the end of UTF-16 is no reason to read nothing."""
    reading = readings("é 4111".encode("utf-16-le") + b"\x00\xd8", "utf-16-le")[0]
    assert reading.text.startswith("é 4111")


def test_digits_in_the_base64_of_utf_7_take_their_whole_run_with_them() -> None:
    """One of its characters fills no whole bytes (RFC 2152), so none can change alone."""
    data = "x ４１ y".encode("utf-7")
    changed = hide(data, readings(data, "utf-7")[0], "４１")
    assert len(changed) == len(data)
    assert not any(char.isdigit() for char in changed.decode("utf-7"))
    assert changed.decode("utf-7").startswith("x ")
    assert changed.decode("utf-7").endswith(" y")


def test_digits_right_behind_the_base64_of_utf_7_go_themselves() -> None:
    """Its end belongs to the run, and what stands behind it does not."""
    data = "ü4111 1111 1111".encode("utf-7")
    changed = hide(data, readings(data, "utf-7")[0])
    assert changed == data.replace(b"4111 1111 1111", b"**** **** ****")


@pytest.mark.parametrize("charset", ["ascii", "utf-8", "utf-16-le", "iso-2022-jp", "utf-7"])
def test_signs_between_digits_may_stand_in_a_row(charset: str) -> None:
    """In any charset, also where it takes an escape to write one."""
    for sign in " ", "\u00a0" if charset in ("utf-8", "utf-16-le", "utf-7") else "-":
        text = f"x 41{sign}11 y"
        data = text.encode(charset)
        reading = readings(data, charset)[0]
        patches = masked(data, reading, {2: f"**{sign}**"})
        assert apply(data, flat(patches)).decode(charset) == f"x **{sign}** y"


def test_a_broken_escape_is_left_alone() -> None:
    """A decoder may refuse in steps what it takes at once; another reading has the digits."""
    data = b"\x1b((\xff#)\x0f\x0f(A$\x1b"
    first, *others = readings(data, "iso-2022-kr")
    assert masked(data, first, {0: "*"}) == {}
    assert others


def test_a_reading_that_cannot_be_found_again_is_left_alone() -> None:
    """Where decoding in steps gives another text there is no place to patch."""
    assert masked(b"\x1b$B#4", Reading("another text 4", "iso2022_jp"), {13: "*"}) == {}


@given(st.text(max_size=20), st.sampled_from(["utf-8", "utf-16-le", "gb18030", "utf-32-be"]))
def test_any_text_around_a_number_stays(around: str, charset: str) -> None:
    """Masking moves nothing and touches nothing but digits."""
    text = f"{around} {NUMBER} {around}"
    try:
        data = text.encode(charset)
    except UnicodeEncodeError:
        return
    changed = hide(data, readings(data, charset)[0])
    assert len(changed) == len(data)
    assert changed.decode(charset) == text.replace(NUMBER, HIDDEN)


MISNAMED = ("iso-8859-1", "iso-8859-2", "iso-8859-15", "windows-1252", "windows-1251", "gb2312")


@pytest.mark.parametrize("charset", [*MISNAMED, "us-ascii", "x-unknown", "utf-8"])
@pytest.mark.parametrize("gap", ["\u00a0", "\u202f", "\u2011", "\u2013", "\u2060"])
def test_text_in_utf_8_is_read_whatever_it_is_called(gap: str, charset: str) -> None:
    """In bodies and in encoded words: readers' programs show them as what they are."""
    number = NUMBER.replace(" ", gap)
    word = f"=?{charset}?q?{''.join(f'={byte:02X}' for byte in number.encode())}?="
    head = f"Subject: {word}\nContent-Type: text/plain; charset={charset}\n\n"
    raw = f"{head}Grüße, Karte {number}, Prüfziffer 123\n".encode()
    done = scrub(raw, LOADED)
    assert len(done.findings) == 3
    assert f"Karte {HIDDEN.replace(' ', gap)}, Prüfziffer ***" in done.message.decode()
    assert scrub(done.message, LOADED).message == done.message


@given(st.binary(max_size=40), st.sampled_from([*WORDS, "x-unknown"]))
@example(b"\x80\x1b", "iso-2022-jp")  # what this is read as cannot be written in that charset
def test_noise_is_read_and_keeps_its_length(noise: bytes, charset: str) -> None:
    """Whatever bytes stand around: every reading can be masked."""
    data = noise + b"\n4\n" + noise
    for reading in readings(data, charset):
        digits = [i for i, char in enumerate(reading.text) if char in "0123456789"]
        patches = masked(data, reading, dict.fromkeys(digits, "*"))
        assert len(apply(data, flat(patches))) == len(data)


@pytest.mark.parametrize("broken", [b"+Ti0\x80", b"+\x1b", b"+", b"+Ti0-", b"+-"])
def test_digits_behind_base64_of_utf_7_stand_where_they_did(broken: bytes) -> None:
    """Also behind some that is broken, which takes the sign behind it with it."""
    data = b"1 " + broken + b"-2 +Ti0-"
    reading = readings(data, "utf-7")[0]
    digits = {index: "*" for index, char in enumerate(reading.text) if char in "12"}
    patches = [patch for row in masked(data, reading, digits).values() for patch in row]
    assert apply(data, patches) == data.replace(b"1", b"*").replace(b"2", b"*")


def test_all_that_goes_of_a_text_is_brought_back_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """To decode it for each stretch of a long one would cost the square of its length."""
    asked: list[int] = []
    plainly = charsets.masked

    def counted(data: bytes, *rest: object) -> dict[int, list[Patch]]:
        asked.append(len(data))
        return plainly(data, *cast("Any", rest))

    monkeypatch.setattr("scrubber.core.message.charset.masked", counted)
    body = "ü 4012 8888 8888 1881, my card\n".encode("utf-7") * 8000
    head = b"Content-Type: text/plain; charset=utf-7\n\n"
    assert len(scrub(head + body, RULES).findings) > 8
    assert sum(asked) <= 2 * len(body)


@pytest.mark.parametrize("charset", [*WORDS, "shift_jisx0213", "cp037"])
def test_a_wall_is_brought_back_as_its_digits_are_one_by_one(charset: str) -> None:
    """With all that stands between: words, escapes, full-width digits, combined letters."""
    words = [WORDS.get(charset, "Card"), NUMBER, "~ + \\", "\uff14\uff11", "\u304b\u309a", "four"]
    data = b""
    for word in words:
        try:
            f"{word} x".encode(charset)
        except UnicodeEncodeError:
            continue
        data = (data.decode(charset) + f" {word} x").encode(charset)
    reading = readings(data, charset)[0]
    goes = re.compile(r"\d|four")
    wall = goes.sub(lambda found: "*" * len(found[0]), reading.text)
    singles = {at: new for at, new in enumerate(wall) if new != reading.text[at]}
    changed = apply(data, flat(masked(data, reading, singles)))
    assert apply(data, flat(masked(data, reading, {0: wall}))) == changed
    assert not re.search(r"\d|four", changed.decode(charset))
    assert len(changed) == len(data)
