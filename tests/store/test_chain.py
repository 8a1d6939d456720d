"""The chain: what is done to a line is seen in its links."""

from __future__ import annotations

import subprocess

import pytest

from scrubber.store.chain import BEGIN, Line, Verdict, examine, link


def chain(*texts: str) -> list[Line]:
    """Return a chain of texts."""
    lines = [BEGIN]
    for text in texts:
        lines.append(Line(len(lines), link(lines[-1].link, text), text))
    return lines[1:]


WHOLE = chain("a", "b", "c", "d", "e")
A, B, C, D, E = WHOLE

DAMAGES = {
    "a text is changed": (
        [A, B._replace(text="x"), C, D, E],
        ("line 2 was changed, or is not in",),
    ),
    "a link is changed": ([A, B, C, D, E._replace(link=A.link)], ("line 5 was changed, or is",)),
    "a line is taken out": ([A, C, D, E], ("line 2 is missing",)),
    "lines are taken out": ([A, D, E], ("lines 2 to 3 are missing",)),
    "the first is taken out": ([B, C, D, E], ("line 1 is missing",)),
    "what is left is numbered anew": (
        [A, C._replace(number=2), D._replace(number=3), E._replace(number=4)],
        ("line 2 was changed, or is not in its place",),
    ),
    "two change places": ([A, C, B, D, E], ("line 2 is missing", "line 2 is not in its place")),
    "two change numbers": (
        [A, C._replace(number=2), B._replace(number=3), D, E],
        ("line 2 was changed", "line 3 was changed", "line 4 was changed"),
    ),
    "a line comes twice": ([A, B, B, C, D, E], ("line 2 is not in its place",)),
}


@pytest.mark.parametrize(("lines", "faults"), DAMAGES.values(), ids=list(DAMAGES))
def test_the_line_is_named(lines: list[Line], faults: tuple[str, ...]) -> None:
    """Whatever was done to it."""
    verdict = examine(lines)
    assert not verdict.is_whole
    for fault in faults:
        assert any(told.startswith(fault) for told in verdict.faults), verdict.faults


def test_what_was_left_alone_is_whole() -> None:
    """With every link that was ever told, and from any line on."""
    heads = [line.link for line in WHOLE]
    assert examine(WHOLE, heads=heads) == Verdict(5, E.link)
    assert examine([C, D, E], begin=B, heads=[B.link, E.link]) == Verdict(3, E.link)
    assert examine([]) == Verdict(0, "")


FORGERIES = {
    "cut off at the end": WHOLE[:4],
    "all cut off": [],
    "made anew behind a change": chain("a", "x", "c", "d", "e"),
}


@pytest.mark.parametrize("lines", FORGERIES.values(), ids=list(FORGERIES))
def test_who_knows_a_link_sees_a_forgery(lines: list[Line]) -> None:
    """The lines follow from each other; only the link that was told before is gone."""
    assert examine(lines).is_whole
    verdict = examine(lines, heads=[E.link])
    assert verdict.unknown == (E.link,)
    assert not verdict.is_whole


def test_others_can_follow_it() -> None:
    """With a tool of their own, as the documentation says."""
    told = subprocess.run(
        ["sha256sum"], check=True, capture_output=True, input=f"{A.link}\nb".encode()
    )
    assert told.stdout.decode().split()[0] == B.link
