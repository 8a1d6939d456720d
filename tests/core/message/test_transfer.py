"""Transfer encodings: every reading of a body, and patches brought back at the same length."""

from __future__ import annotations

import base64
import binascii
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubber.core.message import transfer
from scrubber.core.message.patch import Patch, apply
from scrubber.core.message.transfer import (
    BASE64,
    PERCENT,
    QUOTED_PRINTABLE,
    UUENCODE,
    Q,
    decode,
    is_broken_base64,
    is_encoding,
    undecode,
)

TEXT = b"Card 4111 1111 1111 1111, thanks."
MASKED = b"Card **** **** **** 1111, thanks."


def masked(body: bytes, encoding: bytes, old: bytes = b"4111 1111 1111") -> bytes:
    """Return ``body`` with the number it stands for masked."""
    at = decode(body, encoding).index(old)
    patches = [Patch(at + found.start(), b"*") for found in re.finditer(rb"[0-9]", old)]
    return apply(body, undecode(body, encoding, patches))


def lines(content: bytes, length: int, end: bytes = b"\r\n") -> bytes:
    """Return ``content`` in base64, cut into lines of any length."""
    encoded = base64.b64encode(content)
    return b"".join(encoded[i : i + length] + end for i in range(0, len(encoded), length))


DECODED = {
    "base64": (BASE64, b"QUJD", b"ABC"),
    "one byte": (BASE64, b"QQ==", b"A"),
    "empty": (BASE64, b"", b""),
    "no padding": (BASE64, b"QUI", b"AB"),
    "too little padding": (BASE64, b"QQ=", b"A"),
    "too much padding": (BASE64, b"QUI====", b"AB"),
    "padding first": (BASE64, b"=QUJD", b"ABC"),
    "a single character": (BASE64, b"Q", b""),
    "one character over": (BASE64, b"QUJDR", b"ABC"),
    "lines of odd length": (BASE64, b"Q\r\nUJ\nD\r", b"ABC"),
    "foreign characters": (BASE64, b"Q!U J\x00D\xff", b"ABC"),
    "foreign characters and padding within": (BASE64, b"Q!Q==QUI=", b"AAB"),
    "a signature below": (BASE64, b"QUI=\r\n-- \r\n", b"AB"),
    "joined pieces, each padded": (BASE64, b"QQ==\r\nQg==\r\nQw==\r\n", b"ABC"),
    "trailing bits": (BASE64, b"QR==", b"A"),
    "quoted-printable": (QUOTED_PRINTABLE, b"=34=31", b"41"),
    "lower case": (QUOTED_PRINTABLE, b"=c3=a9", b"\xc3\xa9"),
    "soft line breaks": (QUOTED_PRINTABLE, b"4=\r\n1=\n1", b"411"),
    "soft line break with a lone CR": (QUOTED_PRINTABLE, b"4=\r1\n2", b"42"),
    "an equals sign at the end": (QUOTED_PRINTABLE, b"41=", b"41"),
    "an equals sign alone": (QUOTED_PRINTABLE, b"a=b =x1", b"a=b =x1"),
    "half an escape": (QUOTED_PRINTABLE, b"=3", b"=3"),
    "two equals signs": (QUOTED_PRINTABLE, b"==41", b"=41"),
    "an underscore is one": (QUOTED_PRINTABLE, b"a_b", b"a_b"),
    "in a word it is a space": (Q, b"a_b=5F", b"a b_"),
    "7bit": (b"7bit", b"=34", b"=34"),
    "nothing named": (b"", b"QQ==", b"QQ=="),
    "unknown": (b"x-uuencode", b"QQ==", b"QQ=="),
}


@pytest.mark.parametrize(("encoding", "body", "content"), DECODED.values(), ids=list(DECODED))
def test_a_body_is_decoded_as_leniently_as_readers_do(
    encoding: bytes, body: bytes, content: bytes
) -> None:
    """What is broken says as much as it can."""
    assert decode(body, encoding) == content


@pytest.mark.parametrize("encoding", [BASE64, QUOTED_PRINTABLE])
def test_two_encodings_hide_what_they_hold(encoding: bytes) -> None:
    """A body in one of them has to be decoded."""
    assert is_encoding(encoding)


@pytest.mark.parametrize("encoding", [b"", b"7bit", b"8bit", b"binary", b"x-unknown", Q])
def test_the_other_encodings_hide_nothing(encoding: bytes) -> None:
    """A body in one of them is what it is."""
    assert not is_encoding(encoding)


@pytest.mark.parametrize(
    ("body", "broken"),
    [(b"QUJD\r\nQ Q=\t=\n", False), (b"", False), (b"QUJD\n-- \nAnna", True), (b"\xff", True)],
)
def test_text_among_base64_is_noticed(body: bytes, broken: bool) -> None:  # noqa: FBT001 - a table
    """Somebody may read such a body as it is."""
    assert is_broken_base64(body) is broken


