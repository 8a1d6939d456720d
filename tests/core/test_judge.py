"""The verdict: weights add up, and every reason that is given has one."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubber.core import judge
from scrubber.core.judge import THRESHOLDS, WEIGHTS, Evidence, Hit, Judge, certainty
from scrubber.core.model import Kind
from scrubber.core.rules import Policy

if TYPE_CHECKING:
    from collections.abc import Iterator

CORE = Path(judge.__file__).parent
LEVELS = ["cautious", "balanced", "quiet"]


def evidence(*names: str) -> Evidence:
    """Return evidence for these reasons."""
    return Evidence([(name, "") for name in names])


def test_the_levels_ask_for_more_and_more() -> None:
    """Whoever is cautious masks more."""
    assert sorted(THRESHOLDS, key=THRESHOLDS.__getitem__) == LEVELS


@given(st.lists(st.sampled_from(sorted(WEIGHTS)), max_size=8), st.sampled_from(sorted(WEIGHTS)))
def test_a_reason_counts_what_it_weighs(names: list[str], one_more: str) -> None:
    """For or against, whatever else is there; what convicts also does so at a lower level."""
    less, more = evidence(*names), evidence(*names, one_more)
    assert more.weight - less.weight == pytest.approx(WEIGHTS[one_more])
    assert (certainty(more) >= certainty(less)) is (WEIGHTS[one_more] >= 0) or certainty(
        more
    ) == certainty(less)
    hit = Hit(Kind.PAN, None, 0, 16, more)
    convicted = [Judge(Policy(level)).convicts(hit) for level in LEVELS]
    assert convicted == sorted(convicted, reverse=True)


def test_certainty_is_a_half_where_the_balanced_verdict_turns() -> None:
    """It grows towards one and falls towards nothing."""
    assert certainty(evidence()) < 0.5
    assert 0.5 < certainty(evidence("luhn", "grouped as printed")) < 1


def test_reasons_are_told_with_their_detail() -> None:
    """In the order they were found."""
    told = Evidence()
    told.add("luhn", "visa")
    told.add("one run of digits")
    assert told.because == ("luhn: visa", "one run of digits")


def test_an_unknown_reason_is_a_mistake() -> None:
    """It has no weight."""
    with pytest.raises(KeyError):
        _ = evidence("no such reason").weight


@cache
def trees() -> dict[str, ast.Module]:
    """Return the modules of the core, parsed."""
    return {path.name: ast.parse(path.read_text()) for path in sorted(CORE.rglob("*.py"))}


def texts(node: ast.AST) -> Iterator[str]:
    """Yield the texts in ``node``; those that are formatted as patterns of what they may be."""
    if isinstance(node, ast.JoinedStr):
        pieces = (
            re.escape(str(piece.value)) if isinstance(piece, ast.Constant) else ".+"
            for piece in node.values
        )
        yield "".join(pieces)
    elif isinstance(node, ast.Constant):
        if isinstance(node.value, str):
            yield re.escape(node.value)
    else:
        for inner in ast.iter_child_nodes(node):
            yield from texts(inner)


def reasons(tree: ast.Module) -> Iterator[str]:
    """Yield what may be a reason in a call of ``add`` or a literal list of evidence.

    A name stands for all texts that the function assigns to it, a call for all that the called
    function returns.
    """
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    for function in functions.values():
        for node in ast.walk(function):
            if not isinstance(node, ast.Call):
                continue
            if isinstance(node.func, ast.Attribute) and node.func.attr == "add":
                yield from _given(node.args[0], function, functions)
            elif isinstance(node.func, ast.Name) and node.func.id == "Evidence" and node.args:
                for pair in getattr(node.args[0], "elts", []):
                    yield from texts(pair.elts[0])


def _given(
    node: ast.expr, function: ast.FunctionDef, functions: dict[str, ast.FunctionDef]
) -> Iterator[str]:
    """Yield the texts that an argument may be."""
    if isinstance(node, ast.IfExp):
        yield from _given(node.body, function, functions)
        yield from _given(node.orelse, function, functions)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        for inner in ast.walk(functions[node.func.id]):
            if isinstance(inner, ast.Return) and inner.value is not None:
                yield from _given(inner.value, functions[node.func.id], functions)
    elif isinstance(node, ast.Name):
        for inner in ast.walk(function):
            if isinstance(inner, ast.Assign) and any(
                isinstance(target, ast.Name) and target.id == node.id for target in inner.targets
            ):
                yield from _given(inner.value, function, functions)
    else:
        yield from texts(node)


def test_every_reason_that_is_given_has_a_weight() -> None:
    """A name that is misspelt would fail only on the mail that has that reason."""
    given_names = {
        (name, reason)
        for name, tree in trees().items()
        if name not in ("judge.py", "rules.py")
        for reason in reasons(tree)
        if reason
    }
    assert len(given_names) > 30
    unknown = [
        (name, reason)
        for name, reason in given_names
        if not any(re.fullmatch(reason, known) for known in WEIGHTS)
    ]
    assert unknown == []


def test_every_weight_is_used() -> None:
    """One that no module gives as a reason is dead."""
    used = {
        re.compile(text)
        for name, tree in trees().items()
        if name != "judge.py"
        for text in texts(tree)
        if re.search("[a-z]{4}", text)  # a pattern with fewer letters may be anything
    }
    assert [name for name in WEIGHTS if not any(text.fullmatch(name) for text in used)] == []
