"""`scrubber watch` as a process of its own, seen only from outside."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING
from urllib.parse import quote

from tests.servers.dovecot import PASSWORD

if TYPE_CHECKING:
    from pathlib import Path


class Watcher:
    """One installation with its state directory; it can be started again and again."""

    def __init__(self, directory: Path, port: int, user: str, *folders: str) -> None:
        """Prepare to watch folders of a user on a server of this machine."""
        self.directory = directory
        directory.mkdir(parents=True, exist_ok=True)
        password = directory / "password"
        password.write_text(f"{PASSWORD}\n", encoding="ascii")
        password.chmod(0o600)
        account = f"imap://{quote(user, safe='')}@127.0.0.1:{port}"
        urls = [f"{account}/{quote(folder)}" for folder in folders]
        self.command = [
            *(sys.executable, "-m", "scrubber", "watch", *urls),
            *("--password-file", str(password), "--state", str(directory / "state")),
        ]

    def start(self, *options: str) -> subprocess.Popen[bytes]:
        """Start it; what it prints goes into the file `output`."""
        with (self.directory / "output").open("ab") as output:
            return subprocess.Popen(
                [*self.command, *options],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )

    def run(self, *options: str) -> int:
        """Run it to its end; its exit status."""
        return self.start(*options).wait(120)

    @property
    def output(self) -> str:
        """All that it has printed and logged."""
        return (self.directory / "output").read_text(encoding="utf-8", errors="replace")
