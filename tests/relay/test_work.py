"""What a small mail costs the relay, counted in calls of functions: no busy machine changes that.

The clock's figures are those of ``python -m tests.benchmarks relay``.
"""

from __future__ import annotations

import asyncio
import cProfile
from typing import TYPE_CHECKING

from scrubber.relay.session import Session
from tests.relay.playing import Transport, service

if TYPE_CHECKING:
    from pathlib import Path

    from scrubber.relay.service import Service

# As Postfix asks a filter before it queues a mail: a connection each, a command at a time.
DIALOGUE = (
    b"EHLO postfix.example\r\n",
    b"XFORWARD NAME=mail.example ADDR=198.51.100.7 PROTO=ESMTP HELO=mail.example\r\n",
    b"MAIL FROM:<ada@customer.example> SIZE=1000\r\n",
    b"RCPT TO:<orders@shop.example>\r\n",
    b"DATA\r\n",
    b"Subject: hello\r\n\r\n" + b"Where is my parcel?\r\n" * 50 + b".\r\n",
    b"QUIT\r\n",
)
MAILS = 20
MOST = 1_650
"""Calls for one mail without its scan and its next hop, a twentieth above what was counted last."""


async def deliver(service: Service) -> None:
    """Play one connection with one mail."""
    session, transport = Session(service), Transport()
    session.connection_made(transport)
    for line in DIALOGUE:
        await transport.reply()
        session.data_received(line)
    await transport.closed()
    session.connection_lost(None)


def test_a_small_mail_costs_few_calls(tmp_path: Path) -> None:
    """No more than when they were last counted."""
    state = tmp_path / "state"
    state.mkdir(mode=0o700)
    profile = cProfile.Profile()

    async def play() -> None:
        running = service(state)
        await deliver(running)
        profile.enable()
        for _ in range(MAILS):
            await deliver(running)
        profile.disable()

    asyncio.run(play())
    calls = sum(entry.callcount for entry in profile.getstats())
    assert calls / MAILS <= MOST
