"""A mailbox that a real Dovecot serves: audited and masked on its disk, and by IMAP."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from tests.audit.kept import kept
from tests.audit.mails import CARD, CLEAN, MASKED
from tests.servers.dovecot import PASSWORD, USERS

if TYPE_CHECKING:
    import imaplib
    from pathlib import Path

    from tests.audit.conftest import Audit
    from tests.servers.dovecot import Dovecot

USER = USERS[0]
DATE = '"10-Mar-2024 09:20:30 +0000"'


def crlf(raw: bytes) -> bytes:
    """Return a mail as IMAP gives it."""
    return raw.replace(b"\n", b"\r\n")


def fill(connection: imaplib.IMAP4) -> None:
    """Put a mail with a card, flagged and with a keyword, between two clean ones."""
    connection.append("INBOX", "", DATE, crlf(CLEAN))
    connection.append("INBOX", r"(\Seen \Flagged Urgent)", DATE, crlf(CARD))
    connection.append("INBOX", "", DATE, crlf(CLEAN))


def listed(connection: imaplib.IMAP4) -> list[tuple[int, str]]:
    """Return UID and everything else that IMAP tells of each mail, bytes at the end."""
    connection.select("INBOX")
    items = "(UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])"
    _, answers = connection.fetch("1:*", items)
    found = []
    for answer in answers:
        if isinstance(answer, tuple):
            head, body = answer[0].decode(), answer[1].decode()
            uid = re.search(r"UID (\d+)", head)
            assert uid is not None
            found.append((int(uid[1]), re.sub(r"^\d+ \(|UID \d+ |\{\d+\}", "", head) + body))
    return found


def expected(raw: bytes, flags: str) -> str:
    """Return what IMAP tells of a mail that was not changed but for its masks."""
    size = len(crlf(raw))
    text = crlf(raw).decode()
    return f"FLAGS ({flags}) INTERNALDATE {DATE} RFC822.SIZE {size} BODY[] {text}"


def sources(dovecot: Dovecot, tmp_path: Path, folder: str = "") -> tuple[str, ...]:
    """Return the arguments that name the account by IMAP."""
    password = tmp_path / "password"
    password.write_text(PASSWORD)
    password.chmod(0o600)
    url = f"imap://{quote(USER, safe='')}@127.0.0.1:{dovecot.imap_port}{folder}"
    return (url, "--password-file", str(password))


def test_dovecot_sees_a_new_mail_in_place_of_a_masked_one(dovecot: Dovecot, audit: Audit) -> None:
    """A Maildir masked on disk: a new UID, right sizes, flags, keywords and date, no complaint."""
    dovecot.empty(USER)
    log = dovecot.directory / "log"
    with dovecot.mailbox(USER) as connection:
        fill(connection)
        before = listed(connection)
        complaints = log.read_text().count("Error")
        assert (
            audit(dovecot.directory / "mail" / USER / "Maildir", "--fix", "--yes").returncode == 0
        )
        connection.noop()
        after = listed(connection)
    assert sorted(after)[:2] == [before[0], before[2]]
    uid, told = max(after)
    assert uid > before[2][0]
    assert told == expected(MASKED, r"\Flagged \Seen Urgent")
    assert log.read_text().count("Error") == complaints
    dovecot.empty(USER)


def test_what_is_marked_as_deleted_is_told_to_lie_there(
    dovecot: Dovecot, audit: Audit, tmp_path: Path
) -> None:
    """Until somebody removes it its card data stays there, and the owner is to know."""
    dovecot.empty(USER)
    with dovecot.mailbox(USER) as connection:
        connection.append("INBOX", r"(\Deleted)", DATE, crlf(CARD))
        before = listed(connection)
        result = audit(*sources(dovecot, tmp_path), "--fix", "--yes")
        assert listed(connection) == before
    assert result.returncode == 2
    assert b"not masked: is marked as deleted" in result.stdout
    dovecot.empty(USER)


def test_an_account_is_read_and_left_as_it_is(
    dovecot: Dovecot, audit: Audit, tmp_path: Path, environment: dict[str, str]
) -> None:
    """All folders of an account are read, by arrival; not even a flag changes.

    The evidence knows the account by a shortened name.
    """
    dovecot.empty(USER)
    with dovecot.mailbox(USER) as connection:
        fill(connection)
        connection.create("Archive.2024")
        connection.append("Archive.2024", "", DATE, crlf(CARD))
        before = listed(connection)
        result = audit(*sources(dovecot, tmp_path))
        assert listed(connection) == before
        connection.delete("Archive.2024")
    assert result.returncode == 1
    assert b"4 mails in 2 folders" in result.stdout
    assert b"found: 2 card numbers in 2 mails" in result.stdout
    assert b"/Archive.2024" in result.stdout
    [told] = kept(environment)
    account = f"imap://or…%40shop.example@127.0.0.1:{dovecot.imap_port}"
    assert told["sources"] == [account]
    assert [each["name"] for each in told["folders"]] == [
        f"{account}/Archive.2024",
        f"{account}/INBOX",
    ]
    dovecot.empty(USER)


def test_an_account_is_masked(dovecot: Dovecot, audit: Audit, tmp_path: Path) -> None:
    """By IMAP the original is replaced by its masked copy, and the next audit is clean."""
    dovecot.empty(USER)
    with dovecot.mailbox(USER) as connection:
        fill(connection)
        before = listed(connection)
        arguments = sources(dovecot, tmp_path, "/INBOX")
        assert audit(*arguments, "--fix", "--yes").returncode == 0
        connection.noop()
        after = listed(connection)
    assert sorted(after)[:2] == [before[0], before[2]]
    _, told = max(after)
    assert r"FLAGS (\Flagged \Seen Urgent)" in told
    assert DATE in told
    assert "**** **** **** 1111" in told
    assert audit(*arguments).returncode == 0
    dovecot.empty(USER)


def test_a_wrong_password_is_said(dovecot: Dovecot, audit: Audit, tmp_path: Path) -> None:
    """An account that does not let us in was not read."""
    arguments = sources(dovecot, tmp_path)
    (tmp_path / "password").write_text("wrong")
    result = audit(*arguments)
    assert result.returncode == 2
    assert b"nothing could be read" in result.stdout
