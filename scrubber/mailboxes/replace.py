"""Replacing mails on an IMAP server by their masked copies, so that no moment can lose one.

IMAP has no such command but for RFC 8508, which few servers know.  So copies are appended, read
back and compared, and only then are the originals removed, by UID EXPUNGE and never by a plain
EXPUNGE, which would take what others have marked as deleted.  Each step is noted before it is
taken; after a crash ``recover`` goes on from there.

Each step is taken for a batch of mails at once, so that they share the server's answers and the
waits for the disk.  What becomes of one mail is no other's matter.
"""

from __future__ import annotations

import logging
import time
from dataclasses import replace as changed
from typing import TYPE_CHECKING

from scrubber.errors import MailboxError
from scrubber.mailboxes.imap_errors import AnswerError
from scrubber.mailboxes.imap_values import DELETED, RECENT, Sending
from scrubber.mailboxes.replace_copies import Copies, whole
from scrubber.mailboxes.replace_exchange import (
    CopyError,
    End,
    Exchange,
    Outcome,
    going_on,
    without_copy,
)
from scrubber.mailboxes.replace_journal import Journal, Row, State
from scrubber.mailboxes.replace_mark import header_line, mark_of, message_id, renamed
from scrubber.mailboxes.replace_profile import profile

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from scrubber.mailboxes.imap_connection import Connection
    from scrubber.mailboxes.imap_values import Facts, Selected

log = logging.getLogger(__name__)

_TRIES = 5  # of removing originals that are being changed meanwhile
_LATE = (1.0, 1.0)  # seconds between looks for copies that servers without UIDPLUS may show late
_UNDER_WAY = (0.1, 0.2, 0.4, 0.8, 1.6)  # the same, for copies that were sent when we were killed
_JUST_NOW = 60.0  # seconds; a server does not take longer over what it was sent
_LOST = "%s: masked copies lose what this account may not set here: %s"

# Another host may take a copy of ours for one that was left behind, and finish it after the longer
# time.  After the shorter one we no longer take a copy back: its original may have gone by him.
_ADOPTED_AFTER = 600.0
_TAKEN_BACK_WITHIN = 300.0


