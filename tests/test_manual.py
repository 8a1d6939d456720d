"""The page of each command, and the pictures of the README."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from scrubber.cli.program import COMMANDS
from tests.manual import HELP, PAGES, help_of, page

ROOT = Path(__file__).parent.parent
_HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
_NO_ANCHOR = re.compile(r"[^\w\- ]")


def words(text: str) -> list[str]:
    """Return what stands in a text, however its lines are broken."""
    return text.replace("-\n", "-").split()


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_has_a_page(command: str) -> None:
    """It says what the command is for, shows a call, and has every option as --help has it."""
    text = page(command).read_text(encoding="utf-8")
    own, _, help_text = text.partition(HELP)
    assert own.startswith(f"# scrubber {command}\n\n")
    assert f"\nscrubber {command} " in own or f"\nscrubber {command}\n" in own
    written, said = words(help_text), words(help_of(command).removeprefix(HELP))
    assert written == said, "run: python -m tests.manual"


def test_no_page_is_left_of_a_command_that_is_gone() -> None:
    """There are as many pages as commands."""
    assert {path.stem for path in PAGES.glob("*.md")} == set(COMMANDS)


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_a_page_leads_to_a_heading_of_the_readme(command: str) -> None:
    """A link into the README leads to a section that is there."""
    headings = _HEADING.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    anchors = {_NO_ANCHOR.sub("", each).lower().replace(" ", "-") for each in headings}
    linked = re.findall(r"README\.md#([\w-]+)", page(command).read_text(encoding="utf-8"))
    assert set(linked) <= anchors


def test_the_picture_of_the_demonstration_shows_no_number() -> None:
    """It is well-formed, needs nothing from elsewhere, and its numbers are masked."""
    picture = (ROOT / "docs/pictures/demo.svg").read_text(encoding="utf-8")
    text = " ".join(ET.fromstring(picture).itertext())  # noqa: S314 - our own file
    assert "url(http" not in picture
    assert "**** **** **** 1111" in text.replace("\u00a0", " ")
    assert not re.search(r"4111|5555 5555", text.replace("\u00a0", " "))
