"""Which masked copies lie in a folder, by their marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrubber.mailboxes.imap_errors import AnswerError
from scrubber.mailboxes.replace_mark import FIELD, Digest, header_line, mark_in

if TYPE_CHECKING:
    from scrubber.mailboxes.imap_connection import Connection
    from scrubber.mailboxes.imap_values import Selected
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
        self._uids: dict[str, set[int]] = {}
        self._known = selected.uidnext - 1
        self._searched = False

    def of(self, mark: str) -> list[int]:
        """Return the UIDs of the copies with a mark, in order, the newest included."""
        if not self._searched:
            self._search()
        new = self._connection.fields(f"{max(self._known, 0) + 1}:*", FIELD)
        self._note(new)
        self._known = max(self._known, *new, 0)
        return sorted(self._uids.get(mark, ()))

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


def is_whole(connection: Connection, row: Row, copy: int) -> bool:
    """Whether a copy holds, byte for byte, what was sent; line ends may have become CRLF.

    Its mark is made of its bytes, so it is read back block by block and nothing else is needed.
    """
    line = header_line(row.mark)
    digest = Digest(row.folder, row.uidvalidity, row.uid)
    start = 0
    while True:
        block = connection.body_from(copy, start, _BLOCK)
        if start == 0:
            if not block.startswith(line):
                return False
            digest.update(block[len(line) :])
        else:
            digest.update(block)
        if len(block) < _BLOCK:
            return digest.mark() == row.mark
        start += len(block)
