"""The daemon answers as the relay does: mail that a real Dovecot has taken by LMTP."""

from __future__ import annotations

import email
import email.policy
import re
from typing import TYPE_CHECKING, Final

from tests.answers.shop import CARD, CONFIG, ORDERS
from tests.servers.client import Client
from tests.servers.dovecot import PASSWORD, USERS, Dovecot
from tests.servers.waiting import wait_until
from tests.servers.watcher import Watcher

if TYPE_CHECKING:
    from pathlib import Path

    from tests.fakes.next_hop import NextHop

ANNA: Final = "anna@customer.example"
MAILBOX: Final = """
[[mailbox]]
url = "imap://{user}@127.0.0.1:{port}"
password_file = "orders.password"
"""
PASSED: Final = "Authentication-Results: mx.shop.example; dmarc=pass"
OURS: Final = "Received: from out.example (out.example [192.0.2.7]) by mx.shop.example; today"


def deliver(server: Dovecot, number: int, *lines: str) -> None:
    """Hand a mail with a card to Dovecot, with these lines on top."""
    header = (*lines, f"From: {ANNA}", f"To: {USERS[0]}", f"Message-ID: <{number}.{ANNA}>")
    mail = "\r\n".join((*header, "Subject: order 1042", "", f"card {CARD}", "")).encode()
    with Client(server.lmtp_port) as client:
        client.hello(verb="LHLO")
        assert client.command(f"MAIL FROM:<{ANNA}>").code == 250
        assert client.command(f"RCPT TO:<{USERS[0]}>").code == 250
        assert client.command("DATA").code == 354
        assert client.message(mail).code == 250


def host_of(server: Dovecot) -> str:
    """Return the name that Dovecot has in its Received lines."""
    deliver(server, 0)
    [mail] = server.mails(USERS[0])
    found = re.search(rb"\sby (\S+) with LMTP", mail)
    assert found is not None
    return found[1].decode("ascii")


def test_the_daemon_answers(tmp_path: Path, submission: NextHop) -> None:
    """Whose author our server has proven: its word stands between its line and Dovecot's."""
    (tmp_path / "orders.csv").write_text(ORDERS, encoding="utf-8")
    (tmp_path / "orders.password").touch(mode=0o600)
    (tmp_path / "orders.password").write_text(PASSWORD, encoding="ascii")
    with Dovecot() as server:
        hosts = f'["mx.shop.example", "{host_of(server)}"]'
        config = CONFIG.format(port=submission.port).replace("shop@shop.example", USERS[0])
        config = config.replace("per_hour", f"trusted_by = {hosts}\nper_hour", 1)
        config += MAILBOX.format(user=USERS[0].replace("@", "%40"), port=server.imap_port)
        answers = submission.play()
        (tmp_path / "scrubber.toml").write_text(config, encoding="utf-8")
        deliver(server, 1, OURS, PASSED)
        deliver(server, 2, PASSED, OURS)
        watcher = Watcher(tmp_path, server.imap_port, USERS[0])
        process = watcher.start("--old", "--config", str(tmp_path / "scrubber.toml"))
        try:
            wait_until(lambda: len(answers.mails) == 1, "the answer")
            wait_until(lambda: watcher.output.count("no answer: ") == 2, "the log")
        finally:
            process.terminate()
            process.wait(40)
        assert "no Authentication-Results that only mx.shop.example can" in watcher.output
        assert len(answers.mails) == 1
    answer = email.message_from_bytes(answers.mails[0].message, policy=email.policy.default)
    assert answer["In-Reply-To"] == f"<2.{ANNA}>"
    assert answer["From"].addresses[0].addr_spec == USERS[0]
