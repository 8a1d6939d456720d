"""How parts are put together, rightly and wrongly."""

# ruff: noqa: D401 - a docstring here is the description of a mail

from __future__ import annotations

from tests.shapes.shape import Table
from tests.shapes.writing import (
    BASE64,
    HTML,
    MIME,
    QUOTED,
    base64_lines,
    joined,
    letter,
    mail,
    multipart,
    multipart_mail,
    page,
    part,
    picture,
    plain_part,
    raw,
)

SHAPES = Table()
MESSAGE = "Content-Type: message/rfc822"


def _mixed(boundary: str, body: bytes) -> bytes:
    """Return a multipart mail whose Content-Type ends in ``boundary`` as it is."""
    return mail(body, MIME, f"Content-Type: multipart/mixed; {boundary}")


def _encoded(text: str) -> bytes:
    """Return a text part in base64, which is nothing to whoever misses that it is a part."""
    return part(base64_lines(letter(text)), "Content-Type: text/plain; charset=utf-8", BASE64)


@SHAPES.shape()
def twenty_levels(text: str) -> bytes:
    """A letter at the bottom of twenty multiparts."""
    nest = plain_part(text)
    for level in range(20):
        nest = multipart("mixed", f"level-{level}", nest)
    return mail(nest.partition(b"\n\n")[2], MIME, nest.partition(b"\n\n")[0])


@SHAPES.shape()
def boundary_that_begins_another(text: str) -> bytes:
    """The inner boundary is the outer one and three letters more."""
    return multipart_mail(
        "mixed",
        "b0undary",
        multipart("mixed", "b0undary-in", picture(), plain_part(text)),
        picture(),
    )


@SHAPES.shape()
def boundary_used_twice(text: str) -> bytes:
    """The inner multipart has the boundary of the outer one."""
    return multipart_mail(
        "mixed", "same", multipart("alternative", "same", picture(), plain_part(text)), picture()
    )


@SHAPES.shape()
def boundary_of_odd_characters(text: str) -> bytes:
    """Every character a boundary may have, a space within (RFC 2046 section 5.1.1)."""
    return multipart_mail("mixed", "a'()+_,-./:=? b", plain_part(text))


@SHAPES.shape()
def boundary_without_quotes(text: str) -> bytes:
    """A boundary without quotes, a comment and another parameter behind."""
    return _mixed(
        "BOUNDARY = plain-one ; type=text (comment)", joined("plain-one", plain_part(text))
    )


@SHAPES.shape()
def boundary_in_pieces(text: str) -> bytes:
    """A boundary cut into pieces (RFC 2231 section 3)."""
    return _mixed(
        'boundary*0="cut"; boundary*1="-in"; boundary*2=two', joined("cut-intwo", plain_part(text))
    )


@SHAPES.shape()
def boundary_in_pieces_out_of_order(text: str) -> bytes:
    """Its pieces are numbered, and stand as they like (RFC 2231 section 3)."""
    return _mixed(
        'boundary*1="-in"; boundary*2=two; boundary*0="cut"', joined("cut-intwo", _encoded(text))
    )


@SHAPES.shape()
def boundary_told_twice(text: str) -> bytes:
    """Some programs take the first, others the last."""
    return _mixed('boundary="first"; boundary="last"', joined("last", _encoded(text)))


@SHAPES.shape()
def boundary_behind_a_comment(text: str) -> bytes:
    """Comments are allowed in MIME fields (RFC 2045 section 5.1)."""
    return _mixed("boundary=(of (this)) parted", joined("parted", _encoded(text)))


@SHAPES.shape()
def boundary_missing(text: str) -> bytes:
    """A multipart that names no boundary is all text."""
    return _mixed("charset=utf-8", joined("nowhere", plain_part(text)))


@SHAPES.shape()
def boundary_never_seen(text: str) -> bytes:
    """The named boundary never comes."""
    return _mixed('boundary="promised"', joined("given", plain_part(text)))


