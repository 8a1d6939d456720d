"""IMAP accounts, read: what is read, that nothing is changed, that no password goes in clear."""

from __future__ import annotations

import imaplib
import os
import socket
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from scrubber.addresses import ImapAddress, parse_imap
from scrubber.errors import ConfigError
from scrubber.mailboxes import Unread
from scrubber.mailboxes.imap import ImapMailbox, StoredByImap, batches
from scrubber.mailboxes.imap_answers import (
    appended_uids,
    facts,
    modified,
    pause_asked,
    response_code,
)
from scrubber.mailboxes.imap_connection import Connection
from scrubber.mailboxes.imap_errors import (
    AnswerError,
    LoginError,
    LostConnectionError,
    ReadOnlyError,
)
from scrubber.mailboxes.imap_login import Password, read_password
from scrubber.mailboxes.imap_values import Facts, Sending
from tests.servers.dovecot import PASSWORD, USERS, Dovecot
from tests.servers.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.servers.certificates import Certificate

MAIL = b"Message-ID: <1@shop.example>\r\nSubject: order\r\n\r\nhello\r\n"
DATE = "01-Feb-2026 03:04:05 +0530"
FOLDER = "Päckchen & Co"
SECRET = Password(PASSWORD)


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    """Return a Dovecot with a few mails in two folders."""
    with Dovecot() as dovecot:
        with dovecot.mailbox(USERS[0]) as connection:
            connection.create('"P&AOQ-ckchen &- Co"')
            for number in range(3):
                connection.append("INBOX", r"(\Flagged $Label1)", f'"{DATE}"', MAIL * (number + 1))
            connection.append('"P&AOQ-ckchen &- Co"', "", f'"{DATE}"', MAIL)
        yield dovecot


def address(server: Dovecot, folder: str | None = None, user: str = USERS[0]) -> ImapAddress:
    """Return the address of a user's account on a server."""
    return ImapAddress(False, "127.0.0.1", server.imap_port, user, folder)  # noqa: FBT003


@contextmanager
def connected(server: Dovecot) -> Iterator[Connection]:
    """Return a connection to the first user's account."""
    with Connection(address(server), SECRET) as connection:
        yield connection


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "imaps://user%40host@server/INBOX",
            ImapAddress(True, "server", 993, "user@host", "INBOX"),  # noqa: FBT003
        ),
        ("imap://me@Server:1143", ImapAddress(False, "server", 1143, "me")),  # noqa: FBT003
        ("imaps://me@[::1]/", ImapAddress(True, "::1", 993, "me")),  # noqa: FBT003
        (
            "imaps://me@server/P%C3%A4ckchen%20%26%20Co",
            ImapAddress(True, "server", 993, "me", FOLDER),  # noqa: FBT003
        ),
        ("imap://a%2Fb@server/x/y", ImapAddress(False, "server", 143, "a/b", "x/y")),  # noqa: FBT003
    ],
)
def test_a_url_is_percent_decoded(url: str, expected: ImapAddress) -> None:
    """User and folder may hold any character, written as RFC 5092 has it."""
    assert parse_imap(url) == expected
    assert parse_imap(str(expected)) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("imaps://server/INBOX", "imaps://USER@HOST/FOLDER"),
        ("imaps://me@", "imaps://USER@HOST/FOLDER"),
        ("pop3://me@server", "imaps://USER@HOST/FOLDER"),
        ("imaps://me@server:port", "a port from 1 to 65535"),
        ("imaps://me@server/INBOX?x", "%3F"),
        ("imaps://me@[::1", "imaps://USER@HOST/FOLDER"),
        ("me@server", "imaps://me%40server@SERVER"),
    ],
)
def test_a_wrong_url_is_told(url: str, expected: str) -> None:
    """What is expected instead is said."""
    with pytest.raises(ValueError, match=expected):
        parse_imap(url)


def test_a_password_in_a_url_is_refused_and_not_repeated() -> None:
    """A command line is seen by everybody on the machine."""
    with pytest.raises(ValueError, match="without a password") as caught:
        parse_imap("imaps://me:hunter2@server/INBOX")
    assert "hunter2" not in str(caught.value)


def test_a_folder_is_read_with_everything_known_of_each_mail(server: Dovecot) -> None:
    """Bytes, arrival in its own zone, flags and keywords, UID; in the order of the UIDs."""
    found = list(ImapMailbox(address(server, "INBOX"), SECRET))
    assert [type(item) for item in found] == [StoredByImap] * 3
    first = found[0]
    assert isinstance(first, StoredByImap)
    assert first.raw == MAIL
    assert first.location == f"{address(server).account}/INBOX/;UID=1"
    assert first.arrived is not None
    assert first.arrived.astimezone(UTC) == datetime(2026, 1, 31, 21, 34, 5, tzinfo=UTC)
    assert first.facts.flags >= {"\\Flagged", "$Label1"}
    assert first.facts.arrived == first.arrived
    assert (first.folder, first.uid) == ("INBOX", 1)


