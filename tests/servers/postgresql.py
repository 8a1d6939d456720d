"""A PostgreSQL of the test's own: a cluster in one folder, reached through a socket file there."""

from __future__ import annotations

import os
import shutil
import signal
from typing import TYPE_CHECKING, Final, Self
from uuid import uuid4

from tests.servers.folders import let_others_through
from tests.servers.processes import is_alive
from tests.servers.programs import need, run
from tests.servers.waiting import wait_until

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

ROLE: Final = "scrubber"
DATABASE: Final = "postgres"
# Nothing has to outlive the machine, only the death of the server.
SETTINGS: Final = "-c listen_addresses='' -c fsync=off -c max_connections=50 -k {socket}"


class PostgreSQL:
    """One running server; every test gets a place of its own from `database`."""

    def __init__(self, directory: Path) -> None:
        """Prepare a cluster in a folder."""
        self.directory = directory
        self._data = directory / "data"
        self._initdb, self._ctl, self._psql = map(need, ("initdb", "pg_ctl", "psql"))
        # It refuses to run as root.
        self._user = "nobody" if os.geteuid() == 0 else None

    def __enter__(self) -> Self:
        """Make the cluster and start the server."""
        self.directory.mkdir(parents=True)
        let_others_through(self.directory)
        if self._user is not None:
            shutil.chown(self.directory, self._user)
        self._run(self._initdb, "-A", "trust", "-U", ROLE, "-E", "UTF8", "--no-sync", "-D")
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop it, if it still runs."""
        if (self._data / "postmaster.pid").exists():
            self.stop()

    def start(self) -> None:
        """Start the server, for the first time or again, and wait until it answers."""
        let_others_through(self.directory)  # pytest closes its folders when another run begins
        settings = SETTINGS.format(socket=self.directory)
        log = str(self.directory / "log")
        self._run(self._ctl, "start", "-w", "-o", settings, "-l", log, "-D")

    def stop(self) -> None:
        """End it at once, as a crash would: no connection is closed, nothing is written down."""
        pid = int((self._data / "postmaster.pid").read_text(encoding="ascii").split()[0])
        os.kill(pid, signal.SIGQUIT)  # "immediate shutdown" in PostgreSQL's manual
        wait_until(lambda: not is_alive(pid), "PostgreSQL has stopped")
        (self._data / "postmaster.pid").unlink(missing_ok=True)

    def database(self) -> str:
        """Make what looks like an empty database; its URL as a configuration file has it.

        It is a user with a schema of the same name, where this user's tables are made and looked
        for: a database takes ten times as long, since it is copied from another.
        """
        user = f"test{uuid4().hex}"
        self._execute(ROLE, f"CREATE ROLE {user} LOGIN; CREATE SCHEMA AUTHORIZATION {user}")
        return f"postgresql+psycopg://{user}@/{DATABASE}?host={self.directory}"

    def execute(self, url: str, statements: str) -> None:
        """Run SQL statements, given as text, as the user of what `database` has made."""
        self._execute(owner(url), statements)

    def _execute(self, user: str, statements: str) -> None:
        arguments = ["-q", "-v", "ON_ERROR_STOP=1", "-h", str(self.directory), "-d", DATABASE]
        command = [self._psql, *arguments, "-U", user, "-c", statements]
        run(command, self.directory / "commands")

    def _run(self, program: str, *arguments: str) -> None:
        command = [program, *arguments, str(self._data)]
        run(command, self.directory / "commands", self._user)


def owner(url: str) -> str:
    """Return the user of a URL, and so the schema in which its tables lie."""
    return url.partition("//")[2].partition("@")[0]
