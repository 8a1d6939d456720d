"""Ugly and broken mail is no error: it passes as it is, and its numbers do not."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.mails import CARD_TEXT, assert_unchanged, mail
from tests.servers.client import send_mail

if TYPE_CHECKING:
    from tests.fakes.next_hop import NextHop
    from tests.servers.relay import Relay

MULTIPART = b"Content-Type: multipart/mixed; boundary=x\r\nSubject: parts\r\n\r\n"
PART = b"--x\r\nContent-Type: text/plain\r\n\r\nhello\r\n"


def nested(depth: int) -> bytes:
    """Return multiparts in each other, so deep."""
    head = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level)
        for level in range(depth)
    )
    return head + b"Content-Type: text/plain\r\n\r\nhello\r\n"


def rfc822(depth: int) -> bytes:
    """Return messages in each other, so deep, without a boundary anywhere."""
    return b"Content-Type: message/rfc822\r\n\r\n" * depth + b"Subject: core\r\n\r\nhello\r\n"


# name: message without a card number, in CRLF lines
SHAPES = {
    "empty": b"\r\n",
    "no header": b"\r\njust text\r\n",
    "no body": b"Subject: x\r\n",
    "no colon": b"this is no header\r\nneither is this\r\n\r\ntext\r\n",
    "NUL bytes": mail(b"a\x00b\x00\r\n"),
    "every byte": mail(bytes(byte for byte in range(256) if byte not in b"\r\n") + b"\r\n"),
    "8-bit header": b"Subject: Gr\xfc\xdfe \xff\xfe\r\n\r\ntext\r\n",
    "line of 5003 octets": mail(b"a" * 5003 + b"\r\n"),
    "line of 1 MB": mail(b"a" * 1_000_000 + b"\r\n"),
    "dots": mail(b".\r\n..\r\n...\r\n.a\r\n. \r\n"),
    "missing boundary": MULTIPART + b"no part at all\r\n",
    "boundary never closed": MULTIPART + PART,
    "duplicate boundary": b"Content-Type: multipart/mixed; boundary=x; boundary=y\r\n\r\n" + PART,
    "two content types": b"Content-Type: text/plain\r\n" + MULTIPART + PART + b"--x--\r\n",
    "boundary of 10 KB": b"Content-Type: multipart/mixed; boundary=" + b"y" * 10_000 + b"\r\n\r\n",
    "bad base64": mail(b"!!!!====not*base64\r\n", b"Content-Transfer-Encoding: base64"),
    "bad quoted-printable": mail(b"=ZZ=\r\n=", b"Content-Transfer-Encoding: quoted-printable")
    + b"\r\n",
    "unknown charset": mail(b"hello\r\n", b"Content-Type: text/plain; charset=klingon-7"),
    "unknown encoding": mail(b"hello\r\n", b"Content-Transfer-Encoding: x-unknown"),
    "RFC 2231 game": mail(
        b"hello\r\n", b"Content-Disposition: attachment; filename*1*=b; filename*0*=utf-8''a%2"
    ),
    "broken encoded word": mail(b"hello\r\n", subject=b"=?utf-8?Q?=ZZ=?= =?a?B?!?= =?="),
    "folded for ever": b"Subject: x\r\n" + b" y\r\n" * 5000 + b"\r\ntext\r\n",
    "10,000 parts": MULTIPART + PART * 10_000 + b"--x--\r\n",
    "200,000 parts": MULTIPART + b"--x\r\n\r\n" * 200_000 + b"--x--\r\n",
    "nested 100 deep": nested(100),
    "nested 5,000 deep": nested(5_000),
    "rfc822 300 deep": rfc822(300),
    "rfc822 5,000 deep": rfc822(5_000),
    "zip bomb": mail(
        base64.encodebytes(b"PK\x03\x04" + bytes(200_000)).replace(b"\n", b"\r\n"),
        b"Content-Transfer-Encoding: base64",
        b"Content-Type: application/zip; name=42.zip",
    ),
}


@pytest.mark.parametrize("message", SHAPES.values(), ids=SHAPES)
def test_an_ugly_mail_passes_unchanged(relay: Relay, next_hop: NextHop, message: bytes) -> None:
    """Whatever its shape, it is delivered below trace fields, byte for byte."""
    play = next_hop.play()
    assert send_mail(relay.port, message).code == 250
    assert_unchanged(play.mails[0].message, message)
    assert play.violations == []


@pytest.mark.parametrize("message", SHAPES.values(), ids=SHAPES)
def test_an_ugly_mail_hides_no_number(relay: Relay, next_hop: NextHop, message: bytes) -> None:
    """A card number at the end of it is masked, however the rest reads."""
    play = next_hop.play()
    hidden = message if b"\r\n\r\n" in message else message + b"\r\n"
    assert send_mail(relay.port, hidden + b"\r\n" + CARD_TEXT).code == 250
    assert b"4111 1111 1111" not in play.mails[0].message
    assert play.violations == []
