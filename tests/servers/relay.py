"""A running `scrubber relay`, seen only from outside: its port, its output, its processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Self

from tests.servers.client import Client, Hangup
from tests.servers.ports import free_port, is_listening
from tests.servers.processes import MemoryWatch, descendants, is_alive
from tests.servers.waiting import wait_until

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

PASSED_ON = ("SSL_CERT_FILE", "SCRUBBER_LOG_FORMAT")
STOPPED_WITHIN = 40.0


class Relay:
    """One relay process with its workers, in a folder that holds all it may write.

    Below `directory`: `cwd`, `state` and `tmp` for the process, `output` with all it has printed
    and logged, `config.toml` when it was given a configuration.
    """

    def __init__(
        self,
        directory: Path,
        next_hop: str,
        *,
        config: str = "",
        host: str = "127.0.0.1",
        port: int | None = None,
        log_level: str = "INFO",
    ) -> None:
        """Prepare a relay to a next hop, given as on the command line."""
        self.directory = directory
        self.port = port or free_port()
        self.peak_memory = 0
        self._host = host
        self._next_hop = next_hop
        self._config = config
        self._log_level = log_level
        for folder in ("cwd", "state", "tmp"):
            (directory / folder).mkdir(parents=True, exist_ok=True)
        (directory / "state").chmod(0o700)

    def __enter__(self) -> Self:
        """Start it, wait until it listens, and watch its memory."""
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop it, if it still runs."""
        if self.process.poll() is None:
            self.thaw()
            self.stop()
        self._end_watch()

    def start(self) -> None:
        """Start it, for the first time or again after its end."""
        wait_until(lambda: not is_listening(self.port), "the port is free")
        with (self.directory / "output").open("ab") as output:
            self.process = subprocess.Popen(
                self._command(),
                cwd=self.directory / "cwd",
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        self._watch = MemoryWatch(self.process.pid)
        wait_until(self._listens_or_ended, "the relay listens")
        if self.process.poll() is not None:
            raise RuntimeError(f"the relay has ended:\n{self.output}")

    def stop(self) -> int:
        """Ask it to end (SIGTERM); its exit status."""
        self.process.terminate()
        try:
            return self.process.wait(STOPPED_WITHIN)
        except subprocess.TimeoutExpired:
            self.kill()
            raise

    def kill(self) -> list[int]:
        """End the main process by SIGKILL; the processes that were below it."""
        below = self.workers()
        self.process.kill()
        self.process.wait()
        self._end_watch()
        return below

    def workers(self) -> list[int]:
        """Return the live processes below the main process."""
        return [pid for pid in descendants(self.process.pid) if is_alive(pid)]

    def freeze(self) -> list[int]:
        """Stop every worker where it stands (SIGSTOP); their process ids."""
        workers = self.workers()
        signal_all(workers, signal.SIGSTOP)
        return workers

    def thaw(self) -> None:
        """Let every worker run on (SIGCONT)."""
        signal_all(self.workers(), signal.SIGCONT)

    @property
    def output(self) -> str:
        """All that it has printed and logged."""
        return (self.directory / "output").read_text(encoding="utf-8", errors="replace")

    def is_serving(self) -> bool:
        """Whether it greets a client."""
        try:
            with Client(self.port, timeout=5):
                return True
        except (OSError, Hangup):
            return False

    def wait_until_read(self) -> None:
        """Return when it has read what clients had sent, and begun to work on it.

        It serves one event after the other: whoever comes later is answered later.
        """
        with Client(self.port) as client:
            for _ in range(3):
                client.command("NOOP")

    def _listens_or_ended(self) -> bool:
        return self.process.poll() is not None or is_listening(self.port)

    def _end_watch(self) -> None:
        self._watch.stop()
        self.peak_memory = max(self.peak_memory, self._watch.peak)

    def _command(self) -> list[str]:
        listen = f"{self._host}:{self.port}"
        command = [
            *(sys.executable, "-m", "scrubber", "relay"),
            *("--listen", listen, "--next-hop", self._next_hop),
            *("--state", str(self.directory / "state"), "--log-level", self._log_level),
        ]
        if self._config:
            path = self.directory / "config.toml"
            path.write_text(self._config, encoding="utf-8")
            command += ["--config", str(path)]
        return command

    def _environment(self) -> dict[str, str]:
        return {
            **{name: os.environ[name] for name in PASSED_ON if name in os.environ},
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            "HOME": str(self.directory / "cwd"),
            "TMPDIR": str(self.directory / "tmp"),
        }


def signal_all(pids: list[int], number: signal.Signals) -> None:
    """Send a signal to processes, some of which may have gone."""
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue
