"""The pages of the project name only what exists."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from scrubber.cli.program import COMMANDS, program

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("deploy/**/*.md"), *ROOT.glob("docs/**/*.md")])
_LINK = re.compile(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    """Every file or folder that a page links to is there."""
    targets = _LINK.findall(page.read_text())
    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_is_documented(command: str) -> None:
    """The README shows how each is called, and its own help says what it does."""
    assert re.search(
        rf"^(?:.*\W)?scrubber {command}\b", (ROOT / "README.md").read_text(), re.MULTILINE
    )
    described = program.get_command(click.Context(program), command)
    assert described is not None
    assert described.help
    unexplained = [
        option.name
        for option in described.params
        if isinstance(option, click.Option) and not option.help
    ]
    assert unexplained == []


def test_every_room_has_its_place_in_the_architecture() -> None:
    """A newcomer finds each room described."""
    page = (ROOT / "ARCHITECTURE.md").read_text()
    rooms = [path.name for path in (ROOT / "scrubber").iterdir() if path.name[0] not in "_."]
    assert [room for room in rooms if room not in page and room != "py.typed"] == []
