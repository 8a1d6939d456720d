"""``scrubber demo``: the real relay, shown on sample mails."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import subprocess

    from tests.cli.conftest import Run

SAMPLES = sorted(path.name for path in (Path(__file__).parents[2] / "samples").iterdir())
WIDTH = 80


@pytest.fixture
def demo(run: Run, tmp_path: Path) -> subprocess.CompletedProcess[bytes]:
    """Run the demonstration in a pipe of 80 columns, with a folder of its own to write to."""
    (tmp_path / "tmp").mkdir()
    return run("demo", COLUMNS=str(WIDTH), TMPDIR=str(tmp_path / "tmp"))


def test_the_demonstration(demo: subprocess.CompletedProcess[bytes], tmp_path: Path) -> None:
    """It ends by itself with 0, shows every sample, says how to go on, and leaves nothing."""
    shown = demo.stdout.decode()
    assert (demo.returncode, demo.stderr) == (0, b"")
    assert [name for name in SAMPLES if name not in shown] == []
    assert f"All {len(SAMPLES)} mails arrived." in shown
    assert "scrubber relay --listen " in shown
    assert list((tmp_path / "tmp").iterdir()) == []
    assert max(map(len, shown.splitlines())) <= WIDTH
    assert "\x1b" not in shown
    assert re.search(r"(?:[0-9][ -]?){12}", shown.replace("customer", "")) is None
