"""Card numbers that nobody has: drawn at random, with the right check digit."""

from __future__ import annotations

from hypothesis import strategies as st

GROUPED = {
    "visa": ("4", (4, 4, 4, 4)),
    "mastercard": ("53", (4, 4, 4, 4)),
    "mastercard of the 2 series": ("2345", (4, 4, 4, 4)),
    "amex": ("37", (4, 6, 5)),
    "discover": ("6011", (4, 4, 4, 4)),
    "diners": ("36", (4, 6, 4)),
    "jcb": ("3530", (4, 4, 4, 4)),
}
"""How the numbers of a network begin, and how they are grouped on the card."""

LAST = 4
"""Digits that stay readable."""

BARE = ("{}", "please charge {} today", "({})", "{}, thanks", "3 pieces, {}")
NAMED = ("card {}", "my card number is {}.", "Visa or other card: {}, thanks")
"""Words around a number; a run of digits without a gap is taken where it is named."""


def check_digit(digits: str) -> str:
    """Return the digit that makes ``digits`` a number that passes Luhn (ISO/IEC 7812-1 annex B)."""
    total = 0
    for place, digit in enumerate(map(int, reversed(digits))):
        total += digit if place % 2 else sum(divmod(2 * digit, 10))
    return str(-total % 10)


def grouped(digits: str, groups: tuple[int, ...], separator: str) -> str:
    """Return ``digits`` in ``groups`` with ``separator`` between them."""
    ends = [sum(groups[: at + 1]) for at in range(len(groups))]
    return separator.join(digits[end - size : end] for size, end in zip(groups, ends, strict=True))


@st.composite
def texts(draw: st.DrawFn) -> tuple[str, str]:
    """Draw words with a card number among them, and the same with its digits masked."""
    prefix, groups = draw(st.sampled_from(list(GROUPED.values())))
    free = sum(groups) - len(prefix) - 1
    account = prefix + draw(st.text("0123456789", min_size=free, max_size=free))
    digits = account + check_digit(account)
    masked = "*" * (len(digits) - LAST) + digits[-LAST:]
    separator = draw(st.sampled_from((" ", "-", "")))
    around = draw(st.sampled_from(BARE + NAMED if separator else NAMED))
    return (
        around.format(grouped(digits, groups, separator)),
        around.format(grouped(masked, groups, separator)),
    )
