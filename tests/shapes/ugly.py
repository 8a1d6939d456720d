"""Mail that breaks no rule that matters, or every one of them, and arrives every day."""

# ruff: noqa: D401 - a docstring here is the description of a mail

from __future__ import annotations

import binascii

from tests.shapes.shape import AS_MADE, Table
from tests.shapes.writing import (
    BASE64,
    FIELDS,
    HTML,
    MIME,
    QUOTED,
    SUBJECT,
    base64_lines,
    escaped,
    letter,
    mail,
    multipart_mail,
    page,
    part,
    plain_part,
    raw,
)

SHAPES = Table()
PLAIN = "Content-Type: text/plain; charset=utf-8"


@SHAPES.shape(ends=AS_MADE)
def carriage_returns_only(text: str) -> bytes:
    """Line ends of the old Macintosh."""
    return multipart_mail("mixed", "mac", plain_part(text), plain_part("")).replace(b"\n", b"\r")


@SHAPES.shape(ends=AS_MADE)
def mixed_line_ends(text: str) -> bytes:
    """All three line ends in turn, in the body."""
    return mail(f"one\r\ntwo\nthree\rfour\n\r{text}\r\r\nfive\n\n\r\n")


@SHAPES.shape(ends=AS_MADE)
def header_and_body_with_different_line_ends(text: str) -> bytes:
    """A header with CRLF above a body with LF."""
    return mail("").replace(b"\n", b"\r\n") + raw(letter(text))


@SHAPES.shape(ends=AS_MADE)
def bare_line_feeds_in_the_header(text: str) -> bytes:
    """A field with LF among fields with CRLF."""
    return (
        mail(letter(text)).replace(b"\n", b"\r\n").replace(b"example.org>\r\n", b"example.org>\n")
    )


@SHAPES.shape()
def nul_bytes(text: str) -> bytes:
    """NULs in header and body."""
    return mail(f"\0\0Hello\0,\n\n\0{text}\0\n", "X-Nul: a\0b")


@SHAPES.shape()
def very_long_line(text: str) -> bytes:
    """A line of 300 KB."""
    return mail(f"{'lorem ipsum ' * 12500}{text}{' dolor sit' * 15000}\n")


@SHAPES.shape()
def no_line_end_at_the_end(text: str) -> bytes:
    """The text is the last thing in the mail."""
    return mail(f"Hello, {text}")


@SHAPES.shape()
def dots_and_odd_white_space(text: str) -> bytes:
    """Lines of one dot, form feeds, trailing blanks."""
    return mail(f".\n..\n \t \n\f\v\n{text}   \t\n.\n")


@SHAPES.shape()
def soft_line_breaks_in_the_text(text: str) -> bytes:
    """Quoted-printable lines that break within the number."""
    broken = f"{text[:2]}=\n{text[2:5]}=\n{text[5:12]}=\n{text[12:]}"
    return mail(f"My number =\nis {broken} =\nand that is it=\n", MIME, PLAIN, QUOTED)


@SHAPES.shape()
def everything_escaped(text: str) -> bytes:
    """Quoted-printable with no character left as it is."""
    return mail(f"{escaped('Hello ')}=\n{escaped(text)}=\n{escaped(' bye')}\n", MIME, PLAIN, QUOTED)


@SHAPES.shape()
def every_other_character_escaped(text: str) -> bytes:
    """Quoted-printable that escapes what it need not."""
    pairs = "".join(text[at] + escaped(text[at + 1 : at + 2]) for at in range(0, len(text), 2))
    return mail(f"Hello {pairs} bye\n", MIME, PLAIN, QUOTED)


@SHAPES.shape()
def mbox_separator(text: str) -> bytes:
    """The line that an mbox puts before each mail (RFC 4155)."""
    return b"From anna@example.org Tue Oct 14 09:12:44 2025\n" + mail(letter(text))


