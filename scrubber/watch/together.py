"""Replacing the mails of a folder together: what comes while others are replaced waits for them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scrubber.errors import MailboxError

if TYPE_CHECKING:
    from asyncio import Lock

    from scrubber.mailboxes.replace_exchange import End, Outcome

ReplaceAll = Callable[[dict[int, bytes]], Awaitable[dict[int, "End"]]]

_BYTES = 1024 * 1024  # of masked mails that are replaced together; a larger one is replaced alone
_MAILS = 100  # a command names them all, and servers take so much of a line


@dataclass(slots=True)
class Together:
    """Has mails replaced under a lock, as many at once as have come meanwhile.

    A mail that comes alone does not wait; of many that come at once the first goes alone, too, and
    the others share each step of the protocol.
    """

    replace_all: ReplaceAll
    lock: Lock
    _waiting: dict[int, bytes] = field(default_factory=dict)
    _ends: dict[int, End | BaseException] = field(default_factory=dict)

    async def replace(self, uid: int, message: bytes) -> Outcome:
        """Replace one mail.  Raises the error that it ends with."""
        self._waiting[uid] = message
        del message
        try:
            async with self.lock:
                if uid in self._waiting:  # else somebody before us has taken it along
                    await self._replace_waiting()
        finally:
            self._waiting.pop(uid, None)
            end = self._ends.pop(uid, None)
        if isinstance(end, BaseException):
            raise end
        if end is None:
            raise MailboxError("the mail was not replaced")
        return end

    async def _replace_waiting(self) -> None:
        batch = self._next_batch()
        try:
            self._ends |= await self.replace_all(batch)
        except BaseException as error:  # noqa: BLE001 - each hears of it, who waits for it
            self._ends |= dict.fromkeys(batch, error)

    def _next_batch(self) -> dict[int, bytes]:
        batch: dict[int, bytes] = {}
        size = 0
        for uid, message in self._waiting.items():
            size += len(message)
            if batch and (size > _BYTES or len(batch) == _MAILS):
                break
            batch[uid] = message
        for uid in batch:
            del self._waiting[uid]
        return batch
