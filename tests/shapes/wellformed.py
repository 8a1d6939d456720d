"""Mail as it should be."""

# ruff: noqa: D401 - a docstring here is the description of a mail

from __future__ import annotations

from tests.shapes.shape import Table
from tests.shapes.writing import (
    BASE64,
    HTML,
    MIME,
    QUOTED,
    base64_lines,
    letter,
    mail,
    multipart,
    multipart_mail,
    page,
    part,
    picture,
    plain_part,
)

SHAPES = Table()


@SHAPES.shape()
def plain_without_mime(text: str) -> bytes:
    """Text before MIME: four fields and a letter (RFC 5322)."""
    return mail(letter(text))


@SHAPES.shape()
def number_below_a_sentence(text: str) -> bytes:
    """The text on a line of its own below a sentence that ends in another number's label."""
    return mail(f"Hello,\n\nwe want to pay for our order.\n{text}\n\nThank you\n")


@SHAPES.shape()
def plain_8bit(text: str) -> bytes:
    """UTF-8 letters as they are."""
    return mail(
        f"Grüße aus Łódź,\n\nбольшое спасибо.\n{text} — 東京\n",
        MIME,
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
    )


@SHAPES.shape()
def plain_quoted_printable(text: str) -> bytes:
    """Escaped letters, and a soft line break in an ordinary place."""
    return mail(
        f"Gr=C3=BC=C3=9Fe,\n\nwir zahlen gern sofort, =\nund zwar so: {text}\nBis bald =E2=80=94\n",
        MIME,
        "Content-Type: text/plain; charset=utf-8",
        QUOTED,
    )


@SHAPES.shape()
def plain_base64(text: str) -> bytes:
    """A letter in base64, the text across two lines or three."""
    return mail(base64_lines(letter(text)), MIME, "Content-Type: text/plain; charset=utf-8", BASE64)


@SHAPES.shape(places=2)
def alternative_twins(text: str) -> bytes:
    """Text and HTML that say the same."""
    return multipart_mail(
        "alternative", "=_twins", plain_part(text), part(page(text), HTML, QUOTED)
    )


@SHAPES.shape()
def mixed_with_pictures(text: str) -> bytes:
    """A letter between two pictures."""
    return multipart_mail("mixed", "mix", picture(), plain_part(text), picture())


@SHAPES.shape(places=2)
def mixed_of_alternative_of_related(text: str) -> bytes:
    """The usual nest: attachment beside twins, of which one has pictures inside."""
    inline = part(base64_lines(b"\x89PNG\r\n\x1a\n" * 40), "Content-Type: image/png", BASE64)
    html = part(base64_lines(page(text)), HTML, BASE64)
    twins = multipart(
        "alternative", "n2", plain_part(text), multipart("related", "n3", html, inline)
    )
    return multipart_mail("mixed", "n1", twins, picture())


@SHAPES.shape()
def format_flowed(text: str) -> bytes:
    """Soft lines that end in a space, stuffed lines, a signature (RFC 3676)."""
    return mail(
        f"> You asked how we would like to \n> pay.\n\nBy card, as we always \ndo: \n{text} \n"
        "as ever.\n From here on a line is stuffed.\n-- \nAnna\n",
        MIME,
        "Content-Type: text/plain; charset=us-ascii; format=flowed; delsp=no",
    )


@SHAPES.shape()
def calendar_invitation(text: str) -> bytes:
    """An invitation with folded lines (RFC 5545)."""
    event = (
        "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Example//Cal 1.0//EN\nMETHOD:REQUEST\n"
        "BEGIN:VEVENT\nUID:20251014T071244Z-77@example.org\nDTSTAMP:20251014T071244Z\n"
        "DTSTART;TZID=Europe/Berlin:20251020T100000\nSUMMARY:Pick-up\n"
        f"DESCRIPTION:We come with the van\\, at ten.\\n\n {text}\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    return multipart_mail(
        "alternative",
        "cal",
        plain_part("See the invitation."),
        part(event, "Content-Type: text/calendar; charset=utf-8; method=REQUEST"),
    )


@SHAPES.shape()
def contact_card(text: str) -> bytes:
    """A vCard with a picture in it (RFC 6350)."""
    card = (
        "BEGIN:VCARD\nVERSION:3.0\nN:Keller;Anna;;;\nFN:Anna Keller\n"
        f"NOTE:{text}\nPHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQEAYABgAAD\nEND:VCARD\n"
    )
    return multipart_mail(
        "mixed",
        "vc",
        plain_part("My new address."),
        part(card, 'Content-Type: text/vcard; charset=utf-8; name="anna.vcf"'),
    )


@SHAPES.shape()
def comma_separated_attachment(text: str) -> bytes:
    """A table as text/csv in base64, with a byte order mark."""
    rows = f"\ufeffdate;customer;remark\r\n14.10.2025;Keller;{text}\r\n15.10.2025;Lind;none\r\n"
    return multipart_mail(
        "mixed",
        "csv",
        plain_part("The table you wanted."),
        part(
            base64_lines(rows),
            'Content-Type: text/csv; charset=utf-8; name="orders.csv"',
            BASE64,
            'Content-Disposition: attachment; filename="orders.csv"',
        ),
    )


@SHAPES.shape()
def mailing_list_post(text: str) -> bytes:
    """A post with the list's fields above and its footer below."""
    return mail(
        letter(text) + "_______________________________________________\n"
        "customers mailing list -- customers@lists.example.org\n"
        "To unsubscribe send an email to customers-leave@lists.example.org\n",
        "Precedence: list",
        "List-Id: Customers <customers.lists.example.org>",
        "List-Unsubscribe: <mailto:customers-leave@lists.example.org>",
        "X-Mailman-Version: 3.3.8",
    )


@SHAPES.shape()
def long_way(text: str) -> bytes:
    """Trace fields full of digit runs that are nobody's number."""
    hops = (
        f"Received: from mx{n}.example.net (mx{n}.example.net [192.0.2.{n}])\n"
        f"\tby mx{n + 1}.example.net (Postfix) with ESMTPS id 4XF4111111111{n:03}\n"
        "\tfor <orders@shop.example>; Tue, 14 Oct 2025 09:12:44 +0200 (CEST)"
        for n in range(12)
    )
    return mail(letter(text), *hops, "X-MS-Exchange-CrossTenant-Id: 4111111111111111")


@SHAPES.shape()
def reply_chain(text: str) -> bytes:
    """Four rounds of replies, the text in the innermost quote."""
    chain = letter(text)
    for name in ("Lind", "Keller", "Lind", "Keller"):
        quoted = "".join(f"> {line}\n" for line in chain.splitlines())
        chain = f"Thank you.\n\nOn Tue, 14 Oct 2025 at 09:12, {name} wrote:\n\n{quoted}"
    return mail(chain, MIME, "Content-Type: text/plain; charset=utf-8")
