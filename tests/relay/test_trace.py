"""Trace lines and mail loops."""

from __future__ import annotations

import pytest

from scrubber.errors import RefusedError
from scrubber.relay import trace
from scrubber.relay.trace import Arrival

OWN = "ABCDEFGHIJKL"


def line(helo: str = "client.example", address: str = "192.0.2.1") -> bytes:
    """Make our trace line."""
    return trace.received(Arrival("XYZ", helo, address, "ESMTP"), "relay.example", OWN)


def test_the_received_line_is_one_field() -> None:
    """A name and an address of the client, our name, protocol and id, the date."""
    first, *folded, last = line().split(b"\r\n")
    assert first == b"Received: from client.example ([192.0.2.1])"
    assert folded[0] == b"\tby relay.example (scrubber ABCDEFGHIJKL) with ESMTP"
    assert folded[1].startswith(b"\tid XYZ; ")
    assert folded[1].endswith(b" +0000")
    assert last == b""


@pytest.mark.parametrize("helo", ["a\r\nBcc: x", "a) by b (c", "ä.example", "a\x00b", "a" * 9000])
def test_a_client_writes_no_line_of_its_own(helo: str) -> None:
    """What it says in EHLO is cut to what a domain can be."""
    text = line(helo)
    assert text.count(b"\r\n") == 3
    assert text.count(b"(") == 2
    assert len(text) < 600


def test_an_ipv6_address_is_a_literal() -> None:
    """RFC 5321 section 4.1.3."""
    assert b"([IPv6:2001:db8::1])" in line(address="2001:db8::1")


def test_identifiers_hold_no_digits() -> None:
    """So none can ever look like a card number."""
    names = {trace.identifier() for _ in range(100)}
    assert len(names) == 100
    assert all(name.isalpha() for name in names)


@pytest.mark.parametrize(
    ("traits", "name"),
    [
        (set(), "SMTP"),
        ({"extended"}, "ESMTP"),
        ({"extended", "encrypted"}, "ESMTPS"),
        ({"extended", "utf8"}, "UTF8SMTP"),
        ({"extended", "encrypted", "utf8"}, "UTF8SMTPS"),
    ],
)
def test_protocols_have_their_names(traits: set[str], name: str) -> None:
    """RFC 3848 and RFC 6531."""
    known = ("extended", "encrypted", "utf8")
    assert trace.protocol(**{trait: trait in traits for trait in known}) == name


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"\x00\x01\x02",
        b"Subject: x\r\n\r\n" + b"Received: quoted\r\n" * 100,
        b"Received: from a\r\n" * 50 + b"\r\nbody\r\n",
        line() + b"\r\nbody\r\n",
        line() + b"\r\n" + line() + line(),
        b"X: " + b"x" * 900 + b"\r\n\r\n" + b"y" * 10_000,
    ],
)
def test_usual_mail_passes(message: bytes) -> None:
    """So does mail that comes by a second time, and what is no message."""
    trace.check_header(message, 1000 + 50 * 20, OWN)


@pytest.mark.parametrize(
    ("message", "code", "enhanced"),
    [
        (b"Received: from a\r\n" * 51 + b"\r\nbody\r\n", 554, "5.4.6"),
        (b"received : from a\r\n" * 51, 554, "5.4.6"),
        (line() + line() + b"\r\nbody\r\n", 554, "5.4.6"),
        (b"X: " + b"x" * 3000 + b"\r\n\r\nbody\r\n", 552, "5.3.4"),
        (b"X: y\r\n" * 1000, 552, "5.3.4"),
    ],
)
def test_loops_and_endless_headers_are_refused(message: bytes, code: int, enhanced: str) -> None:
    """Before anything is scanned."""
    with pytest.raises(RefusedError) as caught:
        trace.check_header(message, 2000, OWN)
    assert (caught.value.code, caught.value.enhanced) == (code, enhanced)
