"""Words in all their forms, told by their stem and the endings of the language."""

from __future__ import annotations

import pytest

from scrubber.rulebook.endings import declined, forms

ENDINGS = {"f": ["a", "y"], "case": ["", "i"], "mine": ["~case", "m~case"]}


def test_a_stem_has_each_of_its_endings() -> None:
    """A word without a mark is itself."""
    assert list(forms("kart~f", ENDINGS)) == ["karta", "karty"]
    assert list(forms("karta", ENDINGS)) == ["karta"]


def test_an_ending_may_go_on_with_others() -> None:
    """As possessives do with cases."""
    assert list(forms("kod~mine", ENDINGS)) == ["kod", "kodi", "kodm", "kodmi"]


def test_in_a_phrase_any_of_the_forms_may_stand() -> None:
    """Also where the word may be missing, or is one of several."""
    assert declined("kod kart~f|visa nowej?", ENDINGS) == "kod karta|karty|visa nowej?"
    assert declined("kart~f?", ENDINGS) == "karta|karty?"


def test_endings_that_are_not_listed_are_refused() -> None:
    """Whoever reads the file says which."""
    with pytest.raises(KeyError):
        list(forms("kart~x", ENDINGS))