def test_base64_changes_only_the_quanta_of_the_number() -> None:
    """Line ends stay, and so do all characters before and behind."""
    body = lines(TEXT, 76)
    changed = masked(body, BASE64)
    assert changed == lines(MASKED, 76)
    assert changed[:6] == body[:6]
    assert changed[-12:] == body[-12:]


@pytest.mark.parametrize("length", [1, 2, 3, 5, 7, 61, 77])
def test_base64_lines_of_any_length_are_kept(length: int) -> None:
    """A quantum that is cut by a line end is changed on both sides of it."""
    assert masked(lines(TEXT, length), BASE64) == lines(MASKED, length)


@pytest.mark.parametrize("cut", range(1, 12))
def test_a_number_over_padding_is_masked_on_both_sides(cut: int) -> None:
    """Two encoded pieces, glued together, show one number."""
    one, two = base64.b64encode(TEXT[: 5 + cut]), base64.b64encode(TEXT[5 + cut :])
    changed = masked(one + b"\r\n" + two, BASE64)
    assert decode(changed, BASE64) == MASKED
    assert len(changed) == len(one) + 2 + len(two)


def test_one_patch_may_reach_over_padding() -> None:
    """A run that stands in two encoded pieces is changed as a whole."""
    body = base64.b64encode(b"Card 41") + b"\r\n" + base64.b64encode(b"11 now")
    patches = undecode(body, BASE64, [Patch(5, b"****")])
    assert decode(apply(body, patches), BASE64) == b"Card **** now"


QUOTED = {
    "plain": (b"Card 4111 1111 1111 1111", b"Card **** **** **** 1111"),
    "escaped digits": (b"=34=31=31=31 1111 1111 1111", b"=2A=2A=2A=2A **** **** 1111"),
    "escapes between": (b"4111=201111=201111 1111", b"****=20****=20**** 1111"),
    "soft line breaks": (b"4111=\r\n 1111 11=\r\n11 1111", b"****=\r\n **** **=\r\n** 1111"),
    "soft line break, LF": (b"41=\n11 1111 1111 1111", b"**=\n** **** **** 1111"),
    "lower-case escapes": (b"=c3=a9 4111 1111 1111 1111", b"=c3=a9 **** **** **** 1111"),
    "equals signs": (b"a==b 4111 1111 1111 1111=", b"a==b **** **** **** 1111="),
}


@pytest.mark.parametrize(("body", "changed"), QUOTED.values(), ids=list(QUOTED))
@pytest.mark.parametrize("encoding", [QUOTED_PRINTABLE, Q])
def test_quoted_printable_keeps_each_escape(encoding: bytes, body: bytes, changed: bytes) -> None:
    """What was escaped is escaped afterwards, what was not is not."""
    assert masked(body, encoding) == changed


def test_a_word_keeps_its_underscores() -> None:
    """RFC 2047 section 4.2 writes a space so."""
    assert masked(b"Card_4111_1111_1111_1111", Q) == b"Card_****_****_****_1111"
    rows = [Patch(1, b"** **"), Patch(8, b"* * *")]
    assert undecode(b"_41_11_ 1 1_1", Q, rows) == [Patch(1, b"**_**"), Patch(8, b"* *_*")]
    assert undecode(b"_41_11=34", Q, [Patch(1, b"** **")]) == [Patch(1, b"**_**")]


def test_without_an_encoding_patches_stay_where_they_are() -> None:
    """They come back in order."""
    assert undecode(b"abcd", b"7bit", [Patch(2, b"y"), Patch(0, b"x")]) == [
        Patch(0, b"x"),
        Patch(2, b"y"),
    ]


@pytest.mark.parametrize("encoding", [BASE64, QUOTED_PRINTABLE, Q, b""])
def test_nothing_to_change_changes_nothing(encoding: bytes) -> None:
    """No patch makes no patch."""
    assert undecode(b"QUJD", encoding, []) == []


def test_a_patch_behind_the_end_is_nothing() -> None:
    """There is no byte to change."""
    assert undecode(b"=34", QUOTED_PRINTABLE, [Patch(5, b"*")]) == []
    assert undecode(b"QQ==", BASE64, [Patch(5, b"*")]) == []


def test_patches_of_several_lines_come_back_to_theirs() -> None:
    """Those between stay, and so do soft line breaks."""
    body = b"a=3Db\r\n41=31=31 1=\r\n1 1\r\nx=3D\r\n\r\n4111 1=\r\n11=20=31\r\n"
    patches = [
        Patch(f.start(), b"*") for f in re.finditer(b"[0-9]", decode(body, QUOTED_PRINTABLE))
    ]
    patches[1:3] = [Patch(patches[1].start, b"**")]
    changed = b"a=3Db\r\n**=2A=2A *=\r\n* *\r\nx=3D\r\n\r\n**** *=\r\n**=20=2A\r\n"
    assert apply(body, undecode(body, QUOTED_PRINTABLE, patches)) == changed


