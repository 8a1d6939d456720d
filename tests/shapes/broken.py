"""Encodings, headers and whole messages that are not what they say."""

# ruff: noqa: D401 - a docstring here is the description of a mail

from __future__ import annotations

from tests.shapes.shape import AS_MADE, Table
from tests.shapes.writing import (
    BASE64,
    FIELDS,
    MIME,
    QUOTED,
    base64_lines,
    letter,
    mail,
    multipart_mail,
    part,
    raw,
)

SHAPES = Table()
PLAIN = "Content-Type: text/plain; charset=utf-8"


def _base64(body: bytes) -> bytes:
    """Return a mail of one text in base64 whose encoded form is ``body``."""
    return mail(body, MIME, PLAIN, BASE64)


@SHAPES.shape()
def base64_with_foreign_characters(text: str) -> bytes:
    """Blanks, punctuation and empty lines between base64 characters are to be skipped."""
    lines = base64_lines(letter(text), width=20)
    return _base64(lines.replace(b"\n", b" !\n\n  *-", 4))


@SHAPES.shape()
def base64_behind_padding(text: str) -> bytes:
    """A second base64 text behind the padding of the first."""
    return _base64(base64_lines("Hello, ") + base64_lines(letter(text)))


@SHAPES.shape()
def base64_padded_within_the_number(text: str) -> bytes:
    """Padding in the middle of the text, as two encoders in a row leave it."""
    return _base64(base64_lines(f"It is {text[:9]}") + base64_lines(f"{text[9:]}, thanks.\n"))


@SHAPES.shape()
def base64_without_padding(text: str) -> bytes:
    """The padding at the end is missing."""
    return _base64(base64_lines(letter(text) + ".").rstrip(b"=\n") + b"\n")


@SHAPES.shape()
def base64_broken_off(text: str) -> bytes:
    """The last group is one character short, the last line has no end."""
    return _base64(base64_lines(f"{text}\n{letter('Bye.')}").rstrip(b"=\n")[:-1])


@SHAPES.shape()
def base64_in_one_line(text: str) -> bytes:
    """No line ends in 40 KB of base64."""
    return _base64(base64_lines(letter(text) + "lorem ipsum dolor\n" * 1600, width=10**6))


@SHAPES.shape()
def base64_in_odd_lines(text: str) -> bytes:
    """Lines that end within a group of four."""
    return _base64(base64_lines(letter(text), width=7))


@SHAPES.shape()
def base64_that_is_text(text: str) -> bytes:
    """Declared base64, but a letter in the clear."""
    return _base64(raw(letter(text)))


@SHAPES.shape()
def base64_with_a_footer(text: str) -> bytes:
    """A list program wrote its footer, in the clear, below the base64."""
    return _base64(base64_lines(letter("Nothing.")) + raw(f"\n-- \nlist footer: {text}\n"))


@SHAPES.shape()
def quoted_printable_with_broken_escapes(text: str) -> bytes:
    """Escapes that are none, in lower case, cut off (RFC 2045 section 6.7)."""
    return mail(f"100 =ZZ = =3 =c3=bc ==\n=\n{text} =3D=\nend =", MIME, PLAIN, QUOTED)


@SHAPES.shape()
def quoted_printable_with_blanks_at_line_ends(text: str) -> bytes:
    """Blanks behind a soft line break and at a line's end."""
    return mail(f"a =  \nb   \n{text} =\t\nc\n", MIME, PLAIN, QUOTED)


@SHAPES.shape()
def two_encodings(text: str) -> bytes:
    """Two encodings are named: the letter can be read by one of them."""
    return mail(base64_lines(letter(text)), MIME, PLAIN, QUOTED, BASE64)


@SHAPES.shape()
def encoding_with_a_comment(text: str) -> bytes:
    """An encoding in capitals and with a comment."""
    return mail(
        base64_lines(letter(text)), MIME, PLAIN, "Content-Transfer-Encoding: BASE64 (as ever)"
    )


