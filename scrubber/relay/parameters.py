"""The arguments of MAIL and RCPT: a path and parameters, kept as the client wrote them.

Before-queue Postfix passes its client's commands on as they are, whatever we announce: lower case
verbs, bare addresses, DSN parameters.  Upper-casing a parameter would damage ENVID and ORCPT
(RFC 3461 sections 4.2 and 4.4), so what goes on is what came.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrubber.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping

# A path in angle brackets, where quoted strings may hold any character, or a bare address.
_ARGUMENT = re.compile(
    r"(?P<keyword>FROM|TO):\ *"
    r"(?:<(?P<path>(?:[^<>\"\x00-\x20\x7f]|\"(?:[^\"\\\x00-\x1f\x7f]|\\[\x20-\x7e])*\")*)>"
    r"|(?P<bare>[^<>\"\x00-\x20\x7f]+))"
    r"(?P<parameters>(?:\ +[^\x00-\x20\x7f]+)*)\ *",
    re.IGNORECASE,
)
_NEEDS = {  # parameter -> the extension which the next hop has to announce for it
    "SIZE": "SIZE",  # RFC 1870
    "BODY": "8BITMIME",  # RFC 6152
    "SMTPUTF8": "SMTPUTF8",  # RFC 6531
    "AUTH": "AUTH",  # RFC 4954 section 5
    "RET": "DSN",  # RFC 3461
    "ENVID": "DSN",
    "NOTIFY": "DSN",
    "ORCPT": "DSN",
}
_OF_MAIL = frozenset({"SIZE", "BODY", "SMTPUTF8", "AUTH", "RET", "ENVID"})
_OF_RCPT = frozenset({"NOTIFY", "ORCPT"})
_BODIES = frozenset({"7BIT", "8BITMIME"})


@dataclass(frozen=True, slots=True)
class Command:
    """The argument of MAIL or RCPT.

    ``path`` stands without its angle brackets; it is empty for the null reverse-path
    (RFC 5321 section 4.5.5).  Bytes which are no UTF-8 are kept as lone surrogates.
    """

    path: str
    parameters: tuple[str, ...] = ()

    def value(self, name: str) -> str | None:
        """Return the value of a parameter, empty if it has none, None if it is not given."""
        for parameter in self.parameters:
            key, _, value = parameter.partition("=")
            if key.upper() == name:
                return value
        return None

    def line(self, verb: str) -> bytes:
        """Return the command line, without CRLF."""
        text = " ".join([f"{verb}:<{self.path}>", *self.parameters])
        return text.encode("utf-8", "surrogateescape")


def parse(keyword: str, argument: str | None) -> Command:
    """Read what stands behind ``MAIL`` (keyword ``FROM``) or ``RCPT`` (``TO``).

    Raises RefusedError.  Control characters are refused: a bare CR would let a client write
    commands of its own to the next hop.
    """
    found = _ARGUMENT.fullmatch(argument or "")
    if found is None or found["keyword"].upper() != keyword:
        raise RefusedError(f"Syntax: {keyword}:<address>", code=501, enhanced="5.5.4")
    command = Command(found["bare"] or found["path"] or "", tuple(found["parameters"].split()))
    known = _OF_MAIL if keyword == "FROM" else _OF_RCPT
    names = [parameter.partition("=")[0].upper() for parameter in command.parameters]
    if not known.issuperset(names) or len(set(names)) < len(names):
        raise RefusedError("Parameters not recognized", code=555, enhanced="5.5.4")
    _check_values(command)
    if keyword == "TO" and not command.path:
        raise RefusedError("No recipient", code=501, enhanced="5.1.3")
    return command


def _check_values(command: Command) -> None:
    body, size, utf8 = command.value("BODY"), command.value("SIZE"), command.value("SMTPUTF8")
    wrong = (
        (body is not None and body.upper() not in _BODIES)
        or (size is not None and not (size.isascii() and size.isdigit()))
        or bool(utf8)
    )
    if wrong:
        raise RefusedError("Bad parameter value", code=501, enhanced="5.5.4")


def suited(command: Command, extensions: Mapping[str, str]) -> Command:
    """Leave out the parameters which a next hop with these extensions does not know.

    DSN: the sender gets fewer notices, no mail is lost.  BODY=8BITMIME: the bytes are sent as they
    are, since re-encoding would break every signature, and a bounce (RFC 6152 section 3) would
    lose mail over an announcement that even servers clean of 8 bits forget.  SMTPUTF8 is what
    addresses and header need to be understood at all, so without it RefusedError is raised
    (RFC 6531 section 3.5).
    """
    if command.value("SMTPUTF8") is not None and "SMTPUTF8" not in extensions:
        raise RefusedError(
            "the next hop takes no internationalized mail", code=553, enhanced="5.6.7"
        )
    kept = tuple(p for p in command.parameters if _NEEDS[p.partition("=")[0].upper()] in extensions)
    return Command(command.path, kept)
