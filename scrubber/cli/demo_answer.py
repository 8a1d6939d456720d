"""The shop of the demonstration: its configuration, and the server that takes its answers."""

from __future__ import annotations

import queue
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import TYPE_CHECKING, Self

from aiosmtpd.controller import Controller

from scrubber.cli.demo_relay import free_port
from scrubber.errors import ScrubberError

if TYPE_CHECKING:
    from pathlib import Path

    from aiosmtpd.smtp import SMTP, Envelope, Session

CUSTOMER = "margaret.ellery@postbox.example"
"""Who wrote the first sample, and stands on the order."""

PROVEN = b"Authentication-Results: mx.hollin.example; dmarc=pass header.from=postbox.example\r\n"
"""What the shop's mail server would say of her mail."""

_PATIENCE = 30.0  # seconds for the answer
_CONFIG = """\
[shop]
name = "Hollin Furniture"
address = "orders@hollin.example"
website = "https://hollin.example"
phone = "+44 1632 960000"
[reply]
submission = "smtp://127.0.0.1:{port}"
authserv_id = "mx.hollin.example"
[payment]
provider = "template"
url = "https://pay.hollin.example/?order={{order}}&amount={{amount}}&currency={{currency}}"
[orders]
csv = "orders.csv"
"""
_ORDERS = f"""\
number,emails,name,language,currency,total,paid,label
2417,{CUSTOMER},Margaret Ellery,en,GBP,3700.00,2220.00,walnut table
"""


class Submission:
    """A submission server on a free port of this machine, which hands over what it gets."""

    def __init__(self) -> None:
        """Start when the context is entered."""
        self._got: queue.Queue[bytes] = queue.Queue()
        self._port = free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self._port)

    def __enter__(self) -> Self:
        """Listen."""
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Listen no more."""
        self._controller.stop()

    async def handle_DATA(  # noqa: N802 - the name that aiosmtpd calls
        self,
        server: SMTP,  # noqa: ARG002
        session: Session,  # noqa: ARG002
        envelope: Envelope,
    ) -> str:
        """Take a mail."""
        self._got.put(bytes(envelope.original_content or b""))
        return "250 2.0.0 taken"

    def configure(self, folder: Path) -> Path:
        """Write the shop's configuration and its orders; return the configuration file."""
        (folder / "orders.csv").write_text(_ORDERS, encoding="utf-8")
        file = folder / "scrubber.toml"
        file.write_text(_CONFIG.format(port=self._port), encoding="utf-8")
        return file

    def answer(self) -> EmailMessage:
        """Wait for the answer.  Raises ScrubberError."""
        try:
            return BytesParser(EmailMessage, policy=policy.default).parsebytes(
                self._got.get(timeout=_PATIENCE)
            )
        except queue.Empty:
            raise ScrubberError("no answer was sent") from None
