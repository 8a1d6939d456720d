"""Phrases: how they are written, and where they are found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubber.core.language import lexicon
from scrubber.core.language.lexicon import Label, Lexicon, Phrase, phrase
from scrubber.core.language.plain import plain, table

CARD = Label("card", "en")


def found(written: str, text: str) -> list[str]:
    """Return what of ``text`` the phrase is found in."""
    lexicon = Lexicon([(phrase(written), CARD)])
    return [text[mark.start : mark.end] for mark in lexicon.find(plain(text))]


FOUND = {
    "one word": ("card", "my card is", ["card"]),
    "any case": ("Card", "my CARD is", ["CARD"]),
    "whole words only": ("card", "discard cards", []),
    "several words": ("card number", "the card number is", ["card number"]),
    "not in a row": ("card number", "card of any number", []),
    "any sign between": (
        "card number",
        "card-number card: number",
        ["card-number", "card: number"],
    ),
    "a new line between": ("card number", "card\r\n> number", ["card\r\n> number"]),
    "too far between": ("card number", "card ...... number", []),
    "alternatives": ("card|debit number|no", "card no debit number", ["card no", "debit number"]),
    "optional, there": ("the? back", "on the back", ["the back", "back"]),
    "optional, not there": ("the? back", "on back", ["back"]),
    "optional in the middle": ("on the? back", "on back, on the back", ["on back", "on the back"]),
    "optional at the end": ("card number?", "card number card", ["card number", "card"]),
    "too far for the optional": ("card number?", "card ....... number", ["card"]),
    "optional alternatives": ("card no|number? is", "card no is", ["card no is"]),
    "numbers": ("3 digits", "the 3 digits", ["3 digits"]),
    "a word with digits": ("cvv2", "CVV2: 123", ["CVV2"]),
    "digits at its end": ("cvv", "cvv123", ["cvv"]),
    "two digits belong to it": ("cvv|cvv12", "cvv12", ["cvv12"]),
    "digits glued to it": ("cvv", "cvv12", ["cvv"]),
    "digits glued before it": ("cvv", "28cvv 123", ["cvv"]),
    "digits before it": ("3ds|2nd code", "3DS code, the 2nd-code", ["3DS code", "2nd-code"]),
    "an underscore divides": ("card number", "card_number", ["card_number"]),
    "twice": ("card", "card card", ["card", "card"]),
    "other scripts": ("номер карты", "Мой номер карты:", ["номер карты"]),
    "no text": ("card", "", []),
}


@pytest.mark.parametrize(("written", "text", "marks"), FOUND.values(), ids=list(FOUND))
def test_a_phrase_is_found_token_by_token(written: str, text: str, marks: list[str]) -> None:
    """What stands between two tokens counts as one gap."""
    assert found(written, text) == marks


PLAIN = {
    "ŁÓDŹ": "lodz",
    "Prüfnummer": "prufnummer",
    "groß": "gros",
    "İyi ığdır": "iyi igdir",
    "ёлка": "елка",
    "Їжак": "іжак",
    "Ελλάδα": "ελλαδα",
    "Æble Œuf Øl": "able ouf ol",
    "đồng": "dong",
    "カード 4111": "カード 4111",
    "ASCII": "ascii",
}


@pytest.mark.parametrize(("text", "expected"), PLAIN.items())
def test_case_and_diacritics_do_not_count(text: str, expected: str) -> None:
    """In no script, and no character more or less is left."""
    assert plain(text) == expected


@given(st.text(st.sampled_from("aÄßœÿµŁėΣйЁ日\u2019 "), min_size=1))
def test_a_text_is_plain_whatever_else_stands_in_it(text: str) -> None:
    """Each way to look at one, by what it holds and how long it is, makes the same of a letter."""
    shown = [plain(written)[: len(text)] for written in (text, f"{text} {'ø' * 99}", f"{text} 日")]
    shown += [plain(f"{text} {'日' * 99}")[: len(text)], plain(f"{text} {'Ł' * 99}")[: len(text)]]
    assert len(set(shown)) == 1


def test_of_what_many_languages_call_the_same_one_phrase_is_looked_at() -> None:
    """Where nothing follows that belongs to any; of some roles each counts."""
    phrases = [
        (phrase(written), Label(role, source))
        for source, written in (("en", "cvv is?"), ("de", "cvv nr?"), ("fr", "cvv"))
        for role in ("code", "card")
    ]
    some = Lexicon(phrases, several=frozenset(["card"]))
    assert [mark.label for mark in some.find("cvv 123")] == [
        Label("code", "en"),
        *(Label("card", source) for source in ("en", "de", "fr")),
    ]
    assert [(mark.phrase, mark.label.source) for mark in some.find("cvv nr 123")] == [
        ("cvv", "en"),
        ("cvv", "en"),
        ("cvv nr", "de"),
        ("cvv nr", "de"),
        ("cvv", "fr"),
    ]
    assert len(Lexicon(phrases).find("cvv 123")) == len(phrases)


@given(st.text(max_size=50))
def test_a_plain_text_has_the_places_of_its_text(text: str) -> None:
    """Character for character."""
    assert len(plain(text)) == len(text)


@pytest.mark.parametrize("written", ["", "   ", "the?", "the? a|an?"])
def test_a_phrase_needs_a_word_that_must_be_there(written: str) -> None:
    """Else it would stand everywhere."""
    with pytest.raises(ValueError, match="may not be missing"):
        phrase(written)


def test_a_phrase_keeps_how_it_is_written() -> None:
    """And its steps in plain words."""
    read = phrase("Numéro|no de? carte")
    assert read.text == "Numéro|no de? carte"
    assert [(set(step.words), step.optional) for step in read.steps] == [
        ({"numero", "no"}, False),
        ({"de"}, True),
        ({"carte"}, False),
    ]


def test_a_mark_says_what_matched_and_what_it_means() -> None:
    """In words of the rules, not of the mail."""
    lexicon = Lexicon([(phrase("card number|no"), CARD)])
    (mark,) = lexicon.find("my card\n\tno.")
    assert (mark.start, mark.end, mark.label, mark.phrase) == (3, 11, CARD, "card no")


def test_what_several_say_in_the_same_words_is_told_once() -> None:
    """Unless it matters who says so."""
    labels = [Label(role, source) for role in ("code", "card") for source in ("en", "fr")]
    phrases = [(phrase("code"), label) for label in labels]
    assert [mark.label for mark in Lexicon(phrases).find("code")] == labels
    known = Lexicon(phrases, several=frozenset(("card",)))
    assert [mark.label for mark in known.find("code")] == [labels[0], *labels[2:]]


def test_a_phrase_of_optional_tokens_begins_with_any_of_them() -> None:
    """None in a rule file is made so, and nothing fails."""
    lexicon = Lexicon([(Phrase("my? card?"), CARD)])
    assert [mark.phrase for mark in lexicon.find("my card")] == ["my card", "card"]


def test_a_table_has_plain_keys() -> None:
    """Its values stay."""
    assert table({"März": "Ä"}) == {"marz": "Ä"}


@given(
    st.lists(st.sampled_from(["card", "number", "no", "the", "x"]), max_size=12).map(" ".join),
    st.sampled_from(["card number", "the? card no|number?", "number|no the", "card the? no? x"]),
)
def test_a_phrase_is_found_wherever_one_of_its_forms_stands(text: str, written: str) -> None:
    """Of the forms that begin at one place, one is found there; nowhere else any."""
    forms: list[list[str]] = [[]]
    for step in phrase(written).steps:
        longer = [[*form, word] for form in forms for word in step.words]
        forms = longer + forms if step.optional else longer
    words = text.split()
    begins = [i for i in range(len(words)) if any(words[i : i + len(f)] == f for f in forms)]
    assert len(found(written, text)) == len(begins)


def test_texts_are_known_until_they_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """A long mail has more stretches than anybody asks for twice."""
    monkeypatch.setattr(lexicon, "_MOST_KNOWN", 2)
    known = Lexicon([(phrase("card"), CARD)])
    with known:
        for text in ("card 1", "card 2", "card 1", "no", "card 2"):
            assert [mark.phrase for mark in known.find(text)] == ["card"] * ("card" in text)
            assert len(known._found or "") <= 2


def test_a_phrase_knows_the_words_that_it_can_end_with() -> None:
    """Its last token, and what stands before those that may be missing."""
    assert phrase("the order number|no").ends == {"number", "no"}
    assert phrase("order number? please?").ends == {"order", "number", "please"}
