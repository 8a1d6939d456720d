"""Which masked copies lie in a folder, by their marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrubber.mailboxes.imap import batches
from scrubber.mailboxes.imap_errors import AnswerError
from scrubber.mailboxes.imap_values import DELETED, RECENT
from scrubber.mailboxes.replace_mark import FIELD, Digest, header_line, mark_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scrubber.mailboxes.imap_connection import Connection
    from scrubber.mailboxes.imap_values import Facts, Selected
    from scrubber.mailboxes.replace_journal import Row

_BLOCK = 1024 * 1024  # bytes compared at a time
_ASKED = 500  # messages asked for at a time


class Copies:
    """The copies in the open folder: found once by SEARCH, then each new mail is looked at.

    A search of all headers for each mail would cost the more the larger the folder is.
    """

    def __init__(self, connection: Connection, selected: Selected) -> None:
        """Look at nothing yet: most mail needs no copy."""
        self._connection = connection
        self._selected = selected
        self._uids: dict[str, set[int]] = {}
        self._known = selected.uidnext - 1
        self._searched = False

    def of(self, marks: Iterable[str]) -> dict[str, list[int]]:
        """Return the UIDs of the copies with each mark, in order, the newest included."""
        if not self._searched:
            self._search()
        new = self._connection.fields(f"{max(self._known, 0) + 1}:*", FIELD)
        self._note(new)
        self._known = max(self._known, *new, 0)
        return {mark: sorted(self._uids.get(mark, ())) for mark in marks}

    def take_back(self, row: Row, copy: int) -> bool:
        """Remove a copy of ours unless somebody has touched it, by its flags; say if it is gone."""
        ours = self._connection.facts([copy]).get(copy)
        if ours is not None:
            if ours.flags - {RECENT} != self._selected.kept(row.flags):
                return False
            marked = self._connection.store(
                [copy], "+FLAGS", [DELETED], unchanged_since=ours.modseq
            )
            if not marked:
                return False
            if self._connection.has("UIDPLUS"):
                self._connection.expunge(marked)
        self._uids.get(row.mark, set()).discard(copy)
        return True

    def _search(self) -> None:
        try:
            old = self._connection.search("HEADER", FIELD, "")
        except AnswerError:
            old = []  # a server that cannot search this field: only a lost journal would need it
        for start in range(0, len(old), _ASKED):
            self._note(self._connection.fields(old[start : start + _ASKED], FIELD))
        self._searched = True

    def _note(self, headers: dict[int, bytes]) -> None:
        for uid, header in headers.items():
            mark = mark_in(header)
            if mark:
                self._uids.setdefault(mark, set()).add(uid)


def whole(connection: Connection, rows: Mapping[int, Row], copies: Iterable[Facts]) -> set[int]:
    """Return the copies that hold, byte for byte, what was sent; line ends may have become CRLF.

    The mark of a copy is made of its bytes, so it is read back block by block and nothing else is
    needed.  ``rows`` are those of the copies, by UID; in memory are blocks of a few small ones, or
    one of a large one.
    """
    found: set[int] = set()
    for together in batches(list(copies)):
        digests = {copy.uid: _Sought(rows[copy.uid]) for copy in together}
        start = 0
        while digests:
            blocks = connection.blocks(list(digests), start, _BLOCK)
            for uid, sought in list(digests.items()):
                block = blocks.get(uid, b"")
                sought.take(block)
                if len(block) < _BLOCK:
                    found |= {uid} if sought.is_found() else set()
                    del digests[uid]
            start += _BLOCK
    return found


class _Sought:
    """A copy as it has to be, compared with what comes block by block."""

    def __init__(self, row: Row) -> None:
        self._mark = row.mark
        self._line = header_line(row.mark)
        self._digest = Digest(row.folder, row.uidvalidity, row.uid)
        self._begins_right = True

    def take(self, block: bytes) -> None:
        """Take the next bytes; on top of them is the mark."""
        line, self._line = self._line, b""
        self._begins_right &= block.startswith(line)
        self._digest.update(block[len(line) :])

    def is_found(self) -> bool:
        """Whether all that came is what was sent."""
        return self._begins_right and self._digest.mark() == self._mark
