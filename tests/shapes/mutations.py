"""Damage to messages: what cuts, copies and insertions make of a shape."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.shapes import CASES

TEXTS = ("the small blue one.", "4111 1111 1111 1111", "cvv 123, exp 12/2027")
SHARDS = (
    *(b"\r", b"\n", b"\r\n", b"\n\n", b"\0", b" ", b"\t", b"\xff", b"\x1b$B", b"\xef\xbb\xbf"),
    *(b"--", b"\n--", b"=", b"=\n", b"==", b"=3", b"=?utf-8?B?", b"?=", b'"', b"(", b";", b":"),
    *(b"<", b">", b"<!--", b"<style>", b"&", b"&#", b"\n> ", b"4111 1111 1111 1111", b"411111"),
    *(b"\nContent-Type: multipart/mixed; boundary=x\n\n--x\n", b"\nContent-Type: message/rfc822\n"),
    *(b"Content-Transfer-Encoding: base64\n", b"Content-Transfer-Encoding: quoted-printable\n"),
    *(b"; charset=utf-16", b"; charset=utf-7", b"; charset=iso-2022-jp", b"-----BEGIN PGP "),
)
"""Bytes that mean something to somebody who reads mail."""


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Draw a shape with a few bytes cut out, copied elsewhere, or put in."""
    shape, end = draw(st.sampled_from(CASES))
    message: bytes = shape.message(draw(st.sampled_from(TEXTS)), end)
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(message)))
        stop = min(len(message), start + draw(st.integers(0, 200)))
        match draw(st.sampled_from(("cut", "copy", "insert", "truncate", "flip"))):
            case "cut":
                message = message[:start] + message[stop:]
            case "copy":
                at = draw(st.integers(0, len(message)))
                message = message[:at] + message[start:stop] + message[at:]
            case "insert":
                message = message[:start] + draw(st.sampled_from(SHARDS)) + message[start:]
            case "truncate":
                message = message[:start]
            case _:
                new = bytes((draw(st.integers(0, 255)),))
                message = message[:start] + new + message[start + 1 :]
    return message


NOISE = st.one_of(
    st.binary(max_size=2000),
    st.lists(st.sampled_from(SHARDS), max_size=60).map(b"".join),
    st.text(max_size=500).map(lambda text: text.encode("utf-8", "surrogatepass")),
)
"""Bytes that never were a mail."""
