"""A shop whose relay answers, seen from outside: mail in, answers out."""

from __future__ import annotations

import email
import email.policy
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, ClassVar, Final

from tests.servers.client import send_mail
from tests.servers.waiting import wait_until

if TYPE_CHECKING:
    from email.message import EmailMessage

    from tests.fakes.play import Play, Received
    from tests.servers.relay import Relay

ORDERS: Final = """\
number,emails,name,language,currency,total,paid,label
1042,anna@customer.example;anna@work.example,Anna Nowak,pl,PLN,1200.00,720.00,stół dębowy
1043,jan@customer.example,Jan,de,EUR,100.00,100.00,
1044,two@customer.example,Two,en,EUR,10.00,0.00,
1045,two@customer.example,Two,en,EUR,20.00,0.00,
1111,two@customer.example,Two,en,EUR,30.00,30.00,
"""
CONFIG: Final = """\
[shop]
name = "Muebles Roble"
address = "shop@shop.example"
website = "https://shop.example"
phone = "+34 600 000 000"
language = "es"
[reply]
submission = "smtp://127.0.0.1:{port}"
authserv_id = "mx.shop.example"
per_hour = 50
per_day = 50
[payment]
provider = "template"
url = "https://pay.shop.example/?order={{order}}&amount={{amount}}&currency={{currency}}"
[orders]
csv = "orders.csv"
"""
CARD: Final = "4111 1111 1111 1111"


@dataclass(frozen=True, slots=True)
class Shop:
    """A relay with answers switched on, and where they arrive."""

    relay: Relay
    answers: Play
    numbers: ClassVar = count()

    def send(self, sender: str, text: str, number: int | None = None, **fields: str) -> int:
        """Send a customer's mail as our MX would hand it over; the code of the reply.

        ``fields`` are of its header, `_` for `-`; `results` is what Authentication-Results says.
        """
        number = next(self.numbers) if number is None else number
        results = fields.pop("results", "dmarc=pass")
        usual = {
            "From": f"<{sender}>",
            "To": "shop@shop.example",
            "Subject": "Re: my order",
            "Message-ID": f"<{number}.{sender}>",
            "References": f"<0.{sender}>",
            "Content-Type": "text/plain; charset=utf-8",
        }
        header = usual | {name.replace("_", "-"): value for name, value in fields.items()}
        lines = "".join(f"{name}: {value}\r\n" for name, value in header.items())
        mail = (
            f"Authentication-Results: mx.shop.example; {results}\r\n"
            "Received: from out.example (out.example [192.0.2.7]) by mx.shop.example (Postfix)\r\n"
            f"\twith ESMTPS; Sun, 1 Mar 2026 12:00:00 +0000\r\n{lines}\r\n{text}\r\n"
        )
        return send_mail(self.relay.port, mail.encode(), sender=sender).code

    def answer(self, count: int = 1) -> EmailMessage:
        """Return the last of so many answers."""
        wait_until(lambda: len(self.answers.mails) >= count, "an answer")
        return self.read(self.answers.mails[-1])

    @staticmethod
    def read(mail: Received) -> EmailMessage:
        """Return an answer as a mail program reads it."""
        return email.message_from_bytes(mail.message, policy=email.policy.default)
