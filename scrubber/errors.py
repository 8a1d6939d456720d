"""What can go wrong, in words that any peer and any user may read.

No error carries a byte of a mail: ``public`` is made of our own words, of names from the
configuration and of numbers we counted.  Where the cause could hold content, an error is raised
``from None``.
"""

from __future__ import annotations

_PERMANENT = 500  # RFC 5321 section 4.2.1: 4yz is worth another try, 5yz is not


class ScrubberError(Exception):
    """An error we expected.

    ``public`` says what happened and what to do.  ``code`` is the SMTP reply code (RFC 5321) and
    ``enhanced`` the enhanced status code (RFC 3463) where the error is told to an SMTP peer.
    """

    code = 451
    enhanced = "4.3.0"

    def __init__(
        self, public: str, *, code: int | None = None, enhanced: str | None = None
    ) -> None:
        """Keep the text, and the codes where they differ from those of the class."""
        super().__init__(public)
        self.public = public
        self.code = code or type(self).code
        self.enhanced = enhanced or type(self).enhanced

    @property
    def reason(self) -> str:
        """What our own log says of it."""
        return self.public

    @property
    def temporary(self) -> bool:
        """Whether the same thing may well succeed later."""
        return self.code < _PERMANENT


class ConfigError(ScrubberError):
    """The configuration, or what was given on the command line, cannot be used as it is."""


class RuleError(ScrubberError):
    """A file below ``rules/`` cannot be used."""


class MailboxError(ScrubberError):
    """A mailbox cannot be read or written."""


class ClusterError(ScrubberError):
    """A cluster cannot be reached, or cannot do what it is asked."""


class StoreError(ScrubberError):
    """The state directory or the database cannot be read or written."""


class ScanError(ScrubberError):
    """A mail was not scanned to its end: crash, time-out or no memory."""


class BusyError(ScrubberError):
    """There is no room for this mail just now; the mail itself is not to blame."""

    code = 452
    enhanced = "4.3.1"


class RefusedError(ScrubberError):
    """This mail is not accepted, by its form or by the owner's policy."""

    code = 554
    enhanced = "5.7.1"


class NextHopError(ScrubberError):
    """The next hop cannot be reached or does not keep to the protocol.

    ``why`` is for our own log: how our network looks is nobody else's matter.
    """

    enhanced = "4.4.1"

    def __init__(self, public: str, *, enhanced: str | None = None, why: str = "") -> None:
        """Keep the text, and what is likely the matter, if that is known."""
        super().__init__(public, enhanced=enhanced)
        self.why = why

    @property
    def reason(self) -> str:
        """What happened, with what is likely the matter."""
        return f"{self.public}: {self.why}" if self.why else self.public


class OrderError(ScrubberError):
    """The shop's orders cannot be read, or are not what they should be."""


class PaymentError(ScrubberError):
    """There is no payment link; unless it is temporary, the merchant has to do something."""


class PaidError(PaymentError):
    """There is nothing to pay: it was paid already."""

    code = 554
    enhanced = "5.0.0"
