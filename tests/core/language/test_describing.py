"""What clauses speak of is known while a mail is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrubber.core.language import described
from scrubber.core.language import describing as language_describing
from scrubber.core.language.describing import Describing

if TYPE_CHECKING:
    import pytest

WORDS = {"drei": ("de three",), "ziffern": ("de figures",)}


def test_a_clause_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Until the end; of very many others it is looked at again."""
    describing = Describing(WORDS)
    asked: list[tuple[str, ...]] = []
    spoken_in = described._spoken_in

    def noted(clauses: tuple[str, ...], words: Describing) -> list[frozenset[str]]:
        asked.append(tuple(clauses))
        return spoken_in(clauses, words)

    monkeypatch.setattr(described, "_spoken_in", noted)
    monkeypatch.setattr(language_describing, "_MOST_KEPT", 1)
    with describing:
        for clause in ("drei Ziffern", "drei Ziffern", "drei", "drei Ziffern"):
            spoken = described.spoken_of((clause,), describing)
    assert spoken == [frozenset(("three", "figures"))]
    assert asked == [("drei Ziffern",), ("drei",), ("drei Ziffern",)]
    assert described.spoken_of(("drei",), describing) == [frozenset(("three",))]
    assert described.spoken_of(("drei",), WORDS) == [frozenset(("three",))]
