"""A daemon that is watched over."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING
from urllib.parse import quote

from tests.acceptance.mails import CARD_MAIL
from tests.monitoring.test_relay import get
from tests.servers.dovecot import PASSWORD, USERS
from tests.servers.ports import free_port, is_listening
from tests.servers.waiting import wait_until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.servers.dovecot import Dovecot


def test_a_daemon_counts_what_it_masks(dovecot: Dovecot, tmp_path: Path) -> None:
    """It is ready, and its findings and stages are those of the mail that came."""
    dovecot.empty(USERS[0])
    password = tmp_path / "password"
    password.write_text(PASSWORD, encoding="ascii")
    password.chmod(0o600)
    port = free_port()
    file = tmp_path / "scrubber.toml"
    file.write_text(
        f'[metrics]\nlisten = "127.0.0.1:{port}"\n'
        f'[[mailbox]]\nurl = "imap://{quote(USERS[0], safe="")}@127.0.0.1:{dovecot.imap_port}"\n'
        f'password_file = "{password}"\nsent = false\ntrash = false\n',
        encoding="ascii",
    )
    daemon = subprocess.Popen(
        [sys.executable, "-m", "scrubber", "watch", "--old", "--config", str(file)],
        env={**os.environ, "SCRUBBER_STATE": str(tmp_path / "state")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: is_listening(port), "the daemon answers")
        assert get(port, "/readyz") == (200, "ok\n")
        with dovecot.mailbox(USERS[0]) as connection:
            connection.append("INBOX", "", "", CARD_MAIL)
        found = 'scrubber_findings_total{kind="pan",network="visa"} 1'
        wait_until(lambda: found in get(port, "/metrics")[1], "the mail is masked")
        # The copy comes by as a new mail, too.
        delivered = re.compile(r'count\{stage="deliver"\} [12]\b')
        wait_until(lambda: delivered.search(get(port, "/metrics")[1]) is not None, "it is replaced")
    finally:
        daemon.terminate()
        daemon.wait(30)
