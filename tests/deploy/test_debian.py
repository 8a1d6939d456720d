"""deploy/debian: a release beside the other, tried before it counts, and the way back."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import sysconfig
import time
from pathlib import Path
from typing import Final

import pytest

from scrubber.store.database import Database
from scrubber.store.store import FILE
from tests.servers.systemd import ROOT

pytestmark = pytest.mark.long  # three environments are made

SCRIPTS: Final = ROOT / "deploy" / "debian"
# What an environment made by the scripts is not to see: itself, and what installs it.
OWN: Final = ("scrubber", "__editable__", "_scrubber", "pip", "distutils-precedence")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, capture_output=True, check=True)
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def libraries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a directory with all that scrubber needs, so that nothing is fetched."""
    folder = tmp_path_factory.mktemp("libraries")
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if not entry.name.startswith(OWN):
            (folder / entry.name).symlink_to(entry)
    return folder


class Machine:
    """A prefix, a configuration and a state directory, with the scripts."""

    def __init__(self, directory: Path, libraries: Path) -> None:
        """Begin with nothing installed."""
        self.prefix = directory / "opt"
        self.config = directory / "scrubber.toml"
        self.store = directory / "state" / FILE
        self.store.parent.mkdir()
        self._environment = {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "PYTHONPATH": str(libraries),
            "PIP_NO_DEPS": "1",
            "PIP_NO_INDEX": "1",
            "SCRUBBER_PREFIX": str(self.prefix),
            "SCRUBBER_CONFIG": str(self.config),
            "SCRUBBER_STATE": str(self.store.parent),
        }

    def run(self, script: str, *arguments: Path) -> subprocess.CompletedProcess[str]:
        """Run one of the scripts."""
        return subprocess.run(
            [SCRIPTS / script, *arguments],
            env=self._environment,
            capture_output=True,
            check=False,
            timeout=120,
            text=True,
        )

    @property
    def current(self) -> Path:
        """The release that counts."""
        return (self.prefix / "current").readlink()

    def releases(self) -> list[Path]:
        """All that is installed."""
        return sorted((self.prefix / "releases").iterdir())


@pytest.fixture(scope="module")
def installed(
    tmp_path_factory: pytest.TempPathFactory, libraries: Path, wheel: Path
) -> tuple[Machine, Path, Path]:
    """Return a machine with two releases, the older and the newer."""
    machine = Machine(tmp_path_factory.mktemp("machine"), libraries)
    first = machine.run("upgrade", wheel)
    assert first.returncode == 0, first.stderr
    older = machine.current
    Database(machine.store).close()
    time.sleep(1)  # releases are called by their second
    second = machine.run("upgrade", wheel)
    assert second.returncode == 0, second.stderr
    return machine, older, machine.current


def test_an_upgrade_switches_and_a_rollback_goes_back(
    installed: tuple[Machine, Path, Path],
) -> None:
    """Both work; what was remembered stays, since the older program knows the store's form."""
    machine, older, newer = installed
    assert older != newer
    program = machine.prefix / "current" / "bin" / "scrubber"
    assert os.access(program, os.X_OK)
    before = machine.store.read_bytes()
    back = machine.run("rollback")
    assert (back.returncode, machine.current) == (0, older), back.stderr
    assert machine.store.read_bytes() == before
    (machine.prefix / "current").unlink()
    (machine.prefix / "current").symlink_to(newer)


def test_a_store_of_a_newer_form_is_put_back(installed: tuple[Machine, Path, Path]) -> None:
    """Where the older program could not read it, the copy of the upgrade takes its place."""
    machine, older, newer = installed
    with sqlite3.connect(machine.store) as store:
        store.execute("UPDATE schema_version SET version = 9999")
    store.close()
    back = machine.run("rollback")
    assert (back.returncode, machine.current) == (0, older), back.stderr
    assert "moment of the upgrade" in back.stdout
    Database(machine.store).close()
    assert oct(machine.store.stat().st_mode & 0o777) == "0o600"
    (machine.prefix / "current").unlink()
    (machine.prefix / "current").symlink_to(newer)


@pytest.mark.parametrize("mistake", ["program", "configuration"])
def test_what_does_not_work_is_not_switched_to(
    installed: tuple[Machine, Path, Path], wheel: Path, tmp_path: Path, mistake: str
) -> None:
    """A broken release, or one that does not take the configuration, leaves all as it was."""
    machine, _, newer = installed
    source = wheel
    if mistake == "program":
        source = tmp_path / wheel.name
        shutil.copy(wheel, source)
        source.write_bytes(source.read_bytes()[:-1000])
    else:
        machine.config.write_text("[nosuch]\n", encoding="ascii")
    before = machine.releases()
    failed = machine.run("upgrade", source)
    assert failed.returncode != 0
    assert (machine.current, machine.releases()) == (newer, before)
    machine.config.unlink(missing_ok=True)
