"""Certificates: of a peer as it shows it, and of ours as a peer would see it."""

from __future__ import annotations

import socket
import ssl
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from scrubber.doctor.model import Line, doubtful, failed, well

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_TIMEOUT = 10.0  # seconds
_SOON = timedelta(days=14)


def of_peer(check: str, host: str, port: int) -> Line:
    """Look at the certificate of a server that speaks TLS from the first byte."""
    context = ssl.create_default_context()
    try:
        with (
            socket.create_connection((host, port), _TIMEOUT) as plain,
            context.wrap_socket(plain, server_hostname=host) as wrapped,
        ):
            return of_socket(check, host, wrapped)
    except ssl.SSLCertVerificationError as error:
        cure = "renew it there; an authority of your own is named by SSL_CERT_FILE"
        return failed(check, f"{host}: certificate refused: {error.verify_message}", cure)
    except OSError:
        return failed(
            check, f"{host}:{port} cannot be reached by TLS", "is it up, is the port right?"
        )


def of_socket(check: str, host: str, connection: ssl.SSLSocket) -> Line:
    """Say until when the certificate of a connection is good."""
    return _lasts(check, host, connection.getpeercert() or {})


def of_ours(check: str, certificate: Path, key: Path) -> Line:
    """Shake hands with ourselves: whether key and chain belong together, and until when."""
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    client = ssl.create_default_context()
    client.check_hostname = False
    client.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN  # our own certificate is trust enough
    try:
        server.load_cert_chain(certificate, key)
        client.load_verify_locations(certificate)
        return _lasts(check, str(certificate), _handshake(client, server))
    except ssl.SSLCertVerificationError as error:
        return failed(check, f"{certificate}: {error.verify_message}", "renew it, then restart")
    except OSError:  # ssl.SSLError is one too
        return failed(
            check,
            f"{certificate}, {key}: cannot be used",
            "expected a certificate chain and its key, as PEM files that we may read",
        )


def _handshake(client: ssl.SSLContext, server: ssl.SSLContext) -> dict[str, object]:
    """Let two ends talk in memory until the client has accepted the server."""
    up, down = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = (client.wrap_bio(down, up), server.wrap_bio(up, down, server_side=True))
    for _ in range(4):
        for end in ends:
            try:
                end.do_handshake()
            except ssl.SSLWantReadError:
                continue
    return dict(ends[0].getpeercert() or {})


def _lasts(check: str, whose: str, certificate: Mapping[str, object]) -> Line:
    until = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(certificate["notAfter"])), UTC)
    text = f"{whose}: certificate is good until {until.date()}"
    if until - datetime.now(UTC) < _SOON:
        return doubtful(check, text, "renew it")
    return well(check, text)
