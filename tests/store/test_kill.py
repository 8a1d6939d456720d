"""A relay that is killed (SIGKILL) at any step of taking a mail: no half is missed afterwards."""

from __future__ import annotations

import asyncio
import os
import signal
from typing import TYPE_CHECKING, Any, Final

import pytest
from sqlalchemy import func, select

from scrubber import rulebook
from scrubber.config import Config
from scrubber.conversation import assemble
from scrubber.core.scrub import scrub
from scrubber.intake import Envelope, Intake
from scrubber.store import letters, lookup, recalls
from scrubber.store.failures import Failures
from scrubber.store.memory import Memory
from scrubber.store.store import Store
from scrubber.store.tables import MAIL, PIECE
from tests.store.letters import ADA, NOON, SHOP
from tests.store.processes import CONTEXT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from scrubber.core.model import Place, Scrubbed

HALVES: Final = ("4111 1111", "1111 1111")
STEPS: Final[dict[str, tuple[object, str, bool]]] = {
    "before the insert": (letters, "put_down", False),
    "inserted": (letters, "put_down", True),
    "committed": (lookup, "own", False),
    "looking up": (lookup, "look_up", False),
    "looked up": (lookup, "look_up", True),
    "joined": (assemble, "join", True),
    "marking": (letters, "mark_masked", True),
    "marked": (Memory, "_mark", True),
    "mark committed": (recalls, "united", True),
    "delivering": (Intake, "_settled", False),
    "delivered": (Memory, "settle", False),
    "settling": (letters, "mark_delivered", True),
}
"""Functions before or behind which the process dies."""

PATIENCE: Final = 60.0  # seconds


def die(where: str) -> None:
    """Have this process killed at a step."""
    owner, name, behind = STEPS[where]
    function: Callable[..., Any] = getattr(owner, name)

    def deadly(*given: Any, **named: Any) -> Any:  # noqa: ANN401 - any function
        if behind:
            function(*given, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(owner, name, deadly)


def take(state: Path, url: str | None, half: int, where: str = "") -> None:
    """Take one half as a relay does, deliver it to a file, and die at a step if one is named."""
    if where:
        die(where)
    sender = f"From: Ada Lovelace <{ADA}>\r\nTo: {SHOP}\r\n"
    raw = f"{sender}Message-ID: <{half}.{ADA}>\r\n\r\n{HALVES[half]}\r\n".encode()

    async def scan(message: bytes, *, flat: bool = False, also: tuple[Place, ...] = ()) -> Scrubbed:
        del flat
        return scrub(message, rulebook.load(), also=also)

    async def deliver(_: bytes, message: bytes) -> None:
        copies = len(list(state.glob(f"{half}.*.eml")))  # noqa: ASYNC240
        (state / f"{half}.{copies}.eml").write_bytes(message)

    async def run() -> None:
        store = Store(state, url=url)
        memory = Memory(store, (SHOP,))
        intake = Intake(scan, Config().policy, Failures(store), memory)
        await intake.take(raw, Envelope(ADA, (SHOP,)), NOON, deliver)
        await memory.close()
        store.close()

    asyncio.run(run())


def in_a_process(*given: object) -> int | None:
    """Run `take` in a process of its own; its exit status."""
    process = CONTEXT.Process(target=take, args=given)
    process.start()
    process.join(PATIENCE)
    return process.exitcode


FEW: Final = ("inserted", "committed", "joined", "delivering")
ONLY_IF_JOINED: Final = ("marking", "marked")
MOMENTS: Final = [
    pytest.param(half, where, marks=() if where in FEW else pytest.mark.long)
    for half in range(2)
    for where in STEPS
    if half or where not in ONLY_IF_JOINED
]


@pytest.mark.parametrize(("half", "where"), MOMENTS)
def test_whoever_is_killed_leaves_nothing_in_clear(
    tmp_path: Path, url: str | None, half: int, where: str
) -> None:
    """The sender's server tries again; then each half was delivered masked, or is to be recalled.

    The one whose taking is cut short comes first or last; the other one comes before its retry.
    """
    if half:
        take(tmp_path, url, 0)
    assert in_a_process(tmp_path, url, half, where) == -signal.SIGKILL
    if not half:
        take(tmp_path, url, 1)
    take(tmp_path, url, half)
    store = Store(tmp_path, url=url)
    recalled = {recall.message_id for recall in recalls.pending(store.database(), store.pads)}
    with store.database().read() as connection:
        counts = [
            connection.execute(select(func.count()).select_from(table)).scalar()
            for table in (MAIL, PIECE)
        ]
    store.close()
    clear = [path.name for path in tmp_path.glob("*.eml") if b"1111" in path.read_bytes()]
    assert counts == [2, 2]
    assert all(f"<{name[0]}.{ADA}>" in recalled for name in clear)
    assert {path.name[0] for path in tmp_path.glob("*.eml")} == {"0", "1"}
