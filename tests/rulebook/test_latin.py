"""Words of languages with letters of their own, written by people who have no keys for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from scrubber.errors import RuleError
from scrubber.rulebook.latin import in_latin, tables
from scrubber.rulebook.source import Source

LETTERS = {"ц": "ts|c", "и": "i", "ф": "f", "р": "r", "ы": "y", "х": "kh|h|x"}


def test_whoever_has_one_habit_has_it_throughout() -> None:
    """A letter with fewer ways of writing it has its first one among the others."""
    assert list(in_latin("Цифры", tables(LETTERS))) == ["tsifry", "cifry", "tsifry"]
    assert list(in_latin("цих", tables(LETTERS))) == ["tsikh", "cih", "tsix"]


def test_a_language_without_such_letters_has_its_words_only() -> None:
    """Most have none."""
    assert list(in_latin("cifra", tables({}))) == []
    source = Source(Path("ru.toml"), '[words]\nx = ["код~m", "на"]\n[endings]\nm = ["", "ом"]\n')
    assert source.words("x", "words") == ["код", "кодом", "на"]


def test_words_of_a_list_count_in_both_letters_unless_they_are_short() -> None:
    """Two letters are a word of too many languages."""
    text = '[words]\nx = ["кот", "на"]\n[latin]\n"к" = "k"\n"о" = "o"\n"т" = "t"\n"н" = "n"\n'
    assert Source(Path("ru.toml"), text).words("x", "words") == ["кот", "на", "kot"]


def test_other_values_than_letters_are_a_mistake() -> None:
    """As any other one in a rule file."""
    with pytest.raises(RuleError, match=r"\[latin\]"):
        Source(Path("ru.toml"), "[words]\nx = []\n[latin]\na = 1\n").words("x", "words")
