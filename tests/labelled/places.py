"""Classes about where in a message, and in which encoding, a number stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.labelled import mime
from tests.labelled.markup import html
from tests.labelled.registry import positive

if TYPE_CHECKING:
    from tests.labelled.mime import Part
    from tests.labelled.model import Labelled
    from tests.labelled.numbers import Card
    from tests.labelled.writer import Writer

FULL_WIDTH: Final = {ord("0") + value: 0xFF10 + value for value in range(10)}


def written(writer: Writer, card: Card) -> str:
    """Return a card number as it is printed, noted as a secret."""
    return writer.secret("pan", card.digits, " ".join(card.groups))


def letter(writer: Writer) -> str:
    """Return a letter with a card number, mostly with expiry and security code."""
    card = writer.card()
    return writer.letter(writer.payment(writer.pay(" ".join(card.groups), card.digits), card))


def in_subject(writer: Writer) -> Labelled:
    """Put the number into the Subject: as it is, or as encoded words cut inside the number."""
    card = writer.card()
    subject = writer.phrase("card", card=written(writer, card))
    cut = subject.index(card.groups[1]) + 2
    pieces = subject[:cut], subject[cut:]
    ways = (
        subject if subject.isascii() else mime.encoded_word(subject),
        mime.encoded_word(subject),
        mime.encoded_word(subject, form="Q"),
        "\n ".join(mime.encoded_word(piece) for piece in pieces),
        "\n ".join(mime.encoded_word(piece, form="Q") for piece in pieces),
    )
    body = mime.text(writer.letter(writer.chatter("opening")))
    return writer.done(writer.mail(body, subject=writer.pick(ways)))


def in_display_name(writer: Writer) -> Labelled:
    """Put the number into the display name of the sender."""
    card = writer.card()
    name = writer.pick(('"Visa {}"', '"{}"', "card {}")).format(written(writer, card))
    body = mime.text(writer.letter(writer.chatter("opening")))
    return writer.done(writer.mail(body, sender=name))


def in_file_name(writer: Writer) -> Labelled:
    """Put the number into the name of an attached picture."""
    card = writer.card()
    name = writer.pick(("card {}.jpg", "{}.png", "scan_{}.jpg")).format(written(writer, card))
    picture = mime.labelled(
        writer.rng.randbytes(300), f'image/jpeg;\n name="{name}"', "base64"
    ).with_field(f'Content-Disposition: attachment; filename="{name}"')
    text = mime.text(writer.letter(writer.chatter("opening")))
    return writer.done(writer.mail(mime.multipart(writer.rng, "mixed", text, picture)))


def in_nested_message(writer: Writer) -> Labelled:
    """Forward a message with the number as an attachment, perhaps twice over."""
    inner = writer.mail(mime.text(letter(writer))).replace(b"\r\n", b"\n")
    outer = _forward(writer, inner)
    if writer.chance(0.3):
        outer = _forward(writer, writer.mail(outer).replace(b"\r\n", b"\n"))
    return writer.done(writer.mail(outer))


def _forward(writer: Writer, message: bytes) -> Part:
    nested = mime.Part(("Content-Type: message/rfc822",), message)
    return mime.multipart(writer.rng, "mixed", mime.text(writer.chatter("opening") + "\n"), nested)


def html_only(writer: Writer) -> Labelled:
    """Put the number into a message that has only an HTML part."""
    return writer.done(writer.mail(mime.text(html(writer, letter(writer)), "html")))


def html_differs(writer: Writer) -> Labelled:
    """Put the number into one of two alternatives that do not say the same."""
    parts = [letter(writer), writer.letter(writer.chatter("opening"))]
    if writer.chance(0.5):
        parts.reverse()
    text, page = mime.text(parts[0]), mime.text(html(writer, parts[1]), "html")
    return writer.done(writer.mail(mime.multipart(writer.rng, "alternative", text, page)))


def in_attached_text(writer: Writer) -> Labelled:
    """Put the number into an attached text or table file."""
    subtype, name = writer.pick((("plain", "card.txt"), ("csv", "data.csv"), ("plain", "note.log")))
    attached = mime.text(letter(writer), subtype).with_field(
        f'Content-Disposition: attachment; filename="{name}"'
    )
    text = mime.text(writer.letter(writer.chatter("opening")))
    return writer.done(writer.mail(mime.multipart(writer.rng, "mixed", text, attached)))


def quoted_digits(writer: Writer) -> Labelled:
    """Write the number's digits as quoted-printable octets (RFC 2045 section 6.7)."""
    card = writer.card()
    content = writer.letter(writer.pay(" ".join(card.groups), card.digits))
    part = mime.text(content, encoding="quoted-printable")
    for group in card.groups:
        octets = "".join(f"={ord(digit):02X}" for digit in group).encode()
        part = mime.Part(part.fields, part.body.replace(group.encode(), octets))
    return writer.done(writer.mail(part))


