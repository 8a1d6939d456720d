"""Passages: text of a message, and its bytes again."""

from __future__ import annotations

import base64
from itertools import pairwise

import pytest

from scrubber.core.message import charset
from scrubber.core.message.fields import Value
from scrubber.core.message.layer import Layer
from scrubber.core.message.mime import Structure
from scrubber.core.message.passage import Passage, Segment, field_passage, outer
from scrubber.core.message.patch import apply
from scrubber.core.message.sources import Body
from scrubber.core.message.transfer import BASE64, QUOTED_PRINTABLE

NUMBER = "4111"


def masked(raw: bytes, passage: Passage, old: str = NUMBER) -> bytes:
    """Return ``raw`` with the digits of ``old`` masked where ``passage`` shows them."""
    at = passage.text.index(old)
    inner = passage.inner(dict.fromkeys(range(at, at + len(old)), "*"))
    return apply(raw, outer(change for changes in inner.values() for change in changes))


def field(raw: bytes) -> Passage:
    """Return the passage of a field that begins with its value."""
    return field_passage("header:Subject", [Value(0, raw)])


FIELDS = {
    "plain": (b"Card 4111", "Card 4111", b"Card ****"),
    "UTF-8": ("é 4111".encode(), "é 4111", "é ****".encode()),
    "latin-1": (b"\xe9 4111", "\udce9 4111", b"\xe9 ****"),
    "Q": (b"=?utf-8?Q?=C3=A9_4111?=", "é 4111", b"=?utf-8?Q?=C3=A9_****?="),
    "Q, escaped": (b"=?utf-8?q?=34=3111?=", "4111", b"=?utf-8?q?=2A=2A**?="),
    "B": (b"=?utf-8?B?NDExMQ==?=", "4111", b"=?utf-8?B?KioqKg==?="),
    "a language": (b"=?utf-8*en?Q?4111?=", "4111", b"=?utf-8*en?Q?****?="),
    "over two words": (
        b"=?utf-8?Q?41?=\r\n =?utf-8?B?MTE=?=",
        "4111",
        b"=?utf-8?Q?**?=\r\n =?utf-8?B?Kio=?=",
    ),
    "text between": (
        b"=?utf-8?Q?a?= 4111 =?utf-8?Q?b?= c",
        "a 4111 b c",
        b"=?utf-8?Q?a?= **** =?utf-8?Q?b?= c",
    ),
    "text behind": (b"=?utf-8?Q?a?= 4111", "a 4111", b"=?utf-8?Q?a?= ****"),
    "UTF-16 in base64": (
        b"=?utf-16le?B?" + base64.b64encode("4111".encode("utf-16-le")) + b"?=",
        "4111",
        b"=?utf-16le?B?" + base64.b64encode("****".encode("utf-16-le")) + b"?=",
    ),
    "unknown charset": (b"=?x-none?Q?4111?=", "4111", b"=?x-none?Q?****?="),
    "no encoded word": (b"=?utf-8?X?4111?=", "=?utf-8?X?4111?=", b"=?utf-8?X?****?="),
}


@pytest.mark.parametrize(("raw", "text", "becomes"), FIELDS.values(), ids=list(FIELDS))
def test_a_field_is_shown_and_masked_where_it_stands(raw: bytes, text: str, becomes: bytes) -> None:
    """In encoded words (RFC 2047) or as written, the length stays."""
    assert field(raw).text == text
    assert masked(raw, field(raw)) == becomes
    assert len(becomes) == len(raw)


def test_pieces_of_a_parameter_are_one_text() -> None:
    """A number cut over them is whole."""
    raw = b'name*0="41"; name*1="11"'
    passage = field_passage("header:Content-Type", [Value(8, b"41"), Value(21, b"11")])
    assert passage.text == "4111"
    assert masked(raw, passage) == b'name*0="**"; name*1="**"'


def test_percent_encoded_pieces_are_read_and_masked_where_they_stand() -> None:
    """In their charset, beside pieces that are not encoded (RFC 2231 section 4.1)."""
    raw = b"name*0*=koi8-r''%CB41%31%31; name*1=11"
    pieces = [Value(16, b"%CB41%31%31", "koi8-r"), Value(36, b"11")]
    assert all(raw.startswith(piece.content, piece.start) for piece in pieces)
    passage = field_passage("header:Content-Type", pieces)
    assert passage.text == "\u043a411111"
    assert masked(raw, passage, "411111") == b"name*0*=koi8-r''%CB**%2A%2A; name*1=**"


