"""Blinding: what stands in a row says nothing without the installation's key.

Every row has a random nonce; from key, nonce and the name of a field comes what is added to it.  So
the same value looks different in each row, and a row looks alike whatever its value.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrubber.store.key import digest, fingerprint

if TYPE_CHECKING:
    from collections.abc import Sequence

_NONCE = 16  # bytes
_BLOCK = 256  # bytes; sealed texts are filled up to a multiple, for lengths would tell, too


def nonce() -> bytes:
    """Return the nonce of a new row."""
    return secrets.token_bytes(_NONCE)


@dataclass(frozen=True, slots=True, repr=False)
class Pad:
    """What is added to the fields of one row; ``name`` is the fingerprint of its key."""

    name: str
    key: bytes
    nonce: bytes

    def blind(self, field: str, digit: int) -> int:
        """Return ``digit`` plus the pad, modulo 10: any of ten values, each as likely."""
        return (digit + self._number(field)) % 10

    def unblind(self, field: str, blinded: int) -> int:
        """Return the digit of which :meth:`blind` made ``blinded``."""
        return (blinded - self._number(field)) % 10

    def seal(self, field: str, text: str) -> bytes:
        """Return ``text``, filled up with spaces, under a stream of pseudo-random bytes.

        It hides, it does not authenticate: who can write to the database needs no such trick.  No
        field may be sealed twice under one nonce.
        """
        content = text.encode("utf-8", "surrogateescape")
        return self._stream(field, content.ljust(-(-len(content) // _BLOCK) * _BLOCK))

    def open(self, field: str, sealed: bytes) -> str:
        """Return the text, less its trailing spaces, of which :meth:`seal` made ``sealed``."""
        return self._stream(field, sealed).decode("utf-8", "surrogateescape").rstrip(" ")

    def _number(self, field: str) -> int:
        return int.from_bytes(digest(self.key, "digit", self.nonce, field.encode()))

    def _stream(self, field: str, content: bytes) -> bytes:
        seed = digest(self.key, "text", self.nonce, field.encode())
        stream = hashlib.shake_256(seed).digest(len(content))
        mixed = int.from_bytes(content) ^ int.from_bytes(stream)
        return mixed.to_bytes(len(content))


class Pads:
    """The pads of all rows that the valid keys can open."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        """Keep the keys; the first is the one for new rows."""
        self._keys = {fingerprint(key): key for key in keys}
        self._newest = fingerprint(keys[0])

    def new(self, row_nonce: bytes) -> Pad:
        """Return the pad of a new row."""
        return Pad(self._newest, self._keys[self._newest], row_nonce)

    def of(self, name: str, row_nonce: bytes) -> Pad | None:
        """Return the pad of a row by the name of its key; None if that one is too old."""
        key = self._keys.get(name)
        return None if key is None else Pad(name, key, row_nonce)
