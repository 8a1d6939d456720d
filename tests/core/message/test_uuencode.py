"""Files written into a text as before MIME: read, and masked where they stand."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubber import rulebook
from scrubber.core.message import layers
from scrubber.core.message.patch import Patch, apply
from scrubber.core.message.uuencode import blocks, decode, undecode
from scrubber.core.scrub import scrub

if TYPE_CHECKING:
    from scrubber.core.model import Scrubbed

RULES = rulebook.load()
CARD = b"my card is 4111 1111 1111 1111, cvv 123, and the chairs are lovely, all six of them\n"
MASKED = b"my card is **** **** **** 1111, cvv ***, and the chairs are lovely, all six of them\n"


def lines(content: bytes, *, backtick: bool = False, end: bytes = b"\n") -> bytes:
    """Return ``content`` as uuencode writes it."""
    rows = (content[at : at + 45] for at in range(0, len(content), 45))
    return b"".join(binascii.b2a_uu(row, backtick=backtick)[:-1] + end for row in rows)


def told(body: bytes, kind: bytes = b"text/plain") -> Scrubbed:
    """Scrub a mail with this body."""
    return scrub(b"Content-Type: " + kind + b"\n\n" + body, RULES)


@pytest.mark.parametrize("heading", [b"begin 644 note.txt\n", b"see\n\nbegin 0600 a b.txt\n"])
@pytest.mark.parametrize("backtick", [False, True])
def test_a_text_file_is_masked_where_it_stands(heading: bytes, *, backtick: bool) -> None:
    """Only the characters that stand for digits change."""
    body = heading + lines(CARD, backtick=backtick) + b"`\nend\nbye\n"
    scrubbed = told(body)
    assert heading + lines(MASKED, backtick=backtick) + b"`\nend\nbye\n" in scrubbed.message
    assert {found.part for found in scrubbed.findings} == {"1:file 1"}
    assert scrubbed.unscanned == ()


def test_its_lines_end_as_they_did() -> None:
    """Blanks at their ends may be lost."""
    body = (
        b"begin 644 note.txt\r\n" + lines(CARD, end=b"\r\n").replace(b" \r\n", b"\r\n") + b"`\r\n"
    )
    after = told(body).message
    assert b"".join(decode(after[b.start : b.end]) for b in blocks(after)) == MASKED


def test_a_file_in_base64_and_a_page_are_read() -> None:
    """By its heading, and by its name."""
    coded = binascii.b2a_base64(CARD)
    assert binascii.b2a_base64(MASKED) in told(b"begin-base64 644 a\n" + coded + b"====\n").message
    page = b"<p>visa 4111<b> 1111</b> 1111 1111</p>"
    body = b"begin 644 a.html\n" + lines(page) + b"`\nend\n"
    assert lines(b"<p>visa ****<b> ****</b> **** 1111</p>") in told(body).message


def test_what_is_no_text_is_named_as_not_scanned() -> None:
    """A picture, an archive, and what is written in yEnc."""
    picture = b"begin 644 a.png\n" + lines(b"\x89PNG" + bytes(90)) + b"`\nend\n"
    archive = b"begin 644 a.bin\n" + lines(bytes(range(30))) + b"`\nend\n"
    yenc = b"=ybegin line=128 size=123456 name=a.bin\n\x8c\x93\n=yend size=123456\n"
    scrubbed = told(picture + archive + yenc)
    assert [(found.part, found.type) for found in scrubbed.unscanned] == [
        ("1:file 1", "application/octet-stream"),
        ("1:file 2", "application/octet-stream"),
        ("1", "application/x-yenc"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        b"begin 644 the work\nand go on\n",
        b"begin 644 a\n\nend\n",
        b"we begin 644 things\nM1\n",
        b"=ybegin is a word\n",
    ],
)
def test_what_only_begins_like_one_is_no_file(body: bytes) -> None:
    """Prose, and a heading without lines."""
    assert told(body).unscanned == ()
    assert told(body).message.endswith(body)


@given(st.binary(min_size=1, max_size=130), st.data())
def test_any_byte_can_be_changed(content: bytes, data: st.DataObject) -> None:
    """And the others stay."""
    written = lines(content, backtick=data.draw(st.booleans()))
    at = data.draw(st.integers(0, len(content) - 1))
    patch = Patch(at, b"*")
    after = apply(written, undecode(written, [patch]))
    assert decode(after) == apply(content, [patch])
    assert len(after) == len(written)


@given(st.from_regex(rb"[!-`][ -`]{0,70}", fullmatch=True))
def test_a_line_that_is_longer_or_shorter_than_it_says_is_read(line: bytes) -> None:
    """As many bytes as it says, whatever stands behind them."""
    assert len(decode(line + b"\n")) == (line[0] - 32) % 64


@pytest.mark.parametrize("encoding", ["uuencode", "x-uuencode", "percent", "q", "(uuencode)"])
def test_a_field_that_names_no_encoding_of_mail_changes_nothing(encoding: str) -> None:
    """The file is read where its lines stand; other lines are what they are."""
    file = b"begin 644 note.txt\n" + lines(CARD) + b"`\nend\n"
    kind = b"text/plain\nContent-Transfer-Encoding: " + encoding.encode()
    text = "é_%34 {}~\n".encode()
    assert told(text + file, kind).message.endswith(
        text + b"begin 644 note.txt\n" + lines(MASKED) + b"`\nend\n"
    )


def test_a_blank_that_is_lost_cannot_be_changed() -> None:
    """What stands there is no digit all the same."""
    written = lines(b"4").rstrip() + b"\n"
    assert written == b"!-\n"
    assert apply(written, undecode(written, [Patch(0, b"*")])) == b"!*\n"
    assert decode(b"!*\n") == b"("


def test_many_files_are_read_as_one_and_masked_where_they_stand() -> None:
    """But those in base64, those that are no text, and pages; what stands between is as it was."""
    few = layers._MANY_FILES
    files = [
        *[("a.txt", CARD)] * (few + 3),
        ("a.jpg", b"\1\2\3\4" * 9),
        *[("a.html", b"<b>" + CARD)] * 2,
        *[("a.txt", CARD)] * 2,
    ]
    between = b"`\nend\nMore, too:\n"
    body = b"".join(
        b"begin 644 %b\n%b%b" % (name.encode(), lines(content), between) for name, content in files
    )
    body += b"begin-base64 644 b.txt\n%b====\n" % base64.encodebytes(CARD)
    raw = b"Content-Type: text/plain\n\nSee:\n" + body
    before = layers.take_stock(raw)
    read = [x.text.count("4111 1111 1111 1111") for x in before.texts if "begin" not in x.text]
    assert read == [*[1] * few, 3, 2, 2, 1]
    assert len(before.unread) == 1
    masked = scrub(raw, RULES).message
    after = [x.text for x in layers.take_stock(masked).texts if "begin" not in x.text]
    assert sum(text.count("**** **** **** 1111, cvv ***") for text in after) == few + 8
    assert masked.count(between) == len(files)


def test_a_line_changes_in_one_piece() -> None:
    """However many characters of it do: a patch for each cost a megabyte of files a second."""
    encoded = lines(b"4" * 45)
    (patch,) = undecode(encoded, [Patch(0, b"*" * 45)])
    assert decode(apply(encoded, [patch])) == b"*" * 45
