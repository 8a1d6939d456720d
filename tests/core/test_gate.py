"""The gate: cheap, and it keeps nothing out that the detection would take."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scrubber import rulebook
from scrubber.core.cards.cards import find_cards
from scrubber.core.cards.hints import Hints
from scrubber.core.codes.onetime import find_one_time_codes
from scrubber.core.codes.search import Mail, Search
from scrubber.core.codes.securitycode import find_codes
from scrubber.core.gate import _STRETCH, Gate
from scrubber.core.judge import Judge
from scrubber.core.language.lexicon import Lexicon
from scrubber.core.language.words import Words
from scrubber.core.numbers.ranges import Ranges
from scrubber.core.patience import Patience
from scrubber.core.promise import Promise, promise_of
from scrubber.core.reading.text import readings
from scrubber.core.rules import Policy, Rules
from tests.core.few_rules import RULES
from tests.core.one_text import OneText

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrubber.core.language.lexicon import Label
    from scrubber.core.reading.view import View


def passed(text: str, rules: Rules = RULES, *, html: bool = False) -> list[tuple[str, Hints]]:
    """Return the views that pass, and what they promise."""
    return [(view.text, hints) for view, hints in Gate(rules).views(text, html=html)]


PASSES = {
    "a number": ("4111 1111 1111 1111", ["4111 1111 1111 1111"]),
    "too few digits": ("4111 1111 111", []),
    "no number of a network": ("4111 1111 1111 1112", []),
    "a number over quoted lines": ("4111 1111\n> 1111 1111", ["4111 1111\n1111 1111"]),
    "letters for digits": (
        "4OOO OOOO OOOO OOO2",
        ["4OOO OOOO OOOO OOO2", "4000 0000 0000 0002"],
    ),
    "a name without a code": ("cvv", []),
    "a name with two digits": ("cvv 12", []),
    "a name of a code": ("cvv 123", ["cvv 123"]),
    "a name of a code with a digit": ("CVV2 123", ["CVV2 123"]),
    "a half": ("first half 4111", []),
    "both halves": (
        "first half 4111 1111, second half 1111 1111",
        ["first half 4111 1111, second half 1111 1111"],
    ),
    "halves of no number": ("first half 4111 1111, second half 1111 1112", []),
    "halves in the wrong order": ("second half 5100 1111, first half 4111 1111", []),
    "halves with letters for digits": (
        "first half 4lll llll, second half 11l1 1111",
        [
            "first half 4lll llll, second half 11l1 1111",
            "first half 4111 1111, second half 1111 1111",
        ],
    ),
    "halves over quoted lines": (
        "> first half 4111\n> 1111, second half 1111\n> 1111",
        ["> first half 4111\n1111, second half 1111\n1111"],
    ),
    "halves without digits": ("first half, second half", []),
    "number words": ("four" + " one" * 15, ["4111111111111111"]),
    "number words between figures": ("4111 one one one one 1111 1111", ["4111 1111 1111 1111"]),
    "number words beside a card's words": ("visa 2043: four one one", ["visa 2043: 411"]),
    "number words far from a code's name": (
        f"visa 2043: four one one{' x' * 100} cvv 123",
        [f"visa 2043: four one one{' x' * 100} cvv 123"],
    ),
    "number words behind a date and a code in figures": (
        "visa 12/27, cvv 123\nfour lamps one by one, 12/28 and 12",
        ["visa 12/27, cvv 123\nfour lamps one by one, 12/28 and 12"],
    ),
    "a number word that says nothing beside a code's name": (
        "cvv for one lamp",
        [],
    ),
    "number words in halves": (
        "first half four one one, second half 2222",
        ["first half 411, second half 2222"],
    ),
    "number words of no card": ("four one one, and two hundred and ten chairs", []),
    "number words for what nothing explains": ("reverse reads four one two", ["reverse reads 412"]),
    "a date and a code beside a card's words": (
        "the card number, 12/27, 123",
        ["the card number, 12/27, 123"],
    ),
    "a date and a code beside no words": ("chairs, 12/27, 123", []),
    "too few number words": ("four one", []),
    "a named code in words": ("cvv four one two", ["cvv 412"]),
    "repeats": ("cvv triple four", ["cvv 444"]),
    "a word beside the figures of a code": ("cvv 4 one 2", ["cvv 412"]),
    "a named code, and a word far from it": (
        "four chairs\n\nfor the Visa 4111 1111 1111 1111, cvv 123\n\nfour lamps",
        ["four chairs\n\nfor the Visa 4111 1111 1111 1111, cvv 123\n\nfour lamps"],
    ),
    "a card that ends in a word": (
        "visa 4111 1111 1111 11 one one",
        ["visa 4111 1111 1111 11 11"],
    ),
    "a card that begins with a word": (
        "visa four 111 1111 1111 1111",
        ["visa 4 111 1111 1111 1111"],
    ),
    "letters like digits apart from digits": ("cvv oil 4 l", []),
    "a name far from a code": (f"cvv{' x' * 500} 123", []),
    "a name far from one code and near another": (
        f"cvv{' x' * 500} 123 cvv",
        [f"cvv{' x' * 500} 123 cvv"],
    ),
    "number words of no network": ("one" + " two" * 15, []),
    "number words of no network, and those of a code": (
        f"one{' two' * 15}{' x' * 100} blik code four one two four one two",
        [f"1222222222222222{' x' * 100} blik code 412412"],
    ),
    "letters": ("Hello", []),
    "nothing": ("", []),
}


@pytest.mark.parametrize(("text", "views"), PASSES.values(), ids=list(PASSES))
def test_a_text_passes_if_it_may_hold_card_data(text: str, views: list[str]) -> None:
    """In each of the ways it can be read."""
    assert [view for view, _ in passed(text)] == views


def promised(text: str) -> tuple[bool, bool]:
    """Say whether the first view of ``text`` promises a code, and halves."""
    _, hints = passed(text)[0]
    return bool(hints.named), hints.halved


def test_of_very_many_names_none_is_asked_for_words_beside_it() -> None:
    """The words of numbers are read then."""
    text = f"four one chairs\n{'x ' * 200}\n"
    assert len(passed(text + "cvv 123\n" * 8)) == 1
    assert len(passed(text + "cvv 123\n" * 80)) == 2


def test_a_no_beside_a_card_names_no_code() -> None:
    """Number words beside it are none of a code's; nor is a "but" what corrects one."""
    card = "Visa 4111 1111 1111 1111, exp 12/27, cvv 123"
    text = f"It came at once (order no. 20467), but not before the end of the month.\n\n{card}"
    assert len(passed(text, rulebook.load())) == 1


