"""A directory with one good rule file of each kind, to be edited."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

GUILD = """\
name = "our-guild"
strength = "allow"
against = ["pan"]
pattern = '5[0-9]{3}(?: ?[0-9]{4}){3}'

[before]
en = ["guild number is?"]
"""
"""A look-alike of the owner's own: numbers that look like those of Mastercard."""

NETWORK = """\
name = "visa"
title = "Visa"
ranges = ["4", "5100-5199"]
lengths = [13, 16]
groupings = ["4-4-4-4"]
luhn = "always"
needs_word = [13]
code = { name = "CVV2", digits = 3 }
words = ["visa"]
examples = ["4111111111111111"]
counterexamples = ["4111111111111112"]
"""
LANGUAGE = """\
language = "en"
title = "English"
card = ["card number?", "visa"]
code = ["cvv"]

[months]
march = 3

[numbers]
four = "4"

[repeats]
double = 2

[[examples]]
text = "card 4111 1111 1111 1111"
becomes = "card **** **** **** 1111"
"""
LOOKALIKE = """\
name = "order-number"
title = "Order numbers"
strength = "weak"
against = ["pan", "cvv"]
pattern = '''ON[0-9]{16}'''
checksum = "none"

[before]
en = ["order number|no"]

[after]
en = ["pieces"]

[[examples]]
text = "order number 17"
becomes = "order number 17"
"""
FILES = {
    "networks/visa.toml": NETWORK,
    "languages/en.toml": LANGUAGE,
    "lookalikes/order-number.toml": LOOKALIKE,
}


def edit(rules: Path, name: str, old: str, new: str) -> Path:
    """Replace ``old`` in the file that ``name`` is the beginning of; return its path."""
    (path,) = rules.glob(f"{name}*/*.toml")
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path