def test_a_patch_that_reaches_over_the_end_changes_what_there_is() -> None:
    """Once."""
    patches = [Patch(1, b"***")]
    assert undecode(b"a=34\n", QUOTED_PRINTABLE, patches)[:2] == [Patch(1, b"=2A"), Patch(4, b"*")]
    assert undecode(b"%34\n=\n", PERCENT, patches) == [Patch(3, b"***")]
    assert undecode(b"_41", Q, [Patch(1, b"** *"), Patch(3, b"*")]) == [Patch(1, b"**")]


def changes(content: bytes) -> st.SearchStrategy[list[Patch]]:
    """Return asterisks for some of the digits in ``content``."""
    digits = [Patch(found.start(), b"*") for found in re.finditer(rb"[0-9]", content)]
    return st.lists(st.sampled_from(digits), unique=True) if digits else st.just([])


BODIES = {
    BASE64: st.one_of(
        st.binary(max_size=80).map(binascii.b2a_base64),
        st.text("QUJDkx8/+=\r\n-! ", max_size=80).map(str.encode),
        st.binary(max_size=80),
    ),
    QUOTED_PRINTABLE: st.text("=0123AFafx_ \r\n", max_size=80).map(str.encode),
    Q: st.text("=0123AFafx_ \r\n", max_size=80).map(str.encode),
    PERCENT: st.text("%0123AFafx_ \r\n", max_size=80).map(str.encode),
}


@pytest.mark.parametrize("encoding", list(BODIES))
def test_patches_come_back_exactly(encoding: bytes) -> None:
    """Whatever the body: its length stays, and it stands for the patched content."""

    @given(st.data(), BODIES[encoding])
    def holds(data: st.DataObject, body: bytes) -> None:
        content = decode(body, encoding)
        patches = data.draw(changes(content))
        changed = apply(body, undecode(body, encoding, patches))
        assert len(changed) == len(body)
        assert decode(changed, encoding) == apply(content, patches)

    holds()


@given(st.data(), BODIES[BASE64])
def test_base64_takes_any_bytes_back(data: st.DataObject, body: bytes) -> None:
    """In base64 every change of the content can be told, of digits or not."""
    content = decode(body, BASE64)
    start = data.draw(st.integers(0, len(content)))
    new = data.draw(st.binary(max_size=len(content) - start))
    changed = apply(body, undecode(body, BASE64, [Patch(start, new)]))
    assert len(changed) == len(body)
    assert decode(changed, BASE64) == apply(content, [Patch(start, new)])


@pytest.mark.parametrize("encoding", list(BODIES))
def test_very_much_is_brought_back_as_little_is(encoding: bytes) -> None:
    """At once: to the same bytes, also where patches have more than what changes."""

    @given(st.data(), BODIES[encoding])
    def holds(data: st.DataObject, body: bytes) -> None:
        content = decode(body, encoding)
        patches = data.draw(changes(content))
        expected = apply(body, undecode(body, encoding, patches))
        whole = [Patch(0, apply(content, patches))]
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(transfer, "_LONG", -1)
            assert apply(body, undecode(body, encoding, patches)) == expected
            assert apply(body, undecode(body, encoding, whole)) == expected
            patched.setattr(transfer, "_FEW", -1)
            assert apply(body, undecode(body, encoding, [])) == body

    holds()


@pytest.mark.parametrize(("body", "changed"), QUOTED.values(), ids=list(QUOTED))
def test_very_much_keeps_each_escape(body: bytes, changed: bytes) -> None:
    """As little does."""
    body, changed = body.rstrip(b"=") + b" _\n", changed.rstrip(b"=") + b" _\n"
    for encoding in (QUOTED_PRINTABLE, Q):
        content = decode(body * 200, encoding)
        numbers = re.finditer(rb"[0-9 ]{15}(?=1111\s)", content)
        patches = [Patch(found.start(), b"**** **** **** ") for found in numbers]
        assert len(patches) == 200
        whole = apply(content, patches)
        for each in (patches, [Patch(0, whole)]):
            assert apply(body * 200, undecode(body * 200, encoding, each)) == changed * 200


@pytest.mark.parametrize("text", [b"Card 41", b"Card  41", b"Card 4111"])
def test_very_much_between_padding_is_brought_back(text: bytes) -> None:
    """Bits of the last characters that say nothing stay where nothing changes."""
    body = base64.b64encode(text) * 300 + b"QR=="
    patches = [Patch(at * len(text) + 5, b"*" * (len(text) - 5)) for at in range(300)]
    changed = apply(body, undecode(body, BASE64, patches))
    assert decode(changed, BASE64) == (text[:5] + b"*" * (len(text) - 5)) * 300 + b"A"
    assert changed.endswith(b"QR==")


def test_very_much_of_a_file_in_a_text_is_brought_back_at_once() -> None:
    """Character by character where they differ."""
    line = binascii.b2a_uu(b"Card 4111, thanks.")
    patches = [Patch(at * 18 + 5, b"****") for at in range(1000)]
    assert apply(line * 1000, undecode(line * 1000, UUENCODE, patches)) == (
        binascii.b2a_uu(b"Card ****, thanks.") * 1000
    )