def body_passages(
    body: bytes, encoding: bytes, declared: str, *, html: bool = False
) -> list[Passage]:
    """Return what a body at byte 3 of a message can be read as."""
    layer = Layer(b"\n\n\n" + body, Structure())
    return Body(layer, "1", (3, 3 + len(body)), encoding, declared, html=html).passages


@pytest.mark.parametrize(
    ("body", "encoding", "becomes"),
    [
        (b"4111", b"", b"****"),
        (b"=34111", QUOTED_PRINTABLE, b"=2A***"),
        (b"NDExMQ==", BASE64, b"KioqKg=="),
    ],
)
def test_a_body_is_masked_through_its_encoding(
    body: bytes, encoding: bytes, becomes: bytes
) -> None:
    """At its place in the message."""
    (passage,) = body_passages(body, encoding, "utf-8", html=True)
    assert (passage.part, passage.html, passage.text) == ("1", True, "4111")
    assert masked(b"\n\n\n" + body, passage) == b"\n\n\n" + becomes


def test_a_body_has_a_passage_for_each_way_to_read_it() -> None:
    """As declared, and as it may be meant."""
    passages = body_passages(b"\xe9 4111", b"", "utf-8")
    assert [passage.text for passage in passages] == ["\udce9 4111", "é 4111"]


def test_a_passage_of_nothing_is_empty() -> None:
    """It has no text to mask."""
    assert field_passage("header:Subject", []).text == ""
    assert field_passage("header:Subject", []).inner({}) == {}


def test_the_same_bytes_are_the_same_however_they_are_read() -> None:
    """So that two readings of one number are one finding."""
    raw = "é 4111".encode()
    first, second = body_passages(raw + b"\xff", b"", "utf-8")
    ones = first.inner({first.text.index("4"): "*"})
    others = second.inner({second.text.index("4"): "*"})
    assert [[x.place for x in some] for some in ones.values()] == [
        [x.place for x in some] for some in others.values()
    ]


def test_decoded_bytes_are_told_apart_from_those_of_the_message() -> None:
    """A base64 body may be read as it is, too."""
    decoded = body_passages(b"NDExMQ==", BASE64, "")[0].inner({0: "*"})
    written = body_passages(b"NDExMQ==", b"", "")[0].inner({0: "*"})
    assert decoded[0][0].place != written[0][0].place


def test_a_wall_over_many_words_is_brought_back_to_those_that_change() -> None:
    """Each word has its part of the row, and what shows no digit is left alone."""
    raw = b"=?utf-8?Q?41_11?= =?utf-8?Q?_x_?= and =?utf-8?Q?1_1=34?="
    passage = field_passage("header:Subject", [Value(0, raw)])
    assert passage.text == "41 11 x  and 1 14"
    patches = outer(passage.inner({0: "** ** x  and * **"})[0])
    assert apply(raw, patches) == b"=?utf-8?Q?**_**?= =?utf-8?Q?_x_?= and =?utf-8?Q?*_*=2A?="
    assert len({segment.start for segment, _ in passage.inner({0: "** ** x  and * **"})[0]}) == 2


def test_a_long_text_is_read_in_stretches_that_overlap() -> None:
    """None cuts a number, and each says where it begins."""
    line = "lamp 4111 1111 1111 1111 and 12345, "
    body = (line * 10_000).encode()
    passage = Passage("1", [Segment(0, body, b"", charset.readings(body, "utf-8")[0])])
    stretches = list(passage.stretches())
    assert len(stretches) > 2
    for (start, text), (following, _) in pairwise(stretches):
        assert passage.text.startswith(text, start)
        assert start < following < start + len(text) - 2000
        assert text[0].isalpha()
        assert text[-1].isalpha()
        assert not passage.is_whole(text)
    assert passage.text.endswith(stretches[-1][1])


def test_what_cannot_be_cut_is_read_as_a_whole() -> None:
    """A short text, one without letters, and markup."""
    for text, html in (("lamp", False), ("12 " * 50_000, False), ("<b>lamp</b>" * 10_000, True)):
        body = text.encode()
        segment = Segment(0, body, b"", charset.readings(body, "utf-8")[0])
        passage = Passage("1", [segment], html=html)
        assert list(passage.stretches()) == [(0, text)]
        assert passage.is_whole(text)
