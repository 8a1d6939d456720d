"""Each part of the examination: what is well, what is told, and what it says to do."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, Final

import pytest

from scrubber import config
from scrubber.doctor import certificates, domain, machine, next_hop, postfix
from scrubber.doctor.model import Line, Patient, Verdict
from tests.servers.certificates import self_signed
from tests.servers.postfix import INTERNAL_SERVICES, SETTINGS
from tests.servers.programs import need

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.servers.certificates import Certificate

OK, WARNING, FAILED = Verdict.OK, Verdict.WARNING, Verdict.FAILED
SHOP: Final = {
    "name": "Roble",
    "address": "shop@shop.example",
    "website": "https://shop.example",
}


class Zone:
    """A DNS of a few names; `texts` by name."""

    def __init__(self, texts: Mapping[str, list[str]]) -> None:
        """Know the texts of some names."""
        self._texts = texts

    def txt(self, name: str) -> list[str]:
        """Return the texts of a name."""
        return self._texts.get(name, [])

    def addresses(self, name: str) -> list[str]:  # noqa: ARG002 - the DNS's signature
        """Return none."""
        return []

    def mail_hosts(self, name: str) -> list[str]:
        """Return the server of the one domain."""
        return ["mx.shop.example"] if name == "shop.example" else []


def patient(tmp_path: Path, table: dict[str, object], zone: Zone | None = None) -> Patient:
    """Return an installation with a configuration."""
    return Patient(config.parse(table, "test"), tmp_path, zone or Zone({}), tmp_path / "postfix")


def verdicts(lines: list[Line]) -> dict[str, Verdict]:
    """Return the verdict of each thing tried, the last where there are several."""
    return {line.check: line.verdict for line in lines}


GOOD_ZONE: Final = {
    "shop.example": ["v=spf1 mx -all", "another=record"],
    "mail._domainkey.shop.example": ["v=DKIM1; p=abc"],
    "_dmarc.shop.example": ["v=DMARC1; p=reject"],
}
ZONES: Final = {
    "all is there": (GOOD_ZONE, {"SPF": OK, "DKIM": OK, "DMARC": OK}),
    "nothing": ({}, {"SPF": FAILED, "DKIM": WARNING, "DMARC": WARNING}),
    "two SPF records": (
        {**GOOD_ZONE, "shop.example": ["v=spf1 -all", "v=spf1 mx -all"]},
        {"SPF": FAILED, "DKIM": OK, "DMARC": OK},
    ),
    "anybody may send": (
        {**GOOD_ZONE, "shop.example": ["v=spf1 +all"]},
        {"SPF": FAILED, "DKIM": OK, "DMARC": OK},
    ),
}


@pytest.mark.parametrize(("texts", "expected"), ZONES.values(), ids=ZONES)
def test_the_records_of_the_shops_domain(
    tmp_path: Path, texts: dict[str, list[str]], expected: dict[str, Verdict]
) -> None:
    """What receivers ask for is there, or it is said what to publish."""
    found = list(domain.examine(patient(tmp_path, {"shop": SHOP}, Zone(texts))))
    assert verdicts(found) == {"domain": OK, **expected}
    assert all(line.cure for line in found if line.verdict is not OK)


@pytest.mark.parametrize(
    ("url", "verdict", "word"),
    [
        ("lmtp:///run/dovecot/lmtp", OK, ""),
        ("smtp://127.0.0.1:10026", OK, ""),
        ("smtp://10.1.2.3:25", OK, ""),
        ("maildir:/var/mail/shop", OK, ""),
        ("smtps://aspmx.l.google.com:465", WARNING, "inbound gateway"),
        ("smtp://shop-example.mail.protection.outlook.com:25", WARNING, "inbound connector"),
        ("smtps://mail.hoster.example:465", WARNING, "not check DMARC"),
    ],
)
def test_what_the_next_hop_thinks_of_masked_mail(
    tmp_path: Path, url: str, verdict: Verdict, word: str
) -> None:
    """Own servers are told not to check again; each provider has its own way to be told."""
    [line] = next_hop.dmarc(patient(tmp_path, {"relay": {"next_hop": url}}))
    assert line.verdict is verdict
    assert word in line.cure


def postfix_verdicts(tmp_path: Path, main: str, options: str) -> list[Line]:
    """Examine a Postfix with lines of main.cf, and options of the service that takes mail in."""
    need("postconf")
    conf = tmp_path / "postfix"
    conf.mkdir()
    settings = "".join(f"{key} = {value}\n" for key, value in SETTINGS.items())
    (conf / "main.cf").write_text(f"{settings}queue_directory = {tmp_path}\n{main}", "ascii")
    master = f"{INTERNAL_SERVICES}smtp inet n - n - - smtpd\n{options}"
    (conf / "master.cf").write_text(master, encoding="ascii")
    return list(postfix.examine(patient(tmp_path, {})))


BEFORE: Final = "  -o smtpd_proxy_filter=127.0.0.1:10025\n"
AFTER: Final = "  -o content_filter=scrubber:[127.0.0.1]:10025\n"
MAPPED_ONCE: Final = "  -o receive_override_options=no_address_mappings\n"
COPIED: Final = "always_bcc = archive@shop.example\n"
POSTFIXES: Final = {
    "before the queue": ("", BEFORE, [OK, OK]),
    "after the queue": ("", AFTER, [WARNING, OK]),
    "not at all": ("", "", [WARNING, OK]),
    "another filter": ("", "  -o content_filter=amavis:[127.0.0.1]:10024\n", [WARNING, OK]),
    "a copy behind": (COPIED, BEFORE, [OK, OK, OK]),
    "a copy in clear": (COPIED, AFTER, [WARNING, FAILED, OK]),
    "a copy behind, after": (COPIED, AFTER + MAPPED_ONCE, [WARNING, OK, OK]),
    "notices": ("notify_classes = bounce, resource\n", BEFORE, [OK, WARNING]),
}


@pytest.mark.long
@pytest.mark.parametrize(("main", "options", "expected"), POSTFIXES.values(), ids=POSTFIXES)
def test_the_postfix_before_us(
    tmp_path: Path, main: str, options: str, expected: list[Verdict]
) -> None:
    """Whether it asks us, and whether copies or notices hold mail in clear."""
    assert [line.verdict for line in postfix_verdicts(tmp_path, main, options)] == expected


def test_a_certificate_that_ends_soon_is_told(certificate: Certificate) -> None:
    """The tests' own is good for two days."""
    line = certificates.of_ours("certificate", certificate.certificate, certificate.key)
    assert (line.verdict, line.cure) == (WARNING, "renew it")


