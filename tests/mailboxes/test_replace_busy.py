"""A mail that somebody changes again and again while it is being replaced, on a real Dovecot."""

from __future__ import annotations

from itertools import count, cycle
from typing import TYPE_CHECKING

import pytest

from scrubber.mailboxes.replace_exchange import CopyError, Outcome
from tests.mailboxes.replacing import CLEAR, MASKED, Folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.mailboxes.replacing import Meddled
    from tests.servers.dovecot import Dovecot

_numbers = count()


@pytest.fixture
def folder(server: Dovecot, tmp_path: Path) -> Iterator[Folder]:
    """Return a folder with one mail with a card number, UID 1."""
    made = Folder(server, f"busy{next(_numbers)}", tmp_path)
    yield made
    made.close()


def restless(connection: Meddled, folder: Folder) -> Callable[[], None]:
    """Have somebody change the flags of the original before each of our changes."""
    changes = cycle(["+FLAGS", "-FLAGS"])

    def change() -> None:
        folder.do("STORE", 1, next(changes), r"(\Answered)")()
        connection.before["STORE"] = change

    return change


def test_a_copy_that_was_taken_back_is_no_other_hosts(folder: Folder) -> None:
    """Once there is peace the mail is replaced, on the same connection too."""
    with folder.connection() as connection:
        replacer = folder.replacer(connection)
        connection.before["STORE"] = restless(connection, folder)
        with pytest.raises(CopyError, match="again and again"):
            replacer.replace(1, MASKED)
        assert folder.bodies() == [CLEAR]
        del connection.before["STORE"]
        assert replacer.replace(1, MASKED) is Outcome.REPLACED
    assert folder.bodies() == [MASKED]
    assert folder.journal().unfinished() == []


@pytest.mark.parametrize("again", [False, True], ids=["same connection", "new connection"])
def test_a_copy_that_somebody_has_touched_is_still_ours(folder: Folder, again: bool) -> None:  # noqa: FBT001
    """It stays for the time being, and later the original goes without ten minutes of waiting."""
    connection = folder.connection()
    replacer = folder.replacer(connection)
    change = restless(connection, folder)

    def change_both() -> None:
        change()
        folder.do("STORE", 2, "+FLAGS", r"(\Seen)")()
        connection.before["STORE"] = change_both

    connection.before["STORE"] = change_both
    with pytest.raises(CopyError, match="again and again"):
        replacer.replace(1, MASKED)
    assert folder.bodies() == [CLEAR, MASKED]
    del connection.before["STORE"]
    if again:
        connection.close()
        connection = folder.connection()
        replacer = folder.replacer(connection)
        assert replacer.recover() == []
    else:
        assert replacer.replace(1, MASKED) is Outcome.REPLACED
    connection.close()
    ((body, flags, _),) = folder.mails().values()
    assert body == MASKED
    assert "\\Seen" in flags
    assert folder.journal().unfinished() == []
