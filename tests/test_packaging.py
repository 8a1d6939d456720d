"""What is installed: the wheel holds rules and samples, and works away from the checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a directory with the contents of the wheel, as an installation has them."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, capture_output=True, check=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "unpacked")
    return folder / "unpacked"


def redact(where: Path, mail: bytes) -> bytes:
    """Redact a mail with the package in ``where`` and no other."""
    return subprocess.run(
        [sys.executable, "-m", "scrubber", "redact"],
        input=mail,
        cwd=where,
        env={**os.environ, "PYTHONPATH": str(where)},
        capture_output=True,
        check=True,
    ).stdout


@pytest.mark.parametrize(
    ("source", "packaged"),
    [
        ("rules", "_rules"),
        ("samples", "_samples"),
        ("deploy/systemd", "_systemd"),
        ("scrubber", ""),
    ],
)
def test_the_wheel_holds_every_file(source: str, packaged: str, unpacked: Path) -> None:
    """Rules, samples and sources are in the wheel, byte for byte."""
    files = [
        path.relative_to(ROOT / source)
        for path in (ROOT / source).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    ]
    assert files
    for file in files:
        copy = unpacked / "scrubber" / packaged / file
        assert copy.read_bytes() == (ROOT / source / file).read_bytes()


def test_the_wheel_holds_nothing_else(unpacked: Path) -> None:
    """Tests and tools stay in the checkout."""
    assert {path.name.partition("-")[0] for path in unpacked.iterdir()} == {"scrubber"}


def test_the_wheel_works_by_itself(unpacked: Path) -> None:
    """Without a checkout beside it the packaged rules are used."""
    masked = redact(unpacked, b"Subject: order\n\nVisa 4111 1111 1111 1111\n")
    assert masked.endswith(b"\n\nVisa **** **** **** 1111\n")


def test_an_edited_rule_counts_at_once(tmp_path: Path) -> None:
    """In a checkout its own rules are used: without the network, its card is not found."""
    for folder in ("scrubber", "rules"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("*.pyc"))
    mail = b"Subject: order\n\nVisa 4111 1111 1111 1111\n"
    assert redact(tmp_path, mail) != mail
    (tmp_path / "rules/networks/visa.toml").unlink()
    assert redact(tmp_path, mail) == mail
