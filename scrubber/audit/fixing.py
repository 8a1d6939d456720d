"""Masking what was found where it lies: what can be done is said first, then it is done."""

from __future__ import annotations

import asyncio
import errno
from collections import defaultdict
from concurrent.futures import CancelledError
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, NamedTuple

from scrubber.audit.scanning import scan
from scrubber.audit.tally import MASKED
from scrubber.audit.unfinished import Unfinished
from scrubber.errors import ScanError, ScrubberError
from scrubber.mailboxes import files_replace, mbox_replace
from scrubber.mailboxes.emlx import EmlxFolder
from scrubber.mailboxes.files import MessageFile, MessageFolder
from scrubber.mailboxes.imap import ImapMailbox
from scrubber.mailboxes.maildir import Maildir
from scrubber.mailboxes.maildir_replace import MaildirReplacer
from scrubber.mailboxes.mbox import Mbox
from scrubber.mailboxes.outlook_msg import MsgFile, MsgFolder
from scrubber.mailboxes.outlook_pst import Pst
from scrubber.mailboxes.thunderbird import ThunderbirdFolder, belongs_to_thunderbird
from scrubber.state import state_directory

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scrubber.audit.run import Audit, Target
    from scrubber.audit.sources import Box
    from scrubber.core.model import Place
    from scrubber.scanner.pool import ScannerPool

    Work = Callable[["Step", asyncio.AbstractEventLoop], None]

GONE = "no longer there"
_THUNDERBIRD = "Thunderbird's own store: delete the mails in Thunderbird, then compact the folder"
_APPLE = "Apple Mail's own store: delete the mails in Apple Mail"
_OUTLOOK = "a file of Outlook's: delete the mails in Outlook, and export them anew"
_READ_ONLY: tuple[tuple[tuple[type, ...], str], ...] = (
    ((EmlxFolder,), _APPLE),
    ((MsgFolder, MsgFile, Pst), _OUTLOOK),
    ((ThunderbirdFolder,), _THUNDERBIRD),
)
_MAY_WRITE = "run the audit as a user who may write there"
_CURES = {
    errno.EACCES: _MAY_WRITE,
    errno.EPERM: _MAY_WRITE,
    errno.EROFS: "run the audit where it can be written",
    errno.ENOSPC: "make room, then run the audit again",
    errno.EDQUOT: "make room, then run the audit again",
}
"""What to do where the system does not let a mail be written."""

_PIPE = "cannot be written to"


class Step(NamedTuple):
    """The mails of one mailbox that are to be masked, and why they cannot be, "" if they can."""

    box: Box
    targets: tuple[Target, ...]
    refused: str


def plan(audit: Audit) -> list[Step]:
    """Return what is to be done, mailbox by mailbox."""
    found = {entry.number for entry in audit.ledger if entry.findings}
    by_box: defaultdict[int, list[Target]] = defaultdict(list)
    for number, target in audit.targets.items():
        if number in found:
            by_box[id(target.box)].append(target)
    return [
        Step(box, tuple(by_box[id(box)]), _refused(box)) for box in audit.boxes if id(box) in by_box
    ]


def _refused(box: Box) -> str:
    """Say why nothing is written to a mailbox, "" if it is."""
    mails = box.mails
    for kinds, reason in _READ_ONLY:
        if isinstance(mails, kinds):
            return reason
    if isinstance(mails, MessageFolder) and belongs_to_thunderbird(mails.path):
        return _THUNDERBIRD
    if isinstance(mails, Maildir | Mbox | MessageFolder | ImapMailbox):
        return ""
    if isinstance(mails, MessageFile) and mails.path.is_file():
        return ""
    return _PIPE


