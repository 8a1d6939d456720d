"""A letter with one text, scrubbed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrubber import rulebook
from scrubber.core.scrub import scrub

if TYPE_CHECKING:
    from scrubber.core.model import Scrubbed

RULES = rulebook.load()


def told(text: str, subject: str = "", kind: str = "text/plain", **more: object) -> Scrubbed:
    """Scrub a mail with this text."""
    head = f"From: anna@x.example\nSubject: {subject}\nContent-Type: {kind}; charset=utf-8\n\n"
    return scrub((head + text).encode(), RULES, **more)  # type: ignore[arg-type]


def body(scrubbed: Scrubbed) -> str:
    """Return the text after scrubbing."""
    return scrubbed.message.decode().partition("\n\n")[2]
