"""Header fields: where people write, in all the ways in which a field can be written."""

# ruff: noqa: D401 - a docstring here is the description of a mail

from __future__ import annotations

import base64

from tests.shapes.shape import Table
from tests.shapes.writing import FIELDS, MIME, letter, mail, multipart_mail, part, plain_part, raw

SHAPES = Table()
BODY = letter("As above.")


def _word(text: str, charset: str = "utf-8") -> str:
    """Return ``text`` as an encoded word in base64 (RFC 2047 section 4.1)."""
    return f"=?{charset}?B?{base64.b64encode(text.encode(charset)).decode()}?="


@SHAPES.shape()
def subject(text: str) -> bytes:
    """The text in the subject."""
    return mail(BODY, subject=f"Subject: {text} for the order")


@SHAPES.shape()
def folded_subject(text: str) -> bytes:
    """A subject folded within the text (RFC 5322 section 2.2.3)."""
    folded = text.replace(" ", "\n ", 1)
    return mail(BODY, subject=f"Subject: please take\n {folded}\n\tthanks")


@SHAPES.shape()
def subject_without_space(text: str) -> bytes:
    """No space behind the colon, spaces before it (RFC 5322 section 4.5)."""
    return mail(BODY, subject=f"SUBJECT  :{text}")


@SHAPES.shape(places=2)
def two_subjects(text: str) -> bytes:
    """A field that may stand only once stands twice."""
    return mail(BODY, f"Subject: again {text}", subject=f"Subject: {text}")


@SHAPES.shape()
def display_name(text: str) -> bytes:
    """The text as the sender's name."""
    return part(BODY, f'From: "{text}" <anna@example.org>', *FIELDS[2:])


@SHAPES.shape()
def quoted_word(text: str) -> bytes:
    """An encoded word in Q, spaces as underscores (RFC 2047 section 4.2)."""
    return mail(BODY, subject=f"Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe_{text.replace(' ', '_')}?=")


@SHAPES.shape()
def quoted_word_all_escaped(text: str) -> bytes:
    """An encoded word in Q with nothing left readable."""
    word = "".join(f"={byte:02X}" for byte in raw(text))
    return mail(BODY, subject=f"Subject: Re: =?iso-8859-1?q?{word}?= (order)")


@SHAPES.shape()
def base64_word(text: str) -> bytes:
    """An encoded word in B."""
    return mail(BODY, subject=f"Subject: {_word(f'Schöne Grüße und {text}')}")


@SHAPES.shape()
def base64_words_cut(text: str) -> bytes:
    """Two encoded words in B, folded, the text cut between them."""
    return mail(BODY, subject=f"Subject: {_word(text[:8])}\n {_word(text[8:])}")


@SHAPES.shape()
def words_cut_of_two_kinds(text: str) -> bytes:
    """A word in Q and one in B, of two charsets, the text cut between them."""
    first = text[:11].replace(" ", "_")
    return mail(
        BODY, subject=f"Subject: =?iso-8859-15?Q?{first}?= {_word(text[11:], 'windows-1251')}"
    )


@SHAPES.shape()
def broken_word(text: str) -> bytes:
    """Encoded words of an unknown charset, of an unknown kind, without an end."""
    return mail(
        BODY, subject=f"Subject: =?x-none?Q?a=41?= =?utf-8?Z?b?= =?utf-8?B?Zm9 {text} =?utf-8?Q?c"
    )


@SHAPES.shape()
def utf8_header(text: str) -> bytes:
    """Eight-bit letters in fields (RFC 6532)."""
    return mail(BODY, subject=f"Subject: Grüße — {text} — спасибо")


@SHAPES.shape()
def latin_header(text: str) -> bytes:
    """Eight-bit letters in fields that are no UTF-8, as old programs write them."""
    return mail(BODY, subject=f"Subject: Grüße, {text}".encode("latin-1"))


@SHAPES.shape(places=3)
def words_of_the_writer(text: str) -> bytes:
    """Keywords, Comments and Thread-Topic."""
    return mail(BODY, f"Keywords: urgent, {text}", f"Comments: {text}", f"Thread-Topic: {text}")


@SHAPES.shape(places=4)
def words_that_some_programs_show(text: str) -> bytes:
    """Organization, Summary, and the fields of a mail that was sent on."""
    return mail(
        BODY,
        f"Organization: {text}",
        f"Summary: {text}",
        f"Resent-Subject: {text}",
        f'Resent-From: "{text}" <anna@example.org>',
    )


@SHAPES.shape(places=2)
def attachment_name(text: str) -> bytes:
    """The text in both names of an attachment."""
    return multipart_mail(
        "mixed",
        "names",
        plain_part("Attached."),
        part(
            "%PDF-1.4\n%%EOF\n",
            f'Content-Type: application/pdf; name="{text}.pdf"',
            f'Content-Disposition: attachment;\n\tfilename="{text}.pdf"; size=15',
        ),
    )


@SHAPES.shape()
def encoded_attachment_name(text: str) -> bytes:
    """A name in another charset (RFC 2231 section 4)."""
    name = text.replace(" ", "%20")
    return multipart_mail(
        "mixed",
        "names",
        plain_part("Attached."),
        part(
            "%PDF-1.4\n%%EOF\n",
            "Content-Type: application/pdf",
            f"Content-Disposition: attachment; filename*=UTF-8''f%C3%BCr%20{name}.pdf",
        ),
    )


@SHAPES.shape()
def percent_encoded_attachment_name(text: str) -> bytes:
    """A name of which every character is percent-encoded, in two pieces (RFC 2231 section 4.1)."""
    name = "".join(f"%{ord(char):02X}" for char in text)
    return multipart_mail(
        "mixed",
        "names",
        plain_part("Attached."),
        part(
            "%PDF-1.4\n%%EOF\n",
            "Content-Type: application/pdf",
            f"Content-Disposition: attachment;\n filename*0*=utf-8''scan%20{name[:12]};\n"
            f" filename*1*={name[12:]}.pdf",
        ),
    )


@SHAPES.shape()
def attachment_name_in_pieces(text: str) -> bytes:
    """A name cut into three pieces (RFC 2231 section 3)."""
    return multipart_mail(
        "mixed",
        "names",
        plain_part("Attached."),
        part(
            "%PDF-1.4\n%%EOF\n",
            "Content-Type: application/pdf",
            f'Content-Disposition: attachment;\n filename*0="scan {text[:6]}";\n'
            f' filename*1="{text[6:12]}";\n filename*2="{text[12:]}.pdf"',
        ),
    )


@SHAPES.shape()
def huge_header(text: str) -> bytes:
    """A field of 200 KB, in 4,000 folded lines."""
    return mail(letter(text), "X-Report:" + "\n score=0.0 test=NONE rule=abcdefghijklmnop" * 4000)


@SHAPES.shape()
def many_fields(text: str) -> bytes:
    """Three thousand fields."""
    return mail(letter(text), *(f"X-Field-{n}: value {n}" for n in range(3000)))


@SHAPES.shape()
def odd_fields(text: str) -> bytes:
    """An empty field, one without a colon, one with an odd name, trailing white space."""
    return mail(
        letter(text), "X-Empty:", "this is no field", "X~!#$: odd   ", ": nameless", "X-Tab:\t\tx\t"
    )


@SHAPES.shape()
def field_of_one_long_line(text: str) -> bytes:
    """A field of 20,000 characters on one line (RFC 5322 allows 998)."""
    return mail(letter(text), MIME, "References: " + "<a1@example.org> " * 1200)
