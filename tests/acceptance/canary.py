"""Card numbers made up for one test, and the search for what is left of them.

A canary is a valid number that nobody else has, so that any trace of it tells of a leak. Its
digits behind the issuer's are 7, 8 and 9: no port, process id or year has five of them in a row.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import random
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

RUN: Final = 5
LAST: Final = 4
PREFIX: Final = 8
HASHES: Final = ("sha256", "sha1", "md5", "sha512", "blake2b", "blake2s")
HEX: Final = re.compile(rb"(?:[0-9a-fA-F]{2}){8,}")
BASE64: Final = re.compile(rb"[A-Za-z0-9+/_-]{11,}")
SEPARATORS: Final = re.compile(rb"(?<=[0-9])[ \-.\xa0]{1,2}(?=[0-9])")
ALONE: Final = rb"(?<![0-9A-Za-z])[0-9]*%s[0-9]*(?![0-9A-Za-z])"


@dataclass(frozen=True, slots=True)
class Canary:
    """A number of 16 digits and a security code."""

    number: str
    code: str

    @property
    def spaced(self) -> str:
        """The number as it is printed on a card."""
        return " ".join(re.findall("....", self.number))


def canaries(count: int, seed: int) -> list[Canary]:
    """Return so many canaries of Discover and UnionPay, each with its own security code."""
    chance = random.Random(seed)  # noqa: S311 - a number to look for, no secret
    found = []
    for place in range(count):
        body = ("65", "62")[place % 2] + "".join(chance.choices("789", k=13))
        found.append(Canary(body + check_digit(body), f"{chance.randrange(1000):03d}"))
    return found


def check_digit(body: str) -> str:
    """Return the digit that makes a number valid (ISO/IEC 7812-1 annex B)."""
    digits = [int(digit) for digit in reversed(body)]
    total = sum(digits[1::2]) + sum(sum(divmod(2 * digit, 10)) for digit in digits[0::2])
    return str(-total % 10)


def traces(canary: Canary, output: bytes) -> set[str]:
    """Return the runs of the number that an output shows, its last four digits apart.

    A run of eight digits counts wherever it stands, a shorter one where it stands alone and not
    inside of a random identifier. What is written in base64 or hex is read, too.
    """
    views = [output, SEPARATORS.sub(b"", output), *decoded(output)]
    hidden = canary.number[:-LAST]
    runs = {hidden[start : start + RUN] for start in range(len(hidden) - RUN + 1)}
    long_runs = {canary.number[start : start + 8] for start in range(len(canary.number) - 8)}
    found = {run for run in long_runs if any(run.encode() in view for view in views)}
    for run in runs:
        alone = re.compile(ALONE % run.encode())
        found |= {run for view in views[:2] if run.encode() in view and alone.search(view)}
    return found


def decoded(output: bytes) -> Iterator[bytes]:
    """Yield what stands in an output as base64 or as hex digits."""
    for found in HEX.findall(output):
        yield bytes.fromhex(found.decode("ascii"))
    for found in BASE64.findall(output):
        yield from from_base64(found)


def from_base64(text: bytes) -> Iterator[bytes]:
    """Yield what a text reads as in both alphabets of RFC 4648, whatever its padding."""
    for alphabet in (b"+/", b"-_"):
        try:
            yield base64.b64decode(text[: len(text) // 4 * 4], altchars=alphabet, validate=True)
        except binascii.Error:
            continue


def windows(outputs: Iterable[bytes]) -> set[bytes]:
    """Return every PREFIX bytes in a row of outputs, and of what is encoded in them."""
    found: set[bytes] = set()
    for output in outputs:
        for view in (output, *decoded(output)):
            found.update(view[place : place + PREFIX] for place in range(len(view) - PREFIX + 1))
    return found


def gives_away(texts: Iterable[bytes], stored: set[bytes], keys: list[bytes]) -> bool:
    """Return whether a thief wins the security code back that stands in some texts.

    ``texts`` are what may have been hashed, ``stored`` is what he has (see windows), ``keys`` those
    of HMACs. He tries every code in its place and stops at the one whose hash he has: that can be
    no other than the true one, so no other is tried here.
    """
    return any(digest[:PREFIX] in stored for text in texts for digest in digests(text, keys))


def digests(text: bytes, keys: list[bytes]) -> Iterator[bytes]:
    """Yield the usual hashes of a text, plain and keyed."""
    for name in HASHES:
        yield hashlib.new(name, text, usedforsecurity=False).digest()
        for key in keys:
            yield hmac.digest(key, text, name)
