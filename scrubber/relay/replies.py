"""SMTP replies as values (RFC 5321 section 4.2)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from scrubber.errors import ScrubberError

_INTERMEDIATE = 300
_FAILURE = 400
_ENHANCED = re.compile(rb"[245]\.\d{1,3}\.\d{1,3}(?= |$)")  # RFC 3463 section 2
_DIGIT = re.compile(rb"\d")
# A security code has three digits; a text with fewer can echo none.
_DIGITS_OF_AN_ECHO = 3

CLOSING = 421  # RFC 5321 section 3.8: who says this closes the channel


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply, of one line or more; ``lines`` hold the text behind the code, without CRLF."""

    code: int
    lines: tuple[bytes, ...]

    @property
    def final(self) -> bool:
        """Whether this is a 2yz, 4yz or 5yz: nothing more is waited for."""
        return self.code < _INTERMEDIATE or self.failed

    @property
    def failed(self) -> bool:
        """Whether this is a 4yz or 5yz."""
        return self.code >= _FAILURE

    def encode(self) -> bytes:
        """Return the reply as it is sent, without the last CRLF."""
        last = len(self.lines) - 1
        return b"\r\n".join(
            b"%d%s%s" % (self.code, b" " if number == last else b"-", line)
            for number, line in enumerate(self.lines)
        )

    def without_echo(self) -> Reply:
        """Return the same codes; a failure's text that may quote the message is replaced."""
        digits = sum(len(_DIGIT.findall(_ENHANCED.sub(b"", line, count=1))) for line in self.lines)
        if not self.failed or digits < _DIGITS_OF_AN_ECHO:
            return self
        enhanced = _ENHANCED.match(self.lines[0])
        text = b"the next hop did not take the message"
        return Reply(self.code, (enhanced[0] + b" " + text if enhanced else text,))


class NotTakenError(ScrubberError):
    """The next hop did not take a mail; its ``reply`` is ours."""

    def __init__(self, reply: Reply) -> None:
        """Keep the reply."""
        super().__init__("the next hop did not take the message", code=reply.code)
        self.reply = reply


def taken(reply: Reply) -> Reply:
    """Return the reply to a mail that was taken.  Raises NotTakenError for any other."""
    if reply.failed:
        raise NotTakenError(reply)
    return reply


def own(code: int, enhanced: str, text: str) -> Reply:
    """Make a reply of our own words, with an enhanced status code (RFC 2034)."""
    return Reply(code, (f"{enhanced} {text}".encode("ascii"),))


def of_error(error: ScrubberError) -> Reply:
    """Make the reply that tells a peer of an error."""
    return own(error.code, error.enhanced, error.public)


FAILED = own(451, "4.3.0", "temporary failure")
"""What a peer is told of a failure of ours."""
