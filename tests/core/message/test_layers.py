"""What a message holds: what is read, what is not, and what cannot be."""

from __future__ import annotations

import base64

import pytest

from scrubber.core.message.layers import DEEPEST_LAYER, Inventory, take_stock
from scrubber.core.message.patch import apply
from tests.core.message.one_part import HEAD, part, texts


def encoded(raw: bytes) -> bytes:
    """Return a message with another one encoded in it."""
    return part("message/rfc822", base64.encodebytes(raw), encoding="base64")


def test_the_words_of_a_header_are_read() -> None:
    """Each field under its own name."""
    raw = b"From: Anna 4111 <a@example.org>\nSubject: Hello\nX-Other: 1\nThread-Topic: T\n\nbody"
    assert texts(raw) == {
        "header:Subject": [" Hello"],
        "header:From": [" Anna 4111 <a@example.org>"],
        "header:Thread-Topic": [" T"],
        "1": ["body"],
    }


def test_many_fields_in_a_row_are_read_as_one() -> None:
    """Nobody writes so many; what stands farther off, and names of parts, stay apart."""
    row = "".join(f"Subject: card {number}\n" for number in range(70))
    names = "".join(f'Content-Disposition: attachment; filename="{x}"\n' for x in range(3))
    far = f"X-Far: {'x' * 40}\n"
    raw = f"{row}{far}Comments: seen\n{far}{names}Comments: by\nKeywords: all\n\nHello".encode()
    fields = [x.text.strip() for x in take_stock(raw).texts if ".header" not in x.part][:-1]
    assert fields[:3] == ["0", "1", "2"]
    assert fields[3:67] == [f"card {number}" for number in range(64)]
    assert fields[67:] == [
        "card 64" + "".join(f"\nSubject: card {number}" for number in range(65, 70)),
        "seen",
        "by\nKeywords: all",
    ]


def test_what_describes_a_part_is_read() -> None:
    """Some programs write the name of the file there, too (RFC 2045 section 8)."""
    raw = (
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: image/png\n"
        b"Content-Description: 4111 1111 1111 1111.png\n\n\x89PNG\n--b--\n"
    )
    assert texts(raw)["1.header:Content-Description"] == [" 4111 1111 1111 1111.png"]


def test_names_of_parts_are_read() -> None:
    """From the fields in which mail programs write them, and nothing else of these."""
    fields = 'Content-Disposition: attachment;\n filename*0="4111"; filename*1="1111.txt"\n'
    found = texts(part('image/png; name="a.png"', b"\x89PNG", more=fields))
    assert found["header:Content-Type"] == ["a.png"]
    assert found["header:Content-Disposition"] == ["41111111.txt"]
    assert "header:Content-Type" not in texts(part("text/plain; charset=utf-8", b"x"))


@pytest.mark.parametrize(
    ("value", "seen"),
    [
        (b"Visa 4111", b"Visa 4111"),
        (b"=?utf-8?Q?4111=20x?=", b"4111 x"),
        (b"\xc3\xa9", b"\xc3\xa9"),
    ],
)
def test_fields_are_glanced_at_as_they_are_shown(value: bytes, seen: bytes) -> None:
    """Decoded only where something is encoded."""
    (source,) = take_stock(b"Subject: " + value + b"\n\n").sources[:1]
    assert seen in (source.glance() or b"")


@pytest.mark.parametrize(
    ("header", "names"),
    [
        ("Content-Disposition: attachment; filename=card 4111 1111.pdf", ["card 4111 1111.pdf"]),
        ("Content-Disposition: attachment; filename='4111 1111'", ["'4111 1111'"]),
        ('Content-Disposition: attachment; filename="4111 1111', ["4111 1111"]),
        ("Content-Disposition: attachment; name=4111", ["4111"]),
        ("Content-Type: image/png; name=a; filename=b", ["a", "b"]),
        ("Content-Disposition: attachment; filename*1=5; filename*0=4", ["45"]),
    ],
)
def test_names_of_parts_are_read_however_they_are_written(header: str, names: list[str]) -> None:
    """Without quotes, in single ones, never closed, in the other field, out of order."""
    raw = part("image/png", b"\x89PNG", more=header + "\n")
    assert [
        x for part, shown in texts(raw).items() if part.startswith("header:Content") for x in shown
    ] == names


def test_names_of_parts_may_be_percent_encoded() -> None:
    """In the charset that they name (RFC 2231 section 4)."""
    fields = "Content-Disposition: attachment; filename*=utf-8'de'%34111%20%C3%BC.txt\n"
    message = part("image/png", b"\x89PNG", more=fields)
    assert texts(message)["header:Content-Disposition"] == ["4111 ü.txt"]
    glances = [source.glance() or b"" for source in take_stock(message).sources]
    assert any("4111 ü.txt".encode() in glance for glance in glances)


