"""Which phrases a text can hold, told by its words."""

from __future__ import annotations

import pytest

from scrubber.core import triggers
from scrubber.core.compounds import Compounds
from scrubber.core.lexicon import Label, phrase
from scrubber.core.triggers import Triggers, Vocabulary, told


def test_what_is_remembered_stays_small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Words with other letters than those of ASCII are forgotten before they are too many."""
    monkeypatch.setattr(triggers, "_MOST_KNOWN", 2)
    code = frozenset((b"code",))
    vocabulary = Vocabulary(code, code, Compounds({}, {}))
    for word in ("Größe", "façade", "żółw", "códe", "Größe", "códe"):
        assert vocabulary.hear(word.encode()).words == (code if word == "códe" else frozenset())
        assert len(vocabulary._known) <= 2


def test_words_that_tell_nothing_are_remembered_within_bounds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A text with more of them than may be remembered leaves none behind."""
    monkeypatch.setattr(triggers, "_MOST_KNOWN", 3)
    code = frozenset((b"code",))
    vocabulary = Vocabulary(code, code, Compounds({}, {}))
    for text in (b"one two", b"three four", b"five six seven eight", b"code"):
        assert vocabulary.hear(text).words == (code if text == b"code" else frozenset())
        assert len(vocabulary._known.quiet) <= 3


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("the number on the back of it", True),
        ("the number, please; I am back on Monday", True),
        ("the number is " + "so very " * 20 + "far from the back", False),
        ("on my way back " + "and " * 40 + "what number? it is on the back: the number", True),
        ("number " * 70 + "and " * 40 + "it is on the back", True),
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
