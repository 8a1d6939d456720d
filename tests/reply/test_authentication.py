"""Whether the author is proven: whose word counts, and what it has to say."""

from __future__ import annotations

from ipaddress import ip_network

import pytest

from scrubber.reply.authentication import Authority, doubt, organization
from scrubber.reply.incoming import Incoming

MX = Authority("mx.shop.example", ("mx.shop.example", ip_network("2001:db8::/32")))
ANNA = "anna@customer.example"
OURS = "Received: from out.customer.example (out [192.0.2.7]) by mx.shop.example (Postfix); today"
THEIRS = "Received: from phone by out.customer.example with ESMTPSA; today"
PASSED = "Authentication-Results: mx.shop.example; dmarc=pass header.from=customer.example"


def said(*lines: str, authority: Authority = MX) -> str | None:
    """Return why the author of a mail with these fields on top is not believed."""
    raw = "\r\n".join((*lines, f"From: {ANNA}", "", "")).encode()
    return doubt(Incoming.read(raw, ANNA, ()), authority)


def results(text: str) -> str:
    """Return a field of our own server."""
    return f"Authentication-Results: mx.shop.example; {text}"


BELIEVED = {
    "on top": (PASSED, OURS, THEIRS),
    "below our own line": (OURS, PASSED, THEIRS),
    "below two of our own": (
        "Received: from mx.shop.example by [2001:db8::5] with LMTP", OURS, PASSED, THEIRS,
    ),
    "with a version and a comment": (
        "Authentication-Results: mx.shop.example 1 (ours; \\) really); dmarc=pass (p=none)", THEIRS,
    ),
    "in capitals": ("AUTHENTICATION-RESULTS: MX.Shop.Example; DMARC=Pass", THEIRS),
    "no record, DKIM of the organization": (
        results("dmarc=none; dkim=pass header.d=mail.customer.example"), THEIRS,
    ),
    "no record, SPF of the organization": (
        results("dmarc=none header.from=customer.example; spf=pass smtp.mailfrom=" + ANNA), THEIRS,
    ),
    "DMARC not asked": (results("dkim=pass header.i=@customer.example"), THEIRS),
    "in two fields": (results("spf=fail"), results("dmarc=pass"), THEIRS),
    "a semicolon in quotes": (results('dkim=pass reason="a;b" header.d=customer.example'), THEIRS),
}  # fmt: skip


@pytest.mark.parametrize("lines", BELIEVED.values(), ids=list(BELIEVED))
def test_our_servers_word_proves_the_author(lines: tuple[str, ...]) -> None:
    """DMARC, or what it is made of."""
    assert said(*lines) is None


DOUBTED = {
    "nothing": (OURS, THEIRS),
    "below a line from outside": (OURS, THEIRS, PASSED),
    "another server's": ("Authentication-Results: mx.other.example; dmarc=pass", THEIRS),
    "a longer name": ("Authentication-Results: mx.shop.example.evil; dmarc=pass", THEIRS),
    "the name in a comment": ("Authentication-Results: (mx.shop.example) evil; dmarc=pass",),
    "the verdict in a comment": (results("dmarc=fail (dmarc=pass)"),),
    "the verdict in quotes": (results('dmarc=fail reason="; dmarc=pass"'),),
    "fail": (results("dmarc=fail; dkim=pass header.d=customer.example"),),
    "a temporary error": (results("dmarc=temperror; spf=pass smtp.mailfrom=" + ANNA),),
    "pass and fail": (results("dmarc=pass"), results("dmarc=fail")),
    "DMARC of another author": (results("dmarc=pass header.from=evil.example"),),
    "another organization's DKIM": (results("dmarc=none; dkim=pass header.d=evil.example"),),
    "SPF of another sender": (results("dmarc=none; spf=pass smtp.mailfrom=a@evil.example"),),
    "SPF of a greeting": (results("dmarc=none; spf=pass smtp.helo=customer.example"),),
    "a shared suffix": (results("dmarc=none; dkim=pass header.d=other.example"),),
    "softfail": (results("dmarc=none; spf=softfail smtp.mailfrom=" + ANNA),),
    "none at all": (results("none"),),
}


@pytest.mark.parametrize("lines", DOUBTED.values(), ids=list(DOUBTED))
def test_nobody_elses_word_counts(lines: tuple[str, ...]) -> None:
    """A forged field is like none."""
    assert said(*lines) is not None


def test_a_provider_may_write_no_name() -> None:
    """Microsoft 365 begins with the first result; then only the place of the field counts."""
    microsoft = Authority("", (".outlook.com",))
    line = "Authentication-Results: spf=pass smtp.mailfrom=customer.example; dmarc=pass action=none"
    hop = "Received: from a by AM0PR.eurprd01.prod.outlook.com with HTTPS"
    assert said(hop, line, THEIRS, authority=microsoft) is None
    assert said(hop, THEIRS, line, authority=microsoft) is not None


@pytest.mark.parametrize(
    ("domain", "expected"),
    [
        ("mail.customer.example", "customer.example"),
        ("my-shop.co.uk", "my-shop.co.uk"),
        ("a.b.my-shop.co.uk", "my-shop.co.uk"),
        ("MÜBEL.example", "mübel.example"),
        ("localhost", "localhost"),
    ],
)
def test_the_organization_is_found_by_public_suffixes(domain: str, expected: str) -> None:
    """A hyphen and letters beyond ASCII are no reason to cut."""
    assert organization(domain) == expected