def test_fields_of_a_nested_message_are_named_by_its_part() -> None:
    """Its number goes in front."""
    found = texts(part("message/rfc822", b"Subject: inner\n\nbody"))
    assert "header:Subject" in found
    nested = part(
        'multipart/mixed; boundary="a"',
        b"--a\nContent-Type: message/rfc822\n\nSubject: inner\n\nbody\n--a--",
    )
    assert texts(nested)["1.header:Subject"] == [" inner"]
    assert texts(nested)["1.1"] == ["body"]


READ = {
    "text": part("text/x-any", b"4111"),
    "no type": HEAD + b"\n4111",
    "a broken type": part("", b"4111"),
    "report": part("message/delivery-status", b"4111"),
    "unknown, but readable": part("application/x-any", b"4111"),
    "octets that are text": part("application/octet-stream", b"NDExMQ==", encoding="base64"),
    "a text by its name": part("application/x; name=a.CSV", b"\x014111"),
    "a text by its other name": part(
        "application/x", b"\x014111", more="Content-Disposition: attachment; filename=a.txt\n"
    ),
    "UTF-16": part("application/x", b"\xff\xfe" + "4111".encode("utf-16-le")),
    "UTF-16, big-endian": part("application/x", b"\xfe\xff" + "4111".encode("utf-16-be")),
    "quoted-printable": part("text/plain", b"=34111", encoding="quoted-printable"),
    "ISO-2022-JP": part("application/x", b"\x1b(B4111"),
}


@pytest.mark.parametrize("raw", READ.values(), ids=list(READ))
def test_a_text_is_read_whatever_it_is_called(raw: bytes) -> None:
    """By its type, its name or its first bytes."""
    assert any("4111" in text for text in texts(raw)["1"])
    assert take_stock(raw).unread == []


UNREAD = {
    "picture": ("image/png", b"\x89PNG\r\n4111"),
    "PDF": ("application/pdf", b"%PDF-1.7\n4111"),
    "archive": ("application/zip", b"PK\x03\x04\x14\x00\x00\x004111"),
    "PDF with the name of a text": ("application/x; name=a.txt", b"%PDF-1.7\n4111"),
    "octets": ("application/octet-stream", b"\x00\x01\x02"),
}


@pytest.mark.parametrize(("kind", "body"), UNREAD.values(), ids=list(UNREAD))
@pytest.mark.parametrize("encoding", ["", "base64"])
def test_a_picture_is_not_read(kind: str, body: bytes, encoding: str) -> None:
    """It is listed by its part and type."""
    raw = part(kind, base64.b64encode(body) if encoding else body, encoding=encoding)
    stock = take_stock(raw)
    assert [(unread.part, unread.type) for unread in stock.unread] == [
        ("1", kind.partition(";")[0])
    ]
    assert stock.unreadable == []
    assert "1" not in texts(raw)


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04\x14\0\0\0", b"%PDF-1.7", b"\x1f\x8b\x08", b"\xd0\xcf\x11\xe0\xa1", b"Rar!\x1a"],
    ids=["archive", "PDF", "gzip", "Office", "RAR"],
)
def test_a_file_that_is_called_text_is_told(content: bytes) -> None:
    """It is read as text, which shows little of it."""
    body = base64.encodebytes(content + b"\n4111\n")
    raw = part("text/plain; name=a.docx", body, encoding="base64")
    assert [(entry.type, entry.name(raw)) for entry in take_stock(raw).unread] == [
        ("text/plain", "a.docx")
    ]
    assert "4111" in texts(raw)["1"][0]
    assert take_stock(part("text/plain; name=a.txt", b"4111")).unread == []


def test_a_page_is_one_in_any_case() -> None:
    """Types have none (RFC 2045 section 5.1)."""
    assert [text.html for text in take_stock(part("TEXT/HTML", b"41")).texts[-1:]] == [True]


def test_what_is_not_read_is_named_as_it_stands_afterwards() -> None:
    """A name may hold a number, too; the last one counts."""
    fields = 'Content-Disposition: attachment; filename="=?utf-8?Q?4111?=.png"\n'
    raw = part("image/png; name=a.png", b"\x89PNG", more=fields)
    (unread,) = take_stock(raw).unread
    assert unread.name(raw) == "4111.png"
    assert unread.name(raw.replace(b"4111", b"****")) == "****.png"
    (unnamed,) = take_stock(part("image/png", b"\x89PNG")).unread
    assert unnamed.name(raw) == ""


UNREADABLE = {
    "PGP": (
        part("text/plain", b"-----BEGIN PGP MESSAGE-----\n\nabc"),
        "encrypted (PGP)",
    ),
    "S/MIME": (
        part("application/pkcs7-mime", b"\x30\x82\x01"),
        "encrypted or signed as a whole (S/MIME)",
    ),
    "archive": (
        part("application/zip", b"PK\x03\x04\x14\x00\x01\x00x\x00"),
        "encrypted archive",
    ),
    "nested too deeply": (HEAD + b"Content-Type: message/rfc822\n\n" * 70, "nested too deeply"),
}


