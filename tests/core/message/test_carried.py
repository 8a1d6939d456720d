"""What is carried within something else: mails as files, in texts and margins, texts in URLs."""

from __future__ import annotations

import base64
import binascii
import quopri

import pytest

from scrubber.core.message.layers import take_stock
from scrubber.core.message.patch import apply
from tests.core.message.one_part import HEAD, part, texts

INNER = part("text/plain", base64.encodebytes(b"4111 inside"), encoding="base64")
CARRIED = {
    "octets": ("application/octet-stream", INNER),
    "octets with a folded field": (
        "application/octet-stream",
        INNER.replace(b"Encoding: ", b"Encoding: (x)\n "),
    ),
    "octets of Windows": ("application/octet-stream", INNER.replace(b"\n", b"\r\n")),
    "message with other letters": ("message/global", INNER),
    "named text": ("text/plain; name=a.eml\nContent-Disposition: attachment", INNER),
    "mailbox": ("application/mbox", b"From anna@example.org Mon Nov  2 10:00:00 2026\n" + INNER),
    "saved page": ("application/octet-stream", b"Snapshot-Content-Location: x\n" + INNER),
}


def _mask_inside(raw: bytes) -> None:
    """Mask "4111 inside" where it lies, and see that it comes back to the bytes of ``raw``."""
    inventory = take_stock(raw)
    ((layer, passage),) = [pair for pair in inventory.passages if pair[1].text == "4111 inside"]
    layer.inner += [x for each in passage.inner({0: "****"}).values() for x in each]
    for each in reversed(inventory.layers):
        each.settle()
    changed = apply(raw, inventory.layers[0].patches)
    assert len(changed) == len(raw)
    assert ["**** inside"] in texts(changed).values()


@pytest.mark.parametrize("encoding", ["", "base64"])
@pytest.mark.parametrize(("kind", "content"), CARRIED.values(), ids=list(CARRIED))
def test_a_mail_that_is_attached_as_a_file_is_read(
    kind: str, content: bytes, encoding: str
) -> None:
    """With what is encoded in it; a change of that comes back to the bytes of the file."""
    raw = part(kind, base64.encodebytes(content) if encoding else content, encoding=encoding)
    assert ["4111 inside"] in texts(raw).values()
    _mask_inside(raw)


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_a_mail_that_stands_in_a_text_is_read(line_end: bytes) -> None:
    """Bounces have it so; pictures in it are none of our texts."""
    picture = part("image/png", base64.encodebytes(b"\x89PNG\0"), encoding="base64")
    for inner in (INNER, INNER.replace(b"Encoding: base64", b"Encoding:\n BASE64")):
        raw = part("text/plain", b"Hi. A copy:\n\n" + inner + b"\n--b\n" + picture)
        assert texts(raw.replace(b"\n", line_end))["1"][1:] == ["4111 inside"]


@pytest.mark.parametrize("body", [INNER, HEAD + b"\nplain"])
def test_other_texts_that_begin_as_a_mail_are_texts(body: bytes) -> None:
    """What somebody typed, and a mail that can be read as it is."""
    for more in ("", "X-Other: name\n"):
        assert texts(part("text/plain", body, more=more))["1"][0] == body.decode()
    if body != INNER:
        assert texts(part("application/octet-stream", body))["1"] == [body.decode()]


INLAID = {
    "page of a URL": (b'<a href="data:text/html;charset=utf-8;base64,%b">', True),
    "text of a URL": (b"see data:;base64,%b and", False),
    "picture of a URL": (b"x{url(data:image/svg+xml;base64,%b)}", True),
    "cut into lines": (b"data:text/plain;base64,NDEx\r\n MSBp\r\n bnNpZGU=", False),
    "cut as MIME does": (b'<a href="data:text/plain;base64,NDExMSBp\nbnNpZGU=">', False),
    "contact": (b"NOTE;ENCODING=b:%b\r\n", False),
    "contact of old": (b"NOTE;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=34111=\n inside\n", False),
    "calendar": (b"ATTACH;FMTTYPE=text/plain;ENCODING=BASE64;VALUE=BINARY:%b\r\n", False),
}


