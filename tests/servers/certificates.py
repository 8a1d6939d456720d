"""A self-signed certificate for 127.0.0.1."""

from __future__ import annotations

import subprocess
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