def test_words_are_read_near_the_name_of_a_code_alone() -> None:
    """Number words elsewhere in a letter are none of it."""
    (passing,) = passed(f"cvv triple four{' x' * 1000} four one chairs{' x' * 1000}")
    assert passing[0].startswith("cvv 444 x x")
    assert "chairs" not in passing[0]
    assert len(passing[0]) < 1500


def test_of_very_many_common_words_some_counts_as_telling() -> None:
    """Not all are asked whether they help to describe a code."""
    apart = "code security 123, x. "
    assert not passed(apart * 8)
    assert len(passed(apart * 2100)) == 1


def test_a_view_promises_what_its_words_say() -> None:
    """A named code, a number in halves."""
    assert promised("cvv 123") == (True, False)
    assert promised("first half 4111 1111, other half 1111 1111") == (False, True)
    assert promised("4111 1111 1111 1111") == (False, False)


def test_every_reading_of_markup_passes_by_itself() -> None:
    """What an attribute holds is a text of its own."""
    (passing,) = passed('<p>Hi</p><a href="tel:4111111111111111">x</a>', html=True)
    assert "4111111111111111" in passing[0]
    assert "Hi" not in passing[0]


def detected(view: View, rules: Rules) -> tuple[bool, bool, bool]:
    """Say whether cards, halves and named codes are found in a view that no gate has seen.

    An expiry date alone is no card data, however it is named.
    """
    words = Words(view.text, rules.lexicon)
    judge = Judge(Policy("cautious"))
    promising = Hints(named=frozenset(), halved=False, spoken=True)
    cards = find_cards(view.text, words, rules, judge, promising, Patience())
    halved = promising._replace(halved=True)
    halves = find_cards(view.text, words, rules, judge, halved, Patience())
    search = Search(view.text, words, rules, judge, Ranges(cards), Mail(), frozenset())
    search.zones = [(0, len(view.text))]
    codes = find_codes(search) + find_one_time_codes(search)
    return bool(cards), len(halves) > len(cards), any(hit.kind != "expiry" for hit in codes)