def test_a_key_of_another_certificate_is_told(certificate: Certificate, tmp_path: Path) -> None:
    """Before a client is told so by a failed handshake."""
    other = self_signed(tmp_path)
    line = certificates.of_ours("certificate", certificate.certificate, other.key)
    assert line.verdict is FAILED


def test_a_certificate_that_lasts_is_well(tmp_path: Path) -> None:
    """And its last day is named."""
    pair = self_signed(tmp_path)
    renew = [need("openssl"), "x509", "-in", str(pair.certificate), "-signkey", str(pair.key)]
    lasting = tmp_path / "lasting.pem"
    subprocess.run([*renew, "-days", "90", "-out", str(lasting)], check=True, capture_output=True)
    line = certificates.of_ours("certificate", lasting, pair.key)
    assert line.verdict is OK
    assert "good until 20" in line.text


@pytest.mark.parametrize(("mode", "verdict"), [(0o600, OK), (0o644, FAILED)])
def test_who_may_read_a_secret(tmp_path: Path, mode: int, verdict: Verdict) -> None:
    """The file is named, what is in it is not."""
    file = tmp_path / "orders.password"
    file.write_text("hunter2\n", encoding="ascii")
    file.chmod(mode)
    mailbox = {"url": "imaps://a@imap.example", "password_file": str(file)}
    [line] = machine.secrets(patient(tmp_path, {"mailbox": [mailbox]}))
    assert line.verdict is verdict
    assert "hunter2" not in line.text


@pytest.mark.parametrize(("mode", "verdict"), [(0o700, OK), (0o750, FAILED)])
def test_who_may_enter_the_state_directory(tmp_path: Path, mode: int, verdict: Verdict) -> None:
    """Nobody but us."""
    tmp_path.chmod(mode)
    [rights, _] = machine.state(patient(tmp_path, {}))
    assert rights.verdict is verdict
