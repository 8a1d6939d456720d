"""The rule files: that all of them keep their promises, and how a wrong one is told."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from scrubber import rulebook
from scrubber.core.scrub import scrub
from scrubber.errors import RuleError

if TYPE_CHECKING:
    from pathlib import Path

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


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """Return a directory with one good rule file of each kind."""
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir()
        path.write_text(text, encoding="utf-8")
    return tmp_path


def edit(rules: Path, name: str, old: str, new: str) -> Path:
    """Replace ``old`` in the file that ``name`` is the beginning of; return its path."""
    (path,) = rules.glob(f"{name}*/*.toml")
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_the_packaged_rules_keep_what_they_promise() -> None:
    """Every example of every file becomes what it says, with all the rules together."""
    assert rulebook.check() == []


def test_good_files_have_no_problem(rules: Path) -> None:
    """Nothing is asked for that the pages on rules do not name."""
    assert rulebook.check(rules) == []


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
    "empty phrase": ("lang", '["cvv"]', '[""]', "code: expected phrases with a token"),
    "months are a list": ("lang", "[months]\nmarch = 3", "months = []", "months: expected a table"),
    "number is no text": ("lang", 'four = "4"', "four = 4", "[numbers]: expected"),
    "repeat is a text": ("lang", "double = 2", 'double = "2"', "[repeats]: expected"),
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
    assert rulebook.check(rules) == [caught.value.public]


PROBLEMS = {
    "broken pattern": (
        "look",
        "ON[0-9]{16}",
        "ON[0-9{16}",
        "pattern of order-number: expected a regular expression",
    ),
    "example that is not taken": (
        "net",
        '["4111111111111111"]',
        '["4111111111111113"]',
        "example ************1113 is not taken",
    ),
    "counterexample that is taken": (
        "net",
        '["4111111111111112"]',
        '["4111111111111111"]',
        "counterexample ************1111 is taken",
    ),
    "text that becomes something else": (
        "lang",
        "**** **** **** 1111",
        "4111 1111 1111 1111",
        'example 1: expected "card 4111 1111 1111 1111", got "card **** **** **** 1111"',
    ),
}


@pytest.mark.parametrize(("name", "old", "new", "told"), PROBLEMS.values(), ids=list(PROBLEMS))
def test_a_rule_that_does_not_keep_its_promise_is_told(
    rules: Path, name: str, old: str, new: str, told: str
) -> None:
    """By the check; mail is scrubbed all the same."""
    edit(rules, name, old, new)
    rulebook.load(rules)
    (problem,) = rulebook.check(rules)
    assert told in problem


def test_broken_examples_are_told_by_the_check(rules: Path) -> None:
    """Nobody else reads them."""
    path = edit(rules, "lang", 'becomes = "card', "becomes = card")
    rulebook.load(rules)
    (problem,) = rulebook.check(rules)
    assert problem.startswith(f"{path}: not TOML")


@pytest.mark.parametrize("line", ['becomes = "card **** **** **** 1111"', 'text = "card 4111'])
def test_an_incomplete_example_is_told_by_the_check(rules: Path, line: str) -> None:
    """Both the text and what it becomes are needed."""
    path = edit(rules, "lang", line, "#" + line)
    (problem,) = rulebook.check(rules)
    assert problem.startswith(f"{path}: ")


def test_a_directory_without_rules_is_told(tmp_path: Path) -> None:
    """With what is expected in it."""
    with pytest.raises(RuleError, match="expected networks/, languages/ and lookalikes/"):
        rulebook.load(tmp_path)
    assert len(rulebook.check(tmp_path)) == 1


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


def test_other_files_do_not_count(rules: Path) -> None:
    """Only what ends in .toml is a rule."""
    (rules / "networks" / "README.md").write_text("no rule", encoding="utf-8")
    assert rulebook.check(rules) == []


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
    monkeypatch.setattr(rulebook, "__file__", str(package / "rulebook.py"))
    assert rulebook.directory() == package / "_rules"
    shutil.copytree(rules, package.parent / "rules")
    assert rulebook.directory() == package.parent / "rules"


def test_the_rules_in_use_are_read_once() -> None:
    """Every scan has the same ones."""
    assert rulebook.load() is rulebook.load()


def test_published_test_numbers_are_read(rules: Path) -> None:
    """The check tries them as it tries examples."""
    edit(rules, "net", "examples = [", 'test_numbers = ["4111111111111111"]\nexamples = [')
    assert len(rulebook.load(rules).test_numbers) == 1
    assert rulebook.check(rules) == []
    edit(rules, "net", 'test_numbers = ["4111111111111111"]', 'test_numbers = ["4111111111111113"]')
    assert "example ************1113 is not taken" in rulebook.check(rules)[0]
