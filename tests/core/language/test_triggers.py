"""Which phrases a text can hold, told by its words."""

from __future__ import annotations

from random import Random

import pytest

from scrubber import rulebook
from scrubber.core.language import triggers
from scrubber.core.language.alphabet import words_and_numbers
from scrubber.core.language.compounds import Compounds
from scrubber.core.language.lexicon import Label, phrase
from scrubber.core.language.plain import plain
from scrubber.core.language.triggers import Triggers, Vocabulary, told


def test_what_is_remembered_stays_small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Words are forgotten before they are too many."""
    monkeypatch.setattr(triggers, "_MOST_KNOWN", 2)
    code = frozenset((b"code",))
    vocabulary = Vocabulary(code, code, Compounds({}, {}))
    for word in ("Größe", "façade", "żółw", "códe", "Größe", "códe"):
        assert vocabulary.hear(word.encode()).words == (code if word == "códe" else frozenset())
        assert len(vocabulary._quiet) <= 2


def test_words_that_tell_nothing_are_remembered_within_bounds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A text with more of them than may be remembered leaves none behind."""
    monkeypatch.setattr(triggers, "_MOST_KNOWN", 3)
    code = frozenset((b"code",))
    vocabulary = Vocabulary(code, code, Compounds({}, {}))
    for text in (b"one two", b"three four", b"five six seven eight", b"code"):
        assert vocabulary.hear(text).words == (code if text == b"code" else frozenset())
        assert len(vocabulary._quiet) <= 3


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("the number on the back of it", True),
        ("the number, please; I am back on Monday", True),
        ("the number is " + "so very " * 20 + "far from the back", False),
        ("on my way back " + "and " * 40 + "what number? it is on the back: the number", True),
        ("number " * 520 + "and " * 40 + "it is on the back", True),
        ("back on Monday", False),
    ],
    ids=["phrase", "near", "far", "second time", "too often to look", "half"],
)
def test_the_words_of_a_phrase_stand_near_each_other(text: str, *, heard: bool) -> None:
    """Far from each other they tell nothing."""
    phrases = [(phrase("number on the back"), Label("code", "en"))]
    triggers = Triggers(phrases, told(phrases, {"code"}), "code")
    vocabulary = Vocabulary(triggers.words, triggers.telling, Compounds({}, {}))
    assert bool(triggers.told(vocabulary.hear(text.encode()))) is heard


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("the first 8 are", True),
        ("my 1st8 are", True),
        ("8 of the first are", True),
        ("the first one that I ordered, no. 88", False),
        ("the first lamp of a set of 8", False),
        ("für die first \uff18 Lampen", True),
        ("für die first 3\ufe0f\u20e3 Lampen", True),
        ("für die first 88 Lampen", False),
    ],
    ids=[
        *("beside", "touching", "before", "another number", "far"),
        *("other digits", "keycap", "another one in other letters"),
    ],
)
def test_a_number_of_a_phrase_is_heard_beside_its_words(text: str, *, heard: bool) -> None:
    """In every second letter something is the first, in hardly any the first 8."""
    phrases = [(phrase("1st|first 3|8"), Label("first_part", "en"))]
    triggers = Triggers(phrases, told(phrases, {"first_part"}), "first_part")
    vocabulary = Vocabulary(triggers.words, triggers.telling, Compounds({}, {}))
    assert bool(triggers.told(vocabulary.hear(text.encode()))) is heard


BESIDE = ("", "Ich möchte 4 Stühle. ", "please, 12 of them: ", "x9y ", "«да» ")
GAPS = (" ", "-", "\r\n> ", ": ", " ,")


@pytest.mark.parametrize("role", sorted(rulebook.load().tables.told))
def test_what_the_lexicon_finds_is_told(role: str) -> None:
    """Every phrase of the rules, as it may stand in a text."""
    rules = rulebook.load()
    triggers = Triggers(rules.phrases, rules.tables.told, role)
    vocabulary = Vocabulary(triggers.words, triggers.telling, rules.written_together)
    rng = Random(role)  # noqa: S311 - no secret
    for entry, label in rules.phrases:
        if label.role != role:
            continue
        chosen = [rng.choice(sorted(step.words)) for step in entry.steps if not step.optional]
        text = rng.choice(BESIDE) + rng.choice(GAPS).join(chosen) + " " + rng.choice(BESIDE)
        found = {mark.label.role for mark in rules.lexicon.find(plain(text))}
        heard = vocabulary.hear(text.encode())
        assert triggers.told(heard) or role not in found, (entry.text, text)


def test_words_and_numbers_that_touch_stand_apart() -> None:
    """In the order in which they are read."""
    read = words_and_numbers(b"CVV2, JD123 4th of\\n2026-a1b2 (x)")
    assert read == b"cvv 2 jd 123 4 th of n 2026 a 1 b 2 x".split()
    assert words_and_numbers(b"no 12 or so") == [b"no", b"12", b"or", b"so"]


@pytest.mark.parametrize(
    "text", ["the last 3 numbers", "the last -\u0663- numbers", "last 3numbers é"]
)
def test_numbers_that_matter_are_heard_where_the_text_has_them(text: str) -> None:
    """Else phrases with a number are asked of every text that has their words."""
    last = frozenset((b"last",))
    vocabulary = Vocabulary(frozenset((b"last", b"3", b"4")), last, Compounds({}, {}))
    assert vocabulary.hear(text.encode()).words == {b"last", b"3"}


@pytest.mark.parametrize(
    ("text", "told_"),
    [
        ("numbers of 3 lamps: 12345, 67890", False),
        ("the last numbers of lamps: 12345, 67890", False),
        ("the last 3 lamps" + " or those" * 20 + ", by numbers: 12345, 67890", False),
        ("the last 3 numbers of lamps: 12345, 67890", True),
    ],
    ids=["a word is missing", "the number is missing", "all is far apart", "all is there"],
)
def test_a_phrase_is_told_where_all_of_it_stands_together(text: str, *, told_: bool) -> None:
    """Its number, too."""
    phrases = [(phrase("the last 3 numbers"), Label("code", "en"))]
    triggers = Triggers(phrases, told(phrases, {"code"}), "code")
    heard = Vocabulary(triggers.words, triggers.telling, Compounds({}, {})).hear(text.encode())
    assert bool(triggers.told(heard)) is told_


def test_no_number_is_remembered() -> None:
    """It may be a card's."""
    code = frozenset((b"code",))
    vocabulary = Vocabulary(code, code, Compounds({}, {}))
    for text in ("lamp 4 and x4111x", "größe 4111 and é4111é", "\uff14\uff11 \uff14\u00ad1"):
        assert not vocabulary.hear(text.encode()).words
    assert vocabulary._quiet >= {b"lamp", b"and", b"x", "größe".encode()}
    assert not any(map(str.isdecimal, b"".join(vocabulary._quiet).decode()))


def test_what_is_remembered_hides_no_number_word() -> None:
    """Written with diacritics it is none of those that are told apart, without them it is."""
    one = frozenset((b"eins",))
    together = Compounds({"hundert": "hundert"}, {"hundert": "100"})
    vocabulary = Vocabulary(one, one, together)
    assert not vocabulary.hear("hündert".encode()).words
    assert not vocabulary.hear("hünderteins".encode()).words
    assert vocabulary.hear(b"hunderteins").words == one
