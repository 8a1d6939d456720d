"""Whether the author is proven: whose word counts, and what it has to say."""

from __future__ import annotations

from ipaddress import ip_network

import pytest

from scrubber.config import ReplySettings
from scrubber.reply.authentication import Authority, doubt, organization
from scrubber.reply.incoming import Incoming
from scrubber.reply.trace import Trust

SITE = (".in.shop.example", "localhost", ip_network("2001:db8::/32"), ip_network("127.0.0.2/32"))
MX = Authority("mx.shop.example", Trust(("mx.shop.example", *SITE)))
ANNA = "anna@customer.example"
OURS = "Received: from out.customer.example (out [192.0.2.7]) by mx.shop.example (Postfix); today"
THEIRS = "Received: from phone by out.customer.example with ESMTPSA; today"
INSIDE = (
    "Received: from mx.shop.example (mx [2001:db8::5]) by box.in.shop.example with ESMTP; today"
)
LMTP = "Received: from mx.shop.example by box.in.shop.example with LMTP id 1 (envelope-from <a>)"
PASSED = "Authentication-Results: mx.shop.example; dmarc=pass header.from=customer.example"


def said(*lines: str, authority: Authority = MX, handed_over: bool = False) -> str | None:
    """Return why the author of a mail with these fields on top is not believed."""
    raw = "\r\n".join((*lines, f"From: {ANNA}", "", "")).encode()
    return doubt(Incoming.read(raw, ANNA, ()), authority, handed_over=handed_over)


def results(text: str) -> str:
    """Return a field of our own server."""
    return f"Authentication-Results: mx.shop.example; {text}"


BELIEVED = {
    "above our own line": (PASSED, OURS, THEIRS),
    "between two of our own": (LMTP, PASSED, OURS, THEIRS),
    "handed on within the site": (INSIDE, LMTP, PASSED, OURS),
    "reinjected by a filter": (
        "Received: from localhost (localhost [127.0.0.2]) by mx.shop.example with ESMTP; today",
        ("Received: from mx.shop.example ([127.0.0.2]) by localhost (mx.shop.example [127.0.0.2])"
        " (amavis, port 10024) with ESMTP id x; today"),
        PASSED, OURS, THEIRS,
    ),
    "with a version and a comment": (
        "Authentication-Results: mx.shop.example 1 (ours; \\) really); dmarc=pass (p=none)", OURS,
    ),
    "in capitals": ("AUTHENTICATION-RESULTS: MX.Shop.Example; DMARC=Pass", OURS),
    "no record, DKIM of the organization": (
        results("dmarc=none; dkim=pass header.d=mail.customer.example"), OURS,
    ),
    "no record, SPF of the organization": (
        results("dmarc=none header.from=customer.example; spf=pass smtp.mailfrom=" + ANNA), OURS,
    ),
    "DMARC not asked": (results("dkim=pass header.i=@customer.example"), OURS),
    "in two fields": (results("spf=fail"), results("dmarc=pass"), OURS),
    "a semicolon in quotes": (results('dkim=pass reason="a;b" header.d=customer.example'), OURS),
}  # fmt: skip


@pytest.mark.parametrize("lines", BELIEVED.values(), ids=list(BELIEVED))
def test_our_servers_word_proves_the_author(lines: tuple[str, ...]) -> None:
    """DMARC, or what it is made of."""
    assert said(*lines) is None


FORGED = {
    "without any trace": (PASSED,),
    "on top of a stranger's line": (PASSED, THEIRS),
    "directly below our own line": (OURS, PASSED, THEIRS),
    "below a line from outside": (OURS, THEIRS, PASSED),
    "above a forged line of ours": (OURS, PASSED, OURS, THEIRS),
    "by a program of the same machine": (
        "Received: from localhost (localhost [127.0.0.1]) by mx.shop.example; today", PASSED, OURS,
    ),
    "above a forged step within our site": (OURS, INSIDE, PASSED, OURS),
    "by somebody who calls himself our server": (
        "Received: from mx.shop.example (evil.example [203.0.113.9]) by mx.shop.example (Postfix)",
        PASSED, OURS,
    ),
    "by somebody who calls himself our address": (
        "Received: from [127.0.0.1] (unknown [203.0.113.9]) by mx.shop.example (Postfix)",
        PASSED, OURS,
    ),
    "by somebody who calls himself a whole line": (
        ("Received: from x by box.in.shop.example with LMTP id 1 (evil [203.0.113.9])"
        " by mx.shop.example (Postfix) with SMTP id 2; today"),
        PASSED, OURS,
    ),
    "through a program of the server": (
        "Received: by mx.shop.example (Postfix, from userid 33) id 1; today", PASSED, OURS,
    ),
    "below a server of a longer name": (
        PASSED, "Received: from x ([192.0.2.7]) by mx.shop.example.evil.example; today",
    ),
}  # fmt: skip


@pytest.mark.parametrize("lines", FORGED.values(), ids=list(FORGED))
def test_what_came_from_outside_proves_nothing(lines: tuple[str, ...]) -> None:
    """Whatever its author wrote above and below, and whichever name he told our server."""
    assert said(*lines) is not None


def test_what_our_server_hands_over_is_its_own_down_to_its_line() -> None:
    """A server that leaves no line may still write results; below its line nobody's count."""
    assert said(PASSED, handed_over=True) is None
    assert said(PASSED, THEIRS, handed_over=True) is None
    assert said(OURS, PASSED, THEIRS, handed_over=True) is not None
    assert said(THEIRS, PASSED, OURS, handed_over=True) is not None


DOUBTED = {
    "nothing": (OURS, THEIRS),
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


def provider(name: str) -> Authority:
    """Return what is known of a large provider, as the configuration has it."""
    settings = ReplySettings.model_validate({"submission": "smtp://h", "authserv_id": name})
    return Authority(name, Trust(settings.trusted_by, below=settings.results == "below"))


MICROSOFT = (
    (
        "Received: from AM6PR0302MB3413.eurprd03.prod.outlook.com (2603:10a6:208:be::20) by"
        " DB6PR07CA0066.eurprd07.prod.outlook.com with HTTPS; today"
    ),
    (
        "Authentication-Results: spf=pass (sender IP is 192.0.2.7) smtp.mailfrom=customer.example;"
        " dkim=none (message not signed) header.d=none;dmarc=pass action=none;compauth=pass"
    ),
    (
        "Received: from out.customer.example (192.0.2.7) by DB5EUR03FT044.mail.protection"
        ".outlook.com (10.152.21.167) with Microsoft SMTP Server; today"
    ),
    THEIRS,
)
GMAIL = (
    "Received: by 2002:a05:6a10:8e04:b0:4bd:1:2 with SMTP id x; today",
    "X-Received: by 2002:a17:906:4bd7:b0:96f:1:2 with SMTP id y; today",
    (
        "Received: from out.customer.example (out.customer.example. [192.0.2.7]) by mx.google.com"
        " with ESMTPS id z for <shop@gmail.com>; today"
    ),
    "Authentication-Results: mx.google.com; spf=pass smtp.mailfrom=customer.example; dmarc=pass",
    THEIRS,
)


@pytest.mark.parametrize(
    ("name", "lines", "results"), [("", MICROSOFT, 1), ("mx.google.com", GMAIL, 3)]
)
def test_large_providers_are_known(name: str, lines: tuple[str, ...], results: int) -> None:
    """Microsoft 365 writes no name; Gmail writes below its own line, and only its first counts."""
    known = provider(name)
    assert said(*lines, authority=known) is None
    own, rest = lines[results], [*lines[:results], *lines[results + 1 :]]
    assert said(*rest, own, authority=known) is not None
    failed = own.replace("dmarc=pass", "dmarc=fail")
    assert said(*lines[:results], failed, own, *lines[results + 1 :], authority=known) is not None


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
