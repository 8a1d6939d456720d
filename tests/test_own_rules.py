"""Rules of the owner's own: added to those in use, checked with them, and no list of cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scrubber import rulebook
from scrubber.core.scrub import scrub
from scrubber.errors import RuleError
from scrubber.rulebook.checking import check

if TYPE_CHECKING:
    from pathlib import Path

NETWORK = """\
name = "shopcard"
title = "Our own card"
ranges = ["9999"]
lengths = [16]
groupings = ["4-4-4-4"]
luhn = "always"
words = ["shopcard"]
examples = ["9999000000000004"]
counterexamples = ["9999000000000005"]
"""


OWN = """\
name = "our-gift-cards"
strength = "allow"
against = ["pan"]
pattern = '4[0-9]{3}(?:[ -]?[0-9]{4}){3}'

[before]
en = ["gift card"]

[[examples]]
text = "gift card 4012 8888 8888 1881"
becomes = "gift card 4012 8888 8888 1881"
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Return a directory with a rule of the owner's."""
    directory = tmp_path / "own"
    (directory / "lookalikes").mkdir(parents=True)
    (directory / "lookalikes" / "gift.toml").write_text(OWN, encoding="utf-8")
    return directory


def test_rules_of_the_owner_add_to_those_in_use(own: Path) -> None:
    """A number of the shop, a word of a language, a network."""
    (own / "languages").mkdir()
    (own / "languages" / "en.toml").write_text(
        'language = "en"\ntitle = "English"\ncode = ["plastic secret"]\n', encoding="utf-8"
    )
    (own / "networks").mkdir()
    (own / "networks" / "shopcard.toml").write_text(NETWORK, encoding="utf-8")
    assert check(own=own) == []
    raw = b"Subject: x\n\ngift card 4012 8888 8888 1881\nplastic secret 123\ncard 9999000000000004"
    found = scrub(raw, rulebook.load(own=own)).findings
    assert [finding.network or finding.kind for finding in found] == ["cvv", "shopcard"]
    assert rulebook.load(own=own).fingerprint != rulebook.load().fingerprint


def test_a_rule_of_the_owner_that_spoils_another_is_told(own: Path) -> None:
    """The examples of all files are tried together."""
    text = OWN.replace('"gift card"', '"card"').partition("[[")[0]
    (own / "lookalikes" / "gift.toml").write_text(text, encoding="utf-8")
    assert len(check(own=own)) > 1


LISTED = [
    "4012888888881881",
    "4012 8888 8888 1881",
    "4012[ -]?8888[ -]?8888[ -]?1881",
    r"4012\s*8888\s*8888\s*1881",
    r"(?:4012888888881881|4111111111111111)",
    r"\b4012888888[0-9]{6}",
]


@pytest.mark.parametrize("pattern", LISTED)
def test_card_numbers_are_not_listed(own: Path, pattern: str) -> None:
    """More digits than an issuer number has are not written down, and none is repeated."""
    path = own / "lookalikes" / "gift.toml"
    text = OWN.replace("4[0-9]{3}(?:[ -]?[0-9]{4}){3}", pattern)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RuleError) as caught:
        rulebook.load(own=own)
    assert caught.value.public.startswith(f"{path}: pattern: expected a shape")
    assert "4012" not in caught.value.public


@pytest.mark.parametrize(
    "pattern", ["9[0-9]{15}", r"GC-?\d{16}", "40128888[0-9]{8}", "90(?:12|34)[0-9]{12}"]
)
def test_shapes_are_taken(own: Path, pattern: str) -> None:
    """With as many digits as an issuer number has."""
    text = OWN.replace("4[0-9]{3}(?:[ -]?[0-9]{4}){3}", pattern).partition("[[")[0]
    (own / "lookalikes" / "gift.toml").write_text(text, encoding="utf-8")
    assert rulebook.load(own=own).own["pan"][0].pattern == pattern


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("pattern = '4[0-9]{3}(?:[ -]?[0-9]{4}){3}'\n", "", "pattern: expected the shape"),
        ('[before]\nen = ["gift card"]\n', "", "[before]: expected words beside"),
        ('"our-gift-cards"', '"gift-card"', "name: expected one that no other look-alike has"),
    ],
)
def test_what_an_own_number_needs_is_told(own: Path, old: str, new: str, told: str) -> None:
    """Pattern, words and a name of its own."""
    path = own / "lookalikes" / "gift.toml"
    path.write_text(OWN.replace(old, new), encoding="utf-8")
    with pytest.raises(RuleError) as caught:
        rulebook.load(own=own)
    assert caught.value.public.startswith(f"{path}: {told}")


def test_an_empty_directory_of_the_owner_is_told(tmp_path: Path) -> None:
    """It may be the wrong one."""
    (tmp_path / "none").mkdir()
    with pytest.raises(RuleError, match="none: no rule files; expected networks/"):
        rulebook.load(own=tmp_path / "none")
