"""The classes of mail, by name, in the order they were put down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.labelled.model import Labelled
    from tests.labelled.writer import Writer

    Write = Callable[[Writer], Labelled]

CLASSES: Final[dict[str, Write]] = {}


def positive(name: str, write: Callable[..., Labelled], *about: object) -> None:
    """Put down a class of mails that hold a secret: ``write(writer, *about)`` writes one."""
    _put(name, lambda writer: write(writer, *about))


def harmless(name: str, write: Callable[..., Labelled], *about: object) -> None:
    """Put down a class of mails of which no byte may change."""
    _put(f"harmless: {name}", lambda writer: write(writer, *about))


def _put(name: str, write: Write) -> None:
    if name in CLASSES:
        raise ValueError(f"there is a class {name} already")
    CLASSES[name] = write
