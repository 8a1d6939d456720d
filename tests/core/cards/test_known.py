"""Numbers that a mail is known to hold, looked for in its other texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrubber.core.cards.cards import Known, find_known
from scrubber.core.cards.midst import Midst
from scrubber.core.judge import Judge
from scrubber.core.language.words import Words
from scrubber.core.numbers.groups import LongRun
from scrubber.core.numbers.pan import Pan
from scrubber.core.patience import Patience
from scrubber.core.rules import Policy
from tests.core.few_rules import RULES, hints

if TYPE_CHECKING:
    import pytest

    from scrubber.core.cards.candidates import Candidate


def test_several_known_numbers_are_looked_for_before_others_are_weighed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A long list of orders may have a dozen numbers of cards in it; of very many none is."""
    known = frozenset(Pan(f"40128888888{n:05}") for n in range(20))
    told, patience = hints("cvv 123"), Patience()
    looked_at: list[int] = []

    def looked(text: str, *_: object, **__: object) -> list[Candidate]:
        looked_at.append(len(text))
        return []

    monkeypatch.setattr("scrubber.core.cards.cards.candidates", looked)
    for most in (64, 0):
        monkeypatch.setattr("scrubber.core.cards.cards._MOST_SOUGHT", most)
        for text in ("order 4222222222222", "order 4012 8888 8880 0007"):
            words = Words(text, RULES.lexicon)
            judge = Judge(Policy("quiet"))
            assert not find_known(text, words, RULES, judge, told, Known(known, patience))
    assert looked_at == [25, 19, 25]


def test_many_known_numbers_are_found_in_a_table_as_few_are() -> None:
    """At the same groups."""
    digits = "9" * 20 + "4012888888881881" + "9" * 24 + "4012888888881881" + "9" * 20
    numbers = [digit.encode() for digit in digits]
    run = LongRun(" ".join(digits), 0, numbers)
    known = [Pan("4012888888881881"), *(Pan(f"42{n:014}") for n in range(40))]
    few, many = (
        Midst(RULES.issuers, 5.0, frozenset(known[:count]))._repeated(run) for count in (1, 41)
    )
    assert sorted(few) == sorted(many) == [20, 60]
