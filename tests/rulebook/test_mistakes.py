"""A wrong rule file is told by file and key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scrubber import rulebook
from scrubber.errors import RuleError
from scrubber.rulebook.checking import check
from tests.rulebook.ruledir import edit

if TYPE_CHECKING:
    from pathlib import Path


WRONG = {
    "no TOML": ("net", 'name = "visa"', "name = visa", "not TOML"),
    "a key twice": ("net", 'title = "Visa"', 'title = "Visa"\ntitle = "x"', "not TOML"),
    "network without name": ("net", 'name = "visa"\n', "", "name: expected a text"),
    "name is empty": ("net", 'name = "visa"', 'name = ""', "name: expected a text"),
    "title is a number": ("net", 'title = "Visa"', "title = 4", "title: expected a text"),
    "range with letters": ("net", '"4"', '"4x"', "ranges, groupings: expected"),
    "no ranges": ("net", '["4", "5100-5199"]', "[]", "ranges: expected a list that is not empty"),
    "no lengths": ("net", "lengths = [13, 16]\n", "", "lengths: expected a list that is not empty"),
    "code without digits": ("net", ", digits = 3", "", "code: expected a table"),
    "code without name": ("net", 'name = "CVV2", ', "", "code: expected a table"),
    "range of nothing": ("net", '"4"', '""', "ranges, groupings: expected"),
    "range without a beginning": ("net", '"4"', '"-5"', "ranges, groupings: expected"),
    "range of unequal width": ("net", '"4"', '"2221-27"', "ranges, groupings: expected"),
    "range backwards": ("net", '"4"', '"5-4"', "ranges, groupings: expected"),
    "range of too many digits": ("net", '"4"', '"411111111"', "ranges, groupings: expected"),
    "ranges are a text": ("net", '["4", "5100-5199"]', '"4"', "ranges: expected a list of texts"),
    "ranges are numbers": ("net", '["4", "5100-5199"]', "[4]", "ranges: expected a list of texts"),
    "lengths are texts": ("net", "[13, 16]", '["13"]', "lengths: expected a list of whole numbers"),
    "lengths are a number": ("net", "[13, 16]", "16", "lengths: expected a list of whole numbers"),
    "groupings with letters": ("net", '"4-4-4-4"', '"4-x"', "ranges, groupings: expected"),
    "Luhn is true": ("net", '"always"', "true", 'luhn: expected one of "always", "unknown"'),
    "Luhn is missing": ("net", 'luhn = "always"\n', "", "luhn: expected one of"),
    "needs_word is a text": ("net", "[13]", '"all"', "needs_word: expected a list of whole"),
    "code is a text": ("net", '{ name = "CVV2", digits = 3 }', '"CVV2"', "code: expected a table"),
    "words are a text": ("net", '["visa"]', '"visa"', "words: expected a list of texts"),
    "language without name": ("lang", 'language = "en"\n', "", "language: expected a text"),
    "phrases are a text": ("lang", '["cvv"]', '"cvv"', "code: expected a list of texts"),
    "phrase without a word": ("lang", '["cvv"]', '["the?"]', "code: expected phrases with a token"),
    "endings that are missing": ("lang", '["cvv"]', '["cvv~x"]', "[endings]: expected lists"),
    "endings without an end": (
        "lang",
        '["cvv"]',
        '["cvv~x"]\nendings = { x = ["~x"] }',
        "[endings]: expected lists",
    ),
    "endings are numbers": (
        "lang",
        '["cvv"]',
        '["cvv~x"]\nendings = { x = [1] }',
        "[endings]: expected lists",
    ),
    "empty phrase": ("lang", '["cvv"]', '[""]', "code: expected phrases with a token"),
    "months are a list": ("lang", "[months]\nmarch = 3", "months = []", "months: expected a table"),
    "number is no text": ("lang", 'four = "4"', "four = 4", "[numbers]: expected"),
    "repeat is a text": ("lang", "double = 2", 'double = "2"', "[repeats]: expected"),
    "compound is a number": (
        "lang",
        "[repeats]",
        "[compounds]\nhundred = 100\n\n[repeats]",
        "[compounds]: expected",
    ),
    "unknown sense": (
        "lang",
        "[repeats]",
        '[describing]\nleft = ["left"]\n\n[repeats]',
        "[describing]: expected keys from three, four",
    ),
    "unknown sense of one-time codes": (
        "lang",
        "[repeats]",
        '[once]\nleft = ["left"]\n\n[repeats]',
        "[once]: expected keys from messaged, came",
    ),
    "month is a text": ("lang", "march = 3", 'march = "3"', "[months]: expected"),
    "lookalike without name": ("look", 'name = "order-number"\n', "", "name: expected a text"),
    "unknown strength": ("look", '"weak"', '"none"', 'strength: expected one of "strong", "weak"'),
    "against nothing": ("look", '["pan", "cvv"]', "[]", "against: expected"),
    "against something else": ("look", '"cvv"]', '"iban"]', "against: expected"),
    "against is missing": ("look", 'against = ["pan", "cvv"]\n', "", "against: expected"),
    "unknown checksum": ("look", '"none"', '"crc"', "checksum: expected one of"),
    "pattern is a number": ("look", "'''ON[0-9]{16}'''", "16", "pattern: expected a text"),
    "labels are a text": ("look", '["order number|no"]', '"order"', "en: expected a list of texts"),
    "labels are a list": ("look", '[before]\nen = ["order number|no"]', "before = []", "before: "),
}


@pytest.mark.parametrize(("name", "old", "new", "told"), WRONG.values(), ids=list(WRONG))
def test_a_mistake_is_told_with_file_key_and_what_is_expected(
    rules: Path, name: str, old: str, new: str, told: str
) -> None:
    """In one line, by whoever reads the file."""
    path = edit(rules, name, old, new)
    with pytest.raises(RuleError) as caught:
        rulebook.load(rules)
    assert caught.value.public.startswith(f"{path}: {told}")
    assert "\n" not in caught.value.public
    assert check(rules) == [caught.value.public]


def test_a_directory_without_rules_is_told(tmp_path: Path) -> None:
    """With what is expected in it."""
    with pytest.raises(RuleError, match="expected networks/, languages/ and lookalikes/"):
        rulebook.load(tmp_path)
    assert len(check(tmp_path)) == 1


def test_a_file_that_is_no_text_is_told(rules: Path) -> None:
    """It is named, and nothing of it shown."""
    path = rules / "networks" / "visa.toml"
    path.write_bytes(b"name = \xff")
    with pytest.raises(RuleError) as caught:
        rulebook.load(rules)
    assert caught.value.public == f"{path}: cannot be read as UTF-8 text"


def test_a_file_that_cannot_be_read_is_told(rules: Path) -> None:
    """A directory with the name of one."""
    (rules / "networks" / "folder.toml").mkdir()
    with pytest.raises(RuleError, match=r"folder\.toml: cannot be read"):
        rulebook.load(rules)