class Replacer:
    """Replaces mails of the folder that a connection has open for writing.

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
        self._lost: set[str] = set()
        self._copies = Copies(connection, self._selected)

    def replace(self, uid: int, message: bytes) -> Outcome:
        """Replace one mail.  Raises its error, and what ``replace_all`` does."""
        end = self.replace_all({uid: message})[uid]
        if isinstance(end, MailboxError):
            raise end
        return end

    def replace_all(self, messages: Mapping[int, bytes]) -> dict[int, End]:
        """Put masked bytes in the places of originals, and return what became of each, by UID.

        They are in memory all together: a large one is to come alone.  Raises ReadOnlyError, and
        LostConnectionError, then ``recover`` has to be called on the next connection.
        """
        try:
            batch = self._begun(messages)
            self._leave_to_others(batch)
            if self._connection.has("REPLACE"):
                self._replace_at_once(without_copy(batch))
            else:
                self._make_copies(without_copy(batch))
            self._finish(going_on(batch))
            if self._profile.drops_duplicates:
                self._try_other_names(batch)
        except AnswerError as error:
            return dict.fromkeys(messages, error)
        self._journal.drop(*(each.row for each in batch if not each.noted))
        ends = {each.row.uid: each.end for each in batch}
        return {uid: ends.get(uid) or Outcome.GONE for uid in messages}

    def recover(self) -> list[Row]:
        """Bring to an end what a former run has left in the open folder.

        Return the rows of originals that were moved and have to be found elsewhere.
        """
        rows = [row for row in self._journal.unfinished() if row.folder == self._selected.folder]
        known = [row for row in rows if row.uidvalidity == self._selected.uidvalidity]
        foreign = [row for row in known if row.state is State.FOREIGN]
        there = self._connection.facts([row.uid for row in foreign])
        self._journal.drop(
            *(row for row in rows if row not in known),  # UIDs that mean nothing now
            *(row for row in foreign if row.uid not in there),
        )
        self._resume([row for row in known if row.state in {State.APPENDING, State.REMOVING}])
        return [row for row in self._journal.unfinished() if row.state is State.MOVED]

    def moved(self, uid: int) -> Row | None:
        """Return the row of an original that was found to be moved."""
        row = self._journal.find(f"{self._selected.uidvalidity}/{uid}/{self._selected.folder}")
        return row if row is not None and row.state is State.MOVED else None

    def settled(self, row: Row) -> None:
        """Forget a moved original: it was found and masked, or is nowhere."""
        self._journal.drop(row)

    def _begun(self, messages: Mapping[int, bytes]) -> list[Exchange]:
        """Return what is to be replaced of originals that are there still."""
        found = self._connection.facts(list(messages))
        originals = [found[uid] for uid in messages if uid in found and not found[uid].deleted]
        ids = self._profile.lasting_ids([original.uid for original in originals])
        return [
            Exchange(
                self._row(original, messages[original.uid], ids.get(original.uid, "")),
                messages[original.uid],
                original.internaldate,
            )
            for original in originals
        ]

    def _row(self, original: Facts, message: bytes, lasting_id: str) -> Row:
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
            lasting_id=lasting_id,
        )

    def _leave_to_others(self, batch: Sequence[Exchange]) -> None:
        """Leave mails of which there are copies already to whoever made those, be it ourselves."""
        copies = self._copies.of([each.row.mark for each in batch]) if batch else {}
        for each in batch:
            for copy in copies[each.row.mark][:1]:
                known = self._journal.find(each.row.key)
                if known is not None and known.state is State.APPENDING:
                    each.row, each.copy = known, copy
                else:
                    self._leave_or_adopt(each, copy)

    def _make_copies(self, batch: Sequence[Exchange]) -> None:
        """Append copies; where another host has made an older one meanwhile, take ours back."""
        if not batch:
            return
        self._journal.write(*(each.row for each in batch))
        self._append(batch)
        appended = going_on(batch)
        copies = self._copies.of([each.row.mark for each in appended])
        for each in appended:
            oldest = min(copies[each.row.mark], default=each.copy)
            if oldest < each.copy:
                self._copies.take_back(each.row, each.copy)
                self._leave_or_adopt(each, oldest)

    def _finish(self, batch: Sequence[Exchange]) -> None:
        """Compare copies, bring their flags up to date, and remove the originals."""
        try:
            if batch:
                self._remove_originals(batch)
        except AnswerError as error:
            if len(batch) == 1:
                batch[0].ends(error, noted=True)
                return
            # What a server refuses for many it may do for each alone, but for the one to blame.
            for each in going_on(batch):
                self._finish([each])

    def _remove_originals(self, batch: Sequence[Exchange]) -> None:
        for each in batch:
            if each.copy != each.row.uid:
                self._profile.carry_over(each.row.uid, each.copy)
        now = self._look(batch)
        self._compare(batch, now)
        for _ in range(_TRIES):
            left = going_on(batch)
            if not left:
                return
            # What changes after a look has a higher mod-sequence than all that an earlier look has
            # shown (RFC 7162 section 3.1), whichever message that belongs to.
            unchanged_since = max((fact.modseq or 0 for fact in now.values()), default=0) or None
            now = self._look(left)
            ready = [each for each in left if self._is_ready(each, now)]
            if ready:
                self._remove(ready, unchanged_since)
        for each in going_on(batch):
            gone = self._copies.take_back(each.row, each.copy)
            busy = "the original is being changed again and again; it stays for now"
            each.ends(CopyError(busy), noted=not gone)  # a copy that is left is ours, by its row

    def _remove(self, batch: Sequence[Exchange], unchanged_since: int | None) -> None:
        """Remove originals, unless they have changed."""
        self._note(batch, State.REMOVING)
        ends = self._profile.remove([each.row for each in batch], unchanged_since)
        for each in batch:
            if each.row.uid in ends:
                each.ends(ends[each.row.uid])
        self._note(going_on(batch), State.APPENDING)

    def _replace_at_once(self, batch: Sequence[Exchange]) -> None:
        """Replace by the one command that is made for it (RFC 8508)."""
        self._note(batch, State.REMOVING)  # whether it happened is seen by the copy
        for each in batch:
            try:
                self._connection.replace(each.row.uid, self._sending(each))
            except AnswerError as error:
                each.ends(error)
        self._look_for(going_on(batch))
        self._append(without_copy(batch))
        replaced = going_on(batch)
        rows = {each.copy: each.row for each in replaced}
        copies = whole(self._connection, rows, self._connection.facts(list(rows)).values())
        changed_it = "the server has changed the masked copy while it replaced the original"
        for each in replaced:
            each.ends(Outcome.REPLACED if each.copy in copies else CopyError(changed_it))

    def _try_other_names(self, batch: Sequence[Exchange]) -> None:
        """Try once more, with Message-IDs of their own, what a server did not take."""
        again = [each for each in batch if isinstance(each.end, CopyError)]
        for each in again:
            each.message = renamed(each.message, each.row.mark)
            row = each.row
            mark = mark_of(row.folder, row.uidvalidity, row.uid, [each.message])
            each.row = changed(row, mark=mark, state=State.APPENDING, since=self._clock())
            each.copy, each.end, each.noted = 0, None, True
        self._make_copies(again)
        self._finish(going_on(again))

    def _note(self, batch: Sequence[Exchange], state: State) -> None:
        """Write down how far exchanges have come."""
        for each in batch:
            each.row = changed(each.row, state=state)
        if batch:
            self._journal.write(*(each.row for each in batch))

    def _sending(self, each: Exchange) -> Sending:
        flags = self._selected.kept(each.row.flags)
        self._tell_of_lost(set(each.row.flags) - {DELETED, RECENT} - flags)
        return Sending((header_line(each.row.mark), each.message), flags, each.date)

    def _tell_of_lost(self, flags: set[str]) -> None:
        """Say once which flags copies come without; a number left in clear would be worse."""
        words = {flag if flag.startswith("\\") else "keywords" for flag in flags} - self._lost
        self._lost |= words
        if words:
            log.warning(_LOST, self._selected.folder, ", ".join(sorted(words)))

    def _append(self, batch: Sequence[Exchange]) -> None:
        """Append copies, and find out their UIDs."""
        if self._connection.has("MULTIAPPEND") and batch:
            self._append_together(batch)
        else:
            for each in batch:
                self._append_together([each])
        self._look_for(without_copy(batch))
        for each in without_copy(batch):
            each.ends(CopyError("the server took the masked copy and does not show it"))

    def _append_together(self, batch: Sequence[Exchange]) -> None:
        """Append copies by one command; what a server refuses of many it may take of each alone."""
        messages = [self._sending(each) for each in batch]
        try:
            uids = self._connection.append(self._selected.folder, messages)
        except AnswerError as error:
            if len(batch) == 1:
                batch[0].ends(error)
                return
            for each in batch:
                self._append_together([each])
            return
        if len(uids) == len(batch):  # else the server has no UIDPLUS
            for each, uid in zip(batch, uids, strict=True):
                each.copy = uid

    def _look_for(self, batch: Sequence[Exchange], pauses: Sequence[float] = ()) -> None:
        """Find copies by their marks, again after each of some pauses."""
        late = () if self._connection.has("UIDPLUS") else _LATE
        for pause in (0.0, *(pauses or late)):
            missing = without_copy(batch)
            if not missing:
                return
            if pause:
                time.sleep(pause)
                self._connection.noop()
            copies = self._copies.of([each.row.mark for each in missing])
            for each in missing:
                each.copy = min(copies[each.row.mark], default=0)

    def _leave_or_adopt(self, each: Exchange, copy: int) -> None:
        """Leave a copy that is not ours to its owner, until it is clear that he will not come."""
        known = self._journal.find(each.row.key)
        if known is None or known.state is not State.FOREIGN:
            self._journal.write(changed(each.row, state=State.FOREIGN))
            each.ends(Outcome.FOREIGN, noted=True)
        elif self._clock() - known.since < _ADOPTED_AFTER:
            each.ends(Outcome.FOREIGN, noted=True)
        else:
            each.copy = copy

    def _look(self, batch: Sequence[Exchange]) -> dict[int, Facts]:
        """Return what the server knows of originals and of copies."""
        return self._connection.facts([uid for each in batch for uid in (each.row.uid, each.copy)])

    def _compare(self, batch: Sequence[Exchange], now: Mapping[int, Facts]) -> None:
        """End what the server has not kept as it was sent."""
        rows = {each.copy: each.row for each in batch if each.copy != each.row.uid}
        copies = whole(self._connection, rows, [now[uid] for uid in rows if uid in now])
        for each in batch:
            if each.copy not in copies:
                if each.copy != each.row.uid:
                    self._copies.take_back(each.row, each.copy)
                each.ends(CopyError("the server has changed the masked copy; the original stays"))

    def _is_ready(self, each: Exchange, now: Mapping[int, Facts]) -> bool:
        """Whether an original can go: its copy is there, and has all that it has."""
        original, ours = now.get(each.row.uid), now.get(each.copy)
        if original is None or (original.deleted and each.row.state is not State.REMOVING):
            self._original_gone(each, deleted=original is not None)
            return False
        if ours is None:
            each.ends(CopyError("somebody took the masked copy away; the original stays"))
            return False
        if self._synchronised(each.row, original, ours):
            return True
        each.row = changed(each.row, flags=tuple(sorted(original.flags)))
        return False

    def _synchronised(self, row: Row, original: Facts, ours: Facts) -> bool:
        """Whether the copy has the flags it should; if not they are changed, so look again.

        What changed on the original since the copy was made is changed on the copy; what somebody
        changed on the copy stays.
        """
        before = frozenset(row.flags)
        after = (ours.flags | (original.flags - before)) - (before - original.flags)
        wanted = self._selected.kept(after)
        have = ours.flags - {RECENT}
        if wanted == have:
            return True
        for change, flags in (("+FLAGS", wanted - have), ("-FLAGS", have - wanted)):
            if flags:
                self._connection.store([ours.uid], change, flags)
        return False

    def _original_gone(self, each: Exchange, *, deleted: bool) -> None:
        """Somebody has deleted or moved the original: take our copy back, if it is safe."""
        if each.row.state is State.REMOVING:
            self._profile.sweep(each.row)  # it was us before a crash, or, who knows, somebody else
        elif self._clock() - each.row.since < _TAKEN_BACK_WITHIN:
            self._copies.take_back(each.row, each.copy)
        if deleted or not each.row.message_id:
            each.ends(Outcome.GONE)
            return
        self._journal.write(changed(each.row, state=State.MOVED))
        each.ends(Outcome.MOVED, noted=True)

    def _resume(self, rows: Sequence[Row]) -> None:
        """Go on with replacements that a crash has interrupted."""
        batch = [Exchange(row) for row in rows]
        # The server may still be at work on what it was sent.
        lately = [row for row in rows if self._clock() - row.since < _JUST_NOW]
        self._look_for(batch, _UNDER_WAY if lately else ())
        for each in without_copy(batch):
            if each.row.state is State.REMOVING:
                self._profile.sweep(each.row)
            each.ends(Outcome.GONE)
        copied = going_on(batch)
        self._finish(copied)
        for each in copied:
            if isinstance(each.end, MailboxError):
                log.warning("%s: %s", each.row.folder, each.end.public)
            else:
                log.info("%s: gone on with after a crash: %s", each.row.folder, each.end)
        self._journal.drop(*(each.row for each in batch if not each.noted))
