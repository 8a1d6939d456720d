"""A Postfix of the test's own: configuration, queue and log in one folder, nothing in /etc."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from tests.servers.folders import let_others_through
from tests.servers.ports import is_listening
from tests.servers.processes import is_alive
from tests.servers.programs import need, need_root, run
from tests.servers.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

QUEUES: Final = ("incoming", "active", "deferred")

SETTINGS: Final = {
    "compatibility_level": "3.6",
    "mail_owner": "postfix",
    "setgid_group": "postdrop",
    "daemon_directory": "/usr/lib/postfix/sbin",
    "command_directory": "/usr/sbin",
    "myhostname": "postfix.example",
    "inet_interfaces": "127.0.0.1",
    "inet_protocols": "ipv4",
    "mydestination": "",
    "local_recipient_maps": "",
    "alias_maps": "",
    "alias_database": "",
    "mynetworks": "127.0.0.0/8",
    "smtpd_relay_restrictions": "permit_mynetworks, reject",
    "disable_dns_lookups": "yes",
    "smtp_host_lookup": "native",
    "smtpd_client_connection_count_limit": "0",
    "smtpd_client_connection_rate_limit": "0",
    "message_size_limit": "60000000",
    # No header is completed; long lines and 8-bit bodies leave as they came.
    "local_header_rewrite_clients": "",
    "smtp_line_length_limit": "0",
    "disable_mime_output_conversion": "yes",
    # Quick retries, so that a test need not wait.
    "minimal_backoff_time": "1s",
    "maximal_backoff_time": "2s",
    "queue_run_delay": "1s",
    "max_use": "10000",
    # A next hop that a test stops must be tried again at once.
    "default_destination_concurrency_failed_cohort_limit": "0",
    "smtpd_timeout": "30s",
}

INTERNAL_SERVICES: Final = """\
pickup    unix  n - n 60 1 pickup
cleanup   unix  n - n - 0 cleanup
qmgr      unix  n - n 300 1 qmgr
tlsmgr    unix  - - n 1000? 1 tlsmgr
rewrite   unix  - - n - - trivial-rewrite
bounce    unix  - - n - 0 bounce
defer     unix  - - n - 0 bounce
trace     unix  - - n - 0 bounce
verify    unix  - - n - 1 verify
flush     unix  n - n 1000? 0 flush
proxymap  unix  - - n - - proxymap
smtp      unix  - - n - - smtp
relay     unix  - - n - - smtp
lmtp      unix  - - n - - lmtp
error     unix  - - n - - error
retry     unix  - - n - - error
discard   unix  - - n - - discard
anvil     unix  - - n - 1 anvil
scache    unix  - - n - 1 scache
showq     unix  n - n - - showq
postlog   unix-dgram n - n - 1 postlogd
"""


@dataclass(frozen=True, slots=True)
class Service:
    """A line of master.cf: a program at a port of 127.0.0.1 or under a name, with its settings."""

    address: int | str
    program: str = "smtpd"
    settings: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the line as master(5) reads it."""
        name, kind, private = self.address, "unix", "y"
        if isinstance(self.address, int):
            name, kind, private = f"127.0.0.1:{self.address}", "inet", "n"
        options = "".join(f"\n  -o {{ {key} = {value} }}" for key, value in self.settings.items())
        return f"{name} {kind} {private} - n - 100 {self.program}{options}\n"


class Postfix:
    """One running instance."""

    def __init__(
        self,
        next_hop: int,
        services: list[Service],
        settings: Mapping[str, str] | None = None,
    ) -> None:
        """Prepare an instance that sends what it has queued to a port of 127.0.0.1.

        It does not lie below pytest's folder, which any other run of pytest closes to other users.
        `settings` are lines of main.cf that win over ours.
        """
        need_root("Postfix starts")
        self._command = need("postfix")
        self.directory = directory = Path(tempfile.mkdtemp(prefix="postfix-"))
        self._services = services
        self._settings = {
            **SETTINGS,
            "queue_directory": str(directory / "spool"),
            "data_directory": str(directory / "data"),
            "relayhost": f"[127.0.0.1]:{next_hop}",
            "maillog_file": str(directory / "maillog"),
            "maillog_file_prefixes": str(directory),
            **(settings or {}),
        }

    def __enter__(self) -> Self:
        """Write the configuration and start."""
        for folder in ("conf", "spool", "data"):
            (self.directory / folder).mkdir(parents=True)
        shutil.chown(self.directory / "data", "postfix")
        let_others_through(self.directory)
        self.directory.chmod(0o755)
        main = "".join(f"{key} = {value}\n" for key, value in self._settings.items())
        (self.directory / "conf" / "main.cf").write_text(main, encoding="ascii")
        master = INTERNAL_SERVICES + "".join(map(str, self._services))
        (self.directory / "conf" / "master.cf").write_text(master, encoding="ascii")
        self._postfix("check")
        self._postfix("start")
        for service in self._services:
            if isinstance(service.address, int):
                wait_until(partial(is_listening, service.address), "Postfix listens")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop at once, whatever is queued."""
        pid = self.pid
        self._postfix("abort")
        wait_until(lambda: not is_alive(pid), "Postfix has stopped")
        shutil.rmtree(self.directory, ignore_errors=True)

    @property
    def pid(self) -> int:
        """The process that has started all the others."""
        return int((self.directory / "spool" / "pid" / "master.pid").read_text(encoding="ascii"))

    @property
    def log(self) -> str:
        """All that Postfix has logged so far."""
        return (self.directory / "maillog").read_text(encoding="utf-8", errors="replace")

    def queued(self) -> int:
        """How many mails wait in the queue."""
        queues = (self.directory / "spool" / name for name in QUEUES)
        return sum(1 for queue in queues for path in queue.rglob("*") if path.is_file())

    def flush(self) -> None:
        """Try every queued mail again now."""
        self._run(need("postqueue"), "-f")

    def empty_queue(self) -> None:
        """Throw away every queued mail."""
        self._run(need("postsuper"), "-d", "ALL")

    def _postfix(self, verb: str) -> None:
        self._run(self._command, verb)

    def _run(self, command: str, *arguments: str) -> None:
        run([command, "-c", str(self.directory / "conf"), *arguments], self.directory / "commands")
