"""Where no server before the relay has looked, it asks the DNS itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import dkim
import pytest

from tests.answers.shop import CARD, CONFIG, ORDERS, Shop
from tests.fakes.dns import NameServer
from tests.servers.certificates import DkimKey, dkim_key
from tests.servers.client import Client, send_mail
from tests.servers.ports import free_port
from tests.servers.postfix import Postfix, Service
from tests.servers.relay import Relay
from tests.servers.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.fakes.next_hop import NextHop

ANNA: Final = "anna@customer.example"
AT_HOME: Final = "192.0.2.7"


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> DkimKey:
    """Return a key to sign mail with."""
    return dkim_key(tmp_path_factory.mktemp("dkim"))


@pytest.fixture(scope="module")
def names(key: DkimKey) -> Iterator[NameServer]:
    """Run a DNS server that knows some customers."""
    records = {
        "customer.example TXT": [f'"v=spf1 ip4:{AT_HOME} ip4:127.0.0.1 -all"'],
        "signed.example TXT": ['"v=spf1 -all"'],
        "s1._domainkey.signed.example TXT": [f'"{key.record}"'],
        "strict.example TXT": ['"v=spf1 -all"'],
        "_dmarc.strict.example TXT": ['"v=DMARC1; p=reject; adkim=s"'],
        "s1._domainkey.mail.strict.example TXT": [f'"{key.record}"'],
    }
    with NameServer(records, broken=["_dmarc.broken.example"]) as server:
        yield server


@pytest.fixture(scope="module")
def relay(
    tmp_path_factory: pytest.TempPathFactory,
    names: NameServer,
    next_hop: NextHop,
    submission: NextHop,
) -> Iterator[Relay]:
    """Run a relay that believes nobody."""
    directory: Path = tmp_path_factory.mktemp("own")
    (directory / "orders.csv").write_text(ORDERS, encoding="utf-8")
    config = CONFIG.format(port=submission.port)
    own = f'nameserver = "127.0.0.1:{names.port}"'
    config = config.replace('authserv_id = "mx.shop.example"', own)
    with Relay(directory, f"smtp://127.0.0.1:{next_hop.port}", config=config) as running:
        yield running


def mail(sender: str = ANNA) -> bytes:
    """Return a mail with a card, and with a word on its author that nobody has asked for."""
    lines = (
        "Authentication-Results: mx.shop.example; dmarc=pass",
        f"From: {sender}",
        "To: shop@shop.example",
        f"Message-ID: <1.{sender}>",
        "",
        f"card {CARD}",
        "",
    )
    return "\r\n".join(lines).encode()


def signed(key: DkimKey, sender: str, domain: str) -> bytes:
    """Return the mail with the signature of a domain."""
    signature: bytes = dkim.sign(mail(sender), b"s1", domain.encode(), key.private)
    return signature + mail(sender)


def forwarded(port: int, address: str, message: bytes, sender: str = ANNA) -> None:
    """Hand over a mail as Postfix does: with the address that it came from."""
    with Client(port) as client:
        client.hello()
        assert client.command(f"XFORWARD NAME=x ADDR={address} PROTO=ESMTP").code == 250
        assert client.command(f"MAIL FROM:<{sender}>").code == 250
        assert client.command("RCPT TO:<shop@shop.example>").code == 250
        assert client.command("DATA").code == 354
        assert client.message(message).code == 250


def why_not(shop: Shop, address: str, message: bytes, sender: str = ANNA) -> str:
    """Send a mail that gets no answer, and return what the log says of it."""
    seen = shop.relay.output.count("no answer: ")
    forwarded(shop.relay.port, address, message, sender)
    wait_until(lambda: shop.relay.output.count("no answer: ") > seen, "the log says why")
    assert shop.answers.mails == []
    return shop.relay.output.rpartition("no answer: ")[2].splitlines()[0]


def test_spf_is_asked_of_the_address_that_the_mail_came_from(shop: Shop) -> None:
    """XFORWARD tells it; without it there is only our own mail server's."""
    assert why_not(shop, "198.51.100.9", mail()).endswith("SPF: fail")
    assert why_not(shop, "[UNAVAILABLE]", mail()).endswith("SPF: none")
    assert why_not(shop, "IPV6:2001:db8::7", mail()).endswith("SPF: fail")
    forwarded(shop.relay.port, AT_HOME, mail())
    assert shop.answer()["To"] == ANNA


def test_a_signature_holds_wherever_the_mail_came_from(shop: Shop, key: DkimKey) -> None:
    """It was made before the relay has changed anything."""
    sender = "anna@signed.example"
    assert "SPF: fail" in why_not(shop, AT_HOME, mail(sender), sender)
    message = signed(key, sender, "signed.example")
    changed = message.replace(b"card 4", b"Card 4")
    assert "SPF: fail" in why_not(shop, AT_HOME, changed, sender)
    forwarded(shop.relay.port, "[UNAVAILABLE]", message, sender)
    assert shop.answer()["To"] == sender


def test_a_strict_record_wants_the_very_domain(shop: Shop, key: DkimKey) -> None:
    """A subdomain's signature is not enough where DMARC says so."""
    sender = "anna@strict.example"
    message = signed(key, sender, "mail.strict.example")
    assert "no signature of the author's domain holds" in why_not(shop, AT_HOME, message, sender)


def test_a_dns_that_does_not_answer_costs_the_answer_only(shop: Shop, next_hop: NextHop) -> None:
    """The mail is delivered."""
    sender = "anna@broken.example"
    play = next_hop.play()
    assert why_not(shop, AT_HOME, mail(sender), sender) == "the DNS does not answer"
    assert len(play.mails) == 1


def test_postfix_tells_where_a_mail_came_from(shop: Shop) -> None:
    """A before-queue filter is told by XFORWARD; here that is this machine."""
    port = free_port()
    proxy = {"smtpd_proxy_filter": f"127.0.0.1:{shop.relay.port}"}
    with Postfix(9, [Service(port, settings=proxy)]):
        assert send_mail(port, mail(), sender=ANNA).code == 250
    assert shop.answer()["To"] == ANNA
