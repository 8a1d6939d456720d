"""deploy/container: what the image runs, under what the compose file allows it.

There is no container engine here and no base image, so the root file system is this machine's,
read-only, with the checkout in the place of what the image installs.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import sysconfig
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from tests.acceptance.mails import CARD_MAIL, assert_masked
from tests.servers.client import send_mail
from tests.servers.ports import free_port, is_listening
from tests.servers.processes import descendants, is_alive
from tests.servers.programs import need, need_root
from tests.servers.systemd import PROGRAM, ROOT
from tests.servers.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCKERFILE: Final = ROOT / "deploy/container/Dockerfile"
_STATE: Final = "var/lib/scrubber"

# In namespaces of mounts and processes; what is written goes into memory.
BOX: Final = """
set -e
mount --make-rprivate /
mount -t tmpfs -o mode=755 tmpfs $DIR
mkdir $DIR/root $DIR/etc
cp -a /etc/. $DIR/etc
mkdir -p $DIR/etc/scrubber
printf '%s' "$CONFIGURATION" > $DIR/etc/scrubber/scrubber.toml
mount --rbind / $DIR/root
mount -o remount,bind,ro $DIR/root
cd $DIR/root
mount --bind $DIR/etc etc
mount -o remount,bind,ro etc
for place in var/lib opt; do mount -t tmpfs -o mode=755 tmpfs $place; done
mount -t tmpfs -o size=64m,mode=1777 tmpfs tmp
install --directory --owner=10001 --group=10001 --mode=700 var/lib/scrubber
mkdir -p opt/checkout opt/packages opt/python opt/scrubber/bin
for pair in checkout:$CHECKOUT packages:$PACKAGES python:$PYTHON; do
    mount --bind ${pair#*:} opt/${pair%%:*}
    mount -o remount,bind,ro opt/${pair%%:*}
done
printf '%s' "$PROGRAM" > opt/scrubber/bin/scrubber
printf '%s' "$PROGRAM" | sed 's/ -m scrubber//' > opt/scrubber/bin/python
chmod 755 opt/scrubber/bin/*
mount -o remount,ro opt
mount -t proc proc proc
exec chroot . env -i PATH=/opt/scrubber/bin:/usr/bin:/bin SCRUBBER_STATE=/var/lib/scrubber \
    prlimit --core=0 setpriv --reuid=10001 --regid=10001 --clear-groups --no-new-privs \
    --bounding-set=-all --inh-caps=-all --ambient-caps=-all "$@"
"""


def instruction(name: str) -> list[str]:
    """Return the words of an instruction of the image's last stage."""
    stage = DOCKERFILE.read_text(encoding="ascii").rpartition("\nFROM ")[2].replace("\\\n", " ")
    [words] = re.findall(rf"^{name} [^\[\n]*(\[.*\])$", stage, re.MULTILINE)
    found: list[str] = json.loads(words)
    return found


@contextmanager
def running(configuration: str) -> Iterator[int]:
    """Run what the image runs; its process, as it is called outside."""
    need_root("namespaces are made")
    directory = Path(tempfile.mkdtemp(prefix="image-"))
    command = [*instruction("ENTRYPOINT"), *instruction("CMD")]
    process = subprocess.Popen(
        [
            *(need("unshare"), "--mount", "--pid", "--fork", "--kill-child", "--ipc", "--uts"),
            *("sh", "-c", BOX, "sh", *command),
        ],
        env={
            **os.environ,
            "DIR": str(directory),
            "CONFIGURATION": configuration,
            "CHECKOUT": str(ROOT),
            "PACKAGES": sysconfig.get_path("purelib"),
            "PYTHON": sys.base_prefix,
            "PROGRAM": PROGRAM,
        },
        stdin=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: bool(descendants(process.pid)), "there is a process in the box")
        [first, *_] = descendants(process.pid)
        yield first
    finally:
        below = descendants(process.pid)
        process.kill()
        for pid in below:  # a change of user has made them forget whose death is theirs
            if is_alive(pid):
                os.kill(pid, signal.SIGKILL)
        process.wait()
        wait_until(lambda: not any(map(is_alive, below)), "all in the box has ended")
        directory.rmdir()


def inside(process: int, *command: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command in the box, as the image's user."""
    return subprocess.run(
        [
            *(need("nsenter"), "--target", str(process), "--all", "--root", "--wdns=/"),
            *("env", "-i", "PATH=/opt/scrubber/bin:/usr/bin:/bin"),
            *("setpriv", "--reuid=10001", "--regid=10001", "--clear-groups", *command),
        ],
        capture_output=True,
        check=False,
        timeout=60,
    )


@pytest.mark.long
def test_the_image_runs_without_rights_on_a_root_that_is_read_only() -> None:
    """It masks a mail, answers its own health check, and ends when it is told to."""
    port = free_port()
    with running(f'[relay]\nlisten = "127.0.0.1:{port}"\n') as process:
        wait_until(lambda: is_listening(port), "the relay listens", 60.0)
        check = [word.replace("10025", str(port)) for word in instruction("HEALTHCHECK")]
        assert inside(process, *check).returncode == 0
        assert send_mail(port, CARD_MAIL).code == 250
        mail = inside(process, "sh", "-c", f"cat /{_STATE}/Maildir/new/*").stdout
        assert_masked(mail.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
        assert inside(process, "touch", "/opt/x", "/etc/x").returncode != 0
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
        assert re.search(r"^Uid:\t10001\t10001\t10001\t10001$", status, re.MULTILINE)
        assert re.search(r"^CapBnd:\t0+$", status, re.MULTILINE)
        os.kill(process, signal.SIGTERM)
        wait_until(lambda: not is_alive(process), "the relay has ended", 30.0)
