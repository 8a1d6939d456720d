"""Numbers that a mail is known to hold, looked for in its other texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrubber.core.cards.cards import Known, find_known
from scrubber.core.judge import Judge
from scrubber.core.language.words import Words
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
