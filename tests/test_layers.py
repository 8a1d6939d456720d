"""Rooms import only what lies below them, and the core nothing that touches the world."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LONGEST_FILE = 400  # lines
LONGEST_FUNCTION = 50
LINT = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"]


def lint(directory: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter with the contracts of pyproject.toml."""
    return subprocess.run(
        [*LINT, "--no-cache"], cwd=directory, capture_output=True, text=True, check=False
    )


def test_the_contracts_hold() -> None:
    """Every import in the package keeps to the layers, and every module has its place in them."""
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("module", "line", "broken"),
    [
        ("core/model.py", "import socket", "the core is pure"),
        ("core/model.py", "from scrubber import errors", "a room imports only"),
        ("core/message/mime.py", "from scrubber.core import gate", "a room of the core"),
        ("relay/limits.py", "from scrubber.cli import main", "a room imports only"),
        ("store/tables.py", "from scrubber.store import schema", "no modules of a room"),
    ],
)
def test_the_contracts_can_be_broken(module: str, line: str, broken: str, tmp_path: Path) -> None:
    """A wrong import is noticed: the contracts look at what they should."""
    copy_package(tmp_path)
    path = tmp_path / "scrubber" / module
    path.write_text(f"{path.read_text()}\n{line}\n")
    result = lint(tmp_path)
    assert result.returncode == 1
    assert f"{broken}" in result.stdout.partition("Broken contracts")[2]


def copy_package(target: Path) -> None:
    """Copy the sources and the contracts, nothing else."""
    (target / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    for source in (ROOT / "scrubber").rglob("*.py"):
        copy = target / source.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(source.read_bytes())


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    """A module has one idea: none is longer than 400 lines."""
    long = {
        str(path.relative_to(ROOT)): lines
        for folder in ("scrubber", "tests")
        for path in (ROOT / folder).rglob("*.py")
        if (lines := len(path.read_text().splitlines())) > LONGEST_FILE
    }
    assert long == {}


def test_no_function_is_longer_than_a_screen() -> None:
    """A function does one thing: none is longer than 50 lines."""
    long = {
        f"{path.relative_to(ROOT)}:{node.name}": lines
        for folder in ("scrubber", "tests")
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or 0) - node.lineno + 1) > LONGEST_FUNCTION
    }
    assert long == {}
