"""Views: a text as read, and the way back to what it was made from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from scrubber.core.reading import view
from scrubber.core.reading.view import View

if TYPE_CHECKING:
    import pytest

FOLDS = {ord("４"): "4", ord("–"): "-"}


def source(view: View, text: str, start: int, end: int) -> str:
    """Return what ``view.text[start:end]`` was made from."""
    low, high = view.span(start, end)
    return text[low:high]


def test_a_view_of_nothing_stands_where_it_begins() -> None:
    """Positions count from the origin."""
    assert View("abc", 10).span(1, 3) == (11, 13)


def test_a_replaced_stretch_comes_from_the_whole_match() -> None:
    """Each of its characters does."""
    text = "a&#52;b"
    view = View(text).replaced(re.compile("&#52;"), "4")
    assert view.text == "a4b"
    assert [source(view, text, i, i + 1) for i in range(3)] == ["a", "&#52;", "b"]


def test_a_removed_stretch_is_part_of_what_spans_it() -> None:
    """What lies between two characters lies in their span, and in neither alone."""
    text = "41<b>11</b>"
    view = View(text).replaced(re.compile("<[^>]*>"), "")
    assert view.text == "4111"
    assert source(view, text, 1, 3) == "1<b>1"
    assert source(view, text, 1, 2) == "1"
    assert source(view, text, 2, 4) == "11"


def test_a_replacement_may_depend_on_the_match() -> None:
    """And may be longer than it."""
    text = "x½y"
    view = View(text).replaced(re.compile("½"), lambda match: f"[{match[0]}]")
    assert view.text == "x[½]y"
    assert source(view, text, 1, 4) == "½"
    assert source(view, text, 2, 5) == "½y"


def test_matches_behind_the_end_stay() -> None:
    """A pattern is tried up to the given end only."""
    view = View("a-b-c").replaced(re.compile("-"), "", 2)
    assert view.text == "ab-c"
    assert view.span(2, 4) == (3, 5)


def test_tags_of_a_long_text_are_looked_up_stretch_by_stretch(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each once, wherever a stretch ends, and none behind the end."""
    monkeypatch.setattr(view, "_STRETCH", 4)
    tag = re.compile("(<[^>]*>)")
    shown = {"<b>": "", "</b>": "", "<br>": "\n", "<i>": "\t"}
    for text in ("<b>4111</b> <br>1111<i> 1", "4111 1111 1111", "<b><b><b><b>", "", "x<br>"):
        for end in range(len(text) + 1):
            expected = tag.sub(lambda found: shown[found[0]], text[:end]) + text[end:]
            assert View(text).mapped(tag, shown, end).text == expected


def test_translated_characters_stand_where_they_stood() -> None:
    """One for one."""
    view = View("４–x", 5).translated(lambda char: FOLDS.get(ord(char), char))
    assert view.text == "4-x"
    assert view.span(0, 2) == (5, 7)


def test_edits_are_made_in_order() -> None:
    """Each replaces its stretch; the rest is copied."""
    text = "four one, two"
    view = View(text).edited([(0, 4, "4"), (5, 8, "1"), (10, 13, "2")])
    assert view.text == "4 1, 2"
    assert source(view, text, 0, 3) == "four one"
    assert view.edited([]).text == view.text


def test_views_of_views_lead_back_to_the_first() -> None:
    """A way back is the ways back of all steps."""
    text = "<b>４</b>&#49;"
    view = View(text).replaced(re.compile("<[^>]*>"), "")
    view = view.replaced(re.compile("&#49;"), "1").translated(
        lambda char: FOLDS.get(ord(char), char)
    )
    assert view.text == "41"
    assert source(view, text, 0, 1) == "４"
    assert source(view, text, 1, 2) == "&#49;"


STEPS = st.lists(
    st.sampled_from([("[ab]", ""), ("b+", "xy"), ("c", "c"), ("xc", "-"), ("[^x]y", "z")]),
    max_size=5,
)


@given(st.text("abcdxy", max_size=30), STEPS, st.integers(0, 30))
def test_every_character_comes_from_the_span_it_reports(
    text: str, steps: list[tuple[str, str]], end: int
) -> None:
    """A character is a copy of its source, or was put in its place; sources follow each other."""
    view = View(text, 7)
    put = "".join(new for _, new in steps)
    for pattern, new in steps:
        view = view.replaced(re.compile(pattern), new, min(end, len(view.text)))
    done = 7
    for index, char in enumerate(view.text):
        low, high = view.span(index, index + 1)
        assert 7 <= low <= high <= 7 + len(text)
        assert text[low - 7 : high - 7] == char or char in put
        assert low >= done or low == high or char in put
        done = low


@given(st.text("abc1", max_size=40), st.data())
def test_a_span_is_the_hull_of_its_characters(text: str, data: st.DataObject) -> None:
    """It begins where its first character begins, and ends where its last one ends."""
    view = View(text).replaced(re.compile("b"), "").replaced(re.compile("c"), "..")
    if not view.text:
        return
    start = data.draw(st.integers(0, len(view.text) - 1))
    end = data.draw(st.integers(start + 1, len(view.text)))
    assert view.span(start, end)[0] == view.span(start, start + 1)[0]
    assert view.span(start, end)[1] == view.span(end - 1, end)[1]


@given(st.text("abcdxy", min_size=1, max_size=30), STEPS, st.data())
def test_flags_come_from_the_characters_they_are_of(
    text: str, steps: list[tuple[str, str]], data: st.DataObject
) -> None:
    """All characters that one with a flag comes from have it, no other has; one for each."""
    view = View(text, 4).moved(3).respelled(text)
    for pattern, new in steps:
        view = view.replaced(re.compile(pattern), new)
    if not view.text:
        return
    start = data.draw(st.integers(0, len(view.text) - 1))
    end = data.draw(st.integers(start + 1, len(view.text)))
    flags = data.draw(st.lists(st.booleans(), min_size=end - start, max_size=end - start))
    low, led = view.led_back(start, bytes(flags))
    assert low == view.span(start, end)[0]
    assert low + len(led) == view.span(start, end)[1]
    spans = [view.span(at, at + 1) for at, flag in enumerate(flags, start) if flag]
    shown = {at for span in spans for at in range(*span)}
    marked = {at for at, flag in enumerate(led, low) if flag}
    assert marked <= shown
    # Between the characters that one comes from others may have been taken out.
    taken_out = shown - marked
    assert all(7 <= at < 7 + len(text) for at in taken_out)
    assert all(span[0] in marked and span[1] - 1 in marked for span in spans if span[0] < span[1])