def test_without_a_folder_all_of_them_are_read(server: Dovecot) -> None:
    """Names are decoded from modified UTF-7."""
    found = [
        item for item in ImapMailbox(address(server), SECRET) if isinstance(item, StoredByImap)
    ]
    assert {item.folder for item in found} == {"INBOX", FOLDER}
    assert len(found) == 4


def test_reading_changes_nothing(server: Dovecot) -> None:
    """No mail is marked as seen, and what wants to change a folder opened for reading fails."""
    list(ImapMailbox(address(server, "INBOX"), SECRET))
    with connected(server) as connection:
        connection.select("INBOX", writable=False)
        assert not any("\\Seen" in fact.flags for fact in connection.facts("1:*").values())
        with suppress(AnswerError, ReadOnlyError):  # Dovecot says OK and does nothing
            connection.store([1], "+FLAGS", ["\\Seen"])
        assert "\\Seen" not in connection.facts([1])[1].flags


def test_a_folder_that_is_missing_is_one_thing_unread(server: Dovecot) -> None:
    """The account's other folders would still be read."""
    assert [type(item) for item in ImapMailbox(address(server, "nowhere"), SECRET)] == [Unread]


def test_a_mail_that_goes_meanwhile_is_left_out(server: Dovecot) -> None:
    """UIDs that nobody has any more are no error."""
    with connected(server) as connection:
        connection.select("INBOX", writable=False)
        assert list(connection.bodies([2, 77])) == [2]
        assert list(connection.facts([2, 77])) == [2]
        assert connection.blocks([77], 0, 10) == {}
        assert connection.uids(after=2) == [3]
        assert connection.uids(after=3) == []


def test_an_idle_that_is_told_nothing_ends_in_time(server: Dovecot) -> None:
    """And one that is told of a new mail says so; the connection goes on either way."""
    with connected(server) as connection, server.mailbox(USERS[0]) as other:
        connection.select(FOLDER, writable=False)
        assert connection.idle(0.05) is False
        other.append('"P&AOQ-ckchen &- Co"', "", None, MAIL)
        assert connection.idle(20) is True
        connection.noop()
        assert len(connection.uids()) == 2