@SHAPES.shape()
def mbox_quoting(text: str) -> bytes:
    """Lines that an mbox had to quote."""
    return mail(f">From what I hear\n>>From here on\nFrom me: {text}\n")


@SHAPES.shape()
def eight_bits_undeclared(text: str) -> bytes:
    """Latin letters in a mail that says it is ASCII."""
    body = f"Grüße: {text} für Möbel\n".encode("latin-1")
    return mail(
        body, MIME, "Content-Type: text/plain; charset=us-ascii", "Content-Transfer-Encoding: 7bit"
    )


@SHAPES.shape(ends=AS_MADE)
def binary_text(text: str) -> bytes:
    """Text in the encoding `binary`, with every byte there is around it."""
    junk = bytes(byte for byte in range(256) if byte not in b"\r\n0123456789")
    return mail(
        junk + b"\r" + raw(text) + b"\n" + junk, MIME, PLAIN, "Content-Transfer-Encoding: binary"
    )


@SHAPES.fixed()
def uuencoded_picture() -> bytes:
    """A file in the text, as before MIME."""
    lines = (bytes(range(at, at + 45)) for at in range(0, 180, 45))
    coded = b"".join(binascii.b2a_uu(line) for line in lines)
    return mail(b"Here it is.\n\nbegin 644 dot.gif\n" + coded + b"`\nend\n")


@SHAPES.shape()
def letter_beside_uuencoded_picture(text: str) -> bytes:
    """A letter below a file in the text."""
    coded = b"begin 644 dot.gif\n" + binascii.b2a_uu(bytes(range(40))) + b"`\nend\n"
    return mail(coded + raw(letter(text)))


@SHAPES.shape()
def html_called_plain(text: str) -> bytes:
    """HTML that says it is plain text."""
    return mail(page(text), MIME, PLAIN)


@SHAPES.shape()
def html_without_a_type(text: str) -> bytes:
    """HTML that says nothing at all."""
    return mail(page(text))


@SHAPES.shape()
def table_called_excel(text: str) -> bytes:
    """A CSV file with the type that Windows gives it."""
    return multipart_mail(
        "mixed",
        "xls",
        plain_part("The table."),
        part(
            base64_lines(f'"date","remark"\r\n"14.10.2025","{text}"\r\n'),
            'Content-Type: application/vnd.ms-excel; name="orders.csv"',
            BASE64,
            'Content-Disposition: attachment; filename="orders.csv"',
        ),
    )


@SHAPES.shape()
def text_called_octet_stream(text: str) -> bytes:
    """A text file without a type and with a name."""
    return multipart_mail(
        "mixed",
        "oct",
        plain_part("The note."),
        part(
            base64_lines(letter(text)),
            "Content-Type: application/octet-stream",
            BASE64,
            "Content-Disposition: attachment; filename=note.txt",
        ),
    )


@SHAPES.shape()
def text_called_picture(text: str) -> bytes:
    """A text that says it is a picture; its bytes say otherwise."""
    return mail(base64_lines(page(text)), MIME, 'Content-Type: image/jpeg; name="p.jpg"', BASE64)


@SHAPES.shape()
def spaces_as_entities(text: str) -> bytes:
    """HTML with spaces that do not break."""
    return mail(page(text.replace(" ", "&nbsp;")), MIME, HTML)


@SHAPES.shape()
def spaces_as_utf8(text: str) -> bytes:
    """No-break spaces in quoted-printable, cut by soft line breaks."""
    spaced = text.replace(" ", "=C2=\n=A0")
    return mail(f"Hello {spaced}, bye\n", MIME, PLAIN, QUOTED)


@SHAPES.shape()
def tags_around_every_group(text: str) -> bytes:
    """Each group in a tag of its own."""
    groups = "".join(f'<span class="g">{group}</span> ' for group in text.split(" "))
    return mail(page(groups), MIME, HTML)


@SHAPES.shape()
def nothing_but_the_text(text: str) -> bytes:
    """The text is all that the body is."""
    return part(text, *FIELDS, SUBJECT)
