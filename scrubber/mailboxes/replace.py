"""Replacing a mail on an IMAP server by its masked copy, so that no moment can lose it.

IMAP has no such command but for RFC 8508, which few servers know.  So the copy is appended, read
back and compared, and only then is the original removed, by UID EXPUNGE and never by a plain
EXPUNGE, which would take what others have marked as deleted.  Each step is noted before it is
taken; after a crash ``recover`` goes on from there.
"""

from __future__ import annotations

import logging
import time
from dataclasses import replace as changed
from enum import StrEnum
from typing import TYPE_CHECKING

from scrubber.errors import MailboxError
from scrubber.mailboxes.imap_errors import AnswerError
from scrubber.mailboxes.imap_values import DELETED, RECENT
from scrubber.mailboxes.replace_copies import Copies, is_whole
from scrubber.mailboxes.replace_journal import Journal, Row, State
from scrubber.mailboxes.replace_mark import header_line, mark_of, message_id, renamed
from scrubber.mailboxes.replace_profile import profile

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrubber.mailboxes.imap_connection import Connection
    from scrubber.mailboxes.imap_values import Facts, Selected

log = logging.getLogger(__name__)

_TRIES = 5  # of removing an original that is being changed meanwhile
_LOOKS = 3  # for a copy that servers without UIDPLUS may show late
_PAUSE = 1.0  # seconds between two looks

# Another host may take a copy of ours for one that was left behind, and finish it after the longer
# time.  After the shorter one we no longer take a copy back: its original may have gone by him.
_ADOPTED_AFTER = 600.0
_TAKEN_BACK_WITHIN = 300.0


class CopyError(MailboxError):
    """The server does not keep the masked copy as it was sent; the original stays."""


class Outcome(StrEnum):
    """What became of a mail that was to be replaced."""

    REPLACED = "replaced"
    MARKED = "marked"
    """The copy is there, the original only marked as deleted: the server cannot do more."""
    GONE = "gone"
    """Somebody has deleted the original; no copy of ours is left."""
    MOVED = "moved"
    """Somebody took the original away meanwhile: look for it elsewhere, then call ``settled``."""
    FOREIGN = "foreign"
    """Another host is replacing it."""


