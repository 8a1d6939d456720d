"""A submission server that lets in by OAuth 2.0 only: strict about each byte of the exchange."""

from __future__ import annotations

import base64
import json
import re
import socketserver
from typing import Final

from tests.fakes.serving import Serving

USER: Final = "shop@shop.example"
LONGEST_COMMAND: Final = 512  # RFC 5321 section 4.5.3.1.4
LONGEST_RESPONSE: Final = 12288  # RFC 4954 section 4
REFUSED: Final = {"status": "invalid_token", "schemes": "bearer", "scope": "mail"}


class OAuthSubmission(Serving["_Server"]):
    """Knows the tokens in ``good``; ``tried`` are those it was shown.

    ``mechanism`` is XOAUTH2 (Google's and Microsoft's own) or OAUTHBEARER (RFC 7628).
    """

    def __init__(self, mechanism: str, good: set[str]) -> None:
        """Listen on a port of this machine."""
        super().__init__(_Server(("127.0.0.1", 0), _Session))
        self._server.owner = self
        self.mechanism = mechanism
        self.good = good
        self.tried: list[str] = []
        self.violations: list[str] = []
        self.mails: list[bytes] = []
        self.busy = False

    def token_in(self, response: str) -> str:
        """Return the token of an initial response; a mistake in it is noted."""
        forms = {
            "XOAUTH2": rf"user={re.escape(USER)}\x01auth=Bearer ([!-~]+)\x01\x01",
            "OAUTHBEARER": (
                rf"n,a={re.escape(USER)},\x01host=127\.0\.0\.1\x01port={self.port}\x01"
                r"auth=Bearer ([!-~]+)\x01\x01"
            ),
        }
        found = re.fullmatch(forms[self.mechanism], response)
        if found is None:
            self.violations.append("a response that is not in the form of the mechanism")
            return ""
        return found[1]


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    owner: OAuthSubmission


class _Session(socketserver.StreamRequestHandler):
    """One connection."""

    server: _Server

    def handle(self) -> None:
        """Answer until the client has gone."""
        owner = self.server.owner
        logged_in = False
        self._say("220 mail.example")
        while line := self.rfile.readline():
            if len(line) > LONGEST_COMMAND:
                owner.violations.append("a command of more than 512 bytes")
            verb, _, rest = line.decode("ascii").rstrip("\r\n").partition(" ")
            verb = verb.upper()
            if verb == "EHLO":
                self._say(f"250-mail.example\r\n250 AUTH {owner.mechanism}")
            elif verb == "AUTH":
                logged_in = self._log_in(*rest.split(" "))
            elif verb == "QUIT":
                self._say("221 2.0.0 bye")
                return
            elif not logged_in:
                self._say("530 5.7.0 log in first")
            elif verb == "DATA":
                self._take()
            else:
                self._say("250 2.0.0 ok")

    def _log_in(self, mechanism: str, response: str | None = None) -> bool:
        owner = self.server.owner
        if mechanism != owner.mechanism:
            self._say("504 5.5.4 not offered")
            return False
        if response is None:
            response = self._asked("")
        if owner.busy:
            self._say("454 4.7.0 not now")
            return False
        token = owner.token_in(base64.b64decode(response, validate=True).decode("ascii"))
        owner.tried.append(token)
        if token in owner.good:
            self._say("235 2.7.0 welcome")
            return True
        told = base64.b64encode(json.dumps(REFUSED).encode()).decode("ascii")
        expected = {"XOAUTH2": "", "OAUTHBEARER": "AQ=="}[mechanism]
        if self._asked(told) != expected:
            owner.violations.append("the error was not acknowledged")
        self._say("535 5.7.8 not this one")
        return False

    def _asked(self, challenge: str) -> str:
        self._say(f"334 {challenge}")
        line = self.rfile.readline(LONGEST_RESPONSE + 3)
        if len(line) > LONGEST_RESPONSE:
            self.server.owner.violations.append("a response of more than 12288 bytes")
        return line.decode("ascii").rstrip("\r\n")

    def _take(self) -> None:
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b"."))
        self.server.owner.mails.append(b"".join(lines))
        self._say("250 2.0.0 taken")

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode("ascii") + b"\r\n")
