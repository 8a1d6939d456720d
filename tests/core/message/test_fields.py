"""Header fields and their parameters, well formed or not."""

from __future__ import annotations

import pytest

from scrubber.core.message.fields import (
    Value,
    charset,
    find_fields,
    header_end,
    media_type,
    parameter,
    parameter_values,
)

ENDS = {
    "CRLF": (b"A: b\r\n\r\nbody", (6, 8)),
    "LF": (b"A: b\n\nbody", (5, 6)),
    "CR": (b"A: b\r\rbody", (5, 6)),
    "LF header, CRLF blank line": (b"A: b\n\r\nbody", (5, 7)),
    "LF blank line first": (b"A: b\n\nbody\r\n\r\n", (5, 6)),
    "CRLF blank line first": (b"A: b\r\n\r\nbody\n\n", (6, 8)),
    "no blank line": (b"A: b\r\nC: d", (10, 10)),
    "two CR behind a line feed": (b"A: b\nC: d\r\rx", (12, 12)),
    "no header, CRLF": (b"\r\nbody", (0, 2)),
    "no header, LF": (b"\nbody", (0, 1)),
    "no header, CR": (b"\rbody", (0, 1)),
    "nothing": (b"", (0, 0)),
}


@pytest.mark.parametrize(("raw", "end"), ENDS.values(), ids=list(ENDS))
def test_a_blank_line_ends_the_header(raw: bytes, end: tuple[int, int]) -> None:
    """With any line end; without one everything is header."""
    assert header_end(raw, 0, len(raw)) == end


def test_a_blank_line_behind_the_limit_does_not_count() -> None:
    """There a boundary ended the part."""
    assert header_end(b"A: b\n\nbody", 0, 5) == (5, 5)
    assert header_end(b"xxA: b\n\nbody", 2, 12) == (7, 8)


FIELDS = {
    "plain": (b"Subject: one\r\n", [b" one"]),
    "no line end": (b"Subject: one", [b" one"]),
    "any case": (b"SUBJECT: one\nsubject: two\n", [b" one", b" two"]),
    "folded": (b"Subject: one\r\n two\r\n\tthree\r\nTo: x\r\n", [b" one\r\n two\r\n\tthree"]),
    "folded, LF": (b"Subject: one\n two\nTo: x\n", [b" one\n two"]),
    "folded, CR": (b"Subject: one\r two\rTo: x\r", [b" one\r two"]),
    "white space before the colon": (b"Subject \t: one\n", [b" one"]),
    "empty": (b"Subject:\nTo: x\n", [b""]),
    "a longer name": (b"Subjects: one\n", []),
    "a name within a line": (b"X: Subject: one\n", []),
    "no colon": (b"Subject\nTo: x\n", []),
    "not the first": (b"To: x\nSubject: one\n", [b" one"]),
}


@pytest.mark.parametrize(("header", "values"), FIELDS.values(), ids=list(FIELDS))
def test_fields_are_found_with_their_folds(header: bytes, values: list[bytes]) -> None:
    """A field ends at the first line end that nothing folded follows (RFC 5322 section 2.2.3)."""
    raw = b"xx" + header + b"\n\nSubject: body"
    found = find_fields(raw, 2, 2 + len(header), (b"subject",))
    assert [raw[field.start : field.end] for field in found] == values
    assert {field.name for field in found} <= {b"subject"}


def test_fields_come_by_name() -> None:
    """All of the first name, then all of the next."""
    raw = b"To: a\nSubject: b\nTo: c\n"
    found = find_fields(raw, 0, len(raw), (b"subject", b"to"))
    assert [(field.name, raw[field.start : field.end].strip()) for field in found] == [
        (b"subject", b"b"),
        (b"to", b"a"),
        (b"to", b"c"),
    ]


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (b" Text/HTML; charset=utf-8", "text/html"),
        (b"text/plain (a comment)", "text/plain"),
        (b"text", "text"),
        (b"", ""),
        (b"; charset=utf-8", ""),
        (b"t\xffxt/plain", "t\ufffdxt/plain"),
    ],
)
def test_a_media_type_stands_before_the_parameters(value: bytes, kind: str) -> None:
    """In lower case, without comments."""
    assert media_type(value) == kind


PARAMETERS = {
    "bare": (b"text/plain; name=a.txt", b"a.txt"),
    "quoted": (b'text/plain; name="a b.txt"', b"a b.txt"),
    "empty": (b'text/plain; name=""', b""),
    "quoted pairs": (rb'text/plain; name="a\"b\\c"', rb'a"b\c'),
    "any case": (b"text/plain; NAME=a", b"a"),
    "white space": (b"text/plain;\r\n\tname = a", b"a"),
    "no white space": (b"text/plain;name=a;x=y", b"a"),
    "the first one": (b"x/y; name=a; name=b", b"a"),
    "in pieces": (b'x/y; name*0="a b"; name*1=c', b"a bc"),
    "encoded": (b"x/y; name*=utf-8'de'%C3%BC.txt", "ü.txt".encode()),
    "encoded pieces": (b"x/y; name*0*=utf-8''%C3; name*1*=%BC; name*2=.txt", "ü.txt".encode()),
    "a semicolon in quotes": (b'x/y; name="a;b"', b"a;b"),
    "missing": (b"text/plain; charset=utf-8", None),
    "another name ends so": (b"text/plain; filename=a", None),
    "never closed": (b'x/y; name="abc', b""),
}


@pytest.mark.parametrize(("value", "text"), PARAMETERS.values(), ids=list(PARAMETERS))
def test_a_parameter_is_joined_and_unquoted(value: bytes, text: bytes | None) -> None:
    """As RFC 2045 section 5.1 and RFC 2231 write it."""
    assert parameter(value, b"name") == text


def test_the_places_of_a_parameter_leave_quotes_out() -> None:
    """Each piece has one; together they are what stands there."""
    value = b'x/y; name*0="a b"; name*1=c; name*2=""'
    pieces = parameter_values(value, b"name", 100)
    assert [content for _, content, _ in pieces] == [b"a b", b"c", b""]
    for start, content, charset_name in pieces:
        assert value.startswith(content, start - 100)
        assert charset_name is None


def test_an_encoded_parameter_names_its_charset_once() -> None:
    """In front of its first piece (RFC 2231 section 4.1); pieces that are not encoded have none."""
    value = b"x/y; name*0*=KOI8-R'ru'%C1; name*1*=it''s%20; name*2=c"
    assert parameter_values(value, b"name") == [
        Value(23, b"%C1", "koi8-r"),
        Value(36, b"it''s%20", "koi8-r"),
        Value(53, b"c"),
    ]


def test_an_encoded_parameter_may_name_no_charset() -> None:
    """Then it is read as other texts without one are."""
    assert parameter_values(b"x/y; name*=%41b", b"name") == [Value(11, b"%41b", "")]


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (b"text/plain; charset=UTF-8", "utf-8"),
        (b"text/plain; charset=\"'latin1'\"", "latin1"),
        (b"text/plain; charset=\xff", "\ufffd"),
        (b"text/plain", ""),
    ],
)
def test_a_charset_is_named_in_lower_case(value: bytes, name: str) -> None:
    """Without the quotes some programs put around it."""
    assert charset(value) == name
