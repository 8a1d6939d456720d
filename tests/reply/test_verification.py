"""Our own proof of an author, over a DNS that the test writes."""

from __future__ import annotations

from dataclasses import dataclass, field

import dkim
import pytest

from scrubber.reply import spf
from scrubber.reply.dns import UnknownError
from scrubber.reply.incoming import Incoming
from scrubber.reply.verification import own_doubt
from tests.servers.certificates import DkimKey, dkim_key

ANNA = "anna@customer.example"
MAIL = f"From: {ANNA}\r\nTo: shop@shop.example\r\nSubject: order\r\n\r\nHello\r\n".encode()
CLIENT = "192.0.2.7"


@dataclass(frozen=True, slots=True)
class Names:
    """A DNS of a few names; asking for one of ``broken`` is a time-out."""

    texts: dict[str, list[str]] = field(default_factory=dict)
    hosts: dict[str, list[str]] = field(default_factory=dict)
    exchangers: dict[str, list[str]] = field(default_factory=dict)
    broken: tuple[str, ...] = ()

    def txt(self, name: str) -> list[str]:
        """Return the texts of a name."""
        return self._of(self.texts, name)

    def addresses(self, name: str) -> list[str]:
        """Return the addresses of a name."""
        return self._of(self.hosts, name)

    def mail_hosts(self, name: str) -> list[str]:
        """Return the mail exchangers of a name."""
        return self._of(self.exchangers, name)

    def _of(self, table: dict[str, list[str]], name: str) -> list[str]:
        if name in self.broken:
            raise UnknownError
        return table.get(name, [])


SPF = {
    "v=spf1 ip4:192.0.2.0/24 -all": "pass",
    "v=spf1 ip4:198.51.100.1 -all": "fail",
    "v=spf1 ip4:198.51.100.1 ~all": "softfail",
    "v=spf1 ip4:198.51.100.1": "neutral",
    "v=spf1 ?all": "neutral",
    "V=SPF1 A -ALL": "pass",
    "v=spf1 a:other.example -all": "fail",
    "v=spf1 a:other.example/24 -all": "fail",
    "v=spf1 mx -all": "pass",
    "v=spf1 include:esp.example -all": "pass",
    "v=spf1 -include:esp.example +all": "fail",
    "v=spf1 include:strict.example +all": "pass",
    "v=spf1 include:nothing.example +all": "permerror",
    "v=spf1 redirect=esp.example": "pass",
    "v=spf1 exists:%{i}.list.example -all": "fail",
    "v=spf1 ip6:2001:db8::/32 -all": "fail",
    "v=spf1 unknown=x ip4:192.0.2.7 -all": "pass",
    "v=spf1 include:loop.example -all": "permerror",
    "v=spf1 ip4:nonsense -all": "permerror",
    "v=spf1 !all": "permerror",
    "v=spf10 +all": "none",
    "something else": "none",
}


@pytest.mark.parametrize(("record", "result"), SPF.items())
def test_spf_reads_a_record(record: str, result: str) -> None:
    """RFC 7208, section by section; what cannot be said is no pass."""
    names = Names(
        texts={
            "customer.example": ["unrelated", record],
            "esp.example": ["v=spf1 ip4:192.0.2.7 -all"],
            "strict.example": ["v=spf1 -all"],
            "loop.example": ["v=spf1 include:loop.example -all"],
        },
        hosts={
            "customer.example": [CLIENT],
            "mx.example": [CLIENT],
            "other.example": ["192.0.3.1"],
        },
        exchangers={"customer.example": ["mx.example"]},
    )
    assert spf.check(CLIENT, "customer.example", names) == result


def test_two_records_are_none_that_counts() -> None:
    """RFC 7208 section 4.5."""
    names = Names(texts={"customer.example": ["v=spf1 +all", "v=spf1 +all"]})
    assert spf.check(CLIENT, "customer.example", names) == "permerror"


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> DkimKey:
    """Return a key to sign mail with."""
    return dkim_key(tmp_path_factory.mktemp("dkim"))


def signed(key: DkimKey, domain: str = "customer.example", **options: object) -> bytes:
    """Return the mail with a signature of a domain."""
    signature: bytes = dkim.sign(MAIL, b"s1", domain.encode(), key.private, **options)
    return signature + MAIL


def doubt(raw: bytes, names: Names, sender: str = ANNA, client: str = CLIENT) -> str | None:
    """Return why the author of a mail is not believed."""
    return own_doubt(raw, Incoming.read(raw, sender, ()), client, names)


def test_a_signature_of_the_authors_domain_proves_him(key: DkimKey) -> None:
    """Also that of his organization, unless its record is strict."""
    names = Names(texts={"s1._domainkey.customer.example": [key.record]})
    assert doubt(signed(key), names) is None
    part = Names(texts={"s1._domainkey.mail.customer.example": [key.record]})
    assert doubt(signed(key, "mail.customer.example"), part) is None
    part.texts["_dmarc.customer.example"] = ["v=DMARC1; p=reject; adkim=s"]
    assert doubt(signed(key, "mail.customer.example"), part) is not None


def test_what_was_changed_or_signed_by_others_proves_nothing(key: DkimKey) -> None:
    """A changed body, another domain, a part of the body only, no key."""
    names = Names(
        texts={
            "s1._domainkey.customer.example": [key.record],
            "s1._domainkey.evil.example": [key.record],
        }
    )
    assert doubt(signed(key).replace(b"Hello", b"Hullo"), names) is not None
    assert doubt(signed(key, "evil.example"), names) is not None
    assert doubt(signed(key, length=True) + b"more\r\n", names) is not None
    assert doubt(signed(key), Names()) is not None
    assert doubt(b"DKIM-Signature: nonsense\r\n" + MAIL, names) is not None


def test_spf_of_the_authors_domain_proves_him() -> None:
    """With the address that the mail came from, and only for his own reverse-path."""
    names = Names(
        texts={
            "customer.example": [f"v=spf1 ip4:{CLIENT} -all"],
            "evil.example": [f"v=spf1 ip4:{CLIENT} -all"],
        }
    )
    assert doubt(MAIL, names) is None
    assert doubt(MAIL, names, client="198.51.100.9") is not None
    assert doubt(MAIL, names, client="") is not None
    assert doubt(MAIL, names, sender="a@evil.example") is not None


def test_a_dns_that_is_silent_proves_nothing() -> None:
    """Nor does it harm the mail."""
    names = Names(broken=("_dmarc.customer.example",))
    assert doubt(MAIL, names) == "the DNS does not answer"