def soft_break(writer: Writer) -> Labelled:
    """Break a quoted-printable line inside the number, by chance with blanks behind the mark."""
    card = writer.card()
    content = writer.letter(writer.pay(card.digits, card.digits))
    part = mime.text(content, encoding="quoted-printable")
    place = writer.rng.randint(1, len(card.digits) - 1)
    number, broken = card.digits, f"{card.digits[:place]}=\n{card.digits[place:]}"
    body = part.body.replace(b"=\n", b"").replace(number.encode(), broken.encode())
    return writer.done(writer.mail(mime.Part(part.fields, body)))


def in_charset(writer: Writer, charset: str, encoding: str) -> Labelled:
    """Write the letter in ``charset``, or in UTF-8 where it lacks the language's letters."""
    return writer.done(writer.mail(mime.text(letter(writer), "plain", charset, encoding)))


def full_width_japanese(writer: Writer) -> Labelled:
    """Write the number in full-width digits of iso-2022-jp (RFC 1468)."""
    card = writer.card()
    number = writer.secret("pan", card.digits, "\u3000".join(card.groups).translate(FULL_WIDTH))
    content = f"カード番号 {number}\nよろしくお願いします\n"
    return writer.done(writer.mail(mime.text(content, "plain", "iso-2022-jp", "7bit")))


def wrong_charset(writer: Writer) -> Labelled:
    """Declare a character set which the letter is not written in, or which does not exist."""
    declared = writer.pick(("us-ascii", "utf-8", "x-unknown", "iso-8859-15", "gb2312", "ansi"))
    data = letter(writer).encode("cp1251" if declared == "utf-8" else "utf-8", "replace")
    part = mime.labelled(data, f"text/plain; charset={declared}", writer.encoding() or "8bit")
    return writer.done(writer.mail(part))


def flowed(writer: Writer) -> Labelled:
    """Break a line of format=flowed inside the number (RFC 3676), by chance with DelSp."""
    card = writer.card()
    delete = writer.chance(0.5)
    between = writer.pick((" \n", " \n ", " \n> "))
    middle = len(card.groups) // 2
    number = " ".join(card.groups[:middle]) + between + " ".join(card.groups[middle:])
    content = writer.letter(writer.payment(writer.pay(number, card.digits), card))
    kind = f"text/plain; charset=utf-8; format=flowed{'; DelSp=yes' * delete}"
    return writer.done(writer.mail(mime.labelled(content.encode(), kind, "8bit")))


def reply_chain(writer: Writer) -> Labelled:
    """Quote a whole letter with the number below an answer, once or several times over."""
    quoted = letter(writer)
    marks = writer.pick(("> ", ">> ", "> > ", "| "))
    lines = "\n".join(f"{marks}{line}".rstrip() for line in quoted.splitlines())
    content = f"{writer.chatter('opening')}\n\n{writer.chatter('wrote')}\n{lines}\n"
    return writer.done(writer.plain(content))


positive("place: Subject", in_subject)
positive("place: display name", in_display_name)
positive("place: file name", in_file_name)
positive("place: nested message", in_nested_message)
positive("place: HTML only", html_only)
positive("place: HTML differs from text", html_differs)
positive("place: attached text", in_attached_text)
positive("place: reply chain", reply_chain)
positive("encoding: quoted-printable digits", quoted_digits)
positive("encoding: soft break", soft_break)
positive("encoding: UTF-16", in_charset, "utf-16", "base64")
positive("encoding: windows-1251", in_charset, "windows-1251", "8bit")
positive("encoding: koi8-r", in_charset, "koi8-r", "quoted-printable")
positive("encoding: iso-8859-2", in_charset, "iso-8859-2", "quoted-printable")
positive("encoding: iso-2022-jp", full_width_japanese)
positive("encoding: wrong charset", wrong_charset)
positive("encoding: flowed", flowed)
