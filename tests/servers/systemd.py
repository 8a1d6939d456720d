"""A systemd of the test's own, as the first process of its namespaces.

Units run as on a server: credentials, sandbox and limits are the real ones.  Its root is this
machine's, mounted read-only; whatever is written goes into memory.  It knows no units but those
that a test gives it, for those of a machine clean folders, disks and clocks.  Only the network is
that of the test.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import sysconfig
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from tests.servers.processes import descendants, is_alive
from tests.servers.programs import need, need_root, unavailable
from tests.servers.waiting import wait_until

if TYPE_CHECKING:
    from types import TracebackType

ROOT: Final = Path(__file__).parent.parent.parent
SYSTEMD: Final = Path("/lib/systemd/systemd")

# systemd wants a control group of its own; the second script sees it as the root of all.
OUTER: Final = """
set -e
mount -t tmpfs -o mode=755 tmpfs $DIR
mkdir $DIR/cgroup $DIR/root $DIR/etc
mount -t cgroup2 cgroup $DIR/cgroup
mkdir $DIR/cgroup/$NAME
echo $$ > $DIR/cgroup/$NAME/cgroup.procs
exec unshare --pid --fork --kill-child --uts --ipc --cgroup --mount sh -c "$INNER"
"""
# pivot_root leaves nothing of the machine that could be written.
INNER: Final = """
set -e
cp -a /etc/. $DIR/etc
mount --bind / $DIR/root
mount -o remount,bind,ro $DIR/root
cd $DIR/root
for place in tmp run opt var/tmp var/lib var/log; do
    mount -t tmpfs -o mode=1777 tmpfs $place
done
mount --bind $DIR/etc etc
mkdir -p opt/checkout opt/packages opt/python run/systemd/system run/lock
for pair in checkout:$CHECKOUT packages:$PACKAGES python:$PYTHON; do
    mount --bind ${pair#*:} opt/${pair%%:*}
    mount -o remount,bind,ro opt/${pair%%:*}
done
cp /lib/systemd/system/systemd-journald*.s* run/systemd/system
mount --rbind /dev dev
mount --rbind /sys sys
umount -l sys/fs/cgroup 2>/dev/null || true
mount -t cgroup2 cgroup sys/fs/cgroup
mount -t proc proc proc
pivot_root . mnt
umount -l /mnt
# Credentials are mounted by a process with mounts of its own; they have to be seen here.
mount --make-rshared /
for target in sysinit basic network-online; do
    printf '[Unit]\\nDefaultDependencies=no\\n' > /run/systemd/system/$target.target
done
printf '[Unit]\\nRequires=systemd-journald.service\\nAfter=systemd-journald.service\\n' \
    > /run/systemd/system/tests.target
useradd --system --no-create-home scrubber 2>/dev/null || true
exec env -i container=test PATH=/usr/sbin:/usr/bin:/sbin:/bin \
    SYSTEMD_UNIT_PATH=/run/systemd/system \
    /lib/systemd/systemd --system --unit=tests.target --log-target=null --show-status=0
"""
PROGRAM: Final = """\
#!/bin/sh
export PYTHONHOME=/opt/python LD_LIBRARY_PATH=/opt/python/lib
export PYTHONPATH=/opt/checkout:/opt/packages
exec /opt/python/bin/python3 -m scrubber "$@"
"""


class Systemd:
    """One running systemd, in which /opt/scrubber/current/bin/scrubber is this checkout's."""

    def __init__(self) -> None:
        """Prepare it in a folder of its own; Debian's user `scrubber` is made in it."""
        need_root("systemd runs")
        for program in ("unshare", "nsenter", "systemctl", "useradd"):
            need(program)
        if not SYSTEMD.exists():
            unavailable("systemd is not installed: apt-get install systemd")
        self.directory = Path(tempfile.mkdtemp(prefix="systemd-"))

    def __enter__(self) -> Self:
        """Boot it."""
        self._process = subprocess.Popen(
            ["unshare", "--mount", "sh", "-c", OUTER],
            env={
                **os.environ,
                "DIR": str(self.directory),
                "NAME": self.directory.name,
                "INNER": INNER,
                "CHECKOUT": str(ROOT),
                "PACKAGES": sysconfig.get_path("purelib"),
                "PYTHON": sys.base_prefix,
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            wait_until(self._is_up, "systemd is up")
        except TimeoutError:
            self.__exit__(None, None, None)
            unavailable("systemd cannot be started in namespaces here")
        self.write("/opt/scrubber/current/bin/scrubber", PROGRAM, 0o755)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End it, and with it all that it has started."""
        below = descendants(self._process.pid)
        self._process.kill()
        for pid in below:
            if is_alive(pid):
                os.kill(pid, signal.SIGKILL)
        self._process.wait()
        wait_until(lambda: not any(map(is_alive, below)), "systemd has ended")
        self.directory.rmdir()

    def run(self, *command: str, check: bool = True) -> str:
        """Run a command within; what it printed."""
        ended = subprocess.run(
            ["nsenter", "--target", str(self.pid), "--all", *command],
            capture_output=True,
            check=False,
            timeout=60,
            text=True,
        )
        if check and ended.returncode != 0:
            raise RuntimeError(f"{command}:\n{ended.stdout}{ended.stderr}")
        return ended.stdout

    def write(self, path: str, content: str, mode: int = 0o644) -> None:
        """Write a file as programs within see it."""
        script = f'mkdir -p "$(dirname {path})"; umask 077; cat > {path}; chmod {mode:o} {path}'
        subprocess.run(
            ["nsenter", "--target", str(self.pid), "--all", "sh", "-c", script],
            input=content.encode(),
            check=True,
            timeout=30,
        )

    def journal(self, unit: str) -> str:
        """Return what a unit has printed."""
        return self.run("journalctl", "--no-pager", "--output=cat", "--unit", unit, check=False)

    @property
    def pid(self) -> int:
        """The first process within, as it is called outside."""
        for pid in descendants(self._process.pid):
            with suppress(OSError):  # it may have ended meanwhile
                if Path(f"/proc/{pid}/comm").read_text(encoding="ascii") == "systemd\n":
                    return pid
        raise LookupError("systemd does not run")

    def _is_up(self) -> bool:
        if self._process.poll() is not None:
            raise TimeoutError
        try:
            return "active" in self.run("systemctl", "is-active", "tests.target", check=False)
        except LookupError:
            return False
