"""The installation's key: random bytes in a file of their own, for the owner only.

The file holds one key of 32 bytes, or several: the newest first, then those that it replaced.
What was written with an older one stays readable until it has died of age.
"""

from __future__ import annotations

import hmac
import os
import secrets
import string
from contextlib import suppress
from typing import TYPE_CHECKING

from scrubber.errors import StoreError

if TYPE_CHECKING:
    from pathlib import Path

NAME = "key"
"""What the file is called in the state directory, where nothing else is configured."""

_LENGTH = 32
_OWNER_ONLY = 0o600
_NAME_LENGTH = 12
_FINGERPRINT_LENGTH = 8


def load_keys(path: Path) -> tuple[bytes, ...]:
    """Return the keys of a file, newest first; it is made at the first call.  Raises StoreError."""
    try:
        with suppress(FileExistsError):
            _create(path)
        content = path.read_bytes()
        mode = path.stat().st_mode
    except OSError as error:
        raise StoreError(f"cannot use the key file {path}: {error.strerror}") from None
    if mode & ~_OWNER_ONLY & 0o777:
        raise StoreError(f"others may read the key file {path}; close it: chmod 600 {path}")
    if not content or len(content) % _LENGTH:
        raise StoreError(
            f"the key file {path} is damaged: it has to hold {_LENGTH} bytes for each key; "
            "restore it from a backup, or remove it together with the store"
        )
    return tuple(content[place : place + _LENGTH] for place in range(0, len(content), _LENGTH))


def digest(key: bytes, purpose: str, *parts: bytes) -> bytes:
    """Return a keyed hash (HMAC-SHA-256, RFC 2104) of some bytes, for one purpose only.

    Never of bytes that may hold card data: beside a masked copy even a keyed hash gives them away
    to whoever has the key.
    """
    framed = b"".join(len(part).to_bytes(8, "big") + part for part in parts)
    return hmac.digest(key, purpose.encode() + framed, "sha256")


def fingerprint(key: bytes) -> str:
    """Return the name by which two relays see whether they have the same key."""
    return digest(key, "fingerprint")[:_FINGERPRINT_LENGTH].hex()


def installation_name(key: bytes) -> str:
    """Return the name by which this installation knows its own trace lines; letters only."""
    letters = digest(key, "installation name")[:_NAME_LENGTH]
    return "".join(string.ascii_uppercase[byte % len(string.ascii_uppercase)] for byte in letters)


def _create(path: Path) -> None:
    """Write a fresh key and link it into place, so that nobody ever reads half of one."""
    if path.exists():
        return
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(_LENGTH))
            file.flush()
            os.fsync(file.fileno())
        os.link(temporary, path)
    finally:
        temporary.unlink()