@SHAPES.shape()
def boundary_never_closed(text: str) -> bytes:
    """The last delimiter is missing, at both levels."""
    inner = multipart("alternative", "in", plain_part(text)).removesuffix(b"--in--\n")
    return multipart_mail("mixed", "out", picture(), inner).removesuffix(b"--out--\n")


@SHAPES.shape()
def closed_too_early(text: str) -> bytes:
    """Parts behind the last delimiter."""
    body = joined("early", picture()) + joined("early", plain_part(text))
    return _mixed('boundary="early"', body)


@SHAPES.shape()
def delimiter_with_white_space(text: str) -> bytes:
    """Blanks and tabulators behind delimiters (RFC 2046 section 5.1.1)."""
    body = joined("padded", plain_part(text), picture())
    return _mixed('boundary="padded"', body.replace(b"--padded\n", b"--padded \t \n"))


@SHAPES.shape()
def delimiter_that_goes_on(text: str) -> bytes:
    """Programs that look no further than the boundary take it for one (RFC 2046 5.1.1)."""
    return _mixed('boundary="begun"', joined("begun and more", _encoded(text)))


@SHAPES.shape()
def delimiter_within_a_line(text: str) -> bytes:
    """What looks like a delimiter in the middle of a line, or is longer, is text."""
    body = f"said --fake and\n --fake\n--fake is here\n--fakes\n--fake---\n{letter(text)}"
    return multipart_mail("mixed", "fake", part(body, "Content-Type: text/plain"))


@SHAPES.shape()
def two_content_types(text: str) -> bytes:
    """A multipart for one program, a letter for another."""
    body = joined("two", part(base64_lines(letter(text)), "Content-Type: text/plain", BASE64))
    return mail(
        body,
        MIME,
        "Content-Type: text/plain; charset=us-ascii",
        'Content-Type: multipart/mixed; boundary="two"',
    )


@SHAPES.shape()
def two_boundaries(text: str) -> bytes:
    """Two multiparts in one: each boundary is somebody's."""
    body = joined("one", plain_part("nothing")) + joined("two", plain_part(text))
    return mail(
        body,
        MIME,
        'Content-Type: multipart/mixed; boundary="one"',
        'Content-Type: multipart/mixed; boundary="two"',
    )


@SHAPES.shape()
def multipart_declared_base64(text: str) -> bytes:
    """An encoding that a multipart must not have (RFC 2045 section 6.4)."""
    return mail(
        joined("enc", plain_part(text)),
        MIME,
        'Content-Type: multipart/mixed; boundary="enc"',
        BASE64,
    )


@SHAPES.shape()
def multipart_in_base64(text: str) -> bytes:
    """The same, and it is true."""
    body = base64_lines(joined("enc", plain_part(text)))
    return mail(body, MIME, 'Content-Type: multipart/mixed; boundary="enc"', BASE64)


@SHAPES.shape()
def preamble(text: str) -> bytes:
    """The text before the first part."""
    return _mixed(
        'boundary="pre"',
        joined("pre", plain_part("nothing"), preamble=f"For old programs: {text}\n"),
    )


@SHAPES.shape()
def epilogue(text: str) -> bytes:
    """The text behind the last part, no line end at the very end."""
    return _mixed('boundary="epi"', joined("epi", picture(), epilogue=f"\nP.S. {text}"))


@SHAPES.shape()
def empty_parts(text: str) -> bytes:
    """Parts without a body, without a header, without anything."""
    return multipart_mail(
        "mixed", "void", b"", b"\n", part("", "Content-Type: text/plain"), b"\n" + raw(letter(text))
    )


@SHAPES.shape()
def part_without_blank_line(text: str) -> bytes:
    """A part that is a header and goes on without a body."""
    return multipart_mail(
        "mixed", "bare", b"Content-Type: text/plain", plain_part(text), b"X-Only: field"
    )


@SHAPES.shape()
def five_hundred_parts(text: str) -> bytes:
    """A letter among five hundred empty ones."""
    small = part("-\n", "Content-Type: text/plain")
    return multipart_mail("mixed", "many", *([small] * 250), plain_part(text), *([small] * 250))


