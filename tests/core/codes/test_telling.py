"""What a short letter must have before all that it speaks of is weighed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubber import rulebook
from scrubber.core.cards.spelled import around_words_read
from scrubber.core.codes.letter import TOPICS, told_by_all
from scrubber.core.codes.search import Mail, Search
from scrubber.core.codes.telling import may_be_told
from scrubber.core.judge import THRESHOLDS, Judge
from scrubber.core.language.senses import REASONS_IN_LETTERS
from scrubber.core.language.words import Words
from scrubber.core.numbers.ranges import Ranges
from scrubber.core.patterns import pattern
from scrubber.core.promise import promise_of
from scrubber.core.reading.text import unquoted
from scrubber.core.reading.view import View
from scrubber.core.rules import Policy

PACKAGED = rulebook.load()
NUMBER = pattern(r"[0-9](?<![0-9].)(?:[0-9]{2}|(?:[ \-]{1,3}[0-9]){2})(?![0-9])")
LETTERS = {
    "what was forgotten": ("Sorry, forgot the last bit!! (927)", True, False),
    "no digits": ("Sorry, forgot the last bit!!", False, False),
    "a price": ("Sorry, forgot the last bit!! 927 EUR", False, False),
    "what nobody speaks of": (
        "Hello, the table of yours is 927, and so on and so on.",
        False,
        False,
    ),
    "too little": (f"we pay at once, {'as we always do, ' * 4}in room 927 as always", False, False),
    "far from it": (f"Sorry, forgot the last bit!!{' so it is' * 40} (927)", False, False),
    "the other side of it": ("There is another number on the other side, (927)", True, False),
    "behind quote marks": ("> forgot the last bit\n" + "> so\n" * 50 + "> (927)", True, False),
    "in words": ("The code you asked for: five one nine.", False, True),
    "in words that are none": (
        "The code you asked for: a set of lamps for one or two",
        False,
        False,
    ),
    "in hundreds": ("The code you asked for: five hundred and nineteen.", False, True),
    "in full-width digits": ("a card \uff19\uff12\uff17", True, False),
}


@pytest.mark.parametrize(("text", "figures", "words"), LETTERS.values(), ids=list(LETTERS))
def test_a_letter_is_weighed_if_it_may_say_enough(text: str, figures: bool, words: bool) -> None:  # noqa: FBT001
    """Near digits, in figures or in words, and in the language that it has."""
    hints = promise_of((text.encode(),), PACKAGED).hints
    assert (hints.weighed, hints.dictated) == (figures, words)


def test_nothing_is_weighed_in_what_a_program_sent() -> None:
    """Nobody wrote it who leaves something unsaid."""
    text = "Sorry, forgot the last bit!! (927)"
    assert promise_of((text.encode(),), PACKAGED).coded
    assert promise_of((text.encode(),), PACKAGED, by_people=False).nothing


def senses(word: str) -> set[str]:
    """Return what a word speaks of, in any language."""
    return {told.split()[1] for told in PACKAGED.describing[word]}


TELLING = REASONS_IN_LETTERS.keys() | {"other", "of", "says"}
SAID = sorted(word for word in PACKAGED.describing if senses(word) & TELLING)
BESIDES = ("318", "4-1-2", "1 2 3", "(531)", "62053", "12/27", "five", "one", "hundred", "zwei")
SIGNS = (".", "!", "\n", "\n> ", ":", ",", "?", "lamp", "x" * 90)


def weighs(view: View, *, in_words: bool) -> bool:
    """Say whether digits in a view are said to be a code, without a gate before."""
    words, judge = Words(view.text, PACKAGED.lexicon), Judge(Policy("cautious"))
    search = Search(view.text, words, PACKAGED, judge, Ranges([]), Mail(), frozenset())
    search.weighed, search.in_words, search.view = True, in_words, view
    numbers = [found.span() for found in NUMBER.finditer(view.text)]
    told = told_by_all(search, numbers) if numbers else []
    return any(
        each.evidence.weight >= min(THRESHOLDS.values())
        and not TOPICS.isdisjoint(reason for reason, _ in each.evidence.reasons)
        for each in told
    )


@given(st.lists(st.sampled_from([*SAID, *(BESIDES + SIGNS) * 150]), max_size=30).map(" ".join))
def test_no_letter_is_kept_out_that_says_enough(text: str) -> None:
    """In any language, or several, quoted or not."""
    heard = PACKAGED.vocabulary_of_letters.hear(text.encode())
    told = may_be_told(text.encode(), heard, PACKAGED, dictated=True)
    if not heard.words & PACKAGED.weighed.keys():
        assert told is None
        return
    view = unquoted(View(text))
    in_figures = weighs(view, in_words=False)
    assert not in_figures or (told and told.in_figures)
    read = around_words_read(view, PACKAGED)
    if read is not None and weighs(read, in_words=True):
        assert told is not None
        assert told.in_words