@dataclass(frozen=True, slots=True)
class Fix:
    """Carries a plan out; ``told`` gets the number of each mail that is settled.

    ``state`` is where it is kept what is under way, if not in its usual place.
    """

    audit: Audit
    pool: ScannerPool
    state: str | None
    told: Callable[[int], None]
    interrupted: Event = field(default_factory=Event)

    async def __call__(self, steps: Sequence[Step]) -> bool:
        """Mask mail by mail; return whether all is masked.

        Interrupted at any moment it leaves every mail either as it was or masked, and can be
        started anew.  Raises StoreError and ConfigError where it cannot keep what is under way.
        """
        targets = [target for step in steps for target in step.targets]
        joined = self._joined(targets)
        if joined:
            unfinished = Unfinished(state_directory(self.state))
            unfinished.add(joined)
        for step in steps:
            if step.refused:
                self._settle(step.targets, f"not masked: {step.refused}")
                continue
            work = self._files
            if isinstance(step.box.mails, Mbox):
                work = self._mbox
            elif isinstance(step.box.mails, ImapMailbox):
                work = self._account
            await self._in_thread(work, step)
        outcomes = self.audit.ledger.outcomes
        left = {each.name for each in targets if outcomes[each.number] not in {MASKED, GONE}}
        if joined:
            unfinished.drop(joined.keys() - left)
        return not left

    def _joined(self, targets: Sequence[Target]) -> dict[str, tuple[Place, ...]]:
        """Return what only several mails showed, by Message-ID; copies of a mail share one."""
        places: defaultdict[str, tuple[Place, ...]] = defaultdict(tuple)
        for target in targets:
            if target.number in self.audit.also:
                places[target.name] += self.audit.also[target.number]
        return dict(places)

    async def _in_thread(self, work: Work, step: Step) -> None:
        """Do a step; interrupted, it ends with the mail that is under way."""
        doing = asyncio.ensure_future(asyncio.to_thread(work, step, asyncio.get_running_loop()))
        try:
            await asyncio.shield(doing)
        except asyncio.CancelledError:
            self.interrupted.set()
            await asyncio.wait([doing])
            raise

    def _files(self, step: Step, loop: asyncio.AbstractEventLoop) -> None:
        """Mask messages that are files of their own."""
        for target in step.targets:
            try:
                done = self._file(step.box, target, loop)
            except (OSError, ScrubberError) as error:
                self._settle([target], f"not masked: {_reason(error)}")
            else:
                self._settle([target], MASKED if done else GONE)

    def _file(self, box: Box, target: Target, loop: asyncio.AbstractEventLoop) -> bool:
        def mask(raw: bytes) -> bytes:
            return self._masked(target, raw, loop)

        if isinstance(box.mails, Maildir):
            return MaildirReplacer(box.mails.path).replace(Path(target.location), mask)
        return files_replace.replace(Path(target.location), mask)

    def _mbox(self, step: Step, loop: asyncio.AbstractEventLoop) -> None:
        """Mask the messages of an mbox, all together."""
        by_offset = {int(each.location.rpartition(":")[2]): each for each in step.targets}
        sizes = {offset: target.size for offset, target in by_offset.items()}
        path = step.box.path or Path()

        def mask(offset: int, raw: bytes) -> bytes:
            return self._masked(by_offset[offset], raw, loop)

        try:
            done = mbox_replace.replace(path, sizes, mask)
        except (OSError, ScrubberError) as error:
            self._settle(step.targets, f"not masked: {_reason(error)}")
            return
        for offset, target in by_offset.items():
            moved = "not masked: has moved in the file meanwhile; run the audit again"
            self._settle([target], MASKED if offset in done else moved)

    def _account(self, step: Step, loop: asyncio.AbstractEventLoop) -> None:
        """Mask mails on a server, one after the other."""
        from scrubber.audit.fixing_imap import mask_account

        def mask(target: Target, raw: bytes) -> bytes:
            return self._masked(target, raw, loop)

        if not isinstance(step.box.mails, ImapMailbox):
            raise TypeError("this is no account")
        try:
            state = state_directory(self.state)
            for target, outcome in mask_account(step.box.mails, step.targets, state, mask):
                self._settle([target], outcome)
        except (OSError, ScrubberError) as error:
            outcomes = self.audit.ledger.outcomes
            rest = [target for target in step.targets if target.number not in outcomes]
            self._settle(rest, f"not masked: {_reason(error)}")

    def _masked(self, target: Target, raw: bytes, loop: asyncio.AbstractEventLoop) -> bytes:
        """Scan a mail again, in a scanner process, and return it masked.

        Raises ScanError, and CancelledError if no other mail is to be touched.
        """
        if self.interrupted.is_set():
            raise CancelledError
        also = self.audit.also.get(target.number, ()) if len(raw) == target.size else ()
        scanning = asyncio.run_coroutine_threadsafe(scan(self.pool, raw, also), loop)
        return scanning.result().message

    def _settle(self, targets: Sequence[Target], outcome: str) -> None:
        for target in targets:
            self.audit.ledger.outcomes[target.number] = outcome
            self.told(target.number)


def _reason(error: OSError | ScrubberError) -> str:
    if isinstance(error, ScanError):
        return "could not be scanned again"
    if isinstance(error, ScrubberError):
        return error.public
    what = (error.strerror or type(error).__name__).lower()
    cure = _CURES.get(error.errno or 0)
    return f"{what}; {cure}" if cure else what
