"""The harness itself: each real server starts, moves a mail and stops."""

from __future__ import annotations

import os
import smtplib
import time
from typing import TYPE_CHECKING

import pytest

from tests.servers import programs
from tests.servers.client import send_mail
from tests.servers.dovecot import USERS
from tests.servers.load import Sink, send_load
from tests.servers.ports import free_port, is_listening
from tests.servers.processes import cpu_seconds, memory, sockets, tree

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import MailServer
    from tests.fakes.next_hop import NextHop
    from tests.servers.dovecot import Dovecot

MESSAGE = b"Subject: hello\r\n\r\n" + b"a" * 5003 + b"\r\n.dot\r\n"


def test_postfix_moves_a_mail_unchanged(mail_server: MailServer, mailbox: NextHop) -> None:
    """Through the plain port a mail arrives as it was, below Postfix's own trace line."""
    play = mailbox.play()
    assert send_mail(mail_server.plain, MESSAGE).code == 250
    play.wait_for_mails(1)
    assert play.mails[0].message.endswith(MESSAGE)
    assert play.mails[0].message.startswith(b"Received:")


def test_postfix_answers_451_while_its_filter_is_away(mail_server: MailServer) -> None:
    """Before-queue without a filter, nothing is accepted."""
    assert not is_listening(mail_server.filter)
    assert send_mail(mail_server.before, MESSAGE).code == 451


def test_dovecot_takes_by_lmtp_and_shows_by_imap(dovecot: Dovecot) -> None:
    """What LMTP brings is what IMAP reads."""
    _deliver(dovecot)
    assert dovecot.mails(USERS[0])[-1].endswith(MESSAGE)
    dovecot.empty(USERS[0])
    assert dovecot.mails(USERS[0]) == []


def _deliver(dovecot: Dovecot) -> None:
    """Hand a mail over as a queue does: what is refused for now (4yz) is tried again."""
    for last in (False, False, True):
        try:
            with smtplib.LMTP("127.0.0.1", dovecot.lmtp_port) as client:
                client.sendmail("a@example", [USERS[0]], MESSAGE)
        except smtplib.SMTPRecipientsRefused:
            if last:
                raise
            time.sleep(1)
        else:
            return


def test_load_tools_move_mail(tmp_path: Path) -> None:
    """The source sends what the sink swallows."""
    message = tmp_path / "message"
    message.write_bytes(b"Subject: x\n\n.hello\n")
    with Sink() as sink:
        send_load(sink.port, message, count=20, sessions=2)


def test_a_free_port_is_free() -> None:
    """Nobody listens where a server is about to."""
    assert not is_listening(free_port())


def test_the_kernel_knows_this_process() -> None:
    """Memory, CPU time and sockets of a live process are read."""
    here = os.getpid()
    assert here in tree(os.getppid())
    assert memory([here]) > 1_000_000
    assert cpu_seconds([here]) > 0
    assert isinstance(sockets(here), set)


def test_a_missing_program_names_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a program is missing the test skips, and fails where it has to be there."""
    monkeypatch.setattr(programs, "SEARCH_PATH", "")
    monkeypatch.delenv("SCRUBBER_REAL_SERVERS", raising=False)
    with pytest.raises(pytest.skip.Exception, match="apt-get install dovecot-imapd dovecot-lmtpd"):
        programs.need("dovecot")
    monkeypatch.setenv("SCRUBBER_REAL_SERVERS", "1")
    with pytest.raises(pytest.fail.Exception, match="apt-get install postfix"):
        programs.need("postfix")