@pytest.mark.parametrize("kind", ["imaps", "STARTTLS"])
def test_a_certificate_is_verified(
    kind: str, certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One of an unknown authority ends the connection before a password is sent."""
    with Dovecot(certificate=certificate) as dovecot:
        port = dovecot.imaps_port if kind == "imaps" else dovecot.imap_port
        there = ImapAddress(kind == "imaps", "localhost", port, USERS[0])
        with pytest.raises(LoginError, match="by no authority that this machine knows"):
            Connection(there, SECRET)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate.certificate))
        found = socket.getaddrinfo("127.0.0.1", port)
        with monkeypatch.context() as elsewhere:
            elsewhere.setattr(socket, "getaddrinfo", lambda *_, **__: found)
            with pytest.raises(LoginError, match="not valid for this name"):
                Connection(replace(there, host="imap.shop.example"), SECRET)
        with Connection(there, SECRET) as connection:
            assert [folder.name for folder in connection.folders()] == ["INBOX"]
            connection.select("INBOX", writable=False)
            assert connection.idle(0.05) is False
            with dovecot.mailbox(USERS[0]) as other:
                other.append("INBOX", "", None, MAIL)
            assert connection.idle(20) is True
            assert connection.bodies(connection.uids()) == {1: MAIL}


def test_a_wrong_password_is_told_without_it(server: Dovecot) -> None:
    """The error names the account, and what to look at."""
    with pytest.raises(LoginError, match="refuses the login") as caught:
        Connection(address(server), Password("hunter2ä"))
    assert "hunter2" not in caught.value.public
    assert "hunter2" not in repr(Password("hunter2"))


def test_a_server_that_is_not_there_is_told() -> None:
    """Trying again later may help."""
    there = ImapAddress(False, "127.0.0.1", free_port(), "me")  # noqa: FBT003
    with pytest.raises(LostConnectionError, match="cannot be reached"):
        Connection(there, SECRET)


def test_what_is_likely_wrong_with_a_server_is_told(server: Dovecot) -> None:
    """A port at which nobody listens, one without TLS, a name that is none."""
    port = server.imap_port
    for there, cause in (
        (ImapAddress(False, "127.0.0.1", free_port(), "me"), "nobody listens at this port"),  # noqa: FBT003
        (ImapAddress(True, "127.0.0.1", port, "me"), "does not speak TLS at this port"),  # noqa: FBT003
        (ImapAddress(True, "imap.invalid", 993, "me"), "no server has this name"),  # noqa: FBT003
    ):
        with pytest.raises(LostConnectionError, match=cause):
            Connection(there, SECRET)


def test_a_folder_that_is_not_there_is_told_with_those_that_are(server: Dovecot) -> None:
    """Most often it is only called otherwise."""
    with Connection(address(server), SECRET) as connection:
        with pytest.raises(AnswerError, match=r"there is no such folder; there are: .*INBOX"):
            connection.select("Inbx", writable=False)
        assert connection.select("INBOX", writable=False).folder == "INBOX"


def test_a_connection_that_is_cut_is_told(server: Dovecot) -> None:
    """Whatever is asked next."""
    connection = Connection(address(server), SECRET)
    connection.cut()
    with pytest.raises(LostConnectionError, match="lost"):
        connection.noop()
    connection.close()


def test_an_answer_is_told_by_its_code_only(server: Dovecot) -> None:
    """A server repeats what it was given, which may be anything."""
    with connected(server) as connection, pytest.raises(AnswerError) as caught:
        connection.select("4111 1111 1111 1111", writable=True)
    assert "4111" not in caught.value.public


def test_names_and_flags_are_quoted(server: Dovecot) -> None:
    """A name with a quote or a backslash is no other command."""
    with connected(server) as connection:
        for name in ('a"b', "a\\b"):
            with pytest.raises(AnswerError):
                connection.append(name, [Sending((MAIL,), [], DATE)])
        connection.noop()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("append failed: [OVERQUOTA] Quota exceeded", "OVERQUOTA"),
        ("select failed: Mailbox 4111 does not exist", ""),
        ("FETCH command error: BAD [b'Command Argument Error. 11']", ""),
    ],
)
def test_response_codes(text: str, code: str) -> None:
    """Only the code of RFC 5530 and its like is read, no text."""
    assert response_code(text) == code


@pytest.mark.parametrize(
    ("text", "uids"),
    [
        (b"[APPENDUID 38505 3955] done", [3955]),
        (b"[APPENDUID 38505 3955,3957:3959] done", [3955, 3957, 3958, 3959]),
        (b"[appenduid 1 9:7] done", [7, 8, 9]),
        (b"[APPENDUID 1 ,:,5:] done", [5]),
        (b"done", []),
    ],
)
def test_the_uids_of_what_was_appended_are_read(text: bytes, uids: list[int]) -> None:
    """RFC 4315 section 3: a set, in the order of the messages."""
    assert appended_uids(text) == uids


def test_a_range_of_uids_takes_no_room_of_its_own() -> None:
    """However many messages a server speaks of."""
    assert modified(b"[MODIFIED 7,9] failed") == [7, 9]
    assert len(modified(b"[MODIFIED 1:4294967295]")) == 10_000


def test_a_pause_is_read_in_milliseconds() -> None:
    """Exchange Online says so in words."""
    text = "Request is throttled. Suggested Backoff Time: 1500 milliseconds"
    assert pause_asked(text) == 1.5
    assert pause_asked("[OVERQUOTA]") is None


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            b'3 (UID 7 FLAGS (\\Seen 42 NIL) INTERNALDATE "x" RFC822.SIZE 10 MODSEQ (9))',
            Facts(7, frozenset({"\\Seen", "42", "NIL"}), "x", None, 10, 9),
        ),
        (b"3 (FLAGS (\\Seen))", None),
        (b"3 (UID 7 FLAGS (\\Seen))", None),
    ],
)
def test_facts_are_read_from_whole_answers_only(line: bytes, expected: Facts | None) -> None:
    """What nobody asked for says less and may speak of another message."""
    assert facts(line) == expected


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [([], []), ([10, 20], [2]), ([2**20, 1, 2**21, 5], [1, 1, 1, 1]), ([1, 2**20], [1, 1])],
)
def test_large_mails_are_fetched_alone(sizes: list[int], expected: list[int]) -> None:
    """Memory holds a batch of small ones or one large one."""
    facts = [Facts(uid, frozenset(), "", None, size, None) for uid, size in enumerate(sizes)]
    assert [len(batch) for batch in batches(facts)] == expected


def test_a_password_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    """One that others can read is refused, with the command that mends it."""
    file = tmp_path / "password"
    file.write_text("hunter2\nsecond line\n", encoding="ascii")
    file.chmod(0o640)
    with pytest.raises(ConfigError, match=f"chmod 600 {file}") as caught:
        read_password(file)
    assert "hunter2" not in caught.value.public
    file.chmod(0o600)
    assert read_password(file).text == "hunter2"


@pytest.mark.parametrize(("content", "reason"), [(b"", "empty"), (b"\xff\n", "UTF-8")])
def test_a_password_file_that_holds_none_is_told(
    content: bytes, reason: str, tmp_path: Path
) -> None:
    """As is one that is missing."""
    file = tmp_path / "password"
    with pytest.raises(ConfigError, match="cannot read"):
        read_password(file)
    os.close(os.open(file, os.O_CREAT, 0o600))
    file.write_bytes(content)
    with pytest.raises(ConfigError, match=reason):
        read_password(file)


def test_a_bare_name_is_a_credential_of_systemd(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What LoadCredential= hands over is looked for first."""
    file = tmp_path / "shop"
    file.write_text("hunter2", encoding="ascii")
    file.chmod(0o400)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    from pathlib import Path as Here

    assert read_password(Here("shop")).text == "hunter2"
    with pytest.raises(ConfigError, match="cannot read"):
        read_password(Here("other"))


def test_the_library_says_nothing_at_debug() -> None:
    """Its line limit is raised, for the list of a large folder."""
    assert vars(imaplib)["_MAXLINE"] > 10_000_000
