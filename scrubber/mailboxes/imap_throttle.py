"""Being patient with a server that asks for it, as Exchange Online does."""

from __future__ import annotations

import imaplib
import logging
import time
from typing import TYPE_CHECKING, TypeVar

from scrubber.mailboxes.imap_answers import pause_asked

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)

T = TypeVar("T")

_TRIES = 5
_LONGEST = 300.0  # seconds


def patiently(account: str, action: Callable[[], T]) -> T:
    """Run an action, again after each pause that the server asks for.

    Raises what the last attempt raises.
    """
    for _ in range(_TRIES - 1):
        try:
            return action()
        except imaplib.IMAP4.error as error:
            pause = pause_asked(str(error))
            if pause is None:
                raise
        log.info("%s: the server asks for a pause", account)
        time.sleep(min(pause, _LONGEST))
    return action()
