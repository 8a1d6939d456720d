"""Ctrl-C: an audit ends at once, says how to go on in one line, and leaves nothing half done."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.audit.kept import kept
from tests.audit.mails import CARD, maildir
from tests.servers.interrupting import interrupted

if TYPE_CHECKING:
    from pathlib import Path

INTERRUPTED = 130
MAILS = 150
MORE_THAN_A_PIPE_HOLDS = 1_100_000  # bytes; pipe(7) has 64 KB, and 1 MB at most


@pytest.mark.parametrize("moment", ["reading", "masking"])
def test_interrupted(moment: str, tmp_path: Path, environment: dict[str, str]) -> None:
    """Whether it waits for a mail that never comes, or masks: no report, no traceback, no rest."""
    box = maildir(tmp_path / "box", {f"{number}.host": CARD for number in range(MAILS)})
    reading, writing = os.pipe()
    more = ["--fix", "--yes"] if moment == "masking" else ["/dev/stdin"]
    report = tmp_path / "report"
    command = [sys.executable, "-m", "scrubber", "audit", "--jobs", "1", "--json", str(report)]
    with subprocess.Popen(
        [*command, str(box), *more], stdin=reading, stderr=subprocess.PIPE, env=environment
    ) as process:
        os.close(reading)
        if moment == "masking":
            while not list(box.glob("cur/*_masked")):
                time.sleep(0.01)
        else:
            os.write(writing, b"\n" * MORE_THAN_A_PIPE_HOLDS)  # waits until it is read
        said = interrupted(process)
    os.close(writing)
    assert process.returncode == INTERRUPTED
    assert b"Error" not in said
    assert not report.exists()
    assert not list(box.glob("tmp/*"))
    assert len(list(box.glob("cur/*"))) == MAILS
    [told] = kept(environment)
    assert told["complete"] is False
    masked = len(list(box.glob("cur/*_masked")))
    last = said.decode().splitlines()[-1]
    if moment == "masking":
        assert last.startswith(f"scrubber: stopped: {MAILS} mails read, ")
        assert last.endswith(" masked, all others are as they were; the same command does the rest")
    else:
        assert "read, nothing was changed; the same command starts from the beginning" in last
    assert masked - 1 <= told["outcomes"].get("masked", 0) <= masked
