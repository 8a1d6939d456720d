"""Where a message ends, what its lines are, and how it is sent on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubber.errors import RefusedError
from scrubber.relay.framing import Incoming, framed, with_crlf

LIMIT = 1_000_000
# Texts made of what framing is about, and little else.
NASTY = st.lists(st.sampled_from([b"\r\n", b"\r", b"\n", b".", b"..", b"a", b"\x00"])).map(b"".join)


def received(stream: bytes, cut: int = LIMIT) -> tuple[bytes, bytes] | None:
    """Feed a stream in pieces; the message and what stands behind it, None if it does not end."""
    incoming = Incoming(LIMIT)
    for start in range(0, len(stream), cut):
        behind = incoming.feed(stream[start : start + cut])
        if behind is not None:
            return incoming.take(), behind + stream[start + cut :]
    return None


@pytest.mark.parametrize(
    ("stream", "message", "behind"),
    [
        (b".\r\n", b"", b""),
        (b"a\r\n.\r\n", b"a\r\n", b""),
        (b"a\r\n.\r\nQUIT\r\n", b"a\r\n", b"QUIT\r\n"),
        (b"a\r\n.\r\nb\r\n.\r\n", b"a\r\n", b"b\r\n.\r\n"),
        (b"\r\n.\r\n", b"\r\n", b""),
        (b"..\r\n.\r\n", b".\r\n", b""),
        (b".a\r\n.\r\n", b"a\r\n", b""),
        (b"a\r\n..b\r\n...\r\n.\r\n", b"a\r\n.b\r\n..\r\n", b""),
        (b"a\r\n..\r\n.\r\n", b"a\r\n.\r\n", b""),
    ],
)
@pytest.mark.parametrize("cut", [1, 2, 3, 4, LIMIT])
def test_the_end_of_data(stream: bytes, message: bytes, behind: bytes, cut: int) -> None:
    """It is found wherever the network has cut the stream, and dots are unstuffed."""
    assert received(stream, cut) == (message, behind)


@pytest.mark.parametrize(
    "end",
    [
        b"\n.\n",
        b"\r.\r",
        b"\n.\r\n",
        b"\r\n.\n",
        b"\r\n.\r",
        b"\r.\r\n",
        b"\r\n.\r\r\n",
        b"\r\n. \r\n",
    ],
)
@pytest.mark.parametrize("cut", [1, 3, LIMIT])
def test_nothing_else_ends_data(end: bytes, cut: int) -> None:
    """Every sequence that some server has once taken for the end is text here."""
    assert received(b"a" + end + b"MAIL FROM:<b@c.example>\r\n", cut) is None


@pytest.mark.parametrize(
    "end", [b"\n.\n", b"\n.\r\n", b"\r.\r", b"\r.\r\n", b"\r\n.\n", b"\r\n.\r"]
)
def test_nothing_is_smuggled(end: bytes) -> None:
    """What goes on holds one end of data, and no bare newline beside a dot."""
    found = received(b"a" + end + b"MAIL FROM:<b@c.example>\r\n.\r\n")
    assert found is not None
    sent = b"".join(framed([with_crlf(found[0])]))
    assert sent.count(b"\r\n.\r\n") == 1
    assert sent.endswith(b"\r\n.\r\n")
    assert sent.count(b"\r") == sent.count(b"\n") == sent.count(b"\r\n")


@given(NASTY)
def test_with_crlf_is_lines_of_crlf(text: bytes) -> None:
    """Afterwards no CR or LF stands alone, and a second pass changes nothing."""
    lines = with_crlf(text)
    assert lines.count(b"\r") == lines.count(b"\n") == lines.count(b"\r\n")
    assert with_crlf(lines) is lines
    assert lines.replace(b"\r\n", b"").replace(b"\n", b"") == text.translate(None, b"\r\n")


@given(NASTY, st.integers(1, 7))
def test_dots_come_back(text: bytes, cut: int) -> None:
    """What is framed here is read here as the same message."""
    message = with_crlf(text)
    assert received(b"".join(framed([message])) + b"NOOP\r\n", cut) == (message, b"NOOP\r\n")


@given(st.lists(NASTY.map(with_crlf)))
def test_blocks_are_one_message(blocks: list[bytes]) -> None:
    """It is the same to send lines in one block or in many."""
    assert b"".join(framed(blocks)) == b"".join(framed([b"".join(blocks)]))


def test_large_messages_are_cut_at_lines() -> None:
    """A dot at the start of a line is doubled at every place where a piece can begin."""
    message = b".\r\n" * 400_000
    pieces = list(framed([message]))
    assert len(pieces) > 2
    assert b"".join(pieces) == b"..\r\n" * 400_000 + b".\r\n"


@pytest.mark.parametrize("text", [b"a\n", b"a\r", b"\na\r\n", b"a\r\r\n", b"a\n\r\n"])
def test_bare_newlines_are_refused_on_demand(text: bytes) -> None:
    """The owner may rather have such mail refused than mended."""
    with pytest.raises(RefusedError) as caught:
        with_crlf(text, refuse_bare=True)
    assert caught.value.code == 550


def test_nothing_is_kept_past_the_limit() -> None:
    """A message that is too big is read to its end, in bounded memory."""
    incoming = Incoming(100)
    for _ in range(15):
        assert incoming.feed(b"0123456789") is None
    assert incoming.too_big
    assert not incoming.hopeless
    assert incoming.feed(b"\r\n.\r\nQUIT\r\n") == b"QUIT\r\n"
    assert len(incoming.take()) < 10


def test_a_message_as_long_as_the_limit_is_not_too_big() -> None:
    """Neither its dots nor the end of data count."""
    incoming = Incoming(10)
    assert incoming.feed(b"01234567\r\n.\r\n" + b"QUIT\r\n" * 9) == b"QUIT\r\n" * 9
    assert not incoming.too_big


def test_twice_the_limit_is_hopeless() -> None:
    """Then it is time to hang up."""
    incoming = Incoming(100)
    incoming.feed(b"x" * 201)
    assert incoming.hopeless
