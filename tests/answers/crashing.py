"""A process that takes one mail, answers it, and is killed where it is told to."""

from __future__ import annotations

import asyncio
import os
import signal
import smtplib
import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import TYPE_CHECKING, Any, Final

from scrubber import config, scrub
from scrubber.answers.mail import Origin
from scrubber.answers.writing import Writer
from scrubber.errors import RefusedError
from scrubber.intake import Envelope, open_intake, open_store
from scrubber.store import outbox

if TYPE_CHECKING:
    from pathlib import Path

    from scrubber.core.model import Scrubbed
    from scrubber.store.store import Store

STEPS: Final[dict[str, tuple[Any, str]]] = {
    "the answer is written down": (outbox, "propose"),
    "the next hop has the mail": (sys.modules[__name__], "deliver"),
    "the answer becomes due": (outbox, "settle"),
    "a process takes it": (outbox, "claim"),
    "it is worded": (Writer, "write"),
    "MAIL": (smtplib.SMTP, "mail"),
    "RCPT": (smtplib.SMTP, "rcpt"),
    "DATA": (smtplib.SMTP, "docmd"),
    "it is marked as leaving": (outbox, "leaving"),
    "the last reply": (smtplib.SMTP, "getreply"),
    "it is noted as sent": (outbox, "finish"),
}
ONLY_BEHIND_THE_MARK: Final = "the last reply"


async def deliver(verdict: str) -> str:
    """Play the next hop.  Raises RefusedError."""
    if verdict != "250":
        raise RefusedError("no")
    return verdict


def arm(step: str, moment: str) -> None:
    """Have the process killed before or after a step, once the answer is being written down."""
    owner, name = STEPS[step]
    armed = {"is": step == "the answer is written down"}

    def die() -> None:
        if armed["is"]:
            os.kill(os.getpid(), signal.SIGKILL)

    def killing(call: Any) -> Any:  # noqa: ANN401 - whatever the step takes and returns
        @wraps(call)
        def step_or_end(*given: Any, **named: Any) -> Any:  # noqa: ANN401
            if moment == "before":
                die()
            done = call(*given, **named)
            if moment == "after" and not (name == "claim" and done is None):
                die()
            return done

        return step_or_end

    trigger = "leaving" if step == ONLY_BEHIND_THE_MARK else "propose"
    arming = getattr(outbox, trigger)

    @wraps(arming)
    def arms(*given: Any) -> Any:  # noqa: ANN401
        done = arming(*given)
        armed["is"] = True
        return done

    if (owner, name) != (outbox, trigger):
        setattr(outbox, trigger, arms)
    setattr(owner, name, killing(getattr(owner, name)))


async def scanned(message: bytes, **_: object) -> Scrubbed:
    """Scan here, in this process."""
    return scrub(message)


def waits(store: Store) -> bool:
    """Whether an answer is still to be sent."""
    if not store.exists:
        return False
    with store.database().read() as connection:
        states = connection.exec_driver_sql("SELECT state FROM outbox_answer").scalars().all()
    return "due" in states


async def work(directory: Path, mail: bytes, verdict: str) -> None:
    """Take the mail, and go on until no answer waits."""
    settings = config.load(directory / "config.toml")
    store = open_store(settings, directory)
    envelope = Envelope("anna@customer.example", ("shop@shop.example",), origin=Origin.SERVER)
    async with open_intake(settings, store, scanned) as intake:

        async def hand_over(_header: bytes, _message: bytes) -> str:
            done = deliver(verdict)
            return await done

        with suppress(RefusedError):
            await intake.take(mail, envelope, datetime.now(UTC), hand_over)
        for _ in range(4):
            await asyncio.sleep(0.05)
        while waits(store):  # noqa: ASYNC110 - it is a row of a database that changes
            await asyncio.sleep(0.05)


def take(directory: Path, mail: bytes, verdict: str, where: tuple[str, str] | None = None) -> int:
    """Take a mail in a process of its own; return how that has ended (os.waitstatus_to_exitcode).

    Configuration and state lie in ``directory``; ``verdict`` is what the next hop says, 250 or 554;
    ``where`` is a name of STEPS and a moment, ``before`` or ``after``.
    """
    child = os.fork()
    if child == 0:
        outbox._LEASE = timedelta(0)  # whoever comes next need not wait five minutes
        status = 1
        try:
            if where is not None:
                arm(*where)
            asyncio.run(work(directory, mail, verdict))
            status = 0
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