class Replacer:
    """Replaces mails of the folder that a connection has open for writing, one at a time.

    Whoever uses one holds the account's lock, so that no other does on this machine.
    """

    def __init__(
        self, connection: Connection, journal: Journal, clock: Callable[[], float] = time.time
    ) -> None:
        """Take a connection whose folder is open; ``clock`` gives seconds since 1970."""
        if connection.selected is None:
            raise ValueError("no folder is open")
        self._connection = connection
        self._selected: Selected = connection.selected
        self._journal = journal
        self._clock = clock
        self._profile = profile(connection)
        self._copies = Copies(connection, self._selected)

    def replace(self, uid: int, message: bytes) -> Outcome:
        """Put ``message``, the masked bytes, in the place of an original.

        Raises CopyError, AnswerError and ReadOnlyError, then the original is where it was, and
        LostConnectionError, then ``recover`` has to be called on the next connection.
        """
        original = self._connection.facts([uid]).get(uid)
        if original is None or original.deleted:
            return Outcome.GONE
        row = self._row(original, message)
        foreign = self._copies.of(row.mark)
        if foreign:
            return self._leave_or_adopt(row, foreign[0])
        if self._connection.has("REPLACE"):
            return self._exchange_at_once(row, original, message)
        try:
            return self._exchange(row, original, message)
        except CopyError:
            if not self._profile.drops_duplicates:
                raise
        message = renamed(message, row.mark)
        return self._exchange(self._row(original, message), original, message)

    def recover(self) -> list[Row]:
        """Bring to an end what a former run has left in the open folder.

        Return the rows of originals that were moved and have to be found elsewhere.
        """
        for row in self._journal.unfinished():
            if row.folder != self._selected.folder:
                continue
            if row.uidvalidity != self._selected.uidvalidity:
                self._journal.drop(row)  # its UIDs mean nothing now; copies show their marks
            elif row.state is State.FOREIGN:
                if row.uid not in self._connection.facts([row.uid]):
                    self._journal.drop(row)
            elif row.state is not State.MOVED:
                self._resume(row)
        return [row for row in self._journal.unfinished() if row.state is State.MOVED]

    def moved(self, uid: int) -> Row | None:
        """Return the row of an original that was found to be moved."""
        row = self._journal.find(f"{self._selected.uidvalidity}/{uid}/{self._selected.folder}")
        return row if row is not None and row.state is State.MOVED else None

    def settled(self, row: Row) -> None:
        """Forget a moved original: it was found and masked, or is nowhere."""
        self._journal.drop(row)

    def _row(self, original: Facts, message: bytes) -> Row:
        folder, uidvalidity = self._selected.folder, self._selected.uidvalidity
        return Row(
            folder=folder,
            uidvalidity=uidvalidity,
            uid=original.uid,
            mark=mark_of(folder, uidvalidity, original.uid, [message]),
            state=State.APPENDING,
            since=self._clock(),
            flags=tuple(sorted(original.flags)),
            message_id=message_id(message),
            lasting_id=self._profile.lasting_id(original.uid),
        )

    def _exchange(self, row: Row, original: Facts, message: bytes) -> Outcome:
        self._journal.write(row)
        try:
            copy = self._appended(row, original, message)
        except AnswerError:
            self._journal.drop(row)
            raise
        if copy is None:
            self._journal.drop(row)
            raise CopyError("the server took the masked copy and does not show it")
        copies = self._copies.of(row.mark)
        if copies and copies[0] < copy:
            self._take_back(row, copy)
            return self._leave_or_adopt(row, copies[0])
        if copy != row.uid:
            self._profile.carry_over(row.uid, copy)
        return self._finish(row, copy)

    def _exchange_at_once(self, row: Row, original: Facts, message: bytes) -> Outcome:
        """Replace by the one command that is made for it (RFC 8508)."""
        line, flags = header_line(row.mark), self._kept(original)
        row = changed(row, state=State.REMOVING)  # whether it happened is seen by the copy
        self._journal.write(row)
        try:
            self._connection.replace(
                row.uid, (line, message), len(line) + len(message), flags, original.internaldate
            )
        except AnswerError:
            self._journal.drop(row)
            raise
        copy = self._look_for(row.mark) or self._appended(row, original, message)
        self._journal.drop(row)
        if copy is None or not is_whole(self._connection, row, copy):
            raise CopyError("the server has changed the masked copy while it replaced the original")
        return Outcome.REPLACED

    def _kept(self, original: Facts) -> list[str]:
        """Return the flags that a copy gets."""
        return [flag for flag in original.flags - {DELETED} if self._selected.keeps(flag)]

    def _appended(self, row: Row, original: Facts, message: bytes) -> int | None:
        """Append the copy and return its UID."""
        line, flags = header_line(row.mark), self._kept(original)
        uid = self._connection.append(
            row.folder, (line, message), len(line) + len(message), flags, original.internaldate
        )
        return uid if uid is not None else self._look_for(row.mark)

    def _look_for(self, mark: str) -> int | None:
        """Find a copy by its mark; some servers show it late."""
        for look in range(1 if self._connection.has("UIDPLUS") else _LOOKS):
            if look:
                time.sleep(_PAUSE)
                self._connection.noop()
            copies = self._copies.of(mark)
            if copies:
                return copies[0]
        return None

    def _leave_or_adopt(self, row: Row, copy: int) -> Outcome:
        """Leave a copy that is not ours to its owner, until it is clear that he will not come."""
        known = self._journal.find(row.key)
        if known is None or known.state is not State.FOREIGN:
            self._journal.write(changed(row, state=State.FOREIGN))
            return Outcome.FOREIGN
        if self._clock() - known.since < _ADOPTED_AFTER:
            return Outcome.FOREIGN
        return self._finish(row, copy)

    def _finish(self, row: Row, copy: int) -> Outcome:
        """Compare the copy, bring its flags up to date, and remove the original."""
        if copy == row.uid or not is_whole(self._connection, row, copy):
            if copy != row.uid:
                self._take_back(row, copy)
            self._journal.drop(row)
            raise CopyError("the server has changed the masked copy; the original stays")
        for _ in range(_TRIES):
            now = self._connection.facts([row.uid, copy])
            original, ours = now.get(row.uid), now.get(copy)
            if original is None or (original.deleted and row.state is not State.REMOVING):
                return self._original_gone(row, copy, deleted=original is not None)
            if ours is None:
                self._journal.drop(row)
                raise CopyError("somebody took the masked copy away; the original stays")
            if not self._synchronised(row, original, ours):
                row = changed(row, flags=tuple(sorted(original.flags)))
                continue
            row = changed(row, state=State.REMOVING)
            self._journal.write(row)
            if self._profile.remove(original, row):
                self._journal.drop(row)
                return Outcome.REPLACED if self._profile.removes else Outcome.MARKED
            row = changed(row, state=State.APPENDING)
            self._journal.write(row)
        self._take_back(row, copy)
        self._journal.drop(row)
        raise CopyError("the original is being changed again and again; it stays for now")

    def _synchronised(self, row: Row, original: Facts, ours: Facts) -> bool:
        """Whether the copy has the flags it should; if not they are changed, so look again.

        What changed on the original since the copy was made is changed on the copy; what somebody
        changed on the copy stays.
        """
        before = frozenset(row.flags)
        after = (ours.flags | (original.flags - before)) - (before - original.flags)
        wanted = {flag for flag in after - {DELETED} if self._selected.keeps(flag)}
        have = ours.flags - {RECENT}
        if wanted == have:
            return True
        for change, flags in (("+FLAGS", wanted - have), ("-FLAGS", have - wanted)):
            if flags:
                self._connection.store(ours.uid, change, flags)
        return False

    def _original_gone(self, row: Row, copy: int, *, deleted: bool) -> Outcome:
        """Somebody has deleted or moved the original: take our copy back, if it is safe."""
        if row.state is State.REMOVING:
            self._profile.sweep(row)  # it was us before a crash, or, who knows, somebody else
        elif self._clock() - row.since < _TAKEN_BACK_WITHIN:
            self._take_back(row, copy)
        if deleted or not row.message_id:
            self._journal.drop(row)
            return Outcome.GONE
        self._journal.write(changed(row, state=State.MOVED))
        return Outcome.MOVED

    def _take_back(self, row: Row, copy: int) -> None:
        """Remove a copy of ours unless somebody has touched it, by its flags."""
        ours = self._connection.facts([copy]).get(copy)
        expected = {flag for flag in set(row.flags) - {DELETED} if self._selected.keeps(flag)}
        if ours is None or ours.flags - {RECENT} != expected:
            return
        marked = self._connection.store(copy, "+FLAGS", [DELETED], unchanged_since=ours.modseq)
        if marked and self._connection.has("UIDPLUS"):
            self._connection.expunge(copy)

    def _resume(self, row: Row) -> None:
        """Go on with a replacement that a crash has interrupted."""
        copy = self._look_for(row.mark)
        if copy is None:
            if row.state is State.REMOVING:
                self._profile.sweep(row)
            self._journal.drop(row)
            return
        try:
            outcome = self._finish(row, copy)
        except CopyError as error:
            log.warning("%s: %s", row.folder, error.public)
        else:
            log.info("%s: an interrupted replacement is finished: %s", row.folder, outcome)
