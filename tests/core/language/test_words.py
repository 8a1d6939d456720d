"""Words around a place: found stretch by stretch as in one search over everything."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubber.core.language import lexicon as lexicon_of
from scrubber.core.language import words as words_of
from scrubber.core.language.lexicon import Label, Lexicon, Mark, phrase
from scrubber.core.language.plain import plain
from scrubber.core.language.words import Words, _longest
from tests.core.few_rules import RULES

if TYPE_CHECKING:
    from collections.abc import Iterable


def texts(marks: Iterable[Mark]) -> list[str]:
    """Return the phrases."""
    return [mark.phrase for mark in marks]


@pytest.mark.parametrize("at", [0, 100, 250, 254, 255, 256, 257, 510, 600])
def test_a_phrase_over_the_edge_of_a_stretch_is_found_once(at: int) -> None:
    """Wherever the text is cut."""
    text = "." * at + "security code" + "." * 300
    marks = Words(text, RULES.lexicon).between(0, len(text))
    assert texts(marks) == ["security code"]
    assert (marks[0].start, marks[0].end) == (at, at + 13)


@pytest.mark.parametrize("at", [100, 255, 256, 257])
def test_a_word_that_the_edge_cuts_is_no_other_word(at: int) -> None:
    """A "discard" is no "card"."""
    text = " " * at + "discard" + " " * 300
    assert Words(text, RULES.lexicon).between(0, len(text)) == []


def test_phrases_begin_in_the_asked_range() -> None:
    """They may end behind it."""
    words = Words("card cvv card", RULES.lexicon)
    assert texts(words.between(5, 6)) == ["cvv"]
    assert texts(words.between(0, 9)) == ["card", "cvv"]
    assert texts(words.between(-50, 1)) == ["card"]
    assert texts(words.between(9, 5000)) == ["card"]
    assert words.between(3, 3) == []


def test_a_phrase_within_a_longer_one_is_left_out() -> None:
    """A "gift card" speaks of no card."""
    gift = Label("before", "gift")
    lexicon = Lexicon([(phrase("card"), Label("card", "en")), (phrase("gift card"), gift)])
    assert [m.label for m in Words("a gift card, a card", lexicon).between(0, 99)] == [
        gift,
        Label("card", "en"),
    ]


def test_phrases_at_the_same_place_all_count() -> None:
    """One word may mean two things."""
    labels = [Label("card", "en"), Label("card", "fr")]
    lexicon = Lexicon([(phrase("visa"), label) for label in labels])
    assert [m.label for m in Words("visa", lexicon).between(0, 9)] == labels


def test_phrases_that_overlap_both_count() -> None:
    """Neither stands within the other."""
    lexicon = Lexicon(
        [(phrase("my card"), Label("card", "en")), (phrase("card code"), Label("code", "en"))]
    )
    assert texts(Words("my card code", lexicon).between(0, 99)) == ["my card", "card code"]


PIECES = ["credit", "card", "number", "security", "code", "discard", "the", "rest", "x", "-", "\n"]


@given(st.lists(st.sampled_from(PIECES), max_size=200).map(" ".join), st.data())
def test_stretches_give_what_one_search_gives(text: str, data: st.DataObject) -> None:
    """In any range, asked for in any order."""
    whole = _longest(RULES.lexicon.find(plain(text)))
    words = Words(text, RULES.lexicon)
    for _ in range(3):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, len(text)))
        assert words.between(start, end) == [m for m in whole if start <= m.start < end]


def test_phrases_with_a_telling_word_are_found_wherever_they_stand() -> None:
    """Only near the word, and everywhere if it is written otherwise than it was heard."""
    text = "security code" + "." * 600 + "cvv" + "." * 600 + "card"
    words = Words(text, RULES.lexicon)
    assert texts(words.with_any((b"cvv",), len(text))) == ["cvv"]
    assert texts(words.with_any((b"security", b"card"), 700)) == ["security code", "cvv"]
    assert texts(words.with_any((b"cvvs",), len(text))) == ["security code", "cvv", "card"]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("my gift card no. 4", "gift"),
        ("a gift\ncard no. 4", "card"),
        ("It came as a gift. Card no. 4", "gift"),
        ("It came as presents. Card no. 4", "card"),
        ("(it was a gift) card no. 4", "card"),
        ("It was a letter of forty signs and a gift\ncard no. 4", "gift"),
    ],
)
def test_a_label_ends_with_its_sentence(text: str, label: str) -> None:
    """Or with a short line; only a paragraph goes on, and an abbreviation."""
    lexicon = Lexicon(
        [
            (phrase("card no?"), Label("card", "en")),
            (phrase("gift|presents card no?"), Label("before", "gift")),
        ]
    )
    marks = Words(text, lexicon).between(0, 99)
    assert [mark.label.role for mark in marks] == ["before" if label == "gift" else "card"]


FOUND = st.lists(st.sampled_from(("cvv ", "card ", "security ", "code ", "discard ", "x" * 90)))


@given(FOUND, st.integers(1, 300), st.integers(0, 900))
def test_phrases_with_a_word_are_told_while_the_text_is_asked(
    bricks: list[str], at_once: int, end: int
) -> None:
    """As they are of all of it at once, however much is asked before the first is told."""
    text = "".join(["cvv code ", *bricks * 9])
    told = []
    for size in (at_once, 1 << 20):
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(words_of, "_AT_ONCE", size)
            words = Words(text, RULES.lexicon)
            told.append(list(words.with_any((b"cvv", b"code"), min(end + 9, len(text)))))
    assert told[0] == told[1]
    assert told[0]


def test_who_asks_for_the_first_phrases_pays_for_no_others() -> None:
    """A long text is not looked at before the first one is told."""
    words = Words("cvv 123 " * 50_000, RULES.lexicon)
    assert len(list(islice(words.with_any((b"cvv",), 400_000), 65))) == 65
    assert len(words._looked.stretches) < 100


def test_who_asks_of_the_same_text_is_told_what_others_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """While a mail is scrubbed; of not too many texts, of long ones of the last."""
    monkeypatch.setattr(lexicon_of, "_MOST_TEXTS", 2)
    monkeypatch.setattr(lexicon_of, "_LONGEST_TEXT", 10)
    monkeypatch.setattr(lexicon_of, "_LONGEST_STRETCH", 20)
    known = Lexicon([(phrase("card"), Label("card", "en"))])
    with known:
        assert texts(Words("My Card", known).between(0, 9)) == ["card"]
        assert known.looked("My Card").stretches
        assert known.looked("My Card").plain == "my card"
        first = known.looked("a longer text")
        assert known.looked("a longer text") is first
        assert known.looked("another longer text") is not first
        assert known.looked("a longer text") is not first
        longest = "one that is longer than those"
        assert known.looked(longest) is not known.looked(longest)
        assert known.looked("other") is known.looked("other")
        assert known.looked("more") is known.looked("more")
        assert not known.looked("My Card").stretches
    assert known._last is None
    assert texts(Words("My Card", known).between(0, 9)) == ["card"]
    assert not known.looked("My Card").stretches
