"""That all rule files keep their promises, and how one that does not is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scrubber import rulebook
from scrubber.rulebook.checking import check
from tests.rulebook.ruledir import edit

if TYPE_CHECKING:
    from pathlib import Path


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


def test_the_packaged_rules_keep_what_they_promise() -> None:
    """Every example of every file becomes what it says, with all the rules together."""
    assert check() == []


def test_good_files_have_no_problem(rules: Path) -> None:
    """Nothing is asked for that the pages on rules do not name."""
    assert check(rules) == []


@pytest.mark.parametrize(("name", "old", "new", "told"), PROBLEMS.values(), ids=list(PROBLEMS))
def test_a_rule_that_does_not_keep_its_promise_is_told(
    rules: Path, name: str, old: str, new: str, told: str
) -> None:
    """By the check; mail is scrubbed all the same."""
    edit(rules, name, old, new)
    rulebook.load(rules)
    (problem,) = check(rules)
    assert told in problem


def test_broken_examples_are_told_by_the_check(rules: Path) -> None:
    """Nobody else reads them."""
    path = edit(rules, "lang", 'becomes = "card', "becomes = card")
    rulebook.load(rules)
    (problem,) = check(rules)
    assert problem.startswith(f"{path}: not TOML")


@pytest.mark.parametrize("line", ['becomes = "card **** **** **** 1111"', 'text = "card 4111'])
def test_an_incomplete_example_is_told_by_the_check(rules: Path, line: str) -> None:
    """Both the text and what it becomes are needed."""
    path = edit(rules, "lang", line, "#" + line)
    (problem,) = check(rules)
    assert problem.startswith(f"{path}: ")


def test_published_test_numbers_are_read(rules: Path) -> None:
    """The check tries them as it tries examples."""
    edit(rules, "net", "examples = [", 'test_numbers = ["4111111111111111"]\nexamples = [')
    assert len(rulebook.load(rules).test_numbers) == 1
    assert check(rules) == []
    edit(rules, "net", 'test_numbers = ["4111111111111111"]', 'test_numbers = ["4111111111111113"]')
    assert "example ************1113 is not taken" in check(rules)[0]


def test_other_files_do_not_count(rules: Path) -> None:
    """Only what ends in .toml is a rule."""
    (rules / "networks" / "README.md").write_text("no rule", encoding="utf-8")
    assert check(rules) == []
