"""The structure of a message: part numbers, byte ranges, margins and limits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubber.core.message import boundarylines, mime
from scrubber.core.message.mime import Structure, read

ENDS = {"LF": b"\n", "CRLF": b"\r\n", "CR": b"\r"}


def typed(kind: str, body: bytes = b"", *, boundary: str = "") -> bytes:
    """Return a part of type ``kind``."""
    mark = f'; boundary="{boundary}"' if boundary else ""
    return f"Content-Type: {kind}{mark}\n\n".encode() + body


def multipart(boundary: str, *parts: bytes, kind: str = "mixed", end: bytes = b"\n") -> bytes:
    """Return a multipart with ``parts``."""
    lines = b"".join(b"--%s\n%s\n" % (boundary.encode(), part) for part in parts)
    return typed(
        f"multipart/{kind}", lines + b"--%s--" % boundary.encode() + end, boundary=boundary
    )


def message(part: bytes) -> bytes:
    """Return a message made of a part."""
    return b"Subject: x\nMIME-Version: 1.0\n" + part


def paths(structure: Structure) -> list[str]:
    """Return the part numbers of what is no branch."""
    return [part.path for part in structure.parts if part.kind == "leaf"]


def bodies(raw: bytes) -> dict[str, bytes]:
    """Return the body of each leaf by its part number."""
    leaves = [part for part in read(raw).parts if part.kind == "leaf"]
    return {part.path: raw[slice(*part.body)] for part in leaves}


def rfc_3501() -> bytes:
    """Return the message of the example in RFC 3501 section 6.4.5."""
    octets = typed("application/octet-stream", b"octets")
    alternatives = [typed("text/plain", b"4.2.2.1"), typed("text/richtext", b"4.2.2.2")]
    inner = multipart("d", *alternatives, kind="alternative")
    third = multipart("b", typed("text/plain", b"3.1"), octets)
    nested = multipart("c", typed("text/plain", b"4.2.1"), inner)
    fourth = multipart("e", typed("image/gif", b"4.1"), typed("message/rfc822", message(nested)))
    return message(
        multipart(
            "a",
            typed("text/plain", b"1"),
            octets,
            typed("message/rfc822", message(third)),
            fourth,
        )
    )


@pytest.mark.parametrize("end", ENDS.values(), ids=list(ENDS))
def test_parts_are_numbered_as_in_imap(end: bytes) -> None:
    """As in the example of RFC 3501 section 6.4.5, whatever the line ends."""
    structure = read(rfc_3501().replace(b"\n", end))
    numbers = ["1", "2", "3.1", "3.2", "4.1", "4.2.1", "4.2.2.1", "4.2.2.2"]
    assert paths(structure) == numbers
    assert structure.defects == []


@pytest.mark.parametrize("end", ENDS.values(), ids=list(ENDS))
def test_bodies_end_before_the_line_end_of_the_boundary(end: bytes) -> None:
    """It belongs to the boundary (RFC 2046 section 5.1.1)."""
    found = bodies(rfc_3501().replace(b"\n", end))
    assert found["1"] == b"1"
    assert found["2"] == b"octets"
    assert found["4.2.1"] == b"4.2.1"


def test_a_message_without_structure_is_part_1() -> None:
    """Its body is everything behind the blank line."""
    raw = b"Subject: x\n\nHello\n--\nAnna"
    assert bodies(raw) == {"1": b"Hello\n--\nAnna"}
    assert read(raw).headed


def test_a_nested_message_owns_its_fields() -> None:
    """Its body is part 1 of it."""
    raw = message(multipart("a", typed("message/rfc822", b"Subject: inner\n\nbody")))
    inner = read(raw).parts[-1]
    assert (inner.path, inner.owner) == ("1.1", "1")
    assert [raw[field.start : field.end] for field in inner.fields] == [b" inner"]


def test_fields_of_a_part_that_people_do_not_see_are_left_out() -> None:
    """A part of a multipart has no subject."""
    raw = message(multipart("a", b"Subject: none\nContent-Type: text/plain\n\nx"))
    assert [field.name for field in read(raw).parts[1].fields] == [b"content-type"]


def test_an_encoded_message_is_a_leaf_here() -> None:
    """Its own structure is read from its decoded bytes, elsewhere."""
    part = b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nU3ViamVjdDogeA=="
    assert paths(read(message(multipart("a", part)))) == ["1"]


def test_a_message_read_within_another_continues_its_numbers() -> None:
    """The path of where it stands goes in front."""
    assert paths(read(b"Subject: x\n\nbody", "2.3")) == ["2.3.1"]
    assert paths(read(message(multipart("a", typed("text/plain"))), "2")) == ["2.1"]


MARGINS = {
    "preamble": (b"pre\n--a\n\nx\n--a--", [b"pre"]),
    "epilogue": (b"--a\n\nx\n--a--\npost", [b"post"]),
    "never closed": (b"--a\n\nx", []),
    "never opened": (b"only this", [b"only this"]),
    "nothing": (b"", []),
}


@pytest.mark.parametrize(("body", "margins"), MARGINS.values(), ids=list(MARGINS))
def test_text_outside_the_parts_is_a_margin(body: bytes, margins: list[bytes]) -> None:
    """It belongs to the multipart around it, and somebody may read it."""
    raw = message(typed("multipart/mixed", body, boundary="a"))
    found = [raw[margin.start : margin.end].strip() for margin in read(raw).margins]
    assert [text for text in found if text] == margins


BOUNDARIES = {
    "white space behind": (b"--a \t\nA: b\n\nx\n--a--\t\n", ["1"]),
    "a longer line": (b"--ab\n\nx\n--a\n\ny\n--a--", ["1"]),
    "a boundary within a line": (b"--a\n\nx --a\n--a--", ["1"]),
    "a boundary that others begin with": (b"--a\n\nx\n--a-\n--a--", ["1"]),
    "at the very end": (b"--a\n\nx\n--a", ["1", "2"]),
    "parts behind the end": (b"--a\n\nx\n--a--\n--a\n\ny", ["1"]),
    "mixed line ends": (b"--a\r\n\r\nx\r\n--a\n\ny\n--a--\r\n", ["1", "2"]),
    "CR and LF": (b"--a\r\rx\r--a\n\ny\n--a--\r", ["1", "2"]),
    "empty parts": (b"--a\n--a\n--a--", ["1", "2"]),
}


@pytest.mark.parametrize(("body", "numbers"), BOUNDARIES.values(), ids=list(BOUNDARIES))
def test_boundary_lines_divide(body: bytes, numbers: list[str]) -> None:
    """Only a whole line is one; white space behind it does not count."""
    assert paths(read(message(typed("multipart/mixed", body, boundary="a")))) == numbers


def test_a_boundary_line_has_an_end() -> None:
    """A line of two dashes and a thousand bytes is none."""
    line = b"--" + b"a" * (boundarylines.LONGEST_BOUNDARY_LINE + 1) + b"\n"
    raw = message(typed("multipart/mixed", b"--a\n\n" + line + b"x\n--a--", boundary="a"))
    assert bodies(raw) == {"1": line + b"x"}


def test_an_outer_boundary_ends_the_inner_parts() -> None:
    """Even though the inner multipart was never closed."""
    inner = typed("multipart/mixed", b"--b\n\n1.1", boundary="b")
    outer = b"--a\n" + inner + b"\n--a\n\n2\n--a--"
    assert bodies(message(typed("multipart/mixed", outer, boundary="a"))) == {
        "1.1": b"1.1",
        "2": b"2",
    }


def test_an_inner_multipart_may_have_the_boundary_of_the_outer_one() -> None:
    """Then the innermost takes the line."""
    inner = typed("multipart/mixed", b"--a\n\nx\n--a--", boundary="a")
    outer = b"--a\n" + inner + b"\n--a\n\ny\n--a--"
    assert paths(read(message(typed("multipart/mixed", outer, boundary="a"))))[0] == "1.1"


TYPES = {
    "two types": b'Content-Type: multipart/mixed; boundary="a"\nContent-Type: text/plain\n',
    "two boundaries": b"Content-Type: multipart/x; boundary=b\n"
    b"Content-Type: multipart/mixed; boundary=a\n",
    "any case": b"CONTENT-TYPE: MULTIPART/MIXED; BOUNDARY=a\n",
    "folded": b"Content-Type: multipart/mixed;\n boundary=a\n",
    "a comment behind the boundary": b"Content-Type: multipart/mixed; boundary=a(really)\n",
    "a boundary with a space behind": b'Content-Type: multipart/mixed; boundary="a "\n',
    "the second of two": b"Content-Type: multipart/mixed; boundary=b; boundary=a\n",
    "in single quotes": b"Content-Type: multipart/mixed; boundary='a'\n",
    "behind a comment": b"Content-Type: (x (y)) multipart/mixed; boundary=(z) a\n",
}


@pytest.mark.parametrize("header", TYPES.values(), ids=list(TYPES))
def test_every_boundary_that_the_header_names_counts(header: bytes) -> None:
    """Readers differ in which of two fields they take."""
    assert paths(read(header + b"\n--a\n\nx\n--a--")) == ["1"]


def test_a_boundary_that_is_folded_is_one_line() -> None:
    """The line end goes, the space stays (RFC 5322 section 2.2.3)."""
    header = b'Content-Type: multipart/mixed; boundary="a\r\n b"\r\n'
    assert paths(read(header + b"\r\n--a b\r\n\r\nx\r\n--a b--")) == ["1"]


@pytest.mark.parametrize(
    "header",
    [b"multipart/mixed", b'multipart/mixed; boundary=""', b"text/plain; boundary=a", b"boundary=a"],
)
def test_without_type_and_boundary_there_are_no_parts(header: bytes) -> None:
    """The body is one text."""
    raw = b"Content-Type: " + header + b"\n\n--a\n\nx\n--a--"
    assert list(bodies(raw)) == ["1"]
    assert bodies(raw)["1"].startswith(b"--a")


@pytest.mark.parametrize(
    ("line", "encoding"),
    [
        (b"BASE64", b"base64"),
        (b'"base64";', b"base64"),
        (b"base64 (really)", b"base64"),
        (b"(really) base64", b"base64"),
        (b"base64 (really", b"base64"),
        (b"base64; charset=utf-8", b"base64"),
        (b"(a (comment)) base64", b"base64"),
        (b"x-base64", b"base64"),
        (b"base64, 8bit", b"base64"),
        (b"quoted_printable", b"quoted-printable"),
        (b"x-qp", b"quoted-printable"),
        (b"", b""),
    ],
)
def test_an_encoding_is_its_bare_name(line: bytes, encoding: bytes) -> None:
    """Programs write it in quotes, with comments, with a semicolon and with parameters."""
    raw = b"Content-Transfer-Encoding: " + line + b"\n\nx"
    assert read(raw).parts[0].encodings == [encoding]


def test_the_same_field_twice_counts_once() -> None:
    """Different ones all count."""
    raw = b"".join(b"Content-Transfer-Encoding: %s\n" % name for name in (b"7bit", b"x", b"7bit"))
    assert read(raw + b"\nx").parts[0].encodings == [b"7bit", b"x"]


STARTS = {
    "mbox": (b"From a@b Sat Nov 21\nSubject: x\n\nbody", 20, True),
    "quoted mbox": (b">From a@b\r\nSubject: x\n\nbody", 11, True),
    "only that line": (b"From a@b", 0, False),
    "no header": (b"Hello,\nmy card is\n\n4111", 0, False),
    "a word like a field": (b"References: 4111\n\nx", 0, False),
    "an answer": (b"References: <1@x>\nDate: x\n\nx", 0, True),
    "fields of the usual names": (b"Date: x\nFoo: y\n\n4111", 0, True),
    "blank line first": (b"\nbody", 0, True),
    "nothing": (b"", 0, True),
}


@pytest.mark.parametrize(("raw", "start", "headed"), STARTS.values(), ids=list(STARTS))
def test_a_message_begins_with_its_header(raw: bytes, start: int, headed: bool) -> None:  # noqa: FBT001
    """If it has one, behind an mbox line."""
    structure = read(raw)
    assert (structure.start, structure.headed) == (start, headed)


def test_a_line_that_is_no_field_may_begin_the_body() -> None:
    """Without a blank line some readers show it and what follows."""
    raw = b"Subject: x\n4111 1111\nTo: y\n\nbody"
    margins = read(raw).margins
    assert [raw[margin.start : margin.end] for margin in margins] == [b"4111 1111\nTo: y\n"]


def test_the_body_that_a_header_swallows_may_be_encoded() -> None:
    """Readers who show it undo what the header says."""
    raw = b"Subject: x\nContent-Transfer-Encoding: base64\nNDExMSAxMTExIDExMTEgMTExMQ==\n"
    assert [(raw[x.start : x.end][:4], x.encoding) for x in read(raw).margins] == [
        (b"NDEx", b""),
        (b"NDEx", b"base64"),
    ]


def test_parts_of_a_multipart_in_quoted_printable_may_be_so() -> None:
    """Those that say nothing of themselves."""
    header = b"Content-Type: multipart/mixed; boundary=a\nContent-Transfer-Encoding: "
    body = b"\n\n--a\n\nx\n--a\nContent-Transfer-Encoding: 8bit\n\ny\n--a--"
    quoted = [[b"", b"quoted-printable"], [b"8bit"]]
    assert [
        part.encodings for part in read(header + b"quoted-printable" + body).parts[1:]
    ] == quoted
    assert [part.encodings for part in read(header + b"7bit" + body).parts[1:]] == [[], [b"8bit"]]


@pytest.mark.parametrize("before", [b"", b"\n", b"text\n"])
def test_the_body_of_a_multipart_is_read_alone(before: bytes) -> None:
    """Where its header is elsewhere; what is before the first boundary is a margin."""
    structure = mime.read_parts(before + b"--a\n\nx\n--a\n\ny\n--a--", "2", (b"a",))
    assert paths(structure) == ["2.1", "2.2"]
    assert [margin.path for margin in structure.margins] == ["2"] * (before == b"text\n")
    assert mime.read_parts(b"--ab\n", "2", (b"a",)).parts == []


def test_a_header_beyond_its_limit_is_text() -> None:
    """It is a defect, and everything beyond is a margin."""
    raw = b"Subject: x\n" + b"X: y\n" * 210_000 + b"\nbody"
    structure = read(raw)
    assert structure.defects == [("", "header too large")]
    assert structure.margins[0].start == mime.LARGEST_HEADER


def test_fields_beyond_the_limit_are_none() -> None:
    """A header is read up to its limit."""
    raw = b"Subject: x\n" + b"X: y\n" * 210_000 + b"To: z\n\nbody"
    assert [field.name for field in read(raw).parts[0].fields] == [b"subject"]


def nested(depth: int) -> bytes:
    """Return multiparts within multiparts."""
    heads = [typed("multipart/mixed", b"--b%d\n" % n, boundary=f"b{n}") for n in range(depth)]
    return b"".join(heads) + b"\ninnermost"


def test_multiparts_may_be_nested_so_deep() -> None:
    """What is deeper is one text, and a defect."""
    assert read(nested(mime.DEEPEST)).defects == []
    structure = read(nested(mime.DEEPEST + 1))
    path = ".".join("1" * mime.DEEPEST)
    assert structure.defects == [(path, "nested too deeply")]
    assert bodies(nested(mime.DEEPEST + 1))[path].endswith(b"innermost")


def test_messages_may_be_nested_so_deep() -> None:
    """What is deeper is one text, and a defect."""
    deepest = b"Content-Type: message/rfc822\n\n" * mime.DEEPEST
    assert read(deepest + b"\nx").defects == []
    deeper = read(deepest + b"Content-Type: message/rfc822\n\nx")
    assert [reason for _, reason in deeper.defects] == ["nested too deeply"]


def test_a_message_has_so_many_parts() -> None:
    """All others are one margin, and a defect."""
    raw = message(typed("multipart/mixed", b"--a\n\nx\n" * 10_050, boundary="a"))
    structure = read(raw)
    assert len(structure.parts) == mime.MOST_PARTS
    assert structure.defects == [("", "too many parts")]
    assert structure.margins[-1].end == len(raw)


LINES = [
    b"--a",
    b"--a--",
    b"--b",
    b"--b--",
    b"",
    b"Content-Type: multipart/mixed; boundary=a",
    b"Content-Type: multipart/mixed; boundary=b",
    b"Content-Type: message/rfc822",
    b"Content-Type: text/plain",
    b"Subject: x",
    b"From x",
    b"text",
    b" folded",
]


@given(st.lists(st.tuples(st.sampled_from(LINES), st.sampled_from([*ENDS.values()])), max_size=25))
def test_every_byte_is_read(lines: list[tuple[bytes, bytes]]) -> None:
    """Each stands in a header, a body, a margin or a boundary line, and all ranges are sound."""
    raw = b"".join(line + end for line, end in lines)
    structure = read(raw)
    seen = bytearray(len(raw))
    for part in structure.parts:
        for start, end in (part.header, part.body):
            assert 0 <= start <= end <= len(raw)
            seen[start:end] = b"\1" * (end - start)
        assert part.header[1] <= part.body[0]
    for margin in structure.margins:
        assert 0 <= margin.start < margin.end <= len(raw)
        seen[margin.start : margin.end] = b"\1" * (margin.end - margin.start)
    start = structure.start
    unread = bytes(raw[i] if not seen[i] else 10 for i in range(start, len(raw)))
    assert all(line.startswith(b"--") or not line for line in unread.splitlines())
