"""``python -m tests.benchmarks.alone``: the program without its memory of conversations.

Each mail is scrubbed as if it were alone; everything else is as it is.
"""

from __future__ import annotations

from scrubber.cli import main
from scrubber.store.memory import Memory


async def _nothing(*_: object) -> None:
    """Be told of a mail, and put nothing down."""


if __name__ == "__main__":
    Memory.note = _nothing  # type: ignore[method-assign, assignment]
    main()
