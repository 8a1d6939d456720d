"""An answer as it waits in the outbox: to whom, on which mail, about which order."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Draft:
    """What is known when the mail comes; what is due is looked up when the answer leaves.

    ``author`` is the proven address, ``subject`` the scrubbed subject.  ``order`` is a number on
    which the author stands, or nothing.  ``is_link_only`` marks the second answer, with the link
    that the first one could not have, ``reminder`` counts reminders: 1 is the first one.
    """

    author: str
    message_id: str
    references: str
    subject: str
    occasion: str
    languages: tuple[str, ...]
    order: str = ""
    is_link_only: bool = False
    reminder: int = 0

    def to_json(self) -> str:
        """Return the text of which :meth:`from_json` makes an equal draft."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read a draft."""
        fields = json.loads(text)
        return cls(**fields | {"languages": tuple(fields["languages"])})
