"""Rule files become values."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from scrubber import rulebook
from scrubber.core.scrub import scrub
from tests.rulebook.ruledir import NETWORK, edit

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_a_network_is_read(rules: Path) -> None:
    """Ranges are scaled to eight digits."""
    (network,) = rulebook.load(rules).networks
    assert network.name == "visa"
    assert network.ranges == ((40000000, 49999999), (51000000, 51999999))
    assert network.lengths == {13, 16}
    assert network.groupings == {(4, 4, 4, 4)}
    assert network.luhn
    assert network.needs_word == {13}
    assert network.code is not None
    assert (network.code.name, network.code.digits) == ("CVV2", 3)


def test_a_network_may_have_no_code_and_no_known_check_digit(rules: Path) -> None:
    """Both are left out, or said so."""
    edit(rules, "net", 'code = { name = "CVV2", digits = 3 }\n', "")
    edit(rules, "net", '"always"', '"unknown"')
    (network,) = rulebook.load(rules).networks
    assert network.code is None
    assert not network.luhn


def test_phrases_and_words_are_read(rules: Path) -> None:
    """Each phrase with its role and where it is from."""
    read = rulebook.load(rules)
    assert {(label.role, label.source) for _, label in read.phrases} == {
        ("card", "visa"),
        ("card", "en"),
        ("code", "en"),
        ("before", "order-number"),
        ("after", "order-number"),
    }
    assert dict(read.months) == {"march": 3}
    assert dict(read.numbers) == {"four": "4"}
    assert dict(read.repeats) == {"double": 2}
    assert dict(read.compounds) == {}


def test_compounds_are_read(rules: Path) -> None:
    """What stands in a word that is several, and what it is read as."""
    edit(rules, "lang", "[repeats]", '[compounds]\ncentott = "cento ott"\n\n[repeats]')
    assert dict(rulebook.load(rules).compounds) == {"centott": "cento ott"}


def test_what_words_speak_of_is_read(rules: Path) -> None:
    """One word may speak of several things."""
    senses = '[describing]\nback = ["Rücken"]\nfigures = ["rücken", "digits"]\n\n[repeats]'
    edit(rules, "lang", "[repeats]", senses)
    read = rulebook.load(rules)
    assert dict(read.describing) == {"rucken": ("en back", "en figures"), "digits": ("en figures",)}


def test_what_words_speak_of_beside_one_time_codes_is_read(rules: Path) -> None:
    """With what describes other codes, but for words that mean something else there."""
    senses = '[describing]\npasscode = ["Code"]\ncoded = ["vale", "caja"]\namount = ["total"]\n\n'
    edit(rules, "lang", "[repeats]", senses + '[once]\nlasts = ["vale"]\n\n[repeats]')
    read = rulebook.load(rules)
    assert dict(read.once) == {
        "code": ("en passcode",),
        "caja": ("en coded",),
        "vale": ("en lasts",),
        "total": ("en money",),
    }
    assert [x.text for x, label in read.phrases if label.role == "otp_told"] == ["code"]


def test_words_are_known_without_diacritics_and_apostrophes(rules: Path) -> None:
    """However they are typed."""
    edit(rules, "lang", 'four = "4"', '"п’ять" = "5"\n"П\'ЯТЬ" = "5"\n"fünf" = "5"')
    assert set(rulebook.load(rules).numbers) == {"пять", "funf"}


def test_a_lookalike_is_read(rules: Path) -> None:
    """With its pattern and what it speaks against."""
    (lookalike,) = rulebook.load(rules).lookalikes
    assert lookalike.name == "order-number"
    assert not lookalike.strong
    assert lookalike.against == {"pan", "cvv"}
    assert lookalike.pattern == "ON[0-9]{16}"
    assert lookalike.checksum == "none"


def test_pattern_and_checksum_may_be_left_out(rules: Path) -> None:
    """Then labels alone tell such a number."""
    edit(rules, "look", "pattern = '''ON[0-9]{16}'''\nchecksum = \"none\"\n", "")
    (lookalike,) = rulebook.load(rules).lookalikes
    assert (lookalike.pattern, lookalike.checksum) == (None, "none")


def test_an_edited_rule_counts(rules: Path) -> None:
    """A new word is known the next time the rules are read, and they are other rules."""
    raw = b"Subject: x\n\nmy signature code: 123"
    before = rulebook.load(rules)
    assert scrub(raw, before).findings == ()
    edit(rules, "lang", '"cvv"', '"cvv", "signature code"')
    after = rulebook.load(rules)
    assert [found.kind for found in scrub(raw, after).findings] == ["cvv"]
    assert before.fingerprint != after.fingerprint


def test_the_same_files_are_the_same_rules(rules: Path) -> None:
    """By their content."""
    assert rulebook.load(rules).fingerprint == rulebook.load(rules).fingerprint
    assert rulebook.load(rules) == rulebook.load(rules)


def test_a_new_network_is_one_new_file(rules: Path) -> None:
    """Nothing else names it."""
    raw = b"Subject: x\n\nmy card 6304 0000 0000 0000"
    assert scrub(raw, rulebook.load(rules)).findings == ()
    text = NETWORK.replace("visa", "new").replace('"4", "5100-5199"', '"6304"')
    (rules / "networks" / "new.toml").write_text(text, encoding="utf-8")
    (found,) = scrub(raw, rulebook.load(rules)).findings
    assert found.network == "new"


def test_the_rules_of_a_checkout_count_before_those_of_the_package(
    rules: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They lie beside it; an installed package has its own within."""
    package = rules.parent / "checkout" / "scrubber"
    package.mkdir(parents=True)
    monkeypatch.setattr(rulebook, "__file__", str(package / "rulebook" / "__init__.py"))
    assert rulebook.directory() == package / "_rules"
    shutil.copytree(rules, package.parent / "rules")
    assert rulebook.directory() == package.parent / "rules"


def test_the_rules_in_use_are_read_once() -> None:
    """Every scan has the same ones."""
    assert rulebook.load() is rulebook.load()
