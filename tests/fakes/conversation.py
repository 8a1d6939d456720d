"""One client's connection to the scripted next hop."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tests.fakes.play import Address, Received
from tests.fakes.wire import Closed, Wire, has_bare_newline

if TYPE_CHECKING:
    import ssl

    from tests.fakes.play import Play

MAX_COMMAND: Final = 4096
PATH: Final = re.compile(
    r"(?:FROM|TO):\s*<((?:\"(?:[^\"\\]|\\.)*\"|[^<>\s\"])*)>(.*)", re.IGNORECASE | re.DOTALL
)
PARAMETERS: Final = {
    "SIZE": "SIZE",
    "BODY": "8BITMIME",
    "SMTPUTF8": "SMTPUTF8",
    "RET": "DSN",
    "ENVID": "DSN",
    "NOTIFY": "DSN",
    "ORCPT": "DSN",
    "AUTH": "AUTH",
}
# Behind these a client has to wait for the reply (RFC 2920 section 3.1).
LAST_OF_GROUP: Final = frozenset({"EHLO", "HELO", "LHLO", "DATA", "STARTTLS", "QUIT", "NOOP"})


@dataclass(frozen=True, slots=True)
class Manners:
    """How the server speaks, whatever the script: its protocol, extensions and certificate.

    With `implicit_tls` it speaks TLS from the first byte (RFC 8314), else it offers STARTTLS.
    """

    lmtp: bool
    extensions: tuple[str, ...]
    tls: ssl.SSLContext | None
    implicit_tls: bool


class Conversation:
    """The state of one dialogue."""

    def __init__(self, play: Play, manners: Manners, wire: Wire) -> None:
        """Take over a connection that was just accepted."""
        self._play = play
        self._manners = manners
        self._wire = wire
        self._greeted = False
        self._encrypted = False
        self._sender: Address | None = None
        self._recipients: list[Address] = []
        self._verbs = {
            "EHLO": self._ehlo,
            "LHLO": self._lhlo,
            "MAIL": self._mail,
            "RCPT": self._rcpt,
            "DATA": self._data,
            "RSET": self._rset,
            "NOOP": self._noop,
            "QUIT": self._quit,
            "STARTTLS": self._starttls,
            "XFORWARD": self._xforward,
        }

    def run(self) -> None:
        """Answer until the client goes. Raises Closed."""
        if self._manners.tls and self._manners.implicit_tls:
            self._wire.encrypt(self._manners.tls)
            self._encrypted = True
        self._answer("CONNECT", "220 next.hop.example ESMTP")
        while True:
            raw = self._wire.line()
            line = raw.decode("utf-8", "replace")
            verb = line.partition(" ")[0].upper()
            self._play.note_command(line)
            refusal = self._refusal(verb, raw)
            if refusal:
                self._refuse(f"503 5.5.1 {refusal}", f"{refusal}: {line[:80]}")
            elif verb in self._verbs:
                self._verbs[verb](line)
            else:
                self._answer(verb, "502 5.5.2 what is that?")

    def _refusal(self, verb: str, line: bytes) -> str:
        """Return what makes the line unacceptable whatever it asks for, or an empty string."""
        if len(line) > MAX_COMMAND or has_bare_newline(line):
            return "bare newline in a command, or an endless one"
        ahead = self._wire.has_more()
        if ahead and (verb in LAST_OF_GROUP or "PIPELINING" not in self._manners.extensions):
            return "improper command pipelining"
        if verb in {"MAIL", "RCPT", "DATA"} and not self._greeted:
            return "no greeting"
        return ""

    def _ehlo(self, line: str) -> None:
        if self._manners.lmtp:
            self._refuse("500 5.5.1 this is LMTP", line)
        else:
            self._greet("EHLO", line)

    def _lhlo(self, line: str) -> None:
        if self._manners.lmtp:
            self._greet("LHLO", line)
        else:
            self._refuse("500 5.5.1 this is SMTP", line)

    def _greet(self, verb: str, line: str) -> None:
        if len(line.split()) != 2:
            self._refuse("501 5.5.4 who are you?", line)
            return
        self._greeted = True
        self._forget()
        lines = ["next.hop.example", *self._manners.extensions]
        if self._manners.tls and not self._encrypted:
            lines.append("STARTTLS")
        reply = [f"250-{name}" for name in lines[:-1]] + [f"250 {lines[-1]}"]
        self._answer(verb, "\r\n".join(reply))

    def _mail(self, line: str) -> None:
        if self._sender is not None:
            self._refuse("503 5.5.1 nested MAIL", line)
            return
        address = self._address(line)
        if address and self._answer("MAIL", "250 2.1.0 sender ok"):
            self._sender = address

    def _rcpt(self, line: str) -> None:
        if self._sender is None:
            # No violation: a pipelining client sends RCPT before it knows that MAIL was refused.
            self._reply(b"503 5.5.1 MAIL first")
            return
        address = self._address(line)
        if address and self._answer("RCPT", "250 2.1.5 recipient ok"):
            self._recipients.append(address)

    def _address(self, line: str) -> Address | None:
        """Return the address of MAIL or RCPT; None if it was refused."""
        found = PATH.fullmatch(line[5:])
        if found is None:
            self._refuse("501 5.5.4 no path", line)
            return None
        keywords = {extension.split()[0] for extension in self._manners.extensions}
        parameters = tuple(found.group(2).split())
        for parameter in parameters:
            if PARAMETERS.get(parameter.partition("=")[0].upper()) not in keywords:
                self._refuse("555 5.5.4 parameter not known", line)
                return None
        if not line.isascii() and "SMTPUTF8" not in keywords:
            self._refuse("553 5.6.7 address is not ASCII", line)
            return None
        return Address(found.group(1), parameters)

    def _data(self, _line: str) -> None:
        if self._sender is None or not self._recipients:
            self._reply(b"503 5.5.1 nobody to send it to")
            return
        if not self._answer("DATA", "354 go on"):
            return
        act = self._play.act("BODY")
        act.wait()
        if act.close:
            raise Closed
        message = self._wire.message()
        if has_bare_newline(message):
            self._refuse("550 5.5.2 bare newline", "in the message")
        else:
            self._finish(message)
        self._forget()

    def _finish(self, message: bytes) -> None:
        """Reply to the end of data: once, or for each recipient in LMTP (RFC 2033)."""
        groups = [[address] for address in self._recipients]
        for recipients in groups if self._manners.lmtp else [self._recipients]:
            act = self._play.act(".")
            reply = b"250 2.0.0 delivered" if act.reply is None else act.reply
            act.wait()
            if reply.startswith(b"2") if act.keep is None else act.keep:
                self._deliver(message, recipients)
            self._reply(reply)
            if act.close:
                raise Closed

    def _deliver(self, message: bytes, recipients: list[Address]) -> None:
        received = Received(self._sender or Address(""), tuple(recipients), message)
        self._play.note_mail(received)

    def _rset(self, _line: str) -> None:
        self._forget()
        self._answer("RSET", "250 2.0.0 forgotten")

    def _noop(self, _line: str) -> None:
        self._answer("NOOP", "250 2.0.0 ok")

    def _xforward(self, line: str) -> None:
        if any(name.startswith("XFORWARD") for name in self._manners.extensions):
            self._answer("XFORWARD", "250 2.0.0 noted")
        else:
            self._refuse("502 5.5.1 no XFORWARD here", line)

    def _quit(self, _line: str) -> None:
        self._answer("QUIT", "221 2.0.0 bye")
        raise Closed

    def _starttls(self, line: str) -> None:
        if self._manners.tls is None or self._encrypted:
            self._refuse("502 5.5.1 no TLS here", line)
        elif self._answer("STARTTLS", "220 2.0.0 go on"):
            self._wire.encrypt(self._manners.tls)
            self._encrypted, self._greeted = True, False

    def _answer(self, point: str, normal: str) -> bool:
        """Reply as the script says, or as normal; whether it was a success."""
        act = self._play.act(point)
        act.wait()
        reply = normal.encode() if act.reply is None else act.reply
        self._reply(reply)
        if act.close:
            raise Closed
        return reply[:1] in (b"2", b"3")

    def _refuse(self, reply: str, violation: str) -> None:
        """Refuse what no client of ours may send, and remember it."""
        self._play.note_violation(f"{reply}: {violation}")
        self._reply(reply.encode())

    def _reply(self, reply: bytes) -> None:
        if reply:
            self._wire.send(reply + b"\r\n")

    def _forget(self) -> None:
        self._sender = None
        self._recipients = []
