"""Check digits of numbers that look like card numbers."""

from __future__ import annotations

from scrubber.core.numbers.pan import luhn_sum

CERTAIN = frozenset(("iban",))
"""Checksums that no other number keeps by chance: one in ninety-seven, and letters before it."""

_LETTERS = {chr(ord("A") + value): str(value + 10) for value in range(26)}


def holds(checksum: str, text: str) -> bool:
    """Say whether the number in ``text`` (digits, letters, separators) keeps its ``checksum``.

    ``none`` always holds, ``luhn`` and ``imei`` are ISO/IEC 7812-1 annex B, ``ean`` is the weighted
    sum of the GS1 General Specifications, ``iban`` is ISO 7064 MOD 97-10 as ISO 13616 applies it.
    """
    if checksum == "none":
        return True
    if checksum == "iban":
        return _iban(text)
    digits = "".join(char for char in text if char in "0123456789")
    if checksum == "ean":
        return _ean(digits)
    return luhn_sum(digits) == 0


def _ean(digits: str) -> bool:
    """Weigh the digits 1 and 3 in turn, from the check digit leftwards."""
    return (sum(map(int, digits[::-2])) + 3 * sum(map(int, digits[-2::-2]))) % 10 == 0


def _iban(text: str) -> bool:
    """Move country and check digits to the end, letters to numbers, and divide by 97."""
    packed = "".join(char for char in text.upper() if char.isascii() and char.isalnum())
    number = "".join(_LETTERS.get(char, char) for char in packed[4:] + packed[:4])
    return bool(number) and int(number) % 97 == 1
