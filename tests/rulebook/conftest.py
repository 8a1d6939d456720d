"""The rule files that the tests start from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.rulebook.ruledir import FILES

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """Return a directory with one good rule file of each kind."""
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir()
        path.write_text(text, encoding="utf-8")
    return tmp_path