@SHAPES.fixed()
def multipart_without_parts() -> bytes:
    """A multipart whose only delimiter is the last."""
    return _mixed('boundary="none"', b"--none--\n")


@SHAPES.shape()
def forwarded_message(text: str) -> bytes:
    """A mail within a mail."""
    return multipart_mail(
        "mixed", "fwd", plain_part("See below."), part(mail(letter(text)), MESSAGE)
    )


@SHAPES.shape()
def forwarded_subject(text: str) -> bytes:
    """The text in the subject of a forwarded mail."""
    inner = mail(letter("As above."), subject=f"Subject: {text}")
    return multipart_mail("mixed", "fwd", part(inner, MESSAGE))


@SHAPES.shape()
def forwarded_of_forwarded(text: str) -> bytes:
    """Six mails, one within the other."""
    nest = mail(letter(text))
    for level in range(6):
        nest = multipart_mail("mixed", f"fwd-{level}", part(nest, MESSAGE))
    return nest


@SHAPES.shape()
def forwarded_in_base64(text: str) -> bytes:
    """A mail within a mail, encoded against RFC 2046 section 5.2.1, its letter encoded again."""
    inner = mail(base64_lines(letter(text)), MIME, "Content-Type: text/plain", BASE64)
    return multipart_mail("mixed", "fwd64", part(base64_lines(inner), MESSAGE, BASE64))


@SHAPES.shape()
def forwarded_in_quoted_printable(text: str) -> bytes:
    """A mail within a mail in quoted-printable."""
    inner = mail(letter(text), MIME, "Content-Type: text/plain").replace(b"=", b"=3D")
    return multipart_mail("mixed", "fwdqp", part(inner, MESSAGE, QUOTED))


@SHAPES.shape()
def digest(text: str) -> bytes:
    """A digest, whose parts are mails without saying so (RFC 2046 section 5.1.5)."""
    return multipart_mail(
        "digest",
        "dig",
        b"\n" + mail(letter("Nothing.")),
        b"\n" + mail(letter("As above."), subject=f"Subject: {text}"),
    )


@SHAPES.shape()
def delivery_report(text: str) -> bytes:
    """A bounce with the mail it is about (RFC 3464)."""
    status = (
        "Reporting-MTA: dns; mx.example.net\nArrival-Date: Tue, 14 Oct 2025 09:12:44 +0200\n\n"
        "Final-Recipient: rfc822; orders@shop.example\nAction: failed\nStatus: 5.1.1\n"
        "Diagnostic-Code: smtp; 550 5.1.1 <orders@shop.example>: unknown in 4111 tables\n"
    )
    return multipart_mail(
        "report",
        "rep",
        plain_part("I am sorry to have to inform you."),
        part(status, "Content-Type: message/delivery-status"),
        part(mail(letter(text)), MESSAGE),
    )


@SHAPES.shape()
def delivery_report_with_header_only(text: str) -> bytes:
    """A bounce that returns the header of a mail (RFC 6522 section 4)."""
    returned = mail("", subject=f"Subject: {text}")
    return multipart_mail(
        "report",
        "rep",
        plain_part("Undelivered."),
        part(returned, "Content-Type: text/rfc822-headers; charset=us-ascii"),
    )


@SHAPES.shape()
def message_in_fragments(text: str) -> bytes:
    """A fragment of a larger mail (RFC 2046 section 5.2.2)."""
    return mail(
        mail(letter(text)),
        MIME,
        'Content-Type: message/partial; id="x@example.org"; number=1; total=2',
    )


@SHAPES.shape()
def external_body(text: str) -> bytes:
    """A body that is elsewhere, with a word beside it (RFC 2046 section 5.2.3)."""
    return mail(
        f"Content-Type: text/plain\nContent-ID: <far@example.org>\n\n{text}\n",
        MIME,
        'Content-Type: message/external-body; access-type=URL; URL="https://example.org/far"',
    )


@SHAPES.shape()
def html_only(text: str) -> bytes:
    """HTML without a twin."""
    return mail(page(text), MIME, HTML)
