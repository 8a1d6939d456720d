"""Header fields and their parameters, well formed or not."""

from __future__ import annotations

import pytest

from scrubber.core.message.fields import (
    NAME,
    Value,
    charset,
    find_fields,
    header_end,
    is_naming,
    media_type,
    named_values,
    parameter,
    parameters,
    uncommented,
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
        (b"(a (comment)) text/plain", "text/plain"),
        (b'"text/plain"; x=y', "text/plain"),
        (b"text", "text"),
        (b"", ""),
        (b"; charset=utf-8", ""),
        (b"t\xffxt/plain", "t\ufffdxt/plain"),
    ],
)
def test_a_media_type_stands_before_the_parameters(value: bytes, kind: str) -> None:
    """In lower case, without comments."""
    assert media_type(value) == kind


COMMENTS = {
    "none": (b"base64", b"base64"),
    "one": (b"(a) b (c)", b"    b    "),
    "within another": (b"(a (b) (c)) d", b"            d"),
    "with an escaped parenthesis": (rb"(a \) b) c", b"         c"),
    "with a quotation mark": (b'(5" wide) c', b"          c"),
    "never closed": (b"a (b (c) d", b"a         "),
    "in quotes it is none": (b'x="a (1).pdf" (b)', b'x="a (1).pdf"    '),
    "a quotation mark that is escaped": (rb'x="a\"(b)"', rb'x="a\"(b)"'),
    "closed but never opened": (b"a) (b)", b"a)    "),
}


@pytest.mark.parametrize(("value", "shown"), COMMENTS.values(), ids=list(COMMENTS))
def test_comments_are_blanks(value: bytes, shown: bytes) -> None:
    """Also those within others (RFC 5322 section 3.2.2); what is left stays where it is."""
    assert uncommented(value) == shown


PARAMETERS = {
    "bare": (b"text/plain; name=a.txt", b"a.txt"),
    "bare with blanks": (b"text/plain; name=a b.txt ; x=y", b"a b.txt"),
    "quoted": (b'text/plain; name="a b.txt"', b"a b.txt"),
    "empty": (b'text/plain; name=""', b""),
    "quoted pairs": (rb'text/plain; name="a\"b\\c"', rb'a"b\c'),
    "any case": (b"text/plain; NAME=a", b"a"),
    "white space": (b"text/plain;\r\n\tname = a", b"a"),
    "no white space": (b"text/plain;name=a;x=y", b"a"),
    "the first one": (b"x/y; name=a; name=b", b"a"),
    "in pieces": (b'x/y; name*0="a b"; name*1=c', b"a bc"),
    "pieces in any order": (b"x/y; name*10=c; name*0=a; name*2=b", b"abc"),
    "a piece told twice": (b"x/y; name*0=a; name*0=x; name*1=b", b"ab"),
    "encoded": (b"x/y; name*=utf-8'de'%C3%BC.txt", "ü.txt".encode()),
    "encoded pieces": (b"x/y; name*0*=utf-8''%C3; name*1*=%BC; name*2=.txt", "ü.txt".encode()),
    "a semicolon in quotes": (b'x/y; name="a;b"', b"a;b"),
    "missing": (b"text/plain; charset=utf-8", None),
    "of a file": (b"text/plain; filename=a", b"a"),
    "another name ends so": (b"text/plain; x-name=a", None),
    "never closed": (b'x/y; name="abc', b"abc"),
    "behind a comment": (b"x/y; (really) name=(well) a", b"a"),
}


@pytest.mark.parametrize(("value", "text"), PARAMETERS.values(), ids=list(PARAMETERS))
def test_a_parameter_is_joined_and_unquoted(value: bytes, text: bytes | None) -> None:
    """As RFC 2045 section 5.1 and RFC 2231 write it."""
    assert parameter(value, NAME) == text


def test_other_parameters_end_at_a_blank() -> None:
    """None of their values has one without quotes."""
    assert parameter(b"x/y; boundary=a b", b"boundary") == b"a"
    assert charset(b"text/plain; charset=utf-8 format=flowed") == "utf-8"


def test_a_parameter_may_be_several() -> None:
    """Programs differ in which they take, and in whether a parenthesis begins a comment."""
    value = b"x/y; boundary=a; boundary*=us-ascii''%62; boundary*1=d; boundary*0=c"
    assert parameters(value, b"boundary") == [b"a", b"b", b"cd"]
    assert parameters(b"x/y; boundary=a(b)", b"boundary") == [b"a", b"a(b)"]


def test_the_places_of_a_parameter_leave_quotes_out() -> None:
    """Each piece has one; together they are what stands there."""
    value = b'x/y; name*0="a b"; name*1=c; name*2=""'
    (pieces,) = named_values(value, 100)
    assert [content for _, content, _ in pieces] == [b"a b", b"c", b""]
    for start, content, charset_name in pieces:
        assert value.startswith(content, start - 100)
        assert charset_name is None


def test_each_name_of_a_part_is_one_for_itself() -> None:
    """Nothing reaches from one to the next; a comment may be part of it."""
    value = b"x/y; name=a; filename=b; name*1=d; name*0=c"
    names = [b"".join(piece.content for piece in pieces) for pieces in named_values(value)]
    assert names == [b"a", b"b", b"cd"]
    assert named_values(b"x/y; name=(1).pdf") == [(Value(13, b".pdf"),), (Value(10, b"(1).pdf"),)]


def test_an_encoded_parameter_names_its_charset_once() -> None:
    """In front of its first piece (RFC 2231 section 4.1); pieces that are not encoded have none."""
    value = b"x/y; name*0*=KOI8-R'ru'%C1; name*1*=it''s%20; name*2=c"
    assert named_values(value) == [
        (
            Value(23, b"%C1", "koi8-r"),
            Value(36, b"it''s%20", "koi8-r"),
            Value(53, b"c"),
        )
    ]


def test_an_encoded_parameter_may_name_no_charset() -> None:
    """Then it is read as other texts without one are."""
    assert named_values(b"x/y; name*=%41b") == [(Value(11, b"%41b", ""),)]


def test_of_very_many_names_the_rest_is_read_as_it_is_written() -> None:
    """Nobody gives a part so many; what stands in pieces is joined all the same."""
    value = b"x/y" + b";name=a" * 100 + b';name="b c";name*1=e;name*0=d'
    *first, pieces, rest = named_values(value, 5)
    assert [content for ((_, content, _),) in first] == [b"a"] * 64
    assert [content for _, content, _ in pieces] == [b"d", b"e"]
    assert rest == (Value(5, value),)


def test_a_field_names_a_part_or_does_not() -> None:
    """A field without a name is none."""
    assert is_naming(b"x/y; name=a")
    assert not is_naming(b"x/y; boundary=name")


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