@SHAPES.shape()
def encoding_behind_comments_within_comments(text: str) -> bytes:
    """As RFC 5322 section 3.2.2 has them."""
    return mail(base64_lines(letter(text)), MIME, "Content-Transfer-Encoding: (a (b)) base64 (c)")


@SHAPES.shape()
def unknown_encoding(text: str) -> bytes:
    """An encoding that nobody knows."""
    return mail(letter(text), MIME, PLAIN, "Content-Transfer-Encoding: x-rot")


@SHAPES.shape()
def encoding_without_mime_version(text: str) -> bytes:
    """No MIME-Version: some programs decode, some do not."""
    return mail(base64_lines(letter(text)), PLAIN, BASE64)


@SHAPES.shape()
def header_without_end(text: str) -> bytes:
    """The message ends within its header."""
    return b"\n".join(map(raw, (*FIELDS, f"Subject: {text}")))


@SHAPES.shape()
def letter_in_the_header(text: str) -> bytes:
    """The blank line is missing: the letter begins right below the fields."""
    return b"\n".join(map(raw, FIELDS)) + raw(
        "\nHello,\nwe pay with " + text + "\nas ever\n\nBye\n"
    )


@SHAPES.shape()
def letter_in_the_header_of_a_part(text: str) -> bytes:
    """The blank line of a part is missing."""
    body = raw(f"Content-Type: text/plain\nHello,\nwe pay with {text}\nas ever")
    return multipart_mail("mixed", "bare", body, b"\nBye\n")


@SHAPES.shape()
def letter_in_the_header_of_a_forwarded_mail(text: str) -> bytes:
    """The blank line of a mail within a mail is missing."""
    inner = b"\n".join(map(raw, (*FIELDS, "Hello,", f"we pay with {text}", "as ever", "")))
    return multipart_mail("mixed", "bare", part(inner, "Content-Type: message/rfc822"))


@SHAPES.shape()
def text_above_the_header(text: str) -> bytes:
    """The first line is a note that somebody put above the fields."""
    return raw(f"{text}\n") + mail(letter("As above."))


@SHAPES.shape()
def folded_first_line(text: str) -> bytes:
    """The first line is the rest of a field whose beginning is lost."""
    return b"\tby mx.example.net; Tue, 14 Oct 2025\n" + mail(letter(text))


@SHAPES.shape(headed=False)
def no_header(text: str) -> bytes:
    """A letter and nothing else."""
    return raw(letter(text))


@SHAPES.shape()
def empty_header(text: str) -> bytes:
    """A blank line, then a letter."""
    return b"\n" + raw(letter(text))


@SHAPES.fixed()
def empty_body() -> bytes:
    """Fields, a blank line, nothing."""
    return mail("")


@SHAPES.fixed()
def no_body() -> bytes:
    """Fields, and not even a blank line."""
    return mail("")[:-1]


@SHAPES.fixed(ends=AS_MADE)
def empty_message() -> bytes:
    """No byte at all."""
    return b""


@SHAPES.fixed()
def one_line_end() -> bytes:
    """A line end and nothing else."""
    return b"\n"


@SHAPES.fixed(ends=AS_MADE)
def every_byte() -> bytes:
    """Bytes that were never a mail."""
    return bytes(range(256)) * 64


@SHAPES.fixed(ends=AS_MADE)
def executable() -> bytes:
    """A program instead of a mail."""
    return b"\x7fELF\x02\x01\x01" + bytes(9) + bytes(range(255, -1, -1)) * 20


@SHAPES.shape()
def broken_content_type(text: str) -> bytes:
    """A Content-Type that is none."""
    return mail(letter(text), MIME, 'Content-Type: ;;=" text plain/; charset')


@SHAPES.shape()
def unclosed_quote(text: str) -> bytes:
    """A quoted parameter without its end."""
    return multipart_mail(
        "mixed",
        "q",
        part(letter(text), 'Content-Type: text/plain; name="never ends; charset=utf-8'),
    )
