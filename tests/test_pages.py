"""The pages of the project name only what exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = sorted(ROOT.glob("*.md"))
_LINK = re.compile(r"\]\((?!https?:)([^)#]+)\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    """Every file or folder that a page links to is there."""
    targets = _LINK.findall(page.read_text())
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_every_room_has_its_place_in_the_architecture() -> None:
    """A newcomer finds each room described."""
    page = (ROOT / "ARCHITECTURE.md").read_text()
    rooms = [path.name for path in (ROOT / "scrubber").iterdir() if path.name[0] not in "_."]
    assert [room for room in rooms if room not in page and room != "py.typed"] == []
