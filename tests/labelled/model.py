"""What a labelled mail is: its bytes, and the secrets that stand in it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Secret:
    """One secret as it stands in a mail.

    ``kind`` is ``pan``, ``cvv``, ``expiry`` or ``otp``; ``free`` names text beside a secret that
    may be masked or not and is not scored (the rest of a magnetic track).  ``digits`` are ASCII.
    ``shown`` is the secret as :mod:`tests.labelled.reader` reads it: rendered, folded, white space
    collapsed.
    """

    kind: str
    digits: str
    shown: str


@dataclass(frozen=True, slots=True)
class Labelled:
    """A synthetic mail and what is known about it; ``harmless`` means that no byte may change."""

    raw: bytes
    name: str
    language: str
    secrets: tuple[Secret, ...] = ()

    @property
    def harmless(self) -> bool:
        """Return whether the mail holds nothing that may be masked."""
        return not self.secrets