def holds(text: str, rules: Rules) -> None:
    """Check that what is found in a text as it is shown is found behind the gate, too."""
    behind = dict(passed(text, rules))
    for view in readings(text, html=False):
        cards, halves, codes = detected(view, rules)
        if cards or halves or codes:
            assert view.text in behind
            assert behind[view.text].halved or not halves
            assert behind[view.text].named or not codes or cards


EDGES = ["4012 8888 8888 1881", "4 0 1 2 - " * 4, "security code", "cvv triple four"]


@pytest.mark.parametrize("written", EDGES)
def test_what_lies_over_the_edge_of_a_stretch_passes(written: str) -> None:
    """A long text is looked at in pieces that overlap."""
    for at in range(_STRETCH - len(written) - 2, _STRETCH + 3):
        text = " " * at + written + " x" * 100
        assert [view for view, _ in passed(text)] == [
            " " * at + view + " x" * 100 for view, _ in passed(written)
        ]


@pytest.mark.parametrize(
    ("texts", "asked", "nothing"),
    [
        (("hello", "my lamp is broken"), ["hello\nx\nmy lamp is broken"], True),
        (("hello", "lamp 12"), ["hello\nx\nlamp 12"], False),
        (("hello", "lamp 1234567 890123"), ["hello", "lamp 1234567 890123"], False),
        (("hello", "cvv 123"), ["hello\nx\ncvv 123", "hello", "cvv 123"], False),
    ],
    ids=["nothing", "digits for a piece", "digits enough for a number", "a code"],
)
def test_all_texts_are_asked_at_once_if_they_may_hold_nothing(
    texts: tuple[str, ...],
    asked: list[str],
    nothing: bool,  # noqa: FBT001
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Otherwise words would be looked for twice."""
    seen: list[str] = []

    def noted(stretches: tuple[bytes], rules: Rules, *, by_people: bool) -> Promise:
        seen.append(stretches[0].decode())
        return promise_of(stretches, rules, by_people=by_people)

    monkeypatch.setattr("scrubber.core.gate.promise_of", noted)
    sources = list(map(OneText, texts))
    gate = Gate(RULES)
    assert gate.glance_over(sources) is nothing
    assert [gate.lets_go(source) for source in sources] == [True, len(asked) == 1]
    assert seen == asked


PIECES = [
    *[
        "4111",
        "1",
        "2",
        "3",
        "OOOO",
        "llll",
        "123",
        "1234",
        "12/27",
        "123456",
        "4012888888881881",
        ":",
    ],
    *[
        "cvv",
        "CVV2",
        "security",
        "code",
        "card",
        "number",
        "first",
        "second",
        "half",
        "the",
        "rest",
        "blik",
        "exp",
        "march",
        "2027",
    ],
    *["four", "one", "double", "triple", "twenty", "eight", "zero", "x"],
]


@given(st.lists(st.sampled_from(PIECES), max_size=20).map(" ".join))
def test_the_gate_keeps_nothing_out(text: str) -> None:
    """Whatever the detection finds without it is found with it."""
    holds(text, RULES)


PACKAGED = rulebook.load()
WORDS = sorted(
    {
        word
        for phrase, label in PACKAGED.phrases
        if label.role in ("code", "otp", "first_part", "last_part", "card")
        for step in phrase.steps
        for word in step.words
    }
)


@given(
    st.lists(
        st.sampled_from([*WORDS, *["123", "4012 8888", "8888 1881", "12/27"] * 200]),
        max_size=12,
    ).map(" ".join)
)
@example("amex cisel 1 1 1 otoceni")
def test_the_gate_keeps_nothing_out_with_the_packaged_rules(text: str) -> None:
    """In any language, or several."""
    holds(text, PACKAGED)


def each_word_once(*roles: str) -> Iterator[tuple[Label, str]]:
    """Yield each packaged phrase of ``roles``, or of all, and each other word in one phrase."""
    tried: set[str] = set()
    for phrase, label in PACKAGED.phrases:
        if roles and label.role not in roles:
            continue
        first = [min(step.words) for step in phrase.steps]
        yield label, " ".join(first)
        for at, step in enumerate(phrase.steps):
            fresh = step.words.difference(first, tried)
            tried |= fresh
            for word in sorted(fresh):
                yield label, " ".join([*first[:at], word, *first[at + 1 :]])


def test_every_name_of_a_code_passes() -> None:
    """Each phrase for one, with each of its words."""
    assert [
        (label.source, text)
        for label, text in each_word_once("code", "otp")
        if not any(hints.named for _, hints in passed(f"{text} 123", PACKAGED))
    ] == []


def test_every_phrase_can_be_found() -> None:
    """No word of a rule is written as no text can have it."""
    lexicon = Lexicon(PACKAGED.phrases, PACKAGED.tables.beginnings)
    assert [
        (label.source, text)
        for label, text in each_word_once()
        if not any(mark.label == label for mark in lexicon.find(text))
    ] == []


def test_once_names_were_told_apart_often_enough_one_is_as_good_as_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing is kept out for it."""
    texts = ("cvv 123", "cvv four one two", "cvv", "cvv 123 " * 200, "the cvv of one")
    usual = [passed(text) for text in texts]
    monkeypatch.setattr("scrubber.core.naming._MANY_NAMES", 0)
    for text, views in zip(texts, usual, strict=True):
        seen = [view for view, _ in passed(text)]
        assert all(view in seen for view, _ in views)
    asked = [view for view, _ in passed("cvv 99 and, far away, four one")]
    assert asked == ["cvv 99 and, far away, 41"]


def test_names_are_looked_for_in_so_much_text_and_then_taken_for_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What nobody looked at is let in, in other texts of the mail, too."""
    text = f"{'safety for the code, 123 ' * 90}and so on."
    assert passed(text) == []
    monkeypatch.setattr("scrubber.core.naming._MOST_TEXT", 500)
    gate = Gate(RULES)
    assert [view.text for view, _ in gate.views(text, html=False)] == [text]
    assert [view.text for view, _ in gate.views(text[:80], html=False)] == [text[:80]]


@pytest.mark.parametrize(
    ("text", "views"),
    [
        ("order 17", []),
        ("visa 4111 1111 1111 1112", ["visa 4111 1111 1111 1112"]),
        ("cvv 99, code 411", ["cvv 99, code 411"]),
        ("visa 4ll1 llll llll lll2", ["visa 4ll1 llll llll lll2", "visa 4111 1111 1111 1112"]),
        ("cvv one two three", ["cvv one two three", "cvv 123"]),
    ],
)
def test_in_a_wall_whatever_may_be_a_number_is_let_in(text: str, views: list[str]) -> None:
    """Whether a network issued it, and whether a code is named, is not asked."""
    gate = Gate(RULES)
    gate.is_wall = True
    assert [view.text for view, _ in gate.views(text, html=False)] == views
