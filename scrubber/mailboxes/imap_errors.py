"""What can go wrong with an IMAP server, told without a word of what it said.

A server may repeat in its answer what it was given, so only the response code (RFC 5530) of an
answer is kept.
"""

from __future__ import annotations

from scrubber.errors import MailboxError


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


class ReadOnlyError(MailboxError):
    """The folder can be read but not changed by us."""