@pytest.mark.parametrize("encoding", ["", "base64", "quoted-printable"])
@pytest.mark.parametrize(("body", "html"), INLAID.values(), ids=list(INLAID))
def test_what_stands_encoded_in_a_text_is_read(body: bytes, html: bool, encoding: str) -> None:  # noqa: FBT001
    """A change of it comes back to the bytes of the text, however that is encoded itself."""
    body = body.replace(b"%b", base64.b64encode(b"4111 inside"))
    encode = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring}
    raw = part("text/x-any", encode.get(encoding, bytes)(body), encoding=encoding)
    inventory = take_stock(raw)
    assert inventory.sources[-1].glance() is None
    ((layer, passage),) = [pair for pair in inventory.passages if pair[1].part == "1:inlay 1"]
    assert (passage.text, passage.html) == ("4111 inside", html)
    changed = passage.inner({0: "****"})
    assert {each.place[2] - each.place[1] for row in changed.values() for each in row} == {4}
    layer.inner += [each for row in changed.values() for each in row]
    layer.settle()
    masked = apply(raw, layer.patches)
    assert len(masked) == len(raw)
    assert texts(masked)["1:inlay 1"] == ["**** inside"]


def test_pictures_that_stand_encoded_in_a_text_are_no_texts() -> None:
    """Every other page has one."""
    picture = base64.b64encode(b"\x89PNG\r\n\x1a\n" * 4)
    body = b"<img src=data:image/png;base64,%b> PHOTO;ENCODING=b:%b" % (picture, picture)
    assert list(texts(part("text/html", body))) == ["header:Subject", "1"]


def test_of_very_many_inlays_the_last_are_one_text() -> None:
    """Nobody writes so many."""
    urls = b" ".join(
        b"data:text/plain;base64,%b" % base64.b64encode(b"a%03d" % x) for x in range(70)
    )
    found = texts(part("text/plain", urls))
    assert found["1:inlay 64"] == ["a063"]
    assert found["1:inlays"] == ["a064a065a066a067a068a069"]


@pytest.mark.parametrize(
    "around",
    [
        b"--a\n\nx\n--a--\n--a\n%b\n--a--",
        b"--a\n\nx\n--a-- and more\n--a more\n%b",
        b"--other\n%b\n--other--\n",
    ],
    ids=["behind the end", "behind delimiters that go on", "behind those of another"],
)
def test_a_part_that_stands_in_a_margin_is_read(around: bytes) -> None:
    """Programs differ in what a delimiter is."""
    inner = b"Content-Type: text/plain\nContent-Transfer-Encoding: (a) BASE64\n\n"
    inner += base64.encodebytes(b"4111 inside")
    raw = part('multipart/mixed; boundary="a"', around.replace(b"%b", inner))
    assert ["4111 inside"] in [shown[-1:] for shown in texts(raw).values()]


def test_files_of_a_margin_are_read() -> None:
    """And what is no text is told."""
    lines = binascii.b2a_uu(b"4111 inside")
    epilogue = b"\nbegin 644 a.txt\n%b`\nend\n\n=ybegin line=128 size=1 name=b\nx\n" % lines
    raw = part('multipart/mixed; boundary="a"', b"--a\n\nx\n--a--\n" + epilogue)
    assert texts(raw)[":file 1"] == ["4111 inside"]
    assert [entry.type for entry in take_stock(raw).unread] == ["application/x-yenc"]


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable"])
def test_a_multipart_may_be_encoded_as_a_whole(encoding: str) -> None:
    """Though none may be (RFC 2045 section 6.4); a change within comes back to its bytes."""
    body = b"--=a\nContent-Type: text/plain\n\n4111 inside\n--=a--\n"
    written = base64.encodebytes(body) if encoding == "base64" else body.replace(b"=", b"=3D")
    inner = part('multipart/mixed; boundary="=a"', written, encoding=encoding)
    for raw in (inner, part("multipart/x; boundary=b", b"--b\n" + inner + b"\n--b--\n")):
        _mask_inside(raw)


def test_a_multipart_that_only_says_so_is_read_as_it_is() -> None:
    """Its margins are as they stand."""
    body = b"before\n--a\n\nx\n--a--\nbehind"
    raw = part("multipart/mixed; boundary=a", body, encoding="base64")
    assert len(take_stock(raw).layers) == 1