@pytest.mark.parametrize(("raw", "reason"), UNREADABLE.values(), ids=list(UNREADABLE))
def test_what_cannot_be_read_is_told_with_its_reason(raw: bytes, reason: str) -> None:
    """It is another thing than what nobody tries to read."""
    stock = take_stock(raw)
    assert [entry.reason for entry in stock.unreadable] == [reason]
    assert stock.unread == []


def test_a_message_in_base64_is_a_layer_of_its_own() -> None:
    """Its parts are numbered below the part it stands in."""
    found = texts(encoded(HEAD + b"\n4111"))
    assert found["1.1"] == ["4111"]
    assert found["1.header:Subject"] == [" Hello"]
    assert len(take_stock(encoded(HEAD + b"\n4111")).layers) == 2


def test_a_change_in_an_inner_layer_changes_the_outer_one() -> None:
    """Through each encoding."""
    raw = encoded(encoded(HEAD + b"\nCard 4111"))
    stock = take_stock(raw)
    layer, passage = next(pair for pair in stock.passages if "4111" in pair[1].text)
    at = passage.text.index("4111")
    layer.inner += passage.inner({at: "****"})[at]
    for each in reversed(stock.layers):
        each.settle()
    assert apply(raw, stock.layers[0].patches) == encoded(encoded(HEAD + b"\nCard ****"))


def test_layers_have_an_end() -> None:
    """What lies deeper cannot be read."""
    raw = HEAD + b"\n4111"
    for _ in range(DEEPEST_LAYER):
        raw = encoded(raw)
    assert take_stock(raw).unreadable == []
    deeper = take_stock(encoded(raw))
    assert [entry.reason for entry in deeper.unreadable] == ["messages encoded too deeply"]
    assert len(deeper.layers) == DEEPEST_LAYER + 1


def test_every_encoding_that_a_header_names_is_tried() -> None:
    """Readers differ in which of two fields they take."""
    raw = part(
        "text/plain", b"=34111", encoding="7bit\nContent-Transfer-Encoding: quoted-printable"
    )
    assert texts(raw)["1"] == ["=34111", "4111"]


def test_text_among_base64_is_read_as_it_is_as_well() -> None:
    """A list server adds its lines below the encoded body."""
    raw = part("text/plain", base64.encodebytes(b"Hello") + b"-- \nCard 4111", encoding="base64")
    assert any("Card 4111" in text for text in texts(raw)["1"])


def test_margins_are_read() -> None:
    """Some programs show them."""
    raw = part('multipart/mixed; boundary="a"', b"before\n--a\n\nx\n--a--\nbehind")
    assert [text.strip() for text in texts(raw)[""]] == ["before", "behind"]


def test_a_body_without_a_blank_line_is_read_in_the_encoding_that_the_header_names() -> None:
    """And as it is: programs differ in where the header ends."""
    body = base64.b64encode(b"Hello from the shop").decode()
    raw = f"Subject: x\nContent-Transfer-Encoding: base64\n{body}\n".encode()
    assert {"Hello from the shop", f"{body}\n"} <= {text.text for text in take_stock(raw).texts}


def test_a_message_without_header_is_a_text() -> None:
    """All of it."""
    assert "Hello,\nmy card\n\n4111" in texts(b"Hello,\nmy card\n\n4111")["1"]


@pytest.mark.parametrize(
    ("kind", "body", "text"),
    [
        ("text/html", b'<meta charset="koi8-r">\xeb', "К"),
        ("text/html; charset=koi8-r", b'<meta charset="utf-8">\xeb', "К"),
        ("text/html", b"\xeb", "\udceb"),
        ("text/plain", b'<meta charset="koi8-r">\xeb', "\udceb"),
    ],
)
def test_markup_may_name_its_charset(kind: str, body: bytes, text: str) -> None:
    """If its Content-Type does not."""
    stock = take_stock(part(kind, body))
    bodies = [passage for _, passage in stock.passages if passage.part == "1"]
    assert bodies[0].text.endswith(text)
    assert bodies[0].html is ("html" in kind)


@pytest.mark.parametrize(
    ("header", "automatic"),
    [
        (b"Auto-Submitted: auto-replied\n", True),
        (b"Auto-Submitted: no\n", False),
        (b"Precedence: bulk\n", True),
        (b"List-Id: <a.example.org>\n", True),
        (b"List-Unsubscribe: <mailto:x@example.org>\n", True),
        (b"From: no-reply@example.org\n", True),
        (b"From: Shop <noreply@example.org>\n", True),
        (b"From: MAILER-DAEMON@example.org\n", True),
        (b"From: Anna <anna@example.org>\n", False),
        (b"From: norepa@example.org\n", False),
        (b"Subject: no-reply@example.org\n", False),
        (b"", False),
    ],
)
def test_a_message_may_say_that_a_program_sent_it(header: bytes, automatic: bool) -> None:  # noqa: FBT001
    """RFC 3834 section 5, RFC 2919, or the name of the sender."""
    assert take_stock(header + b"Subject: x\n\nbody").automatic is automatic


def test_an_inventory_begins_empty() -> None:
    """Nothing is shared between two of them."""
    one, two = Inventory(), Inventory()
    assert one.layers is not two.layers
