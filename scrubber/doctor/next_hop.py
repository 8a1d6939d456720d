"""The relay: who listens, who is next, and what becomes of a masked mail's signature there."""

from __future__ import annotations

import asyncio
import socket
from ipaddress import ip_address
from typing import TYPE_CHECKING

from scrubber.addresses import Kind
from scrubber.doctor import certificates
from scrubber.doctor.model import Line, Patient, doubtful, failed, well
from scrubber.errors import NextHopError
from scrubber.relay.nexthop import next_hop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrubber.addresses import NextHopAddress
    from scrubber.relay.nexthop import NextHop

_TIMEOUT = 10.0  # seconds
_WANTED = ("8BITMIME", "SMTPUTF8", "DSN", "SIZE")
_GATEWAYS = {
    (".google.com", ".googlemail.com", ".gmail.com"): (
        "in Google's admin console, Gmail, Spam: make this machine's address an inbound gateway, "
        "with external addresses detected automatically"
    ),
    (".outlook.com", ".office365.com", ".office.com"): (
        "in Exchange's admin centre: an inbound connector for this machine's address, with "
        "enhanced filtering (skip listing) for it"
    ),
}


def listening(patient: Patient) -> Iterator[Line]:
    """Ask whoever listens where the relay should."""
    if _only_watches(patient):
        return
    listen = patient.config.relay.listen
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(listen.host, listen.host)  # noqa: S104
    try:
        with socket.create_connection((host, listen.port), _TIMEOUT) as connection:
            greeting = connection.recv(512)
    except OSError:
        yield doubtful(
            "relay", f"nobody listens on {listen}", "start it: scrubber relay --config FILE"
        )
        return
    if greeting.startswith(b"220 "):
        yield well("relay", f"a server greets on {listen}")
    else:
        yield failed("relay", f"what listens on {listen} is no mail server", "stop it")


def certificate(patient: Patient) -> Iterator[Line]:
    """Look at our own certificate, where there is one."""
    relay = patient.config.relay
    if relay.tls_certificate is not None and relay.tls_key is not None:
        yield certificates.of_ours("certificate", relay.tls_certificate, relay.tls_key)


def examine(patient: Patient) -> Iterator[Line]:
    """Connect to the next hop, and read what it can do."""
    if _only_watches(patient):
        return
    address = patient.config.relay.next_hop
    if address is None:
        yield well("next hop", "a Maildir below the state directory")
        return
    hop = next_hop(address, socket.getfqdn(), _TIMEOUT)
    try:
        asyncio.run(_contact(hop))
    except NextHopError as error:
        yield failed(
            "next hop", f"{address}: {error.reason}", "start it, or put [relay] next_hop right"
        )
        return
    lacks = [name for name in _WANTED if name not in hop.extensions]
    if address.kind in (Kind.SMTP, Kind.SMTPS) and lacks:
        yield doubtful(
            "next hop", f"{address}: lacks {', '.join(lacks)}", "mail that needs these is refused"
        )
    else:
        yield well("next hop", f"{address}: answers")
    if address.kind is Kind.SMTPS:
        yield certificates.of_peer("next hop", address.host, address.port)
    elif address.host and not _is_near(address.host):
        yield doubtful(
            "next hop", f"{address}: mail goes there in clear", "use smtps:// or a tunnel"
        )


async def _contact(hop: NextHop) -> None:
    """Connect and read what the server can do.  Raises NextHopError."""
    try:
        await hop.probe()
    finally:
        hop.close()


def dmarc(patient: Patient) -> Iterator[Line]:
    """Say what the next hop will think of a mail whose DKIM signature masking has broken."""
    if _only_watches(patient):
        return
    address = patient.config.relay.next_hop
    check = "DMARC behind us"
    if address is None or address.kind is Kind.MAILDIR:
        yield well(check, "a Maildir checks nothing again")
    elif address.path is not None or _is_near(address.host):
        yield well(
            check, "your own server is next: it must not check DKIM and DMARC again behind us"
        )
    else:
        yield doubtful(
            check,
            f"{address.host} may refuse masked mail, whose DKIM signature no longer fits",
            _gateway(address),
        )


def _only_watches(patient: Patient) -> bool:
    """Whether mail is reached by IMAP, and nothing is relayed."""
    return bool(patient.config.mailbox) and patient.config.relay.next_hop is None


def _gateway(address: NextHopAddress) -> str:
    for endings, cure in _GATEWAYS.items():
        if f".{address.host.lower()}".endswith(endings):
            return cure
    return "let it trust this machine's address, and not check DMARC for what comes from it"


def _is_near(host: str) -> bool:
    try:
        return ip_address(host).is_private
    except ValueError:
        return host == "localhost"
