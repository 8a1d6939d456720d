"""What the DNS says of the domain that answers come from: MX, SPF, DKIM, DMARC."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrubber.doctor.model import Line, Patient, doubtful, failed, well
from scrubber.reply.dns import UnknownError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrubber.reply.dns import Lookup

# A selector cannot be asked for; these are what mail servers and providers call theirs.
_SELECTORS = ("default", "dkim", "mail", "s1", "k1", "google", "selector1", "selector2", "scrubber")


def examine(patient: Patient) -> Iterator[Line]:
    """Ask for the records without which answers end as spam."""
    shop = patient.config.shop
    if shop is None:
        return
    domain = shop.address.rpartition("@")[2]
    try:
        yield _mail_hosts(domain, patient.lookup)
        yield _spf(domain, patient.lookup)
        yield _dkim(domain, patient.lookup)
        yield _dmarc(domain, patient.lookup)
    except UnknownError:
        yield doubtful("domain", f"{domain}: the DNS gives no answer now", "try again later")


def _mail_hosts(domain: str, lookup: Lookup) -> Line:
    if lookup.mail_hosts(domain) or lookup.addresses(domain):
        return well("domain", f"{domain}: takes mail")
    return failed("domain", f"{domain}: no server takes its mail", "customers cannot answer")


def _spf(domain: str, lookup: Lookup) -> Line:
    records = [text for text in lookup.txt(domain) if text.lower().split(" ")[0] == "v=spf1"]
    if len(records) != 1:
        count = len(records) or "no"
        cure = f'publish one TXT record at {domain}: "v=spf1 mx -all", with your submission server'
        return failed("SPF", f"{domain}: {count} records", cure)
    if records[0].lower().rstrip().endswith("+all"):
        return failed("SPF", f"{domain}: lets everybody send", "end it with -all")
    return well("SPF", f"{domain}: {records[0]}")


def _dkim(domain: str, lookup: Lookup) -> Line:
    for selector in _SELECTORS:
        if any("p=" in text for text in lookup.txt(f"{selector}._domainkey.{domain}")):
            return well("DKIM", f"{domain}: a key at {selector}")
    return doubtful(
        "DKIM",
        f"{domain}: no key under the usual names",
        "your submission server should sign; if its selector has another name, all is well",
    )


def _dmarc(domain: str, lookup: Lookup) -> Line:
    records = [text for text in lookup.txt(f"_dmarc.{domain}") if text.startswith("v=DMARC1")]
    if len(records) != 1:
        cure = f'publish one TXT record at _dmarc.{domain}: "v=DMARC1; p=quarantine"'
        return doubtful("DMARC", f"{domain}: {len(records) or 'no'} records", cure)
    return well("DMARC", f"{domain}: {records[0]}")
