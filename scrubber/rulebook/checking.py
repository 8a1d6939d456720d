"""Whether the rules keep what they promise: every example of every file is tried."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import regex
import tomli

from scrubber.core.patterns import of_lookalike
from scrubber.core.scrub import scrub
from scrubber.errors import RuleError
from scrubber.rulebook import directory, files, read

if TYPE_CHECKING:
    from pathlib import Path

    from scrubber.core.rules import Rules
    from scrubber.rulebook.source import Table

Scan = Callable[[str], tuple[str, set[str | None]]]


def check(where: Path | None = None, *, own: Path | None = None) -> list[str]:
    """Return what is wrong with the rules of :func:`scrubber.rulebook.load`, one line a problem.

    Every example in every file is tried with all the rules together, so that a rule of the owner's
    cannot spoil another one unseen.
    """
    directories = tuple(filter(None, (where or directory(), own)))
    try:
        rules = read(files(*directories))
    except RuleError as error:
        return [error.public]
    problems = [
        f"{own or where or directory()}: pattern of {lookalike.name}: expected a regular expression"
        for lookalike in rules.lookalikes
        if lookalike.pattern and not _compiles(lookalike.pattern)
    ]
    if problems:
        return problems
    for path, text in files(*directories):
        try:
            data = tomli.loads(text)
        except tomli.TOMLDecodeError as error:
            problems.append(f"{path}: not TOML: {error}")
            continue
        examples = _numbers if path.parent.name == "networks" else _texts
        problems += [f"{path}: {problem}" for problem in examples(data, _scan(rules))]
    return problems


def _compiles(pattern: str) -> bool:
    """Say whether ``pattern`` is a regular expression."""
    try:
        of_lookalike(pattern)
    except regex.error:
        return False
    return True


def _scan(rules: Rules) -> Scan:
    """Return a function that masks a text and names the networks found."""
    head = b"Subject: example\nContent-Type: text/plain; charset=utf-8\n\n"

    def scan(text: str) -> tuple[str, set[str | None]]:
        scrubbed = scrub(head + text.encode(), rules)
        body = scrubbed.message.partition(b"\n\n")[2].decode()
        return body, {x.network for x in scrubbed.findings if x.kind == "pan"}

    return scan


def _numbers(data: Table, scan: Scan) -> Iterator[str]:
    """Try the examples of a network."""
    for key in ("examples", "counterexamples"):
        if not all(isinstance(number, str) for number in data.get(key, [])):
            yield f'{key}: expected a list of texts, as in {key} = ["4111111111111111"]'
            return
    for number in (*data.get("examples", []), *data.get("test_numbers", [])):
        if data["name"] not in scan(f"card number {number}")[1]:
            yield f"example {_masked(number)} is not taken"
    for number in data.get("counterexamples", []):
        if data["name"] in scan(f"card number {number}")[1]:
            yield f"counterexample {_masked(number)} is taken"


def _texts(data: Table, scan: Scan) -> Iterator[str]:
    """Try the examples of a language or look-alike."""
    for count, example in enumerate(data.get("examples", []), 1):
        if not (isinstance(example.get("text"), str) and isinstance(example.get("becomes"), str)):
            yield f"example {count}: expected text and becomes, both texts"
            continue
        became = scan(example["text"])[0]
        if became != example["becomes"]:
            yield f'example {count}: expected "{example["becomes"]}", got "{became}"'


def _masked(number: str) -> str:
    """Show a number of a rule file as findings show one."""
    return "*" * (len(number) - 4) + number[-4:]
