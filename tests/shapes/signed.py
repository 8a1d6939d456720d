"""Signed, sealed and encrypted mail, and bodies that only their own program can read."""

# ruff: noqa: D401 - a docstring here is the description of a mail

from __future__ import annotations

from tests.shapes.shape import Table
from tests.shapes.writing import (
    BASE64,
    MIME,
    base64_lines,
    letter,
    mail,
    multipart_mail,
    part,
    plain_part,
)

SHAPES = Table()
SIGNATURE = base64_lines(bytes(range(7, 255)) * 3).decode()
DER = b"0\x82\x05\x10\x06\x09*\x86H\x86\xf7\r\x01\x07"
"""How a CMS structure begins (RFC 5652): the content types of PKCS #7."""

DKIM = (
    "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.org; s=s2025;\n"
    "\tt=1760425964; h=from:to:subject:date:message-id;\n"
    "\tbh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=;\n"
    "\tb=dGhpcyBpcyBub3QgYSByZWFsIHNpZ25hdHVyZSwgYnV0IGl0IGxvb2tzIGxpa2Ugb25l\n"
    "\t 4111111111111111IGFuZCBoYXMgYSBkaWdpdCBydW4gaW4gaXQ="
)
ARC = (
    (
        "ARC-Seal: i=1; a=rsa-sha256; t=1760425964; cv=none; d=example.net; s=arc;\n"
        "\tb=4111111111111111abcdefABCDEF0123456789=="
    ),
    (
        "ARC-Message-Signature: i=1; a=rsa-sha256; c=relaxed/relaxed; d=example.net; s=arc;\n"
        "\tbh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=5500005555555559abc="
    ),
    "ARC-Authentication-Results: i=1; mx.example.net; dkim=pass header.d=example.org",
)


def _armour(kind: str, text: str) -> str:
    return f"-----BEGIN PGP {kind}-----\n\n{text}=njUN\n-----END PGP {kind}-----\n"


@SHAPES.shape()
def dkim_signed(text: str) -> bytes:
    """A DKIM signature whose base64 holds a digit run (RFC 6376)."""
    return mail(letter(text), DKIM)


@SHAPES.shape()
def arc_sealed(text: str) -> bytes:
    """An ARC set and authentication results above (RFC 8617)."""
    return mail(letter(text), *ARC, DKIM, "Authentication-Results: mx.example.net; arc=pass")


@SHAPES.shape()
def smime_signed(text: str) -> bytes:
    """A letter and its S/MIME signature beside it (RFC 8551 section 3.5.3)."""
    return mail(
        _signed_body(plain_part(text), part(SIGNATURE, *_PKCS7_SIGNATURE, BASE64)),
        MIME,
        'Content-Type: multipart/signed; protocol="application/pkcs7-signature";\n'
        '\tmicalg=sha-256; boundary="sig"',
    )


@SHAPES.shape()
def pgp_signed(text: str) -> bytes:
    """A letter and its PGP signature beside it (RFC 3156)."""
    return mail(
        _signed_body(
            plain_part(text),
            part(_armour("SIGNATURE", SIGNATURE), "Content-Type: application/pgp-signature"),
        ),
        MIME,
        'Content-Type: multipart/signed; protocol="application/pgp-signature";\n'
        '\tmicalg=pgp-sha512; boundary="sig"',
    )


@SHAPES.shape()
def pgp_signed_in_the_text(text: str) -> bytes:
    """A letter between the lines of a PGP signature (RFC 9580 section 7)."""
    return mail(
        f"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n{letter(text)}"
        + _armour("SIGNATURE", SIGNATURE)
    )


@SHAPES.fixed()
def pgp_encrypted() -> bytes:
    """A letter for the holder of a key (RFC 3156 section 4)."""
    return multipart_mail(
        "encrypted",
        "enc",
        part("Version: 1\n", "Content-Type: application/pgp-encrypted"),
        part(_armour("MESSAGE", SIGNATURE), "Content-Type: application/octet-stream"),
    )


@SHAPES.fixed()
def pgp_encrypted_in_the_text() -> bytes:
    """An encrypted letter as plain text."""
    return mail(_armour("MESSAGE", SIGNATURE))


@SHAPES.fixed()
def smime_encrypted() -> bytes:
    """An envelope of S/MIME (RFC 8551 section 3.3)."""
    return mail(
        base64_lines(DER + b"\x03" + bytes(range(256)) * 4),
        MIME,
        'Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"',
        BASE64,
    )


@SHAPES.fixed()
def smime_opaque() -> bytes:
    """A letter within its signature (RFC 8551 section 3.5.2)."""
    return mail(
        base64_lines(DER + b"\x02" + plain_part("See you.") + bytes(range(256)) * 4),
        MIME,
        'Content-Type: application/pkcs7-mime; smime-type=signed-data; name="smime.p7m"',
        BASE64,
    )


@SHAPES.fixed()
def outlook_tnef() -> bytes:
    """A `winmail.dat`, in which Outlook keeps what it will not show."""
    return multipart_mail(
        "mixed",
        "tnef",
        plain_part("See the attachment."),
        part(
            base64_lines(b"\x78\x9f\x3e\x22\x01\x00\x01\x06\x90\x08\x00" + bytes(range(256)) * 3),
            'Content-Type: application/ms-tnef; name="winmail.dat"',
            BASE64,
        ),
    )


@SHAPES.shape()
def autocrypt_key_in_the_header(text: str) -> bytes:
    """A key in a folded field of base64."""
    key = SIGNATURE.replace("\n", "\n ").rstrip()
    return mail(letter(text), f"Autocrypt: addr=anna@example.org; keydata=\n {key}")


_PKCS7_SIGNATURE = (
    'Content-Type: application/pkcs7-signature; name="smime.p7s"',
    'Content-Disposition: attachment; filename="smime.p7s"',
)


def _signed_body(signed: bytes, signature: bytes) -> bytes:
    """Return the body of a multipart/signed (RFC 1847 section 2.1)."""
    return b"--sig\n" + signed + b"\n--sig\n" + signature + b"\n--sig--\n"
