"""What databases are asked."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def statements() -> Iterator[list[str]]:
    """Yield a list that grows with each statement that a database executes."""
    executed: list[str] = []

    def note(*told: Any) -> None:  # noqa: ANN401 - as SQLAlchemy tells it
        executed.append(told[2])

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield executed
    finally:
        event.remove(Engine, "before_cursor_execute", note)
