"""Evidence: what speaks for a number, and what against it; how much is the judge's affair."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scrubber.core.cards import evidence
from scrubber.core.cards.candidates import Candidate, candidates
from scrubber.core.cards.evidence import issuer
from scrubber.core.cards.labels import Place
from scrubber.core.judge import Evidence
from scrubber.core.language.words import Words
from scrubber.core.rules import Lookalike
from tests.core.few_rules import RULES

NUMBER = "4012 8888 8888 1881"
RUN = "4012888888881881"
ENOUGH = -100.0


def candidate(text: str) -> Candidate:
    """Return the first candidate in ``text``."""
    return next(candidates(text, RULES.issuers))


def weighed(text: str, needed: float = ENOUGH) -> Evidence:
    """Return the evidence for the first candidate in ``text``."""
    found = candidate(text)
    said = evidence.of_number(found, text)
    around = evidence.Around(text, Words(text, RULES.lexicon), RULES)
    evidence.of_words(found, around, needed, said)
    return said


BETTER = {
    "grouped as printed": (NUMBER, "40128 88888 881881"),
    "grouped as printed, to any groups": (NUMBER, "4012 888 88888 1881"),
    "even groups": ("40128888 88881881", "4012888 888881881"),
    "printed groups that a line wraps": ("4012 88\n88 8888 1881", "4012 88 88 8888 1881"),
    "blanks, to dots": (NUMBER, NUMBER.replace(" ", ".")),
    "blanks, to odd signs": (NUMBER, NUMBER.replace(" ", "*")),
    "one kind of sign": (NUMBER, "4012-8888 8888/1881"),
    "narrow gaps": (NUMBER, NUMBER.replace(" ", "      ")),
    "printed groups, to digit by digit": (NUMBER, " ".join(RUN)),
    "printed groups, some joined": ("4012 88888888 1881", "4012 888888 881881"),
    "no others like it before": (NUMBER, f"9999 {NUMBER}"),
    "no others like it behind": (NUMBER, f"{NUMBER} 9999"),
    "an expiry behind, to others like it": (f"{NUMBER} 1227", f"{NUMBER} 9999"),
    "no table around": (f"{NUMBER} 9999", f"{NUMBER} 9999 9999 9999 9999 9999"),
    "no table before": (f"9999 {NUMBER}", f"9999 9999 9999 9999 9999 {NUMBER}"),
    "set apart from others": (f"{NUMBER}\n" * 3, f"{NUMBER} " * 3),
    "a code behind the expiry": (f"{RUN} 12/27 123", f"{RUN} 12/27"),
    "no row of a table": (NUMBER.replace(" ", "\t"), "9999\t" + NUMBER.replace(" ", "\t")),
    "no plus before": (RUN, f"+{RUN}"),
    "no hexadecimal numbers around": (f"FACE {NUMBER}", f"4FFE {NUMBER}"),
    "fours and a rest": ("4222 2222 2222 2", "42222 2222 2222"),
    "no row of hexadecimal numbers above": (f"x 4FFE\n{NUMBER}\n", f"5A0C 4FFE\n{NUMBER}\n"),
    "no row of hexadecimal numbers below": (f"{NUMBER}\n4FFE x", f"{NUMBER}\n4FFE 5A0C"),
    "small groups, nothing like them before": (
        f"77 lamps: {' '.join(RUN[i : i + 2] for i in range(0, 16, 2))}",
        f"12 34 x {' '.join(RUN[i : i + 2] for i in range(0, 16, 2))}",
    ),
    "small groups, nothing like them behind": (
        " ".join(RUN[i : i + 2] for i in range(0, 16, 2)),
        f"{' '.join(RUN[i : i + 2] for i in range(0, 16, 2))} x 12, 34",
    ),
    "small groups, nothing like them on their line": (
        f"7;\n{' '.join(RUN[i : i + 2] for i in range(0, 16, 2))}\n7",
        f"7; {' '.join(RUN[i : i + 2] for i in range(0, 16, 2))}",
    ),
    "small groups and a rest": (
        " ".join(RUN[i : i + 3] for i in range(0, 16, 3)),
        f"{RUN[:2]} {RUN[2:6]} {RUN[6:9]} {RUN[9:]}",
    ),
    "no list of lines around": (
        "x\n4012\n8888\n8888\n1881\n9999",
        "123\n4012\n8888\n8888\n1881\n9999",
    ),
    "a label whose line goes on": (f"order no of May\n{RUN}", f"order no of {RUN}"),
    "what the reach cuts in two": (f"deadbeef4FFE {NUMBER} 4FFEdeadbeef", f"4FFE {NUMBER}"),
    "no dot before": (NUMBER.replace(" ", "."), "." + NUMBER.replace(" ", ".")),
    "no letters on both sides": (f"abc{RUN}", f"abc{RUN}x"),
    "an expiry behind, to the rest of a date": (
        f"{' '.join(RUN[i : i + 2] for i in range(0, 16, 2))} 10/27",
        f"{' '.join(RUN[i : i + 2] for i in range(0, 16, 2))}.10.2027",
    ),
    "a year alone, to the year of a date": ("401288880188 2008", "401288880188 2008-04-22"),
    "a name of a file": (f"x_{RUN}.jpg", f"x_{RUN}.x"),
    "a sign that glues nothing": (f"{RUN}?", f"{RUN}?x"),
    "a sign for a number, behind a word": (f"cc#{RUN}", f"x/cc#{RUN}"),
    "a question that groups follow on": (f"who?{NUMBER}", f"who={NUMBER}"),
    "an underline": (f"_{RUN}_", f"x_{RUN}_x"),
    "track data": (f"%B{RUN}^DOE/JOHN^2712", f"B{RUN}^DOE/JOHN^"),
    "a code and an expiry behind": (
        "4222 2222 2222 2\n123\n12/27",
        "4222 2222 2222 2\n123\n99/27",
    ),
    "track data alone": (f"{RUN}=27121010000000", f"{RUN}=27123810000000"),
    "track data alone, not in an address": (f"{RUN}=27121010000000", f"x/{RUN}=27121010000000"),
    "a card number in a link": (f"x://y/?card={RUN}", f"x://y/?id={RUN}"),
    "Luhn known to hold": ("4012888888881881", "2000000000000001"),
    "a usual length": (NUMBER, "4222 2222 2222 2"),
    "alone": (NUMBER, f"x://{NUMBER}"),
    "no digits glued before": (RUN, f"77.{RUN}"),
    "no digits glued behind": (RUN, f"{RUN}.77777"),
    "nothing cut off": (RUN, f"{RUN}123"),
    "no letters glued": (RUN, f"x{RUN}"),
    "no letters glued behind": (RUN, f"{RUN}x"),
    "no signs glued": (RUN, f"x_{RUN}"),
    "letters of scripts without spaces": (f"号{RUN}", f"x{RUN}"),
    "a word about cards may be glued": (f"card{RUN}", f"cord{RUN}"),
    "a card word": (f"card {RUN}", RUN),
    "a card word close by": (f"card {RUN}", f"card {'x ' * 20}{RUN}"),
    "a card word not too far": (f"card {'x ' * 20}{RUN}", f"card {'x ' * 100}{RUN}"),
    "a card word behind": (f"{RUN} is my card", f"{RUN} is my cord"),
    "a card word close behind": (f"{RUN} is my card", f"{RUN} is {'x ' * 30}my card"),
    "an expiry behind": (f"{RUN} 12/27", RUN),
    "an expiry word": (f"{RUN} valid thru", RUN),
    "a code word": (f"{RUN} cvv", RUN),
    "no label": (RUN, f"order number {RUN}"),
    "a weak label": (f"order number {RUN}", f"account number {RUN}"),
    "a label of another kind": (f"price {RUN}", f"order number {RUN}"),
    "a label too far": (f"order number {'x ' * 20}{RUN}", f"order number {RUN}"),
    "a label with words between": (f"order no and many other words {RUN}", f"order number {RUN}"),
    "a label that another number used up": (f"order number 17, {RUN}", f"order number {RUN}"),
    "a label in another paragraph": (f"order number\n\n{RUN}", f"order number {RUN}"),
    "a card word nearer than a label": (f"order no, card {RUN}", f"card, order no {RUN}"),
    "no unit": (RUN, f"{RUN} pieces"),
    "a unit on the next line": (f"{RUN}\npieces", f"{RUN} pieces"),
    "a unit of something else": (f"{RUN} 5 pieces", f"{RUN} pieces"),
    "no shape": (RUN, f"SN{RUN}"),
    "a weak shape": (f"SN{RUN}", f"JD{RUN}"),
    "a card word near a shape": (f"card SN {RUN}", f"SN {RUN}"),
    "a shape that is not complete": (f"JD x {RUN}", f"JD {RUN}"),
}


@pytest.mark.parametrize(("better", "worse"), BETTER.values(), ids=list(BETTER))
def test_one_writing_speaks_more_for_a_card_than_another(better: str, worse: str) -> None:
    """All else being equal."""
    assert weighed(better).weight > weighed(worse).weight


SAME = {
    "an expiry behind what may be its last group": (f"{RUN}\n123\n12/27", f"{RUN}\n123\n99/27"),
    "an expiry of other digits": (f"{RUN} 99/99", RUN),
    "a label behind": (f"{RUN} order number", RUN),
    "a unit before": (f"pieces {RUN}", RUN),
    "a word that says nothing": (f"words {RUN}", RUN),
}


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=list(SAME))
def test_what_says_nothing_weighs_nothing(one: str, other: str) -> None:
    """For or against."""
    assert weighed(one).weight == weighed(other).weight


def test_a_shape_counts_only_if_its_checksum_holds() -> None:
    """Thirteen digits with a wrong check digit are no article number."""
    assert "article" not in " ".join(weighed("4222222222222").because)
    assert "article" in " ".join(weighed("4222222222206").because)


def test_words_are_only_looked_at_if_they_may_decide() -> None:
    """What is hopeless stays as it is."""
    assert weighed(f"card {RUN}", 1000.0).weight < weighed(f"card {RUN}").weight


def test_the_likeliest_issuer_asks_for_no_word() -> None:
    """And keeps Luhn."""
    assert issuer(candidate("4111111111111111")).name == "cobrand"
    assert issuer(candidate("4222222222222")).name == "visa"


def test_reasons_hold_no_text_of_the_mail() -> None:
    """Only names of rules and words of phrases."""
    reasons = weighed(f"Anna's secret card number: {RUN}, order no 7 Rosewood pieces").because
    assert not any(word in " ".join(reasons) for word in ("Anna", "secret", "Rosewood", "4012"))


def test_a_checksum_that_chance_hardly_passes_says_much() -> None:
    """An account number's, of which two digits check the others."""
    iban = Lookalike(
        "iban", strong=False, against=frozenset(("pan",)), pattern="DE[0-9]{20}", checksum="iban"
    )
    found = Evidence()
    place = Place("DE89370400440532013000", 4, 20, 0, "pan")
    evidence.against(place, [], replace(RULES, lookalikes=(iban,)), found, ENOUGH)
    assert found.because == ("looks much like something else: iban",)
