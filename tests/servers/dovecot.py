"""A Dovecot of the test's own: LMTP by TCP and by socket file, IMAP to read what has arrived."""

from __future__ import annotations

import imaplib
import os
import shutil
import signal
import tempfile
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from tests.servers.client import Client
from tests.servers.folders import let_others_through
from tests.servers.ports import free_port, is_listening
from tests.servers.processes import is_alive
from tests.servers.programs import need, need_root, run
from tests.servers.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from tests.servers.certificates import Certificate

USERS: Final = ("orders@shop.example", "help@shop.example")
PASSWORD: Final = "secret"  # noqa: S105 - of mailboxes that live as long as the test
NOBODY: Final = 65534

CONFIGURATION: Final = """\
base_dir = {directory}/run
state_dir = {directory}/state
instance_name = scrubber-tests
protocols = imap lmtp
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_failure_delay = 0
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
log_path = {directory}/log
mail_location = maildir:~/Maildir
first_valid_uid = 1
default_internal_user = dovecot
default_login_user = dovenull
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {directory}/users
}}
userdb {{
  driver = passwd-file
  args = {directory}/users
}}
service imap-login {{
  inet_listener imap {{
    address = 127.0.0.1
    port = {imap_port}
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {imaps_port}
    ssl = yes
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp_port}
  }}
  unix_listener {lmtp_socket} {{
    mode = 0666
  }}
}}
"""
TLS: Final = """\
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{key}
"""


class Dovecot:
    """One running instance with a mailbox for each of USERS."""

    def __init__(self, *, certificate: Certificate | None = None, settings: str = "") -> None:
        """Prepare an instance in a folder of its own.

        It does not lie below pytest's folder: that has a name too long for the sockets in it
        (unix(7) allows 108 bytes), and any other run of pytest closes it to other users.

        With a certificate it offers STARTTLS, and IMAPS at its `imaps_port`.  `settings` are lines
        of configuration that win over ours.
        """
        need_root("Dovecot starts")
        self._program = need("dovecot")
        self.directory = Path(tempfile.mkdtemp(prefix="dovecot-"))
        self.imap_port = free_port()
        self.imaps_port = 0 if certificate is None else free_port()
        self._tls = "" if certificate is None else TLS.format_map(asdict(certificate))
        self._settings = settings
        self.lmtp_port = free_port()
        self.lmtp_socket = self.directory / "lmtp.socket"

    def __enter__(self) -> Self:
        """Write the configuration, make the mailboxes and start."""
        mail = self.directory / "mail"
        mail.mkdir(parents=True)
        let_others_through(self.directory)
        self.directory.chmod(0o755)
        shutil.chown(mail, NOBODY, NOBODY)
        users = [f"{user}:{PASSWORD}:{NOBODY}:{NOBODY}::{mail}/{user}::\n" for user in USERS]
        (self.directory / "users").write_text("".join(users), encoding="ascii")
        configuration = CONFIGURATION.format(**vars(self))
        path = self.directory / "dovecot.conf"
        path.write_text(configuration + self._tls + self._settings, encoding="ascii")
        run([self._program, "-c", str(path)], self.directory / "commands")
        for port in (self.imap_port, self.lmtp_port):
            wait_until(partial(is_listening, port), "Dovecot listens")
        wait_until(self._knows_its_users, "Dovecot knows its users")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop it."""
        pid = int((self.directory / "run" / "master.pid").read_text(encoding="ascii"))
        os.kill(pid, signal.SIGTERM)
        wait_until(lambda: not is_alive(pid), "Dovecot has stopped")
        shutil.rmtree(self.directory, ignore_errors=True)

    def _knows_its_users(self) -> bool:
        """Whether a recipient is taken: it listens before its user database answers."""
        with Client(self.lmtp_port) as client:
            client.hello(verb="LHLO")
            client.command("MAIL FROM:<>")
            return client.command(f"RCPT TO:<{USERS[0]}>").code < 400

    @contextmanager
    def mailbox(self, user: str) -> Iterator[imaplib.IMAP4]:
        """Return a user's INBOX, opened by IMAP."""
        with imaplib.IMAP4("127.0.0.1", self.imap_port, timeout=20) as connection:
            connection.login(user, PASSWORD)
            connection.select("INBOX")
            yield connection

    def mails(self, user: str) -> list[bytes]:
        """Every message of a user's INBOX, read by IMAP, oldest first."""
        with self.mailbox(user) as connection:
            _, found = connection.search(None, "ALL")
            numbers = found[0].decode("ascii").replace(" ", ",")
            if not numbers:
                return []
            _, answers = connection.fetch(numbers, "(BODY.PEEK[])")
            return [answer[1] for answer in answers if isinstance(answer, tuple)]

    def empty(self, user: str) -> None:
        """Remove every message of a user's INBOX."""
        with self.mailbox(user) as connection:
            _, found = connection.search(None, "ALL")
            if found[0]:
                connection.store("1:*", "+FLAGS.SILENT", r"(\Deleted)")
                connection.expunge()
