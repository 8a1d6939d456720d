"""Patterns that are compiled when they are first asked."""

from __future__ import annotations

import ast
import marshal
import re
from pathlib import Path
from typing import TYPE_CHECKING, cast
from unittest.mock import Mock

import pytest

import scrubber
import scrubber.core.scrub  # with it come all patterns of the core
from scrubber import rulebook
from scrubber.core import patterns
from scrubber.core.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

REPEATED_FOR_GOOD = re.compile(r"(?<!\\)\)(?:[*+?]|\{[0-9,]+\})\+")


def test_a_pattern_does_what_a_compiled_one_does() -> None:
    """Of text and of bytes, with flags, and again."""
    word = pattern(r"[a-z]+", re.IGNORECASE)
    assert word.findall("Visa 4111") == ["Visa"]
    assert word.sub("*", "Visa") == "*"
    assert word.findall("my card") == ["my", "card"]
    assert pattern(rb"[0-9]+").findall(b"no 12") == [b"12"]


def test_it_is_compiled_when_it_is_asked() -> None:
    """A wrong one too is no error before."""
    wrong = pattern("(")
    with pytest.raises(re.error):
        wrong.search("")


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> dict[patterns.Written, patterns.Code]:
    """Return what is kept in this test; nothing was before it."""
    monkeypatch.setattr(patterns, "_kept", {})
    return patterns._kept


@pytest.mark.usefixtures("kept")
def test_a_pattern_made_of_its_code_is_the_very_same() -> None:
    """All of the core, and of the look-alikes, with flags, classes, groups and their names."""
    shapes = [(x.pattern, int(re.ASCII)) for x in rulebook.load().lookalikes if x.pattern]
    more: list[patterns.Written] = [
        (r"(?i)(?P<a>[\w-])(.)(?P<b>\1|ł)", 0),
        (rb"[^0-9]", int(re.IGNORECASE)),
    ]
    codes = patterns.codes([*shapes, *more])
    patterns.use(marshal.loads(marshal.dumps(codes)))  # noqa: S302 - our own
    assert len(codes) > 300
    assert sum(isinstance(written, bytes) for written, _ in codes) > 50
    for written, flags in codes:
        text = cast("str", written)
        made = patterns.compiled(text, flags)
        known = re.compile(patterns.in_whole_rounds(text), flags)
        assert made is not known
        assert made == known  # as ``re`` compares: by text, flags and code
        assert made.groupindex == known.groupindex
        assert made.groups == known.groups


def test_what_is_kept_is_not_compiled(
    kept: dict[patterns.Written, patterns.Code], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that scrubs one mail waited for that most of all; what is not kept is compiled."""
    word, other = pattern("(?P<last>[0-9]+)-x"), pattern("(?P<last>[0-9]+)-y")
    patterns.use(patterns.codes())
    del kept["(?P<last>[0-9]+)-y", 0]
    compiling = Mock(wraps=re.compile)
    monkeypatch.setattr(re, "compile", compiling)
    assert word.sub(r"\g<last>", "1-x 22-x") == "1 22"
    assert not compiling.called
    assert other.sub(r"\g<last>", "1-y 22-y") == "1 22"
    assert compiling.called


@pytest.mark.usefixtures("kept")
def test_what_re_does_not_know_is_not_kept() -> None:
    """``regex`` knows more."""
    assert patterns.codes([(r"\p{Lu}", 0)]).get((r"\p{Lu}", 0)) is None


@pytest.mark.usefixtures("kept")
def test_a_python_with_another_inside_keeps_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """There all is compiled as ever."""
    monkeypatch.setattr(patterns, "import_module", Mock(side_effect=ImportError))
    assert patterns.codes([("[a-z]", 0)]) == {}
    assert patterns.compiled("[a-z]+").findall("a card") == ["a", "card"]


@pytest.mark.parametrize(
    ("written", "atomic", "text", "taken"),
    [
        (r"(?:a|bc)*+", r"(?>(?:a|bc)*)", "aabd", "aa"),
        (r"x(a(b|c){2,}+)++", r"x(?>(a(?>(b|c){2,}))+)", "xabcabbca", "xabcabbc"),
        (r"[)*+]\)*+(?:[)]|y)?+", r"[)*+]\)*+(?>(?:[)]|y)?)", "*))y", "*))y"),
        (r"[^]()*+]++(?:a{2})?", r"[^]()*+]++(?:a{2})?", "bbaa", "bbaa"),
    ],
)
def test_a_group_repeated_for_good_is_an_atomic_one(
    written: str, atomic: str, text: str, taken: str
) -> None:
    """It takes whole rounds, also where Python would take half of one."""
    assert patterns.atomic(written) == atomic
    found = re.match(atomic, text)
    assert found is not None
    assert found[0] == taken


@pytest.mark.parametrize("written", [r"(?:a|bc)*+", rb"(?:a|bc)*+"])
def test_an_old_python_is_given_atomic_groups(
    written: str | bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And one that repeats them well is given what was written."""
    monkeypatch.setattr(patterns, "_MENDED", (3, 99))
    atomic = re.compile(r"(?>(?:a|bc)*)").pattern
    assert patterns.compiled(written).pattern in (atomic, atomic.encode())  # type: ignore[type-var]
    monkeypatch.setattr(patterns, "_MENDED", (3, 0))
    assert patterns.compiled(written).pattern == written  # type: ignore[type-var]


def test_no_group_is_repeated_for_good_elsewhere() -> None:
    """A pattern that :mod:`re` is given directly would be taken as it is written."""
    found = [
        f"{file.name}: {written}"
        for file in sorted(Path(scrubber.__file__).parent.rglob("*.py"))
        for written in given_to_re(ast.parse(file.read_text("utf-8")))
        if REPEATED_FOR_GOOD.search(written)
    ]
    assert found == []


def given_to_re(tree: ast.AST) -> Iterator[str]:
    """Yield what a module hands to a function of :mod:`re`, as it is written."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("re."):
            yield from map(ast.unparse, node.args[:1])


def test_such_a_group_would_be_seen() -> None:
    """However it is put together."""
    (written,) = given_to_re(ast.parse('re.compile("(?:a|bc)" + "x(?:b){2,3}+", re.DOTALL)'))
    assert REPEATED_FOR_GOOD.search(written)
