"""Which phrases a text can hold, told by its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrubber.core import triggers
from scrubber.core.triggers import Vocabulary

if TYPE_CHECKING:
    import pytest


def test_what_is_remembered_stays_small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Words with other letters than those of ASCII are forgotten before they are too many."""
    monkeypatch.setattr(triggers, "_MOST_KNOWN", 2)
    code = frozenset((b"code",))
    vocabulary = Vocabulary(code, code)
    for word in ("Größe", "façade", "żółw", "códe", "Größe", "códe"):
        assert vocabulary.hear(word.encode()).words == (code if word == "códe" else frozenset())
        assert len(vocabulary._known) <= 2
