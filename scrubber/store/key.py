"""The installation's key: 32 random bytes in the state directory, for its owner only."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import string
from contextlib import suppress
from typing import TYPE_CHECKING

from scrubber.errors import StoreError

if TYPE_CHECKING:
    from pathlib import Path

_NAME = "key"
_LENGTH = 32
_OWNER_ONLY = 0o600
_NAME_LENGTH = 12


def load_key(state: Path) -> bytes:
    """Return the key, made at the first call.  Raises StoreError."""
    path = state / _NAME
    try:
        with suppress(FileExistsError):
            _create(path)
        key = path.read_bytes()
    except OSError as error:
        raise StoreError(f"cannot use the key file {path}: {error.strerror}") from None
    if len(key) != _LENGTH:
        raise StoreError(f"the key file {path} is damaged; remove it, and a new one is made")
    return key


def digest(key: bytes, purpose: str, *parts: bytes) -> bytes:
    """Return a keyed hash (HMAC-SHA-256, RFC 2104) of some bytes, for one purpose only.

    Never of bytes that may hold card data: beside a masked copy even a keyed hash gives them away
    to whoever has the key.
    """
    mac = hmac.new(key, purpose.encode(), hashlib.sha256)
    for part in parts:
        mac.update(len(part).to_bytes(8, "big") + part)
    return mac.digest()


def installation_name(key: bytes) -> str:
    """Return the name by which this installation knows its own trace lines; letters only."""
    letters = digest(key, "installation name")[:_NAME_LENGTH]
    return "".join(string.ascii_uppercase[byte % len(string.ascii_uppercase)] for byte in letters)


def _create(path: Path) -> None:
    """Write a fresh key and link it into place, so that nobody ever reads half of one."""
    if path.exists():
        return
    temporary = path.with_name(f"{_NAME}.{secrets.token_hex(8)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(_LENGTH))
            file.flush()
            os.fsync(file.fileno())
        os.link(temporary, path)
    finally:
        temporary.unlink()
