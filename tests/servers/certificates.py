"""Certificates and keys: a self-signed one for 127.0.0.1, one to sign mail with (DKIM)."""

from __future__ import annotations

import subprocess
from base64 import b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.servers.programs import need

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Certificate:
    """The files of a certificate and of its private key, both PEM."""

    certificate: Path
    key: Path


def self_signed(directory: Path) -> Certificate:
    """Write a new certificate and its key into a folder."""
    pair = Certificate(directory / "certificate.pem", directory / "key.pem")
    subprocess.run(
        [
            *(need("openssl"), "req", "-x509", "-nodes", "-days", "2"),
            *("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"),
            *("-subj", "/CN=localhost"),
            *("-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"),
            *("-out", str(pair.certificate), "-keyout", str(pair.key)),
        ],
        check=True,
        capture_output=True,
    )
    return pair


@dataclass(frozen=True, slots=True)
class DkimKey:
    """A private key (PEM), and the text that publishes its public one (RFC 6376 section 3.6.1)."""

    private: bytes
    record: str


def dkim_key(directory: Path) -> DkimKey:
    """Write a new key into a folder, and return it."""
    file = directory / "dkim.pem"
    openssl = need("openssl")
    make = [openssl, "genrsa", "-traditional", "-out", str(file), "1024"]
    subprocess.run(make, check=True, capture_output=True)
    publish = [openssl, "rsa", "-in", str(file), "-pubout", "-outform", "DER"]
    public = subprocess.run(publish, check=True, capture_output=True).stdout
    return DkimKey(file.read_bytes(), f"v=DKIM1; k=rsa; p={b64encode(public).decode()}")
