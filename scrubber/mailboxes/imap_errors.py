"""What can go wrong with an IMAP server, told without a word of what it said.

A server may repeat in its answer what it was given, so only the response code (RFC 5530) of an
answer is kept.
"""

from __future__ import annotations

from scrubber.errors import MailboxError

_REASONS = {  # RFC 5530, RFC 9208
    "INUSE": "somebody else is at work on it",
    "LIMIT": "a limit of the server is reached",
    "NOPERM": "this account has no right to that",
    "OVERQUOTA": "the mailbox is full; a masked copy needs room beside its original",
    "UNAVAILABLE": "a part of the server is down",
}


class LostConnectionError(MailboxError):
    """The server cannot be reached, or the connection to it has gone; connect again."""


class LoginError(MailboxError):
    """The server does not let us in."""


class AnswerError(MailboxError):
    """The server answered a command with NO or BAD.

    ``response_code`` is the answer's code, such as ``OVERQUOTA`` (RFC 9208) or ``NONEXISTENT``
    (RFC 5530), empty where it has none.
    """

    def __init__(self, public: str, response_code: str = "") -> None:
        """Keep the text and the response code."""
        super().__init__(public)
        self.response_code = response_code


def refused(command: str, response_code: str) -> AnswerError:
    """Return the error of a command that was answered with NO or BAD."""
    reason = _REASONS.get(response_code, "")
    words = [f"the server refuses {command} {response_code}".rstrip(), reason]
    return AnswerError(": ".join(filter(None, words)), response_code)


class ReadOnlyError(MailboxError):
    """The folder can be read but not changed by us."""
