"""Number words that are written together, and hundreds and thousands in every language."""

from __future__ import annotations

import pytest

from scrubber import rulebook
from scrubber.core.cards.spelled import with_words_read
from scrubber.core.language.compounds import Compounds
from scrubber.core.reading.view import View
from scrubber.core.scrub import scrub

RULES = rulebook.load()
READ = {
    "hundreds": ("vierhundertelf", "411"),
    "with a word between": ("vierhundertundelf", "411"),
    "thousands": ("viertausendeinhundertelf", "4111"),
    "thousands without hundreds": ("viertausendelf", "4011"),
    "nothing behind": ("vierhundert", "400"),
    "letters in common": ("quattrocentotto centottantuno", "408181"),
    "Dutch": ("vierhonderdelf honderdeneen", "411101"),
    "Turkish": ("dörtyüzonbir yuzkirkbir", "411141"),
    "no number begins it": ("percento", "percento"),
    "no number goes on": ("hundertprozentig", "hundertprozentig"),
    "an apostrophe": ("cent'ottanta", "cent'ottanta"),
}
WHOLE = {
    "de": "vierhundertelf " + "einhundertelf " * 4 + "eins",
    "de, thousands": ", ".join(["viertausendeinhundertelf", *["eintausendeinhundertelf"] * 3]),
    "nl": "vierhonderdelf " + "honderdelf " * 4 + "een",
    "it": "quattrocentoundici " + "centoundici " * 4 + "uno",
    "tr": "dörtyüzonbir " + "yüzonbir " * 4 + "bir",
    "tr, apart": "dört yüz on bir " + "yüz on bir " * 4 + "bir",
    "en": "four hundred and eleven, " + "one hundred eleven, " * 4 + "one",
    "en, thousands": "four thousand one hundred and eleven" + ", a thousand one hundred eleven" * 3,
    "fr": "quatre cent onze " + "cent onze " * 4 + "un",
    "es": "cuatrocientos once " + "ciento once " * 4 + "uno",
    "pt": "quatrocentos e onze " + "cento e onze " * 4 + "um",
    "pl": "czterysta jedenaście " + "sto jedenaście " * 4 + "jeden",
    "ru": "четыреста одиннадцать " + "сто одиннадцать " * 4 + "один",
    "uk": "чотириста одинадцять " + "сто одинадцять " * 4 + "один",
    "cs": "čtyři sta jedenáct " + "sto jedenáct " * 4 + "jedna",
}
"""4111 1111 1111 1111 in groups of three or four digits."""


@pytest.mark.parametrize(("text", "read"), READ.values(), ids=list(READ))
def test_words_written_together_are_told_apart(text: str, read: str) -> None:
    """Where every part of them is a number."""
    assert with_words_read(View(text), RULES).text == read


@pytest.mark.parametrize("said", WHOLE.values(), ids=list(WHOLE))
def test_a_number_told_in_hundreds_is_found(said: str) -> None:
    """In each language as it writes them."""
    (found,) = scrub(f"Subject: x\n\n{said}\n".encode(), RULES).findings
    assert found.network == "visa"


def test_a_text_is_only_spaced_where_hundreds_are_written_together() -> None:
    """All other texts come back as they are."""
    compounds = Compounds({"hundert": "hundert", "tausend": "tausend"}, {"hundert": "100"})
    plain = b"viertausendelf"
    assert compounds.apart(plain) is plain
    assert compounds.apart(b"viertausendeinhundertelf").splitlines() == [
        b"viertausendeinhundertelf",
        b"viertausend einhundert elf",
    ]
    assert compounds.apart(b"EINHUNDERTELF").splitlines()[1] == b"einhundert elf"


def test_without_compounds_words_are_what_they_are() -> None:
    """Rules need have none."""
    compounds = Compounds({}, {"vier": "4"})
    assert list(compounds.tokens([(3, 7, "vier")], compounds.among(["vier"]))) == [(3, 7, "vier")]
    assert list(compounds.tokens([(3, 8, "viers")], compounds.among(["viers"]))) == [
        (3, 8, "viers")
    ]
