"""Ctrl-C: work ends where it is, with one line that says what was done and how to go on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import click

if TYPE_CHECKING:
    from types import TracebackType


class Stopped(KeyboardInterrupt):
    """Raised in place of a bare KeyboardInterrupt; its text is for the user."""


class Stopping:
    """Says ``told`` where Ctrl-C ends the work within; it may be changed as that goes on."""

    def __init__(self, told: str) -> None:
        """Say ``told`` until something else is known."""
        self.told = told

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Raise Stopped for an interruption, at a question too."""
        if isinstance(error, KeyboardInterrupt | click.Abort):
            raise Stopped(self.told) from None
